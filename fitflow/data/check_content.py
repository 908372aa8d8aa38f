"""Verify decoded arrays against a dataset's card."""

from __future__ import annotations

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.errors import DataError


def verify(card: Card, found: Found, arrays: Arrays) -> None:
    """Check shapes, counts, ranges and, if the card is strict, every byte.

    Raises:
        DataError: the arrays do not match the card.
    """
    for split in ("train", "test"):
        images: Array = getattr(arrays, f"x_{split}")
        labels: Array = getattr(arrays, f"y_{split}")
        _check_split(card, found, split, images, labels)
    if card.strict and arrays.digest() not in card.known:
        raise DataError(f"{found.describe()} has the wrong checksum: it is not {card.title}; download it again")


def _check_split(card: Card, found: Found, split: str, images: Array, labels: Array) -> None:
    place = f"{found.describe()}, {split} split"
    if images.ndim == 0 or labels.ndim != 1:
        raise DataError(
            f"{place}: images of shape {images.shape}, labels of {labels.shape}; expected one label per image"
        )
    if len(images) != len(labels):
        raise DataError(f"{place}: {len(images)} images but {len(labels)} labels; expected equal counts")
    if len(images) == 0:
        raise DataError(f"{place} is empty; expected {card.name}")
    if images.shape[1:] != card.input_shape or str(images.dtype) != card.dtype:
        got = f"{images.dtype} {images.shape[1:]}"
        raise DataError(f"{place}: examples are {got}; expected {card.dtype} {card.input_shape}, as {card.name} has")
    expected = card.num_train if split == "train" else card.num_test
    if len(images) != expected:
        raise DataError(f"{place}: {len(images)} examples; expected {expected}, as {card.name} has")
    _check_labels(card, place, labels)
    _check_values(card, place, images)


def _check_labels(card: Card, place: str, labels: Array) -> None:
    if card.task == "classification":
        low, high = labels.min(), labels.max()
        if low < 0 or high >= card.num_classes:
            raise DataError(f"{place}: labels run from {low} to {high}; expected 0..{card.num_classes - 1}")
    elif labels.dtype != np.float64 or not np.isfinite(labels).all():
        raise DataError(f"{place}: {card.target} must be finite numbers")


def _check_values(card: Card, place: str, examples: Array) -> None:
    low, high = examples.min(), examples.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise DataError(f"{place}: some values are not finite numbers")
    if card.value_range and (low < card.value_range[0] or high > card.value_range[1]):
        raise DataError(f"{place}: values run from {low} to {high}; expected {card.value_range}")
