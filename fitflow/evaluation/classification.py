"""Judges a trained network on the test split, which nothing else reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitflow import calibration, intervals, regression, store
from fitflow.batches import Batches
from fitflow.datasets.base import Array, array_digest
from fitflow.refs import DatasetRef, Metrics, PreparedRef, TrainedRef

KIND = "predictions"
BATCH_SIZE = 500
WORST = 20
SHOWN = 18


def evaluate(trained: TrainedRef, prepared: PreparedRef) -> Metrics:
    """Predict every test example once and measure.

    Returns:
        the metrics of the task, see `classification_metrics` and `regression.metrics`, for a linear regression also
        those of `regression.beside_closed_form`; the predictions are kept in the store.
    """
    from fitflow import networks

    model: Any = networks.load(Path(trained.path))
    return _measured(model, prepared.dataset, prepared, trained.digest)


def evaluate_finished(model: Any, dataset: DatasetRef, uri: str) -> Metrics:
    """The same for a model that others use, on any dataset that it takes; without least squares beside it.

    Args:
        model: as `serving.finished` makes it; its logits are judged, so that the figures are those of its training.
        dataset: its test split is read.
        uri: the model's name, kept with the predictions.
    """
    import keras

    from fitflow import serving

    network: Any = serving.to_logits(model)
    kept = keras.config.floatx()
    keras.config.set_floatx("float64" if network.output.dtype == "float64" else "float32")  # else examples are rounded
    try:
        return _measured(network, dataset, None, uri)
    finally:
        keras.config.set_floatx(kept)


def _measured(model: Any, dataset: DatasetRef, prepared: PreparedRef | None, name: str) -> Metrics:
    examples, labels = store.open_split(dataset.path, "test")
    outputs = predict(model, examples)
    if dataset.task == "classification":
        arrays, found = _judge_classes(dataset, examples, labels, outputs)
    else:
        arrays, found = _judge_numbers(model, prepared, examples, labels, outputs)
    arrays = {"labels": labels, **arrays}
    key = store.key_of(arrays=array_digest(*arrays.values()), names=list(arrays))
    entry = store.put(KIND, key, arrays, {"model": name})
    return Metrics(num_examples=len(labels), path=str(entry.path), **found)


def predict(model: Any, examples: Array) -> Array:
    """What a model gives for raw examples, (num_examples, num_outputs), of the network's dtype.

    The rest that does not fill a batch is predicted too.
    """
    model.compile(jit_compile=False)  # two passes do not pay for a compilation
    rows = np.arange(len(examples), dtype=np.int64)
    batches = Batches(examples, rows, rows, batch_size=min(BATCH_SIZE, len(examples)))
    return np.asarray(model.predict(batches, verbose=0))


def two_columns(logits: Array) -> Array:
    """Logits of both classes from one logit of the second: 0 and z, whose softmax is 1 - sigmoid(z) and sigmoid(z)."""
    return np.concatenate([np.zeros_like(logits), logits], axis=-1) if logits.shape[-1] == 1 else logits


def softmax(logits: Array) -> NDArray[np.float32]:
    """Probabilities from logits along the last axis, without overflow."""
    return np.exp(_log_softmax(logits)).astype(np.float32)


def classification_metrics(labels: Array, logits: Array, num_classes: int) -> dict[str, float]:
    """Loss and scores of a classifier.

    Args:
        labels: int64 (num_examples,).
        logits: (num_examples, num_classes).

    Returns:
        test_loss (mean cross-entropy, in nats), test_accuracy, each class's precision, recall and F1 averaged over
        classes (macro), and test_ece, the expected calibration error of `fitflow.calibration`, all in 0..1.
    """
    rows = per_class(labels, logits, tuple(map(str, range(num_classes)))).values()
    log_probabilities = _log_softmax(logits)
    correct = logits.argmax(-1) == labels
    return {
        "test_loss": float(-log_probabilities[np.arange(len(labels)), labels].mean()),
        "test_accuracy": float(correct.mean()),
        **{f"test_{name}": float(np.mean([row[name] for row in rows])) for name in ("precision", "recall", "f1")},
        "test_ece": calibration.expected_calibration_error(np.exp(log_probabilities.max(-1)), correct),
    }


def per_class(labels: Array, logits: Array, class_names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Each class's precision, recall and f1, in 0..1, and how many test examples it has."""
    from sklearn.metrics import precision_recall_fscore_support

    scores: Any = precision_recall_fscore_support  # its own hints say that zero_division is text
    columns = scores(labels, logits.argmax(-1), labels=np.arange(len(class_names)), zero_division=0.0)
    names = ("precision", "recall", "f1", "examples")
    return {
        class_name: {name: float(column[index]) for name, column in zip(names, columns, strict=True)}
        for index, class_name in enumerate(class_names)
    }


def worst_rows(labels: Array, probabilities: Array) -> Array:
    """Up to WORST wrongly predicted examples, surest first, as int64 row numbers."""
    predicted = probabilities.argmax(-1)
    wrong = np.flatnonzero(predicted != labels)
    sureness = probabilities[wrong, predicted[wrong]]
    return wrong[np.argsort(-sureness, kind="stable")][:WORST].astype(np.int64)


Judged = tuple[dict[str, Array], dict[str, Any]]


def _judge_classes(dataset: DatasetRef, examples: Array, labels: Array, outputs: Array) -> Judged:
    logits = two_columns(outputs)
    probabilities = softmax(logits)
    names = dataset.class_names
    found = {
        "values": classification_metrics(labels, logits, len(names)),
        "per_class": per_class(labels, logits, names),
        "intervals": intervals.of_classes(labels, logits.argmax(-1)),
    }
    return {"probabilities": probabilities, **_pictures(dataset, examples, labels, probabilities)}, found


def _judge_numbers(model: Any, prepared: PreparedRef | None, examples: Array, labels: Array, outputs: Array) -> Judged:
    predicted = outputs[:, 0].astype(np.float64)
    found: dict[str, Any] = {"values": regression.metrics(labels, predicted)}
    found["intervals"] = intervals.of_numbers(labels, predicted)
    linear = regression.beside_closed_form(model, prepared, examples, labels) if prepared else None
    if linear is not None:
        found["values"] |= linear.metrics
        found |= {"coefficients": linear.coefficients, "closed_form": linear.closed_form}
    return {"predicted": predicted}, found


def _pictures(dataset: DatasetRef, examples: Array, labels: Array, probabilities: Array) -> dict[str, Array]:
    """The images that people are shown, kept so that nothing else need read the test split."""
    if len(dataset.input_shape) != 3:
        return {}
    worst = worst_rows(labels, probabilities)
    return {"worst_rows": worst, "worst_images": examples[worst], "shown_images": examples[:SHOWN]}


def _log_softmax(logits: Array) -> NDArray[np.float64]:
    wide = logits.astype(np.float64)
    wide -= wide.max(-1, keepdims=True)
    return wide - np.log(np.exp(wide).sum(-1, keepdims=True))
