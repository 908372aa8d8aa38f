"""Losses and metrics for each kind of task."""

from __future__ import annotations

from typing import Any

import keras

from fitflow.config import LossConfig, Recipe
from fitflow.errors import InputError
from fitflow.references import DatasetRef

CLASSES = ("categorical_crossentropy", "binary_crossentropy")
BROKEN = "broken_step"


def loss_name(config: LossConfig, dataset: DatasetRef) -> str:
    """Return Keras's name of the loss, with "auto" resolved.

    Raises:
        InputError: the loss does not fit the dataset's task.
    """
    is_class = dataset.task == "classification"
    if config.name == "auto":
        return "categorical_crossentropy" if is_class else "mean_squared_error"
    if is_class != (config.name in CLASSES):
        what = "classes" if is_class else f"numbers ({dataset.target})"
        raise InputError(f"training.loss.name={config.name} does not fit {dataset.name}, whose targets are {what}")
    if config.name == "binary_crossentropy" and len(dataset.class_names) != 2:
        raise InputError(f"binary_crossentropy needs 2 classes; {dataset.name} has {len(dataset.class_names)}")
    return config.name


def num_outputs(config: LossConfig, dataset: DatasetRef) -> int:
    """Return the number of network outputs: one logit per class with categorical_crossentropy, else one."""
    return len(dataset.class_names) if loss_name(config, dataset) == "categorical_crossentropy" else 1


def make_loss(recipe: Recipe, dataset: DatasetRef) -> Any:
    """Return the loss of logits or numbers."""
    name = loss_name(recipe.training.loss, dataset)
    smoothing = recipe.training.label_smoothing
    if name == "categorical_crossentropy" and smoothing:
        return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    if name == "categorical_crossentropy":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if name == "binary_crossentropy":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if name == "huber":
        return SmoothL1(recipe.training.loss.beta)
    return keras.losses.MeanSquaredError()


def make_metrics(recipe: Recipe, dataset: DatasetRef) -> list[Any]:
    """Return the metrics shown beside the loss, and `BrokenStep`."""
    name = loss_name(recipe.training.loss, dataset)
    broken_step = BrokenStep(make_loss(recipe, dataset))
    if name == "binary_crossentropy":
        return [keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0), broken_step]  # logits, not probabilities
    metric = "accuracy" if name == "categorical_crossentropy" else keras.metrics.MeanAbsoluteError(name="mae")
    return [metric, broken_step]


def visible(logs: dict[str, Any] | None) -> dict[str, Any]:
    """Return Keras's logs without `BrokenStep`."""
    return {name: value for name, value in (logs or {}).items() if name.removeprefix("val_") != BROKEN}


class SmoothL1(keras.losses.Loss):
    """Huber loss with slope 1 above beta: e² / 2β if |e| < β, else |e| - β/2.

    Source: A. Zhang et al., "Dive into Deep Learning", section 3.5; Keras's Huber is β times this.
    """

    def __init__(self, beta: float) -> None:
        super().__init__(name="smooth_l1")
        self.beta = beta

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each example."""
        loss: Any = keras.losses.huber(y_true, y_pred, delta=self.beta)
        return loss / self.beta


class BrokenStep(keras.metrics.Metric):
    """The epoch's first step, from 1, with a non-finite loss; 0 if there is none.

    With steps_per_execution, Keras's logs hold only means over many steps; this metric checks each step.
    """

    def __init__(self, loss: Any) -> None:
        super().__init__(name=BROKEN)
        self._loss = loss
        self._step: Any = self.add_variable((), "zeros", dtype="float32", name="step")
        self._first: Any = self.add_variable((), "zeros", dtype="float32", name="first")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Check one step."""
        ops: Any = keras.ops
        step, first = self._step + 1.0, self._first + 0.0
        is_first = ops.logical_and(ops.equal(first, 0.0), ops.logical_not(self._is_finite(y_true, y_pred)))
        self._step.assign(step)
        self._first.assign(ops.where(is_first, step, first))

    def result(self) -> Any:
        """Return the step as float32."""
        return self._first + 0.0

    def _is_finite(self, y_true: Any, y_pred: Any) -> Any:
        return keras.ops.isfinite(self._loss(y_true, y_pred))
