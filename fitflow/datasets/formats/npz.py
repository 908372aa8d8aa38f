"""Keras's .npz: x_train, y_train, x_test, y_test in one zip of .npy files. Pickled arrays are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from fitflow.datasets.base import Arrays
from fitflow.datasets.formats.files import refuse_web_page
from fitflow.errors import DataError

NAMES = ("x_train", "y_train", "x_test", "y_test")


def read(path: Path, input_shape: tuple[int, ...]) -> Arrays:
    """The four arrays; images without a channel axis get one.

    Raises:
        DataError: not an .npz, an array is missing, or an array holds Python objects.
    """
    try:
        with path.open("rb") as file:
            refuse_web_page(path, file.read(200))
        with np.load(path, allow_pickle=False) as archive:
            missing = [name for name in NAMES if name not in archive.files]
            if missing:
                raise DataError(f"{path} has no array {missing[0]!r}; expected {', '.join(NAMES)}")
            x_train, y_train, x_test, y_test = (archive[name] for name in NAMES)
    except (ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise DataError(f"{path} is not a readable .npz of plain arrays: {error}") from None
    if x_train.ndim == len(input_shape) and input_shape[-1] == 1:
        x_train, x_test = x_train[..., None], x_test[..., None]
    return Arrays(
        x_train=x_train,
        y_train=y_train.reshape(-1).astype(np.int64),
        x_test=x_test,
        y_test=y_test.reshape(-1).astype(np.int64),
    )
