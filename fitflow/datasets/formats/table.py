"""Tables as `train.csv` and `test.csv` (or .parquet): a `label` column, every other column one pixel or feature."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fitflow.datasets.base import Array, Arrays, Card
from fitflow.errors import DataError

LABEL = "label"


def find(folder: Path) -> tuple[Path, ...] | None:
    """The two tables of a folder, or None."""
    for suffix in ("csv", "parquet"):
        pair = (folder / f"train.{suffix}", folder / f"test.{suffix}")
        if all(path.is_file() for path in pair):
            return pair
    return None


def read(paths: tuple[Path, ...], card: Card) -> Arrays:
    """Both tables as arrays of the card's shape and dtype.

    Raises:
        DataError: unreadable, no label column, a wrong number of columns, or values that are no numbers.
    """
    (x_train, y_train), (x_test, y_test) = (_read_one(path, card) for path in paths)
    return Arrays(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _read_one(path: Path, card: Card) -> tuple[Array, Array]:
    import pandas as pd

    try:
        frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except Exception as error:  # pandas and pyarrow share no base class
        raise DataError(f"{path} is not a readable table: {error}") from None
    columns = [str(column) for column in frame.columns]
    if LABEL not in columns:
        raise DataError(f"{path} has no column {LABEL!r}; it has {', '.join(columns[:6])}")
    features = frame.drop(columns=LABEL)
    width = int(np.prod(card.input_shape))
    if features.shape[1] != width:
        raise DataError(f"{path} has {features.shape[1]} feature columns; {card.name} has {width}")
    try:
        values = features.to_numpy(np.float64)
        labels = frame[LABEL].to_numpy(np.int64)
    except (ValueError, TypeError) as error:
        raise DataError(f"{path} has a value that is no number: {error}") from None
    low, high = card.value_range or (-np.inf, np.inf)
    if not (np.isfinite(values).all() and values.min(initial=low) >= low and values.max(initial=high) <= high):
        raise DataError(f"{path} has values outside {low}..{high}; expected raw {card.dtype} values")
    return values.astype(card.dtype).reshape(-1, *card.input_shape), labels
