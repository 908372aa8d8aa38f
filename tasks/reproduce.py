"""Tasks of `fitflow reproduce`: plan each recipe's runs, run them, write the table; a failed recipe stops no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.config import Published
from fitflow.errors import FitflowError
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.run_record import artifact, links, name_run
from fitflow.references import Result, RunRef
from fitflow.reporting import published
from fitflow.system import provenance
from fitflow.training import runtime

EXPERIMENT = "reproduce"
Run = Callable[[str, int, str | None], Result]


class Plan(NamedTuple):
    """A recipe, its published figures, and its number of seeds."""

    recipe: str
    figures: tuple[Published, ...]
    seeds: int


def plans(names: Sequence[str], seeds: int | None) -> list[Plan]:
    """Return one plan per recipe."""
    return [
        Plan(name, figures, seeds or max(figure.seeds for figure in figures))
        for name, figures in published.chosen(names).items()
    ]


@task(name="start record", cache_policy=NO_CACHE)
def open_parent(todo: Sequence[Plan]) -> RunRef:
    """Start the parent MLflow run of all runs of the table."""
    names = ", ".join(plan.recipe for plan in todo)
    run = tracking.create_run(EXPERIMENT, "reproduce", provenance.tags() | links() | {"fitflow.recipes": names[:5000]})
    name_run(run)
    run_log().info("%d recipes, MLflow run %s", len(todo), run.run_id)
    return run


def run_plan(place: str, plan: Plan, run: Run) -> list[dict[str, Any]]:
    """Run a recipe with each seed and in each sitting; returns its rows of the table, also after a failure.

    Args:
        place: the recipe's position, such as 2/17.
        plan: what to run.
        run: runs a recipe once; takes its name, the seed's offset from the recipe's own, and the run to continue.
    """
    log = run_log()
    log.info("%s %s, %d seed%s", place, plan.recipe, plan.seeds, "s" * (plan.seeds > 1))
    try:
        results = [_sittings(plan, run, number) for number in range(plan.seeds)]
        return published.rows(plan.recipe, plan.figures, results)
    except FitflowError as error:
        return published.failed(plan.recipe, plan.figures, str(error))


@task(name="table", cache_policy=NO_CACHE)
def finish(rows: list[dict[str, Any]], parent: RunRef) -> Result:
    """Log the table to the flow run and to the MLflow run; returns what --json prints."""
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


def made() -> dict[str, Any]:
    """Device, versions and commit behind the figures."""
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
