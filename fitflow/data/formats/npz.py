"""Keras's .npz: x_train, y_train, x_test, y_test in one zip of .npy files. Pickled arrays are rejected."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.formats.files import check_size, refuse_web_page_at, single_file
from fitflow.errors import DataError, first_line

NAME = "npz"
EXPECTS = "{name}.npz"
NAMES = ("x_train", "y_train", "x_test", "y_test")


def read(path: Path, input_shape: tuple[int, ...]) -> Arrays:
    """Read the four arrays; images without a channel axis get one.

    Raises:
        DataError: not an .npz, an array is missing, contains Python objects or unpacks to more than MAX_BYTES, or
            labels are not whole numbers.
    """
    refuse_web_page_at(path)
    try:
        with zipfile.ZipFile(path) as archive:
            check_size(sum(member.file_size for member in archive.infolist()), str(path))
        with np.load(path, allow_pickle=False) as archive:
            missing = [name for name in NAMES if name not in archive.files]
            if missing:
                raise DataError(f"{path} has no array {missing[0]!r}; expected {', '.join(NAMES)}")
            x_train, y_train, x_test, y_test = (archive[name] for name in NAMES)
    except DataError:
        raise
    except Exception as error:  # numpy, zipfile and zlib share no base class
        raise DataError(
            f"{path} is not a readable .npz of plain arrays: {first_line(error)}; expected {', '.join(NAMES)}"
        ) from None
    if x_train.ndim == len(input_shape) and input_shape[-1] == 1:
        x_train, x_test = x_train[..., None], x_test[..., None]
    return Arrays(
        x_train=x_train,
        y_train=_labels(path, "y_train", y_train),
        x_test=x_test,
        y_test=_labels(path, "y_test", y_test),
    )


def _labels(path: Path, name: str, labels: Array) -> Array:
    if labels.dtype.kind not in "iu":
        raise DataError(f"{path}: {name} has dtype {labels.dtype}; expected whole numbers, the classes from 0")
    return labels.reshape(-1).astype(np.int64)


def find_at(path: Path, stems: Sequence[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """Find the file, at the path or in the folder, under one of the names."""
    return single_file(path, ".npz", [f"{stem}.npz" for stem in stems])


def read_found(found: Found, card: Card) -> Arrays:
    """Read the file that was found."""
    return read(found.paths[0], card.input_shape)
