"""train: fit the network, from a checkpoint if there is one, and save it."""

from __future__ import annotations

from dataclasses import replace
from logging import Logger, LoggerAdapter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitflow import tracking
from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.processes.leases import run_folder
from fitflow.references import ModelRef, PreparedRef, Ref, RunRef, StartRef, TrainedRef
from fitflow.reuse import results
from fitflow.reuse.keys import Step, make_step, prepared_inputs, recipe_fields
from fitflow.steps.build import model_code
from fitflow.system import machine
from fitflow.training import checkpoint_names, runtime

if TYPE_CHECKING:
    from fitflow.training.checkpoints import Checkpoint


def key(recipe: Recipe, prepared: PreparedRef, model: ModelRef, start: StartRef | None = None) -> Step:
    """Return the step's key; `start` is the finished run that this training continues."""
    values = recipe_fields(recipe, "model", "runtime", "training", "seed")
    checkpoint = None if start is None else _checkpoint_digest(Path(start.folder))
    inputs = prepared_inputs(prepared) | {"checkpoint": checkpoint}
    chosen = {name: text for name, text in model.runtime.items() if not name.endswith("_reason")}
    return make_step("train", values, inputs, [run, model_code(recipe)], machine.facts() | chosen)


def is_there(_: Ref, record: results.Record) -> bool:
    """Return whether the result was made in this project's MLflow store; does not query MLflow."""
    return record.of_this_store()


def is_recorded(ref: Ref, record: results.Record) -> bool:
    """Return whether the run that made the result is in this MLflow store."""
    return is_there(ref, record) and tracking.has_run(record.made.run_id)


def run(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    record: RunRef,
    start: StartRef | None,
    log: Logger | LoggerAdapter[Any],
) -> TrainedRef:
    """Fit the network and save it; each epoch is logged to MLflow as it ends.

    Args:
        recipe, prepared, model: the recipe, its data, and its runtime settings.
        record: the MLflow run; training resumes from its own checkpoint, if any.
        start: a finished run to continue if this run has no checkpoint of its own.
        log: logger for the resume position.
    """
    from fitflow.lifecycle.live_curves import CurveLogger
    from fitflow.training import fit
    from fitflow.training.architecture import build_network

    chosen = runtime.choose(recipe.runtime, model.convolutional)
    runtime.apply(chosen)
    network = build_network(recipe, prepared)
    folder = run_folder(record.run_id)
    checkpoint, initial_epoch = _position(folder, start, log)
    log_epoch = CurveLogger(record.run_id, folder, checkpoint.history if checkpoint else {}, initial_epoch)
    with tracking.system_metrics(record.run_id):
        return fit.train(network, recipe, prepared, chosen, folder, log_epoch, checkpoint, initial_epoch)


def _position(folder: Path, start: StartRef | None, log: Logger | LoggerAdapter[Any]) -> tuple[Checkpoint | None, int]:
    """Return the checkpoint to resume from, preferably this run's own, and the epoch from which the recipe counts."""
    from fitflow.training import checkpoints

    own, wrong = checkpoints.newest(folder / "checkpoint")
    for message in wrong:
        log.warning("%s; using the one before it", message)
    if own is not None:
        log.info("resuming from epoch %d, batch %d", own.epoch + 1, own.batch + 1)
        return own, int(own.facts["initial_epoch"])
    if start is None:
        return None, 0
    other, wrong = checkpoints.newest(Path(start.folder))
    if other is None:
        raise InputError("; ".join(wrong) or f"run {start.run_id[:8]} has no checkpoint to continue from")
    return replace(other, facts={}), other.epoch  # early stopping starts over


def _checkpoint_digest(folder: Path) -> str:
    """The SHA-256 in the name of the newest checkpoint."""
    return checkpoint_names.digest(checkpoint_names.files(folder)[0])
