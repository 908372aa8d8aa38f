"""Central differences for every weight of a small network, compared with Keras's gradient, and descent with each.

Source: the source documents' gradient check. The network has one hidden layer of sigmoid units, since a relu's kink
within the step of a difference would spoil the comparison. All in float64.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.data.preprocessing import scaled
from fitflow.numerics.gradients import central_difference, relative_difference
from fitflow.references import PreparedRef
from fitflow.store import entries
from fitflow.training.runtime import import_keras

H = 1e-4  # the sources' step


def compute(
    prepared: PreparedRef, seed: int, *, units: int = 4, rows: int = 100, steps: int = 10, learning_rate: float = 0.5
) -> dict[str, Array]:
    """Compute both gradients at the initial weights, and the losses of gradient descent with each.

    Returns:
        numerical and keras: float64 (num_weights,); numerical_losses and keras_losses: (steps + 1,).

    Raises:
        ValueError: the data has no classes.
    """
    if prepared.dataset.task != "classification":
        raise ValueError(
            f"{prepared.dataset.name} has no classes; choose a dataset with classes: --set dataset.name=digits"
        )
    examples, labels = entries.open_split(prepared.dataset.path, "train")
    x, y = scaled(examples[:rows], prepared.factor, prepared.offset), np.asarray(labels[:rows])
    with _float64():
        network = _Network(x, y, units, len(prepared.dataset.class_names), seed)
        start = network.weights()
        found = {"numerical": central_difference(network.loss, start, H), "keras": network.gradient(start)}
        gradients = {"numerical": partial(central_difference, network.loss, h=H), "keras": network.gradient}
        for name, gradient in gradients.items():
            found[f"{name}_losses"] = _descend(network, start, gradient, steps, learning_rate)
    return found


def evaluate(arrays: Mapping[str, Array], _prepared: PreparedRef) -> dict[str, float]:
    """The gradients' relative difference, the losses' largest difference, and the drop of the loss."""
    ours, theirs = arrays["numerical_losses"], arrays["keras_losses"]
    return {
        "gradient_relative_difference": relative_difference(arrays["numerical"], arrays["keras"]),
        "losses_max_difference": float(np.abs(ours - theirs).max()),
        "first_loss": float(ours[0]),
        "last_loss": float(ours[-1]),
        "loss_fell_by": float(ours[0] - ours[-1]),
    }


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Plot one gradient against the other, and both descents."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.scatter(arrays["keras"], arrays["numerical"], s=6)
    left.set(xlabel="Keras's gradient", ylabel="central differences")
    for name, style in (("numerical", "o"), ("keras", "-")):
        right.plot(arrays[f"{name}_losses"], style, label=name)
    right.set(xlabel="step", ylabel="loss")
    right.legend()
    return {"gradients": figure}


def _descend(network: _Network, start: Array, gradient: Any, steps: int, learning_rate: float) -> Array:
    weights, losses = start, [network.loss(start)]
    for _ in range(steps):
        weights = weights - learning_rate * gradient(weights)
        losses.append(network.loss(weights))
    return np.array(losses)


class _Network:
    """inputs -> sigmoid units -> logits; mean cross-entropy by numpy, its gradient by Keras."""

    def __init__(self, x: Array, y: Array, units: int, num_classes: int, seed: int) -> None:
        import keras

        from fitflow.training.seeding import seeded

        self.x, self.y = x, y
        with seeded(seed):
            hidden = keras.layers.Dense(units, activation="sigmoid")
            self.model: Any = keras.Sequential([keras.Input((x.shape[1],)), hidden, keras.layers.Dense(num_classes)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.model.compile(keras.optimizers.SGD(1.0), loss, jit_compile=False)

    def weights(self) -> Array:
        """All weights as one vector."""
        return np.concatenate([np.ravel(array) for array in self.model.get_weights()])

    def arrays(self, weights: Array) -> list[Array]:
        """Split a vector into the layers' kernels and biases."""
        shapes = [variable.shape for variable in self.model.weights]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        parts = np.split(weights, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def loss(self, weights: Array) -> float:
        """Mean cross-entropy in nats."""
        kernel, bias, kernel_2, bias_2 = self.arrays(weights)
        logits = (1 / (1 + np.exp(-(self.x @ kernel + bias)))) @ kernel_2 + bias_2
        logits = logits - logits.max(1, keepdims=True)
        log_probabilities = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return float(-log_probabilities[np.arange(len(self.y)), self.y].mean())

    def gradient(self, weights: Array) -> Array:
        """Gradient as the step of SGD with learning rate 1, which needs no backend-specific API."""
        self.model.set_weights(self.arrays(weights))
        self.model.train_on_batch(self.x, self.y)
        return weights - self.weights()


@contextmanager
def _float64() -> Generator[None]:
    """Run Keras in float64 inside the block."""
    keras: Any = import_keras()

    floatx, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)
