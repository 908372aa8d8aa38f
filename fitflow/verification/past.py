"""The record of a finished run: what is needed to re-run and compare it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fitflow import tracking
from fitflow.config import Experiment
from fitflow.errors import InputError
from fitflow.recipe_io.loading import validated
from fitflow.reuse import timings
from fitflow.reuse.keys import Parts
from fitflow.tracking.query import REUSED, Run


@dataclass(frozen=True)
class Past:
    """A run's record: id, recipe, tags, metrics, and the parts of each step's key (empty for old runs)."""

    run_id: str
    recipe: Experiment
    tags: dict[str, str]
    metrics: dict[str, float]
    parts: dict[str, Parts]
    paths: dict[str, str] = field(default_factory=dict[str, str])


def past_run(name: str) -> Past:
    """Read a run's record; for a run that reused or verified another, that other one's.

    Raises:
        InputError: the run does not exist, is not finished, or has no recipe.
    """
    run = tracking.get_run(name)
    if run["status"] != "FINISHED":
        raise InputError(f"run {run['run_id'][:8]} is {run['status']}; only a finished run can be verified")
    if meant := run["tags"].get("fitflow.verifies") or run["tags"].get(REUSED):
        run = tracking.get_run(meant)
    return past_of(run)


def past_of(run: Run) -> Past:
    """Read a run's record; the run is as `tracking.get_run` returns it."""
    run_id = run["run_id"]
    recipe = validated(tracking.recipe_of(run_id))
    document = tracking.read_json(run_id, timings.STEPS) or {}
    parts = {name: facts["parts"] for name, facts in document.items()}
    paths = {name: facts.get("path", "") for name, facts in document.items()}
    return Past(run_id, recipe, run["tags"], run["metrics"], parts, paths)
