"""Read CSV tables with pandas and encode their rows as examples."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array, Column
from fitflow.data.formats.files import check_size, refuse_web_page_at
from fitflow.errors import DataError, first_line

Frame = Any  # pandas.DataFrame, which is only partly typed
UNKNOWN = ("?", "")
MAX_FILE_BYTES = 512 * 1024**2  # every cell is text first, which takes about ten times as much memory


def read_table(path: Path, least: int) -> Frame:
    """Read every cell as text; callers detect numeric columns. Cells missing at the end of a row are empty.

    Raises:
        DataError: unreadable, or fewer rows than `least`.
    """
    import pandas as pd

    refuse_web_page_at(path)
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "skipinitialspace": True, "index_col": False}
    try:
        check_size(path.stat().st_size, str(path), MAX_FILE_BYTES)
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # rows that are longer than the header
            table = pd.read_csv(path, **options).fillna("")
    except DataError:
        raise
    except Exception as error:  # pandas, codecs and the system share no base class
        raise DataError(
            f"{path} is not a readable CSV file: {first_line(error)}; expected a header, then rows, in UTF-8"
        ) from None
    if len(table) < least:
        raise DataError(f"{path} has {len(table)} row{'s' * (len(table) != 1)} of data; expected at least {least}")
    return table


def encoded(frame: Frame, columns: Sequence[Column]) -> Array:
    """Encode complete rows as float64 examples: numeric columns unchanged, then text columns one-hot."""
    values = [frame[column.name].to_numpy(np.float64) for column in columns if not column.categories]
    for column in columns:
        cells = frame[column.name].astype(str).to_numpy()
        values += [(cells == value).astype(np.float64) for value in column.categories]
    return np.stack(values, axis=1)


def known_cell(cell: str) -> str | None:
    """Return the cell's stripped text; None if the cell is missing (blank or "?")."""
    return None if cell.strip() in UNKNOWN else cell.strip()
