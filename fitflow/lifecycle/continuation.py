"""Continue the training of a finished run: weights, optimizer state and epoch count."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fitflow import tracking
from fitflow.config import Experiment, Recipe
from fitflow.dotted import flat
from fitflow.errors import InputError
from fitflow.processes.leases import run_folder
from fitflow.references import DatasetRef, StartRef
from fitflow.system import provenance
from fitflow.tracking.query import REUSED

# Fields that do not affect training.
NOTICES = {"notify"}
# Fields that may differ when training continues.
FREE = NOTICES | {"name", "experiment", "training.epochs"}


def find_start(run_id: str, recipe: Recipe, dataset: DatasetRef) -> StartRef:
    """Return the starting point for training a recipe further from a run.

    Args:
        run_id: id of a finished run, or a unique prefix.
        recipe: the run's recipe; only name, experiment, notify and epochs may differ.
        dataset: must have the same content.

    Raises:
        InputError: the recipe or the data differs, the run has no checkpoint, or the recipe has a learning rate
            schedule.
    """
    run = tracking.get_run(run_id)
    if recipe.training.optimizer.schedule is not None:
        raise InputError(
            "--continue-from: the learning rate has decayed to 0 by the end of a run; use one without a schedule"
        )
    if "fitflow.recipe" not in run["tags"]:
        raise InputError(f"--continue-from {run['run_id'][:8]}: not made by fitflow; see: fitflow list runs")
    changed = _differences(run["params"], recipe, FREE)
    if changed:
        raise InputError(
            f"--continue-from {run['run_id'][:8]}: that run has a different recipe: {', '.join(changed)}; "
            "use the same values, or start over without --continue-from"
        )
    if run["tags"].get("fitflow.data_sha256") != dataset.digest:
        raise InputError(f"--continue-from {run['run_id'][:8]}: that run used different data than {dataset.found}")
    trained_by = run["tags"].get(REUSED, run["run_id"])
    fetched = tracking.download(trained_by, "checkpoint", run_folder(run["run_id"]) / "fetched")
    return StartRef(run_id=run["run_id"], folder=str(fetched))


def check_same(run_id: str, recipe: Experiment, dataset: DatasetRef) -> None:
    """Check that a run can resume under the conditions that it started with.

    Raises:
        InputError: the recipe, the data or fitflow's own code has changed.
    """
    run = tracking.get_run(run_id)
    short, tags = run["run_id"][:8], run["tags"]
    reasons = _differences(run["params"], recipe, NOTICES)
    if tags.get("fitflow.data_sha256") != dataset.digest:
        reasons.append(f"data: {str(tags.get('fitflow.data_sha256'))[:12]} -> {dataset.digest[:12]}")
    if tags.get("fitflow.code_digest") != provenance.code_digest():
        reasons.append(f"fitflow's code: {str(tags.get('fitflow.code_digest'))[:12]} is not the current code")
    if reasons:
        raise InputError(
            f"run {short} cannot resume: {'; '.join(reasons)}; restore these, or start over: "
            f"fitflow resume {short} --force"
        )


def _differences(params: dict[str, Any], recipe: Experiment, free: Collection[str]) -> list[str]:
    """Return the differing fields, except those in `free` and the gate's, which apply only after a run's end."""
    ours = {name: str(value) for name, value in flat(recipe.model_dump(mode="json"))}
    names = sorted(name for name in (params.keys() | ours.keys()) - set(free) if not name.startswith("gate."))
    return [f"{name} {params.get(name)} -> {ours.get(name)}" for name in names if params.get(name) != ours.get(name)]
