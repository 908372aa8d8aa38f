"""A network without training: draws new random weights for every batch and keeps the best. Chance level.

Source: the source documents' first look at MNIST: three layers with relu and softmax.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.data.preprocessing import scaled
from fitflow.evaluation.classification import classification_metrics
from fitflow.references import PreparedRef
from fitflow.store import entries


def compute(
    prepared: PreparedRef, seed: int, *, units: Sequence[int] = (50, 100), batch_size: int = 100
) -> dict[str, Array]:
    """Draw weights from N(0, 1) for each batch of training rows and keep the best by its cross-entropy.

    Returns:
        kernel_0, kernel_1, ...: float64 (inputs, outputs) of each layer; losses (batches,), the lowest so far.

    Raises:
        ValueError: the data has no classes.
    """
    if prepared.dataset.task != "classification":
        raise ValueError(
            f"{prepared.dataset.name} has no classes; choose a dataset with classes: --set dataset.name=mnist"
        )
    random = np.random.default_rng(seed)
    examples, labels = entries.open_split(prepared.dataset.path, "train")
    sizes = [int(np.prod(prepared.dataset.input_shape)), *units, len(prepared.dataset.class_names)]
    best, least, losses = [], np.inf, []
    for start in range(0, len(labels), batch_size):
        kernels = [random.normal(size=shape) for shape in pairwise(sizes)]
        batch = slice(start, start + batch_size)
        logits = _logits(scaled(examples[batch], prepared.factor, prepared.offset), kernels)
        loss = classification_metrics(labels[batch], logits, sizes[-1])["test_loss"]
        if loss < least:
            best, least = kernels, loss
        losses.append(least)
    return {"losses": np.array(losses), **{f"kernel_{place}": kernel for place, kernel in enumerate(best)}}


def evaluate(arrays: Mapping[str, Array], prepared: PreparedRef) -> dict[str, float]:
    """Metrics of the kept weights on the test split."""
    examples, labels = entries.open_split(prepared.dataset.path, "test")
    kernels = [arrays[f"kernel_{place}"] for place in range(len(arrays) - 1)]
    logits = _logits(scaled(examples, prepared.factor, prepared.offset), kernels)
    return classification_metrics(labels, logits, len(prepared.dataset.class_names))


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Plot the lowest loss so far, by batch."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(arrays["losses"])
    axes.set(xlabel="batch", ylabel="least loss so far", yscale="log")
    return {"losses": figure}


def _logits(x: Array, kernels: Sequence[Array]) -> Array:
    for kernel in kernels[:-1]:
        x = np.maximum(x @ kernel, 0)
    return x @ kernels[-1]
