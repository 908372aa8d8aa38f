"""Training that goes on from a finished run: its weights, its optimizer's state and its count of epochs."""

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

# What changes nothing in the training.
NOTICES = {"notify"}
# What a sitting may change and still go on with the same training.
FREE = NOTICES | {"name", "experiment", "training.epochs"}


def find_start(run_id: str, recipe: Recipe, dataset: DatasetRef) -> StartRef:
    """Where training with a recipe goes on after a run.

    Args:
        run_id: of a finished run, or a unique start of one.
        recipe: must be that run's but for its name, experiment and epochs.
        dataset: must hold the same bytes.

    Raises:
        InputError: another recipe or data, a run without a checkpoint, or a learning rate that ends with its run.
    """
    run = tracking.get_run(run_id)
    if recipe.training.optimizer.schedule is not None:
        raise InputError("--continue-from: training.optimizer.schedule ends at 0 with its run; use a constant rate")
    if "fitflow.recipe" not in run["tags"]:
        raise InputError(f"--continue-from {run['run_id'][:8]}: fitflow did not make that run; see: fitflow list runs")
    changed = _differences(run["params"], recipe, FREE)
    if changed:
        raise InputError(
            f"--continue-from {run['run_id'][:8]}: that run had another recipe: {', '.join(changed)}; "
            "use the same values, or start anew without --continue-from"
        )
    if run["tags"].get("fitflow.data_sha256") != dataset.digest:
        raise InputError(f"--continue-from {run['run_id'][:8]}: that run had other data than {dataset.found}")
    trained_by = run["tags"].get(REUSED, run["run_id"])
    fetched = tracking.download(trained_by, "checkpoint", run_folder(run["run_id"]) / "fetched")
    return StartRef(run_id=run["run_id"], folder=str(fetched))


def check_same(run_id: str, recipe: Experiment, dataset: DatasetRef) -> None:
    """Refuse to go on in a run under other conditions than it was begun.

    Raises:
        InputError: the recipe, the data or fitflow's own code has changed.
    """
    run = tracking.get_run(run_id)
    short, tags = run["run_id"][:8], run["tags"]
    reasons = _differences(run["params"], recipe, NOTICES)
    if tags.get("fitflow.data_sha256") != dataset.digest:
        reasons.append(f"data: {str(tags.get('fitflow.data_sha256'))[:12]} -> {dataset.digest[:12]}")
    if tags.get("fitflow.code_digest") != provenance.code_digest():
        reasons.append(f"fitflow's code: {str(tags.get('fitflow.code_digest'))[:12]} is not the one that runs now")
    if reasons:
        raise InputError(
            f"run {short} cannot go on as it was begun: {'; '.join(reasons)}; restore that, or start anew: "
            f"fitflow resume {short} --force"
        )


def _differences(params: dict[str, Any], recipe: Experiment, free: Collection[str]) -> list[str]:
    """What differs but for the free names and the gate, which judges a run only after its end."""
    ours = {name: str(value) for name, value in flat(recipe.model_dump(mode="json"))}
    names = sorted(name for name in (params.keys() | ours.keys()) - set(free) if not name.startswith("gate."))
    return [f"{name} {params.get(name)} -> {ours.get(name)}" for name in names if params.get(name) != ours.get(name)]
