"""What happens to raw examples before the network: the validation split, and scaling fitted on training rows only.

Scaling is arithmetic on each pixel, p * factor + offset, so raw uint8 arrays stay as they are in the store, a quarter
of the bytes of float32, and the arithmetic becomes the first layers of the model (`with_preprocessing`): the network
that is trained, evaluated, saved and served is one and the same, and takes raw pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fitflow import store
from fitflow.config import PreprocessingConfig
from fitflow.datasets.base import Array
from fitflow.errors import InputError
from fitflow.refs import DatasetRef, PreparedRef

if TYPE_CHECKING:
    import keras

KIND = "prepared"
CHUNK = 1024


def prepare(dataset: DatasetRef, config: PreprocessingConfig, seed: int) -> PreparedRef:
    """Split off validation rows and fit the scaling; made once, then found in the store.

    Args:
        dataset: verified raw data.
        config: what to do.
        seed: decides which rows validate.

    Raises:
        InputError: too few examples for such a split.
    """
    key = store.key_of(
        dataset=dataset.digest, config=config.model_dump(mode="json"), seed=seed if config.validation_split else None
    )
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
        labels: int64 (num_examples,).
        validation_split: share held out, 0 <= validation_split < 1.
        seed: decides the choice.

    Raises:
        InputError: the share leaves a side empty or a class without an example.
    """
    rows = np.arange(len(labels), dtype=np.int64)
    if validation_split == 0:
        return rows, rows[:0]
    from sklearn.model_selection import train_test_split

    try:
        train, val = train_test_split(rows, test_size=validation_split, random_state=seed, stratify=labels)
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
    channels = images.shape[-1]
    total, squares, count = np.zeros(channels), np.zeros(channels), 0
    for start in range(0, len(rows), CHUNK):
        pixels = images[rows[start : start + CHUNK]].reshape(-1, channels).astype(np.float64)
        total += pixels.sum(0)
        squares += (pixels**2).sum(0)
        count += len(pixels)
    mean = total / count
    return mean, np.sqrt(np.maximum(squares / count - mean**2, 0))


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
    scale: Any = prepared.factor[0] if len(set(prepared.factor)) == 1 else list(prepared.factor)
    offset: Any = prepared.offset[0] if len(set(prepared.offset)) == 1 else list(prepared.offset)
    x = keras.layers.Rescaling(scale, offset, dtype="float32", name="scale")(inputs)
    if prepared.flatten:
        x = keras.layers.Flatten(dtype="float32", name="flatten")(x)
    return keras.Model(inputs, network(x), name=f"{network.name}_from_raw")


def network_input_shape(prepared: PreparedRef) -> tuple[int, ...]:
    """One prepared example's shape."""
    shape = prepared.dataset.input_shape
    return (int(np.prod(shape)),) if prepared.flatten else shape


def _make(dataset: DatasetRef, config: PreprocessingConfig, seed: int, key: str) -> store.Entry:
    images, labels = store.open_split(dataset.path, "train")
    train, val = split_rows(labels, config.validation_split, seed)
    factor, offset = _scaling(images, train, dataset.value_range, config.scale)
    facts = {"factor": factor, "offset": offset, "num_train": len(train), "num_val": len(val)}
    return store.put(KIND, key, {"train_rows": train, "val_rows": val}, facts)


def _scaling(
    images: Array, rows: NDArray[np.int64], value_range: tuple[float, float], scale: str
) -> tuple[list[float], list[float]]:
    """Factor and offset of each channel."""
    channels = images.shape[-1]
    low, high = value_range
    if scale == "standardize":
        mean, std = channel_statistics(images, rows)
        std = np.where(std > 0, std, 1.0)  # a constant channel becomes 0, not NaN
        return list(1 / std), list(-mean / std)
    span, start = {"none": (high - low, low), "unit": (1.0, 0.0), "symmetric": (2.0, -1.0)}[scale]
    factor = span / (high - low)
    return [factor] * channels, [start - low * factor] * channels
