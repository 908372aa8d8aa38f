"""Tables `train.csv` and `test.csv` (or .parquet): a `label` column; every other column is a pixel or feature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.formats.files import check_size, refuse_web_page_at
from fitflow.errors import DataError, first_line, nearest

NAME = "table"
EXPECTS = "train.csv and test.csv or .parquet"
LABEL = "label"
CELL_BYTES = 8
MAX_LABEL = 2**31


def find(folder: Path) -> tuple[Path, ...] | None:
    """Find the two tables in a folder, or None."""
    for suffix in ("csv", "parquet"):
        pair = (folder / f"train.{suffix}", folder / f"test.{suffix}")
        if all(path.is_file() for path in pair):
            return pair
    return None


def read(paths: tuple[Path, ...], card: Card) -> Arrays:
    """Read both tables as arrays of the card's shape and dtype.

    Raises:
        DataError: unreadable, no label column, a wrong number of columns, or values that are not numbers.
    """
    (x_train, y_train), (x_test, y_test) = (_read_one(path, card) for path in paths)
    return Arrays(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _read_one(path: Path, card: Card) -> tuple[Array, Array]:
    frame = _frame(path)
    columns = [str(column) for column in frame.columns]
    if LABEL not in columns:
        raise DataError(f"{path} has no column {LABEL!r}: {nearest(LABEL, columns[:6])}")
    features = frame.drop(columns=LABEL)
    width = int(np.prod(card.input_shape))
    if features.shape[1] != width:
        raise DataError(f"{path} has {features.shape[1]} feature columns; expected {width}, as {card.name} has")
    try:
        values, labels = features.to_numpy(np.float64), frame[LABEL].to_numpy(np.float64)
    except (ValueError, TypeError) as error:
        raise DataError(f"{path} has a value that is not a number: {first_line(error)}; correct it") from None
    _check(path, values, labels, card)
    return values.astype(card.dtype).reshape(-1, *card.input_shape), labels.astype(np.int64)


def _frame(path: Path) -> Any:
    """Read a table with pandas."""
    import pandas as pd

    refuse_web_page_at(path)
    try:
        size = path.stat().st_size if path.suffix == ".csv" else _cells(path) * CELL_BYTES
        check_size(size, str(path))
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except DataError:
        raise
    except Exception as error:  # pandas and pyarrow share no base class
        raise DataError(
            f"{path} is not a readable table: {first_line(error)}; expected columns of numbers and one named {LABEL!r}"
        ) from None


def _cells(path: Path) -> int:
    """Return the number of cells that a Parquet file declares: a few bytes can unpack to billions of cells."""
    from pyarrow import parquet

    metadata = parquet.read_metadata(path)
    return metadata.num_rows * metadata.num_columns


def _check(path: Path, values: Array, labels: Array, card: Card) -> None:
    low, high = card.value_range or (-np.inf, np.inf)
    if not np.isfinite(values).all():
        raise DataError(f"{path} has blank or infinite values; expected a raw {card.dtype} value in every cell")
    if values.min(initial=low) < low or values.max(initial=high) > high:
        raise DataError(f"{path} has values outside {low}..{high}; expected raw {card.dtype} values")
    if np.issubdtype(card.dtype, np.integer) and (values != np.floor(values)).any():
        raise DataError(f"{path} has values that are not whole; expected raw {card.dtype} values")
    if not np.isfinite(labels).all() or (labels != np.floor(labels)).any() or (np.abs(labels) > MAX_LABEL).any():
        raise DataError(f"{path} has labels that are not whole numbers; expected 0..{card.num_classes - 1}")


def find_at(path: Path, _: Sequence[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """Find a folder with the two tables; None if they are not there."""
    files = find(path) if path.is_dir() else None
    return (path, files) if files else None


def read_found(found: Found, card: Card) -> Arrays:
    """Read the tables that were found."""
    return read(found.paths, card)
