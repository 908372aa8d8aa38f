"""What happens to raw examples before the network: the validation split, and scaling fitted on training rows only.

Scaling is arithmetic on each pixel, p * factor + offset, so raw uint8 arrays stay as they are in the store, a quarter
of the bytes of float32, and the arithmetic becomes the first layers of the model (`with_preprocessing`): the network
that is trained, evaluated, saved and served is one and the same, and takes raw pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fitflow import store
from fitflow.config import PreprocessingConfig
from fitflow.datasets.base import Array
from fitflow.decomposition import Components, covariance, principal_components
from fitflow.errors import InputError
from fitflow.refs import DatasetRef, PreparedRef

if TYPE_CHECKING:
    import keras

KIND = "prepared"
CHUNK = 1024
CONSTANT = 1e-12  # deviations of this share of the mean are rounding


def prepare(dataset: DatasetRef, config: PreprocessingConfig, seed: int) -> PreparedRef:
    """Split off validation rows and fit the scaling; made once, then found in the store.

    Args:
        dataset: verified raw data.
        config: what to do.
        seed: decides which rows validate.

    Raises:
        InputError: too few examples for such a split, no limits to scale from, or too many components.
    """
    if dataset.value_range is None and config.scale in ("unit", "symmetric"):
        raise InputError(
            f"preprocessing.scale={config.scale} needs data with known limits, and {dataset.name} has none; "
            "try: --set preprocessing.scale=standardize"
        )
    from fitflow import steps

    key = steps.prepare_data(dataset, config, seed).place
    with store.lock(KIND, key):
        entry = store.get(KIND, key) or _make(dataset, config, seed, key)
    return PreparedRef(
        dataset=dataset,
        path=str(entry.path),
        digest=entry.digest(),
        factor=tuple(entry.facts["factor"]),
        offset=tuple(entry.facts["offset"]),
        flatten=config.flatten,
        num_train=entry.facts["num_train"],
        num_val=entry.facts["num_val"],
        num_components=entry.facts["num_components"],
    )


def check_batch_size(batch_size: int, prepared: PreparedRef) -> None:
    """Refuse a batch that the data cannot fill.

    Raises:
        InputError: batch_size is larger than the training rows.
    """
    if batch_size > prepared.num_train:
        raise InputError(
            f"training.batch_size={batch_size} is larger than the {prepared.num_train} training examples; "
            f"for example: --set training.batch_size={min(32, prepared.num_train)}"
        )


def split_rows(labels: Array, validation_split: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers to train on and to validate on, each class in its share (stratified), both sorted.

    Args:
        labels: (num_examples,); classes are int64, what is no int64 is not stratified.
        validation_split: share held out, 0 <= validation_split < 1.
        seed: decides the choice.

    Raises:
        InputError: the share leaves a side empty or a class without an example.
    """
    rows = np.arange(len(labels), dtype=np.int64)
    if validation_split == 0:
        return rows, rows[:0]
    from sklearn.model_selection import train_test_split

    classes = labels if labels.dtype == np.int64 else None
    try:
        train, val = train_test_split(rows, test_size=validation_split, random_state=seed, stratify=classes)
    except ValueError as error:
        raise InputError(f"preprocessing.validation_split={validation_split} cannot be made: {error}") from None
    return np.sort(train), np.sort(val)


def channel_statistics(images: Array, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each channel over the given rows.

    Args:
        images: (num_examples, ..., channels), any real dtype; read in chunks, so it may be memory-mapped.
        rows: int64, which examples count.

    Returns:
        two float64 (channels,), in the units of the images.
    """

    def chunks() -> Iterator[NDArray[np.float64]]:
        for start in range(0, len(rows), CHUNK):
            yield images[rows[start : start + CHUNK]].reshape(-1, images.shape[-1]).astype(np.float64)

    count = len(rows) * math.prod(images.shape[1:-1])
    mean = sum((chunk.sum(0) for chunk in chunks()), np.zeros(images.shape[-1])) / count
    squares = sum((((chunk - mean) ** 2).sum(0) for chunk in chunks()), np.zeros(images.shape[-1]))
    return mean, np.sqrt(squares / count)


def with_preprocessing(network: keras.Model, prepared: PreparedRef) -> keras.Model:
    """Put the scaling in front of a network.

    Args:
        network: from prepared examples to logits.
        prepared: says how raw examples become prepared ones.

    Returns:
        the model from raw examples, in the dataset's dtype and shape, to the network's logits; built-in layers only.
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


def network_input_shape(prepared: PreparedRef) -> tuple[int, ...]:
    """One prepared example's shape."""
    shape = prepared.dataset.input_shape
    if prepared.num_components:
        return (prepared.num_components,)
    return (int(np.prod(shape)),) if prepared.flatten else shape


def scaled(images: Array, factor: Sequence[float], offset: Sequence[float]) -> NDArray[np.float64]:
    """Raw examples as the network meets them, one float64 vector an example."""
    return (images * np.array(factor) + np.array(offset)).reshape(len(images), -1)


def _projection(prepared: PreparedRef) -> keras.layers.Layer:
    """The principal components as a dense layer that does not train."""
    import keras

    entry = store.open_entry(Path(prepared.path))
    directions, mean = entry.array("pca_components"), entry.array("pca_mean")
    layer: Any = keras.layers.Dense(len(directions), trainable=False, dtype=keras.config.floatx(), name="pca")
    layer.build((None, len(mean)))
    layer.set_weights([directions.T, -mean @ directions.T])
    return layer


def _make(dataset: DatasetRef, config: PreprocessingConfig, seed: int, key: str) -> store.Entry:
    images, labels = store.open_split(dataset.path, "train")
    train, val = split_rows(labels, config.validation_split, seed)
    factor, offset = _scaling(images, train, dataset.value_range, config.scale)
    arrays: dict[str, Array] = {"train_rows": train, "val_rows": val}
    if config.pca is not None:
        components = _components(images, train, factor, offset, config.pca)
        arrays |= {"pca_mean": components.mean, "pca_components": components.directions}
        arrays |= {"pca_variances": components.variances, "pca_shares": components.shares}
    facts = {"factor": factor, "offset": offset, "num_train": len(train), "num_val": len(val)}
    facts["num_components"] = len(arrays.get("pca_components", ()))
    return store.put(KIND, key, arrays, facts)


def _components(
    images: Array, rows: NDArray[np.int64], factor: list[float], offset: list[float], keep: float
) -> Components:
    """Principal components of the scaled training rows."""

    def chunks() -> Iterator[NDArray[np.float64]]:
        for start in range(0, len(rows), CHUNK):
            yield scaled(images[rows[start : start + CHUNK]], factor, offset)

    try:
        return principal_components(*covariance(chunks), keep)
    except ValueError as error:
        raise InputError(f"preprocessing.pca={keep}: {error}") from None


def _scaling(
    images: Array, rows: NDArray[np.int64], value_range: tuple[float, float] | None, scale: str
) -> tuple[list[float], list[float]]:
    """Factor and offset of each channel."""
    channels = images.shape[-1]
    if scale == "standardize":
        mean, std = channel_statistics(images, rows)
        constant = std <= CONSTANT * np.abs(mean)
        std = np.where(constant, 1.0, std)  # a constant channel becomes 0, not NaN or noise
        return list(1 / std), list(-mean / std)
    if scale == "none" or value_range is None:
        return [1.0] * channels, [0.0] * channels
    low, high = value_range
    span, start = {"unit": (1.0, 0.0), "symmetric": (2.0, -1.0)}[scale]
    factor = span / (high - low)
    return [factor] * channels, [start - low * factor] * channels
