"""Preprocessing: the validation split, and scaling and PCA fitted on training rows only.

Scaling computes p * factor + offset for each pixel. The store keeps the raw uint8 arrays, a quarter of the bytes of
float32, and the model's first layers do the scaling (`fitflow.training.input_layers`). The network that is trained,
evaluated, saved and served is therefore the same one and takes raw pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.errors import InputError
from fitflow.numerics.decomposition import Components, covariance, principal_components
from fitflow.references import PreparedRef

CHUNK = 1024
CONSTANT = 1e-12  # a standard deviation below this share of the mean is rounding error


def check_batch_size(batch_size: int, prepared: PreparedRef) -> None:
    """Check that there is at least one full batch of training rows.

    Raises:
        InputError: batch_size is larger than the number of training rows.
    """
    if batch_size > prepared.num_train:
        raise InputError(
            f"training.batch_size={batch_size} is larger than the {prepared.num_train} training examples; "
            f"for example: --set training.batch_size={min(32, prepared.num_train)}"
        )


def split_rows(labels: Array, validation_split: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sorted row numbers of the training and the validation split, stratified by class.

    Args:
        labels: (num_examples,); int64 classes are stratified, other dtypes are not.
        validation_split: share held out for validation, 0 <= validation_split < 1.
        seed: seed of the random choice.

    Raises:
        InputError: the share leaves a split empty or a class without an example.
    """
    rows = np.arange(len(labels), dtype=np.int64)
    if validation_split == 0:
        return rows, rows[:0]
    from sklearn.model_selection import train_test_split

    classes = labels if labels.dtype == np.int64 else None
    try:
        train, val = train_test_split(rows, test_size=validation_split, random_state=seed, stratify=classes)
    except ValueError as error:
        raise InputError(f"preprocessing.validation_split={validation_split} is not possible: {error}") from None
    return np.sort(train), np.sort(val)


def channel_statistics(images: Array, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and standard deviation of each channel over the given rows.

    Args:
        images: (num_examples, ..., channels), any real dtype; read in chunks, so it may be memory-mapped.
        rows: int64, row numbers of the examples.

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


def scaled(images: Array, factor: Sequence[float], offset: Sequence[float]) -> NDArray[np.float64]:
    """Scale raw examples and flatten each to a float64 vector."""
    return (images * np.array(factor) + np.array(offset)).reshape(len(images), -1)


def fit_components(
    images: Array, rows: NDArray[np.int64], factor: list[float], offset: list[float], keep: float
) -> Components:
    """Fit principal components to the scaled training rows.

    Args:
        images: raw examples, read in chunks.
        rows: int64, row numbers of the examples.
        factor, offset: scaling of each channel.
        keep: number of components, or the share of variance that they explain, 0 < keep < 1.

    Raises:
        InputError: more components than the rank of the rows.
    """

    def chunks() -> Iterator[NDArray[np.float64]]:
        for start in range(0, len(rows), CHUNK):
            yield scaled(images[rows[start : start + CHUNK]], factor, offset)

    try:
        return principal_components(*covariance(chunks), keep)
    except ValueError as error:
        raise InputError(f"preprocessing.pca={keep}: {error}") from None


def fit_scaling(
    images: Array, rows: NDArray[np.int64], value_range: tuple[float, float] | None, scale: str
) -> tuple[list[float], list[float]]:
    """Return the scaling factor and offset of each channel.

    Args:
        images: raw examples (num_examples, ..., channels), read in chunks.
        rows: int64, row numbers of the examples.
        value_range: inclusive limits of the values; None: any finite number.
        scale: "standardize", "unit", "symmetric" or "none", see `PreprocessingConfig`.
    """
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
