"""Fits a network with Keras's `fit`: compiled for the device, recorded by epoch, stopped where the loss breaks."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fitflow import store
from fitflow.batches import Batches
from fitflow.checkpoints import Checkpoint, capture, restore, save
from fitflow.config import OptimizerConfig, Recipe
from fitflow.errors import InputError, RunFailed
from fitflow.losses import BROKEN, SmoothL1, make_loss, make_metrics, visible
from fitflow.networks import penalize
from fitflow.preprocessing import with_preprocessing
from fitflow.progress import TrainingProgress
from fitflow.refs import PreparedRef, TrainedRef
from fitflow.runtime import Runtime
from fitflow.schedules import WarmupDecay

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
}
NUMBERS = (keras.losses.MeanSquaredError, SmoothL1)
EpochLogger = Callable[[dict[str, float], int], None]


def train(
    network: keras.Model,
    recipe: Recipe,
    prepared: PreparedRef,
    runtime: Runtime,
    folder: Path,
    log_epoch: EpochLogger,
    start: Checkpoint | None = None,
) -> TrainedRef:
    """Fit the network and save it.

    Args:
        network: from prepared examples to logits or numbers, freshly built.
        recipe: how to train.
        prepared: what to train on.
        runtime: how to use the device.
        folder: where model.keras, from raw examples to logits or numbers, and the last checkpoint are written.
        log_epoch: called after each epoch with its metrics and its number, from 0.
        start: go on from here, for as many epochs as the recipe says.

    Raises:
        RunFailed: the loss stopped being a finite number.
    """
    first = start.epoch if start else 0
    penalize(network, recipe.training.penalty)
    model: Any = with_preprocessing(network, prepared)
    training, validation = make_batches(recipe, prepared, first)
    compile_model(model, recipe, prepared, runtime, steps_per_epoch=len(training))
    if start is not None:
        restore(model, start, metrics=False)
    recorder = EpochRecorder(log_epoch, prepared.num_train * recipe.training.repeat, start.history if start else {})
    stopper = _early_stopping(recipe, model)
    _fit(model, recipe, training, validation, recorder, [stopper] if stopper else [], first)
    epochs = len(recorder.history["loss"])
    path = folder / "model.keras"
    folder.mkdir(parents=True, exist_ok=True)
    model.save(path, include_optimizer=False)
    final = capture(model, epoch=epochs, batch=0, history=recorder.history)
    checkpoint = save(folder / "checkpoint", final)
    return TrainedRef(
        path=str(path),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        checkpoint=str(checkpoint.parent),
        epochs=epochs,
        initial_epoch=first,
        best_epoch=stopper.best_epoch if stopper else None,
        history=recorder.history,
        examples_per_second=recorder.examples_per_second(first),
    )


def _fit(
    model: Any,
    recipe: Recipe,
    training: Batches,
    validation: Batches | None,
    recorder: EpochRecorder,
    callbacks: list[keras.callbacks.Callback],
    first: int,
) -> None:
    last = first + recipe.training.epochs
    progress = TrainingProgress(
        first, last, len(training), num_examples=recorder.num_examples, batch_size=recipe.training.batch_size
    )
    try:
        model.fit(
            training,
            validation_data=validation,
            initial_epoch=first,
            epochs=last,
            shuffle=False,  # Batches shuffles, by (seed, epoch)
            callbacks=[FiniteLoss(), recorder, progress, *callbacks],
            verbose=0,
        )
    finally:
        progress.close()


def compile_model(model: Any, recipe: Recipe, prepared: PreparedRef, runtime: Runtime, *, steps_per_epoch: int) -> None:
    """Set optimizer, loss and metrics."""
    model.compile(
        optimizer=make_optimizer(recipe.training.optimizer, recipe.training.epochs, steps_per_epoch),
        loss=make_loss(recipe, prepared.dataset),
        metrics=make_metrics(recipe, prepared.dataset),
        jit_compile=runtime.jit_compile,
        steps_per_execution=min(runtime.steps_per_execution, steps_per_epoch),
    )


def make_optimizer(config: OptimizerConfig, epochs: int, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Keras's optimizer of that name; what the recipe leaves out keeps Keras's default."""
    options: dict[str, Any] = config.model_dump(exclude_none=True, exclude={"name", "schedule"})
    if config.schedule is not None:
        warmup = config.schedule.warmup_epochs * steps_per_epoch
        total = epochs * steps_per_epoch
        if warmup >= total:
            raise InputError(f"training.optimizer.schedule.warmup_epochs must be below training.epochs={epochs}")
        options["learning_rate"] = WarmupDecay(config.schedule.name, options["learning_rate"], warmup, total)
    return OPTIMIZERS[config.name](**options)


