"""Train a network with Keras's `fit`: compile for the device, record each epoch, stop at a non-finite loss."""

from __future__ import annotations

import hashlib
import math
import re
from pathlib import Path
from typing import Any

import keras

from fitflow.arrays import array_digest
from fitflow.config import EarlyStoppingConfig, PlateauConfig, Recipe
from fitflow.data.batches import Batches
from fitflow.errors import InputError, RunFailed
from fitflow.processes.signals import check, deferred
from fitflow.references import PreparedRef, TrainedRef
from fitflow.store import entries
from fitflow.training.callbacks import Checkpointer, EpochLogger, EpochRecorder, Position
from fitflow.training.checkpoint_names import files
from fitflow.training.checkpoints import Checkpoint, restore
from fitflow.training.compile import compile_model
from fitflow.training.early_stopping import Plateau, StopEarly
from fitflow.training.fused_batchnorm import fuse
from fitflow.training.input_layers import with_preprocessing
from fitflow.training.losses import BROKEN
from fitflow.training.networks import penalize
from fitflow.training.progress import TrainingProgress
from fitflow.training.runtime import Runtime


def train(
    network: keras.Model,
    recipe: Recipe,
    prepared: PreparedRef,
    runtime: Runtime,
    folder: Path,
    log_epoch: EpochLogger,
    start: Checkpoint | None = None,
    initial_epoch: int = 0,
) -> TrainedRef:
    """Fit the network and save it.

    Args:
        network: newly built network, from prepared examples to logits or numbers.
        recipe: the recipe.
        prepared: the training data.
        runtime: settings for the device.
        folder: output folder of model.keras, from raw examples to logits or numbers, and of the folder checkpoint.
        log_epoch: called after each epoch with its metrics and its number, from 0.
        start: checkpoint to resume from.
        initial_epoch: first epoch of the recipe's count: above 0 if the run continues another run.

    Raises:
        RunFailed: the loss is not finite, or the last checkpoint cannot be written.
        Interrupted: the process was asked to stop; a checkpoint is written.
    """
    penalize(network, recipe.training.penalty)
    model: Any = with_preprocessing(network, prepared)
    fuse(model, runtime)
    last = initial_epoch + recipe.training.epochs
    stopper, plateau = _monitors(recipe, prepared, start)
    monitors = [monitor for monitor in (stopper, plateau) if monitor is not None]
    recorder = EpochRecorder(log_epoch, prepared.num_train * recipe.training.repeat, start)
    checkpointer = Checkpointer(
        folder / "checkpoint", recipe.runtime.checkpoint_seconds, recorder, monitors, initial_epoch
    )
    others: list[keras.callbacks.Callback] = [FiniteLoss(), recorder, *monitors, checkpointer]
    training, validation = make_batches(recipe, prepared)
    compile_model(model, recipe, prepared, runtime, steps_per_epoch=len(training))
    if start is not None:
        model.test_on_batch(*training[0])  # makes the metrics' variables, which an unfinished epoch gives values
        restore(model, start)
    with deferred():
        for batches, first, end in _stretches(training, start, last):
            check()
            checkpointer.batches = batches
            callbacks = [Position(batches, start), *others]
            _fit(model, batches, validation, first, end, last, callbacks, recorder.num_examples)
            if model.stop_training:
                break
        _finish(checkpointer, len(recorder.history["loss"]))
    check()
    if stopper is not None:
        stopper.restore_best(model)
    return _saved(model, folder, recorder, stopper, initial_epoch)


def _finish(checkpointer: Checkpointer, epochs: int) -> None:
    try:
        checkpointer.finish(epochs)
    except OSError as error:
        raise RunFailed(
            f"the last checkpoint cannot be written to {checkpointer.folder}: {error.strerror or error}; "
            "free some space, then: fitflow resume"
        ) from None


def _stretches(training: Batches, start: Checkpoint | None, last: int) -> list[tuple[Batches, int, int]]:
    """Return the needed calls of `fit`: batches, first epoch, and end epoch (exclusive).

    One call, or two to resume within an epoch: first the rest of that epoch. No call if training is complete.
    """
    if start is None:
        return [(training, 0, last)]
    if start.facts.get("stopped") or start.epoch >= last:
        return []
    if not start.batch:
        return [(training, start.epoch, last)]
    rest = (training.from_batch(start.batch), start.epoch, start.epoch + 1)
    return [rest, (training, start.epoch + 1, last)] if start.epoch + 1 < last else [rest]


