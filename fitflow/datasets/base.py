"""The types that every dataset source shares: its card, what was found on this machine, and the decoded arrays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a dataset promises; the contract test holds the source to it.

    `input_shape` is one example's shape, `value_range` is inclusive and in the units of the raw data.
    """

    name: str
    title: str
    input_shape: tuple[int, ...]
    dtype: str
    value_range: tuple[float, float]
    num_train: int
    num_test: int
    class_names: tuple[str, ...]
    license: str
    source: str

    @property
    def num_classes(self) -> int:
        """Number of classes, labels run from 0 to num_classes - 1."""
        return len(self.class_names)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a dataset was found: the place's name, the files in reading order, and how to read them.

    `place` is one of "data-dir", "bundled", "keras-cache", "system", "download", "package", "generated".
    `paths` is empty where nothing is read from disk ("package", "generated").
    """

    place: str
    format: str
    paths: tuple[Path, ...] = ()

    def describe(self) -> str:
        """One phrase for people: the place and, where there is one, the path."""
        return f"{self.place} ({self.paths[0]})" if self.paths else self.place


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrays:
    """A decoded dataset, raw values, nothing scaled.

    x_*: the card's dtype, (num_examples, *input_shape). y_*: int64 (num_examples,), class indices.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def array_digest(*arrays: np.ndarray) -> str:
    """SHA-256 (hex) over dtype, shape and every byte of the arrays, in order."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
