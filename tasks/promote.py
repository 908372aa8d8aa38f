"""Tasks of a promotion. None retries: a failed reload check or a verdict would be the same again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.orchestration.mlflow_run import best_effort
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.timing import timed
from fitflow.promotion import aliases, gate_report, run_gate
from fitflow.promotion.aliases import Book
from fitflow.promotion.documents import GateReport, PromotionResult
from fitflow.references import Contender, Judgement
from fitflow.tracking import registry


@task(name="candidate", cache_policy=NO_CACHE)
def find_candidate(name: str) -> Contender:
    """Find the registered version of a finished run."""
    candidate = timed(run_gate.find_candidate, name)
    run_log().info("%s version %s, of %s", candidate.name, candidate.version, candidate.recipe)
    return candidate


@task(name="judge", cache_policy=NO_CACHE)
def judge(candidate: Contender, book: Book, overrides: Mapping[str, Any], forced: bool) -> Judgement:
    """Judge the candidate against the current champion; log the report to its run and to this flow run."""
    aliases.record_outside_moves(book)
    champion = run_gate.find_champion(candidate)
    judgement = timed(run_gate.judge, candidate, champion, overrides, forced)
    text = gate_report.markdown(judgement.report)
    for content, ending in ((gate_report.as_json(judgement.report), "json"), (text, "md")):
        tracking.log_text(candidate.run_id, content, f"promotion/{judgement.digest[:12]}.{ending}")
    tracking.set_tags(candidate.run_id, {"fitflow.gate_verdict": judgement.summary[:5000]})
    key = re.sub(r"[^a-z0-9-]+", "-", f"{candidate.name.lower()}-verdict")
    with best_effort():
        create_markdown_artifact(key=key, markdown=text, description=judgement.summary[:200])
    against = f"against version {champion.version}" if champion else "no champion yet"
    run_log().info("%s, %s", against, judgement.summary)
    return judgement


@task(name="check version", cache_policy=NO_CACHE)
def check_version(candidate: Contender) -> float:
    """Load the version from the registry in a fresh process and compare its predictions with the recorded ones."""
    difference = aliases.check_reload(_version(candidate))
    run_log().info("loads and predicts as recorded, largest difference %.2g", difference)
    return difference


@task(name="move alias", cache_policy=NO_CACHE)
def move_alias(
    book: Book, candidate: Contender, alias: str, judgement: Judgement | None, reason: str
) -> PromotionResult:
    """Point the alias at the candidate, and write the ledger's lines before and after."""
    facts: dict[str, Any] = {"reason": reason}
    if judgement is not None:
        forced = judgement.verdict != "promote"
        facts |= {"verdict": judgement.verdict, "report": judgement.digest, "forced": forced}
    line = aliases.move(book, "promoted", alias, _version(candidate), **facts)
    run_log().info("%s: %s -> %s, ledger line %d", alias, line.old, line.new, line.number)
    return _result(candidate, alias, judgement, line.old, True)


@task(name="refuse", cache_policy=NO_CACHE)
def refuse(book: Book, candidate: Contender, alias: str, judgement: Judgement) -> PromotionResult:
    """Write the verdict into the ledger; no alias moves."""
    champion = judgement.report["champion"] or {}
    line = book.write(
        "rejected" if judgement.verdict == "reject" else "undecided",
        alias=alias,
        old=champion.get("version"),
        new=candidate.version,
        run_id=candidate.run_id,
        verdict=judgement.verdict,
        report=judgement.digest,
    )
    return _result(candidate, alias, judgement, line.old, False)


def _version(candidate: Contender) -> registry.Version:
    return registry.Version(candidate.name, candidate.version, candidate.run_id)


def _result(
    candidate: Contender, alias: str, judgement: Judgement | None, old: str | None, promoted: bool
) -> PromotionResult:
    return {
        "name": candidate.name,
        "version": candidate.version,
        "run_id": candidate.run_id,
        "flow_run_id": str(flow_run.id),
        "alias": alias,
        "promoted": promoted,
        "before": old,
        "verdict": judgement.verdict if judgement else None,
        "summary": judgement.summary if judgement else f"alias {alias} set",
        "report": cast(GateReport, judgement.report) if judgement else None,
        "report_sha256": judgement.digest if judgement else None,
    }
