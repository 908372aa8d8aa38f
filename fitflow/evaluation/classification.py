"""Metrics of a classifier from its logits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.evaluation import calibration

WORST = 20


def two_columns(logits: Array) -> Array:
    """Logits of both classes from one logit of the second: 0 and z, whose softmax is 1 - sigmoid(z) and sigmoid(z)."""
    return np.concatenate([np.zeros_like(logits), logits], axis=-1) if logits.shape[-1] == 1 else logits


def softmax(logits: Array) -> NDArray[np.float32]:
    """Probabilities from logits along the last axis, without overflow."""
    return np.exp(_log_softmax(logits)).astype(np.float32)


def classification_metrics(labels: Array, logits: Array, num_classes: int) -> dict[str, float]:
    """Loss and metrics of a classifier.

    Args:
        labels: int64 (num_examples,).
        logits: (num_examples, num_classes).

    Returns:
        test_loss (mean cross-entropy, in nats), test_accuracy, each class's precision, recall and F1 averaged over
        classes (macro), and test_ece, the expected calibration error, all in 0..1.
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
    """Each class's precision, recall and f1, in 0..1, and its number of test examples."""
    from sklearn.metrics import precision_recall_fscore_support

    scores: Any = precision_recall_fscore_support  # its type hints say that zero_division is a str
    columns = scores(labels, logits.argmax(-1), labels=np.arange(len(class_names)), zero_division=0.0)
    names = ("precision", "recall", "f1", "examples")
    return {
        class_name: {name: float(column[index]) for name, column in zip(names, columns, strict=True)}
        for index, class_name in enumerate(class_names)
    }


def worst_rows(labels: Array, probabilities: Array) -> Array:
    """Up to WORST wrongly predicted examples, most confident first, as int64 row numbers."""
    predicted = probabilities.argmax(-1)
    wrong = np.flatnonzero(predicted != labels)
    sureness = probabilities[wrong, predicted[wrong]]
    return wrong[np.argsort(-sureness, kind="stable")][:WORST].astype(np.int64)


def _log_softmax(logits: Array) -> NDArray[np.float64]:
    wide = logits.astype(np.float64)
    wide -= wide.max(-1, keepdims=True)
    return wide - np.log(np.exp(wide).sum(-1, keepdims=True))
