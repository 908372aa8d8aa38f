"""Runs the promotion gate on a candidate: evidence, costs, checks, report."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fitflow import tracking
from fitflow.config import GateConfig
from fitflow.errors import InputError
from fitflow.evaluation import paired
from fitflow.inference import latency
from fitflow.promotion import documents, evidence, gate, gate_report
from fitflow.promotion.documents import ReportFacts, Side
from fitflow.promotion.evidence import Evidence
from fitflow.promotion.gate import Check, Cost
from fitflow.references import Contender, Judgement
from fitflow.tracking import registry, reload_check


def find_candidate(name: str) -> Contender:
    """Find the registered version of a finished run.

    Args:
        name: a run, as for `tracking.get_run`.

    Raises:
        InputError: the run does not exist, is not finished, or has no model.
    """
    run = tracking.get_run(name)
    short = run["run_id"][:8]
    if run["status"] != "FINISHED":
        way = f"fitflow resume {short}" if run["status"] != "FAILED" else f"fitflow run {run['recipe']}"
        raise InputError(f"run {short} is {run['status']}, and only a finished run can be promoted; try: {way}")
    version = registry.version_of(run["run_id"])
    return Contender(name=version.name, version=version.version, run_id=run["run_id"], recipe=run["recipe"])


def find_champion(candidate: Contender) -> Contender | None:
    """Return the current champion of the candidate's line, or None.

    Raises:
        InputError: the candidate is the champion.
    """
    champion = registry.aliased(candidate.name, registry.CHAMPION)
    if champion is None:
        return None
    if champion.version == candidate.version:
        raise InputError(f"run {candidate.run_id[:8]} is already the champion of {candidate.name}")
    return Contender(
        name=champion.name, version=champion.version, run_id=champion.run_id, recipe=_recipe_name(champion.run_id)
    )


def judge(
    candidate: Contender, champion: Contender | None, overrides: Mapping[str, Any], forced: bool = False
) -> Judgement:
    """Judge a candidate by its recipe's gate.

    Args:
        candidate, champion: without a champion only the published result counts.
        overrides: thresholds that replace the recipe's, such as {"gate.min_difference": 0.01}.
        forced: if the two cannot be compared, note it in the report instead of raising.

    Raises:
        InputError: the two were not evaluated on the same test examples, or a record is missing.
    """
    recipe = evidence.recipe_of(candidate.run_id, overrides)
    ours = evidence.of_run(candidate.run_id)
    intervals = ours.document["intervals"]
    checks = gate.in_band(ours.run["metrics"], intervals, evidence.known_answers(recipe))
    test = ours.document["test_sha256"]
    recorded: int = ours.document["test_reads"]
    reads = tracking.test_reads(candidate.name).get(test, recorded)
    facts: ReportFacts = {"test_sha256": test, "test_reads": reads}
    theirs: Evidence | None = None
    if champion is not None:
        try:
            theirs = evidence.of_run(champion.run_id)
            evidence.check_comparable(ours, theirs)
            checks += _compared(ours, theirs, candidate, champion, recipe.gate)
            facts.update(_seeds(ours, theirs, recipe.gate))
        except InputError as error:
            if not forced:
                raise InputError(f"{error}; to promote without a comparison: --force --reason TEXT") from None
            checks.append(Check("better", "open", f"not compared: {error}"))
    return _judgement(candidate, champion, ours, theirs, recipe.gate, checks, facts)


def _recipe_name(run_id: str) -> str:
    try:
        return tracking.get_run(run_id)["recipe"]
    except InputError:
        return "unknown"  # the run was deleted, or another tool made the version


def _compared(
    ours: Evidence, theirs: Evidence, candidate: Contender, champion: Contender, config: GateConfig
) -> list[Check]:
    names = ours.document.get("class_names", ())
    checks = gate.against_champion(ours.predictions, theirs.predictions, names, config)
    return checks + gate.affordable(*_costs(candidate, champion), config)


def _costs(candidate: Contender, champion: Contender) -> tuple[Cost, Cost]:
    """Latency and size of both, on the candidate's fixed batch."""
    with tempfile.TemporaryDirectory() as folder:
        batch = reload_check.read(tracking.download(candidate.run_id, reload_check.BATCH, Path(folder)))[0]
    loaded = [registry.load_version(f"models:/{one.name}/{one.version}") for one in (candidate, champion)]
    times = latency.medians([model.predict_on_batch for model, _ in loaded], batch)
    ours, theirs = (Cost(time, size) for time, (_, size) in zip(times, loaded, strict=True))
    return ours, theirs


def _seeds(ours: Evidence, theirs: Evidence, config: GateConfig) -> ReportFacts:
    """Results of other seeds of both recipes, and how many more are needed; empty if the recipes are the same."""
    candidate, champion = evidence.by_seed(ours), evidence.by_seed(theirs)
    if sorted(candidate) == sorted(champion):
        return {}
    needed = paired.seeds_needed(candidate, champion, config.min_difference, config.confidence)
    return {"seeds": {"candidate": candidate, "champion": champion}, "seeds_needed": needed}


def _judgement(
    candidate: Contender,
    champion: Contender | None,
    ours: Evidence,
    theirs: Evidence | None,
    config: GateConfig,
    checks: list[Check],
    facts: ReportFacts,
) -> Judgement:
    other = _side(champion, theirs) if champion else None
    report = documents.document(candidate.name, _side(candidate, ours), other, config, checks, **facts)
    digest = gate_report.digest(gate_report.as_json(report))
    return Judgement(verdict=report["verdict"], summary=report["summary"], report=dict(report), digest=digest)


def _side(one: Contender, known: Evidence | None) -> Side:
    return {
        "reused": one.reused,
        "version": one.version,
        "run_id": one.run_id,
        "recipe": one.recipe,
        "metrics": known.document["metrics"] if known else {},
    }
