"""A model's first layers, from raw examples to the network's input: scale, flatten, project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitflow.references import PreparedRef
from fitflow.store import entries

if TYPE_CHECKING:
    import keras


def with_preprocessing(network: keras.Model, prepared: PreparedRef) -> keras.Model:
    """Prepend the preprocessing layers to a network.

    Args:
        network: from prepared examples to logits.
        prepared: the preprocessing of raw examples.

    Returns:
        a model from raw examples, in the dataset's dtype and shape, to the network's logits; built-in layers only.
    """
    import keras

    inputs = keras.Input(prepared.dataset.input_shape, dtype=prepared.dataset.dtype, name="raw")
    x: Any = inputs
    floatx = keras.config.floatx()
    if set(prepared.factor) != {1.0} or set(prepared.offset) != {0.0}:
        scale: Any = prepared.factor[0] if len(set(prepared.factor)) == 1 else list(prepared.factor)
        offset: Any = prepared.offset[0] if len(set(prepared.offset)) == 1 else list(prepared.offset)
        x = keras.layers.Rescaling(scale, offset, dtype=floatx, name="scale")(x)
    if prepared.flatten or prepared.num_components:
        x = keras.layers.Flatten(dtype=floatx, name="flatten")(x)
    if prepared.num_components:
        x = _projection(prepared)(x)
    return keras.Model(inputs, network(x), name=f"{network.name}_from_raw")


def _projection(prepared: PreparedRef) -> keras.layers.Layer:
    """Return the principal components as a frozen dense layer."""
    import keras

    entry = entries.open_entry(Path(prepared.path))
    directions, mean = entry.array("pca_components"), entry.array("pca_mean")
    layer: Any = keras.layers.Dense(len(directions), trainable=False, dtype=keras.config.floatx(), name="pca")
    layer.build((None, len(mean)))
    layer.set_weights([directions.T, -mean @ directions.T])
    return layer
