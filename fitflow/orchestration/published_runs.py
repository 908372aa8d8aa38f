"""Plan and run the recipes of `fitflow reproduce`; one recipe's failure does not stop the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fitflow.config import Published
from fitflow.errors import FitflowError
from fitflow.orchestration.run_log import run_log
from fitflow.reporting import published
from fitflow.reporting.published import Provenance, PublishedRow
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
    """Return one plan per recipe."""
    return [
        Plan(name, figures, seeds or max(figure.seeds for figure in figures))
        for name, figures in published.chosen(names).items()
    ]


def run_plan(place: str, plan: Plan, run: Run) -> list[PublishedRow]:
    """Run a recipe with each seed and in each sitting; its rows of the table, also when it failed.

    Args:
        place: which of the recipes this is, such as 2/17.
        plan: what to run.
        run: does one run of a recipe: its name, the seed's distance from the recipe's own, the run to continue from.
    """
    log = run_log()
    log.info("%s %s, %d seed%s", place, plan.recipe, plan.seeds, "s" * (plan.seeds > 1))
    try:
        results = [_sittings(plan, run, number) for number in range(plan.seeds)]
        return published.rows(plan.recipe, plan.figures, results)
    except FitflowError as error:
        return published.failed(plan.recipe, plan.figures, str(error))


def made() -> Provenance:
    """Device, versions and commit of these results."""
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
