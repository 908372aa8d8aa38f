"""Operations on any network: load, initialize kernels, add regularization."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from fitflow.config import PenaltyConfig
from fitflow.errors import InputError

KERNELS = ("kernel", "embeddings")
SHOWN = 160  # characters of Keras's messages, which can be pages long


def load(path: Path) -> keras.Model:
    """Load a saved model in Keras's safe mode, which runs no code from the file.

    Args:
        path: a .keras file of built-in layers.

    Raises:
        InputError: the file contains code, such as a Lambda layer, or is not a .keras file.
    """
    try:
        model: Any = keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras, zipfile and h5py share no base class
        reason = " ".join(str(error).split())[:SHOWN]
        raise InputError(f"{path} cannot be loaded: {reason}...; expected a .keras file of built-in layers") from None
    return model


def draw_kernels(network: keras.Model, stddev: float, seed: int) -> None:
    """Draw every kernel from N(0, stddev), and set every bias to 0.

    Args:
        network: a built network.
        stddev: standard deviation; 0 sets all to 0.
        seed: seed of the draw.
    """
    random = np.random.default_rng(seed)
    for variable in _variables(network):
        if variable.name in KERNELS:
            variable.assign(random.normal(0, stddev, variable.shape))
        elif variable.name == "bias":
            variable.assign(np.zeros(variable.shape))


def penalize(network: keras.Model, penalty: PenaltyConfig) -> None:
    """Add l1 Σ|w| + l2 Σw² to the loss for every kernel."""
    if penalty == PenaltyConfig():
        return
    for variable in _variables(network):
        if variable.name in KERNELS:
            variable.regularizer = keras.regularizers.L1L2(penalty.l1, penalty.l2)


def is_linear(network: keras.Model) -> bool:
    """Return whether a network is one dense layer without activation."""
    layers = [layer for layer in network.layers if not isinstance(layer, keras.layers.InputLayer)]
    return (
        len(layers) == 1
        and isinstance(layers[0], keras.layers.Dense)
        and layers[0].activation is keras.activations.linear
    )


def _variables(network: keras.Model) -> list[Any]:
    return list(network.trainable_variables)