def _fit(
    model: Any,
    training: Batches,
    validation: Batches | None,
    first: int,
    end: int,
    last: int,
    callbacks: list[keras.callbacks.Callback],
    num_examples: int,
) -> None:
    progress = TrainingProgress(first, last, training, num_examples=num_examples)
    try:
        model.fit(
            training,
            validation_data=validation,
            initial_epoch=first,
            epochs=end,
            shuffle=False,  # Batches shuffles, by (seed, epoch)
            callbacks=[progress, *callbacks],
            verbose=0,
        )
    finally:
        progress.close()


def _saved(
    model: Any, folder: Path, recorder: EpochRecorder, stopper: StopEarly | None, initial_epoch: int
) -> TrainedRef:
    path = folder / "model.keras"
    folder.mkdir(parents=True, exist_ok=True)
    model.save(path, include_optimizer=False)
    return TrainedRef(
        path=str(path),
        digest=network_digest(model),
        checkpoint=str(files(folder / "checkpoint")[0]),
        epochs=len(recorder.history["loss"]),
        initial_epoch=initial_epoch,
        best_epoch=stopper.best_epoch if stopper else None,
        history=recorder.history,
        examples_per_second=recorder.examples_per_second(initial_epoch),
    )


def network_digest(model: Any) -> str:
    """Return the SHA-256 (hex) over a network's layers and weights.

    The numbers in Keras's layer names are left out: they count up within a process. A saved file has its date in it.
    """
    layers = re.sub(r'_\d+"', '"', model.to_json())
    return hashlib.sha256((layers + array_digest(*model.get_weights())).encode()).hexdigest()


def make_batches(recipe: Recipe, prepared: PreparedRef) -> tuple[Batches, Batches | None]:
    """Return training batches, shuffled by seed, and validation batches in fixed order (None if there are no rows)."""
    images, labels = entries.open_split(prepared.dataset.path, "train")
    rows = {name: entries.open_rows(prepared.path, name) for name in ("train", "val")}
    num_classes = len(prepared.dataset.class_names) if recipe.training.label_smoothing else None
    training = Batches(
        images,
        labels,
        rows["train"],
        batch_size=recipe.training.batch_size,
        num_classes=num_classes,
        seed=recipe.seed,
        augmentation=recipe.training.augmentation,
        repeat=recipe.training.repeat,
    )
    if not prepared.num_val:
        return training, None
    validation = Batches(images, labels, rows["val"], batch_size=recipe.training.batch_size, num_classes=num_classes)
    return training, validation


class FiniteLoss(keras.callbacks.Callback):
    """Fails the run when the loss is not finite."""

    def __init__(self) -> None:
        super().__init__()
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Check the running mean of the loss, which stays non-finite.

        Raises:
            RunFailed: the loss is not finite; the message has epoch and step, from 1.
        """
        logs = logs or {}
        loss, step = float(logs.get("loss", 0.0)), int(logs.get(BROKEN, 0))
        if step or not math.isfinite(loss):
            raise RunFailed(
                f"the loss became {loss} in epoch {self._epoch + 1}, step {step or batch + 1}; "
                "try a lower training.optimizer.learning_rate, or runtime.precision=float32"
            )


def _monitors(
    recipe: Recipe, prepared: PreparedRef, start: Checkpoint | None
) -> tuple[StopEarly | None, Plateau | None]:
    """Return the recipe's early stopping and learning rate reduction, if any."""
    stopping, plateau = recipe.training.early_stopping, recipe.training.plateau
    for name, config in (("early_stopping", stopping), ("plateau", plateau)):
        _check_monitor(name, config, prepared)
    return StopEarly(stopping, start) if stopping else None, Plateau(plateau, start) if plateau else None


def _check_monitor(name: str, config: EarlyStoppingConfig | PlateauConfig | None, prepared: PreparedRef) -> None:
    """Raise InputError if a regression is to monitor accuracy."""
    if config is not None and config.monitor == "val_accuracy" and prepared.dataset.task != "classification":
        raise InputError(f"training.{name}.monitor=val_accuracy needs classes, not numbers; try val_loss")