def make_batches(recipe: Recipe, prepared: PreparedRef, epoch: int = 0) -> tuple[Batches, Batches | None]:
    """Training batches in the seed's order from an epoch on, and validation batches in a fixed one, where any are."""
    images, labels = store.open_split(prepared.dataset.path, "train")
    rows = {name: np.load(Path(prepared.path) / f"{name}_rows.npy", allow_pickle=False) for name in ("train", "val")}
    num_classes = len(prepared.dataset.class_names) if recipe.training.label_smoothing else None
    training = Batches(
        images,
        labels,
        rows["train"],
        batch_size=recipe.training.batch_size,
        num_classes=num_classes,
        seed=recipe.seed,
        augmentation=recipe.training.augmentation,
        epoch=epoch,
        repeat=recipe.training.repeat,
    )
    if not prepared.num_val:
        return training, None
    validation = Batches(images, labels, rows["val"], batch_size=recipe.training.batch_size, num_classes=num_classes)
    return training, validation


class FiniteLoss(keras.callbacks.Callback):
    """Stops the run when the loss is no longer a finite number."""

    def __init__(self) -> None:
        super().__init__()
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the running mean, which stays broken once it broke.

        Raises:
            RunFailed: naming the epoch and the step, both counted from 1.
        """
        logs = logs or {}
        loss, step = float(logs.get("loss", 0.0)), int(logs.get(BROKEN, 0))
        if step or not math.isfinite(loss):
            raise RunFailed(
                f"the loss became {loss} in epoch {self._epoch + 1}, step {step or batch + 1}; "
                "try a lower training.optimizer.learning_rate, or runtime.precision=float32"
            )


class EpochRecorder(keras.callbacks.Callback):
    """Hands each epoch's metrics on, under one name a curve, with its seconds and its speed.

    Args:
        log_epoch: called with the metrics and the epoch's number, from 0.
        num_examples: shown in an epoch.
        history: of the epochs before.
    """

    def __init__(self, log_epoch: EpochLogger, num_examples: int, history: dict[str, list[float]]) -> None:
        super().__init__()
        self.log_epoch = log_epoch
        self.num_examples = num_examples
        self.history: dict[str, list[float]] = {name: list(values) for name, values in history.items()}
        self._start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the time."""
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record and hand on."""
        seconds = time.perf_counter() - self._start
        metrics = {name: float(value) for name, value in visible(logs).items()}
        model: Any = self.model
        metrics["learning_rate"] = float(np.asarray(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
        metrics["epoch_seconds"] = seconds
        metrics["examples_per_second"] = self.num_examples / seconds
        for name, value in metrics.items():
            self.history.setdefault(name, []).append(value)
        self.log_epoch(metrics, epoch)

    def examples_per_second(self, first: int) -> float:
        """The mean speed of the epochs from `first` on."""
        seconds = self.history["epoch_seconds"][first:]
        return self.num_examples * len(seconds) / sum(seconds)


def _early_stopping(recipe: Recipe, model: Any) -> keras.callbacks.EarlyStopping | None:
    config = recipe.training.early_stopping
    if config is None:
        return None
    if config.monitor == "val_accuracy" and isinstance(model.loss, NUMBERS):
        raise InputError("training.early_stopping.monitor=val_accuracy: numbers have no accuracy; try val_loss")
    stopper: Any = keras.callbacks.EarlyStopping  # Keras's own hints say that min_delta is a whole number
    return stopper(
        monitor=config.monitor, patience=config.patience, min_delta=config.min_delta, restore_best_weights=True
    )
