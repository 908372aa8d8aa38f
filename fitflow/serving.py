"""The model that others use: raw examples in, class probabilities out, built-in Keras layers only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from fitflow import store
from fitflow.datasets.base import Array
from fitflow.refs import PreparedRef


def with_probabilities(path: Path) -> keras.Model:
    """A saved model of logits with a softmax after it; float32 (batch, num_classes), rows sum to 1."""
    model: Any = keras.models.load_model(path, compile=False, safe_mode=True)
    probabilities = keras.layers.Softmax(dtype="float32", name="probabilities")(model.output)
    return keras.Model(model.input, probabilities, name="classifier")


def example(prepared: PreparedRef) -> Array:
    """Two raw training examples, for the logged model's signature."""
    images, _ = store.open_split(prepared.dataset.path, "train")
    return np.array(images[:2])
