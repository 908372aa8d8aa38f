"""Fraction of seeds with which a 2-3-1 network learns XOR: all networks train together as one model.

Source: the source documents' XOR network, whose outcome depends on its initialisation: relu units can start dead. The
networks share only their steps: each layer's kernels are one array with the seed as an axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.data.preprocessing import scaled
from fitflow.references import PreparedRef
from fitflow.store import entries
from fitflow.training.runtime import import_keras

PASSES = 100  # steps per call


def compute(
    prepared: PreparedRef,
    seed: int,
    *,
    seeds: int = 100,
    units: int = 3,
    steps: int = 10_000,
    learning_rate: float = 0.1,
) -> dict[str, Array]:
    """Train one network for each seed from `seed` on, full batch, plain SGD, binary cross-entropy.

    Returns:
        probabilities (seeds, rows), labels (rows,).

    Raises:
        ValueError: the data does not have two classes.
    """
    if len(prepared.dataset.class_names) != 2:
        raise ValueError(f"{prepared.dataset.name} does not have 2 classes; choose a dataset that does, such as xor")
    examples, labels = entries.open_split(prepared.dataset.path, "train")
    x = scaled(examples, prepared.factor, prepared.offset).astype(np.float32)
    model = _stacked(x.shape[1], units, range(seed, seed + seeds))
    _fit(model, x, np.asarray(labels), seeds, steps, learning_rate)
    logits = np.asarray(model.predict(x, verbose=0))[..., 0].T
    return {"probabilities": 1 / (1 + np.exp(-logits)), "labels": np.asarray(labels)}


def evaluate(arrays: Mapping[str, Array], _prepared: PreparedRef) -> dict[str, float]:
    """The fraction of seeds with every row correct, and the mean accuracy."""
    right = (arrays["probabilities"] > 0.5) == (arrays["labels"] == 1)
    return {"share_solved": float(right.all(1).mean()), "test_accuracy": float(right.mean())}


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Plot how many rows the networks predict correctly."""
    right = ((arrays["probabilities"] > 0.5) == (arrays["labels"] == 1)).sum(1)
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.bar(range(len(arrays["labels"]) + 1), np.bincount(right, minlength=len(arrays["labels"]) + 1))
    axes.set(xlabel="rows right", ylabel="seeds")
    return {"seeds": figure}


def _stacked(num_inputs: int, units: int, seeds: range) -> Any:
    """All networks as one model, each with Keras's initial weights for its seed."""
    keras: Any = import_keras()

    starts = [_initial(num_inputs, units, seed) for seed in seeds]
    hidden: Any = keras.layers.EinsumDense("bsi,sio->bso", (len(seeds), units), activation="relu", bias_axes="so")
    logits: Any = keras.layers.EinsumDense("bsi,sio->bso", (len(seeds), 1), bias_axes="so")
    model: Any = keras.Sequential([keras.Input((num_inputs,)), keras.layers.RepeatVector(len(seeds)), hidden, logits])
    model.set_weights([np.stack(arrays) for arrays in zip(*starts, strict=True)])
    return model


def _initial(num_inputs: int, units: int, seed: int) -> list[Array]:
    """Kernel, bias, kernel, bias of a network built after `set_random_seed`."""
    import keras

    from fitflow.training.seeding import seeded

    with seeded(seed):
        layers = [keras.layers.Dense(units), keras.layers.Dense(1)]
        for layer, width in zip(layers, (num_inputs, units), strict=True):
            layer.build((None, width))
    return [array for layer in layers for array in layer.get_weights()]


def _fit(model: Any, x: Array, y: Array, seeds: int, steps: int, learning_rate: float) -> None:
    import keras

    # The loss is also a mean over seeds, which divides each network's gradient by their number.
    optimizer = keras.optimizers.SGD(learning_rate * seeds)
    model.compile(optimizer, keras.losses.BinaryCrossentropy(from_logits=True), steps_per_execution=PASSES)
    targets = np.repeat(y[:, None, None], seeds, axis=1).astype(np.float32)
    many = (np.tile(x, (PASSES, 1)), np.tile(targets, (PASSES, 1, 1)))
    model.fit(*many, batch_size=len(x), epochs=max(1, steps // PASSES), shuffle=False, verbose=0)
