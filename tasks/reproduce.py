"""The policy of `fitflow reproduce`: which runs a row needs, and that one row's failure is not the others'."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.config import Published
from fitflow.errors import FitflowError
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.run_record import artifact, links, name_run
from fitflow.references import RunRef
from fitflow.reporting import published
from fitflow.reporting.published import Provenance, PublishedRow, ReproduceResult
from fitflow.reporting.result import Result
from fitflow.system import provenance
from fitflow.training import runtime

EXPERIMENT = "reproduce"
Run = Callable[[str, int, str | None], Result]


class Plan(NamedTuple):
    """A recipe, its published figures, and with how many seeds it runs."""

    recipe: str
    figures: tuple[Published, ...]
    seeds: int


def plans(names: Sequence[str], seeds: int | None) -> list[Plan]:
    """What to run, recipe by recipe."""
    return [
        Plan(name, figures, seeds or max(figure.seeds for figure in figures))
        for name, figures in published.chosen(names).items()
    ]


@task(name="start record", cache_policy=NO_CACHE)
def open_parent(todo: Sequence[Plan]) -> RunRef:
    """Start the MLflow run whose children the rows' runs are."""
    names = ", ".join(plan.recipe for plan in todo)
    run = tracking.create_run(EXPERIMENT, "reproduce", provenance.tags() | links() | {"fitflow.recipes": names[:5000]})
    name_run(run)
    run_log().info("%d recipes, MLflow run %s", len(todo), run.run_id)
    return run


def run_plan(place: str, plan: Plan, run: Run) -> list[PublishedRow]:
    """Run a recipe with each seed and in each sitting; its rows of the table, also when it failed.

    Args:
        place: which of the recipes this is, such as 2/17.
        plan: what to run.
        run: does one run of a recipe: its name, the seed's distance from the recipe's own, the run to go on from.
    """
    log = run_log()
    log.info("%s %s, %d seed%s", place, plan.recipe, plan.seeds, "s" * (plan.seeds > 1))
    try:
        results = [_sittings(plan, run, number) for number in range(plan.seeds)]
        return published.rows(plan.recipe, plan.figures, results)
    except FitflowError as error:
        return published.failed(plan.recipe, plan.figures, str(error))


@task(name="table", cache_policy=NO_CACHE)
def finish(rows: list[PublishedRow], parent: RunRef) -> ReproduceResult:
    """Keep the table with the flow run and with the MLflow run; returns what --json prints."""
    text = f"# Published figures and ours\n\n{published.markdown(rows)}\n"
    tracking.log_text(parent.run_id, text, "reproduce.md")
    tracking.log_results(
        parent.run_id, {"rows": len(rows), "rows_that_hold": sum(row["holds"] for row in rows)}, step=0
    )
    artifact("reproduce", text, parent, f"{sum(row['holds'] for row in rows)} of {len(rows)} figures hold")
    return {
        "run_id": parent.run_id,
        "flow_run_id": str(flow_run.id),
        "rows": rows,
        "made": made(),
        "url": parent.url,
    }


def made() -> Provenance:
    """What stands behind the figures: device, versions and commit."""
    versions = provenance.versions()
    names = ("python", "tensorflow", "keras", "numpy", "prefect", "mlflow")
    device = runtime.find_device()
    return {
        "device": f"{device.kind}: {device.name}",
        "backend": device.backend,
        "versions": {name: versions[name] for name in names if name in versions},
        "commit": provenance.commit() or f"code {provenance.code_digest()[:7]}",
    }


def _sittings(plan: Plan, run: Run, number: int) -> list[Result]:
    results: list[Result] = []
    for _ in range(max(figure.sittings for figure in plan.figures)):
        start = time.perf_counter()
        result = run(plan.recipe, number, results[-1]["run_id"] if results else None)
        result["seconds"]["total"] = round(time.perf_counter() - start, 3)
        results.append(result)
    return results
