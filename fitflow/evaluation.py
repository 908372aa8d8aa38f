"""Judges a trained network on the test split, which nothing else reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitflow import store
from fitflow.batches import Batches
from fitflow.datasets.base import Array
from fitflow.refs import Metrics, PreparedRef, TrainedRef

KIND = "predictions"
BATCH_SIZE = 500
WORST = 20


def evaluate(trained: TrainedRef, prepared: PreparedRef) -> Metrics:
    """Predict every test example once and measure.

    Returns:
        test_loss (mean cross-entropy, in nats), test_accuracy and each class's precision, recall and F1 averaged
        over classes (macro), all in 0..1; the predictions are kept in the store.
    """
    images, labels = store.open_split(prepared.dataset.path, "test")
    logits = predict_logits(Path(trained.path), images)
    probabilities = softmax(logits)
    key = store.key_of(model=trained.digest, data=prepared.dataset.digests["test"])
    worst = worst_rows(labels, probabilities)
    arrays = {"probabilities": probabilities, "labels": labels, "worst_rows": worst, "worst_images": images[worst]}
    entry = store.put(KIND, key, arrays, {"model": trained.digest})
    values = classification_metrics(labels, logits, len(prepared.dataset.class_names))
    return Metrics(values=values, num_examples=len(labels), path=str(entry.path))


def predict_logits(path: Path, images: Array) -> NDArray[np.float32]:
    """The logits that a saved model gives raw images; float32 (num_examples, num_classes).

    The rest that does not fill a batch is predicted too.
    """
    import keras

    model: Any = keras.models.load_model(path, compile=False, safe_mode=True)
    model.compile(jit_compile=False)  # two passes do not pay for a compilation
    rows = np.arange(len(images), dtype=np.int64)
    batches = Batches(images, rows, rows, batch_size=min(BATCH_SIZE, len(images)))
    return np.asarray(model.predict(batches, verbose=0), np.float32)


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities from logits along the last axis, without overflow."""
    shifted = np.exp((logits - logits.max(-1, keepdims=True)).astype(np.float64))
    return (shifted / shifted.sum(-1, keepdims=True)).astype(np.float32)


def classification_metrics(labels: Array, logits: NDArray[np.float32], num_classes: int) -> dict[str, float]:
    """Loss and scores of a classifier.

    Args:
        labels: int64 (num_examples,).
        logits: float32 (num_examples, num_classes).
    """
    from sklearn.metrics import precision_recall_fscore_support

    wide = logits.astype(np.float64)
    wide -= wide.max(-1, keepdims=True)
    log_probabilities = wide - np.log(np.exp(wide).sum(-1, keepdims=True))
    predicted = logits.argmax(-1)
    scores: Any = precision_recall_fscore_support  # its own hints say that zero_division is text
    precision, recall, f1, _ = scores(
        labels, predicted, labels=np.arange(num_classes), average="macro", zero_division=0.0
    )
    return {
        "test_loss": float(-log_probabilities[np.arange(len(labels)), labels].mean()),
        "test_accuracy": float((predicted == labels).mean()),
        "test_precision": float(precision),
        "test_recall": float(recall),
        "test_f1": float(f1),
    }


def worst_rows(labels: Array, probabilities: Array) -> Array:
    """Up to WORST wrongly predicted examples, surest first, as int64 row numbers."""
    predicted = probabilities.argmax(-1)
    wrong = np.flatnonzero(predicted != labels)
    sureness = probabilities[wrong, predicted[wrong]]
    return wrong[np.argsort(-sureness, kind="stable")][:WORST].astype(np.int64)
