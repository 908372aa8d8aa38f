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
from fitflow.config import OptimizerConfig, Recipe
from fitflow.errors import InputError, RunFailed
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
EpochLogger = Callable[[dict[str, float], int], None]


def train(
    network: keras.Model, recipe: Recipe, prepared: PreparedRef, runtime: Runtime, path: Path, log_epoch: EpochLogger
) -> TrainedRef:
    """Fit the network and save it.

    Args:
        network: from prepared examples to logits, freshly built.
        recipe: how to train.
        prepared: what to train on.
        runtime: how to use the device.
        path: the .keras file to write; the model in it takes raw examples and gives logits.
        log_epoch: called after each epoch with its metrics and its number, from 0.

    Raises:
        RunFailed: the loss stopped being a finite number.
    """
    model: Any = with_preprocessing(network, prepared)
    training, validation = make_batches(recipe, prepared)
    compile_model(model, recipe, runtime, steps_per_epoch=len(training))
    progress = TrainingProgress(
        recipe.training.epochs, len(training), num_examples=prepared.num_train, batch_size=recipe.training.batch_size
    )
    recorder = EpochRecorder(log_epoch, prepared.num_train)
    stopper = _early_stopping(recipe)
    callbacks = [FiniteLoss(), recorder, progress, *([stopper] if stopper else [])]
    try:
        model.fit(
            training,
            validation_data=validation,
            epochs=recipe.training.epochs,
            shuffle=False,  # Batches shuffles, by (seed, epoch)
            callbacks=callbacks,
            verbose=0,
        )
    finally:
        progress.close()
    epochs = len(recorder.history["loss"])
    path.parent.mkdir(parents=True, exist_ok=True)
    model.save(path, include_optimizer=False)
    return TrainedRef(
        path=str(path),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        epochs=epochs,
        best_epoch=stopper.best_epoch if stopper else None,
        history=recorder.history,
        examples_per_second=prepared.num_train * epochs / sum(recorder.history["epoch_seconds"]),
    )


def compile_model(model: Any, recipe: Recipe, runtime: Runtime, *, steps_per_epoch: int) -> None:
    """Set optimizer, loss and metrics; the loss is cross-entropy on logits."""
    smoothing = recipe.training.label_smoothing
    loss: keras.losses.Loss
    if smoothing:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(
        optimizer=make_optimizer(recipe.training.optimizer, recipe.training.epochs, steps_per_epoch),
        loss=loss,
        metrics=["accuracy"],
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


def make_batches(recipe: Recipe, prepared: PreparedRef) -> tuple[Batches, Batches | None]:
    """Training batches in the seed's order, and validation batches in a fixed one (None without validation rows)."""
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
        self._last = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start counting the epoch's steps."""
        self._epoch, self._last = epoch, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the running mean, which stays broken once it broke.

        Raises:
            RunFailed: naming the epoch and the steps that were executed since the last look, counted from 1.
        """
        loss = float((logs or {}).get("loss", 0.0))
        if not math.isfinite(loss):
            first, last = self._last + 1, batch + 1
            steps = f"step {last}" if first == last else f"steps {first}-{last}"
            raise RunFailed(
                f"the loss became {loss} in epoch {self._epoch + 1}, {steps}; "
                "try a lower training.optimizer.learning_rate, or runtime.precision=float32"
            )
        self._last = batch + 1


class EpochRecorder(keras.callbacks.Callback):
    """Hands each epoch's metrics on, under one name a curve, with its seconds and its speed."""

    def __init__(self, log_epoch: EpochLogger, num_examples: int) -> None:
        super().__init__()
        self.log_epoch = log_epoch
        self.num_examples = num_examples
        self.history: dict[str, list[float]] = {}
        self._start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the time."""
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Record and hand on."""
        seconds = time.perf_counter() - self._start
        metrics = {name: float(value) for name, value in (logs or {}).items()}
        model: Any = self.model
        metrics["learning_rate"] = float(np.asarray(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
        metrics["epoch_seconds"] = seconds
        metrics["examples_per_second"] = self.num_examples / seconds
        for name, value in metrics.items():
            self.history.setdefault(name, []).append(value)
        self.log_epoch(metrics, epoch)


def _early_stopping(recipe: Recipe) -> keras.callbacks.EarlyStopping | None:
    config = recipe.training.early_stopping
    if config is None:
        return None
    stopper: Any = keras.callbacks.EarlyStopping  # Keras's own hints say that min_delta is a whole number
    return stopper(
        monitor=config.monitor, patience=config.patience, min_delta=config.min_delta, restore_best_weights=True
    )
