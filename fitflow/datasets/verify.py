"""Holds decoded arrays to a dataset's card before anything uses them."""

from __future__ import annotations

from fitflow.datasets.base import Array, Arrays, Card, Found
from fitflow.errors import DataError


def verify(card: Card, found: Found, arrays: Arrays) -> None:
    """Check shapes, counts, ranges and, where the card is strict, every byte.

    Raises:
        DataError: any promise of the card that the arrays do not keep.
    """
    for split in ("train", "test"):
        images: Array = getattr(arrays, f"x_{split}")
        labels: Array = getattr(arrays, f"y_{split}")
        _check_split(card, found, split, images, labels)
    if card.strict and arrays.digest() not in card.known:
        raise DataError(f"{found.describe()} has the wrong checksum: it is not {card.title}; fetch it again")


def _check_split(card: Card, found: Found, split: str, images: Array, labels: Array) -> None:
    place = f"{found.describe()}, {split} split"
    if len(images) != len(labels):
        raise DataError(f"{place}: {len(images)} images but {len(labels)} labels; expected equal counts")
    if len(images) == 0:
        raise DataError(f"{place} is empty")
    if images.shape[1:] != card.input_shape or str(images.dtype) != card.dtype:
        got = f"{images.dtype} {images.shape[1:]}"
        raise DataError(f"{place}: examples are {got}; {card.name} is {card.dtype} {card.input_shape}")
    if labels.min() < 0 or labels.max() >= card.num_classes:
        raise DataError(
            f"{place}: labels run from {labels.min()} to {labels.max()}; expected 0..{card.num_classes - 1}"
        )
    expected = card.num_train if split == "train" else card.num_test
    if len(images) != expected:
        raise DataError(f"{place}: {len(images)} examples; {card.name} has {expected}")
    if images.min() < card.value_range[0] or images.max() > card.value_range[1]:
        raise DataError(f"{place}: values run from {images.min()} to {images.max()}; expected {card.value_range}")
