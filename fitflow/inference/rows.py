"""Reads rows of a CSV file as a model's input: columns by name, encoded as in training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array, Column
from fitflow.data import tables
from fitflow.errors import DataError, InputError, nearest
from fitflow.references import ServedModel

SHOWN = 5  # row numbers in a note


@dataclass(frozen=True)
class Rows:
    """A table's complete rows as `examples`, in the model's dtype; `complete` is a mask over all rows."""

    examples: Array
    complete: Array
    notes: list[str]


def read(path: Path, model: ServedModel) -> Rows:
    """Read a table by the names of its columns.

    Args:
        path: a CSV file with a header; column order does not matter, other columns are ignored.
        model: holds the columns, their categories, and the fill values of missing cells.

    Raises:
        DataError: unreadable, columns missing, text among numbers, an unknown category, or no complete row.
        InputError: the model does not take rows, or has no record of its columns.
    """
    _check_takes_rows(model)
    table = tables.read_table(path, least=1)
    frame = _chosen(path, table, model)
    lacking = {str(name): int(count) for name, count in frame.isna().sum().items() if count}
    for column in model.columns:
        frame[column.name] = _texts(path, frame, column) if column.categories else _numbers(path, frame, column)
    frame = frame.fillna({column.name: column.fill for column in model.columns if column.fill is not None})
    complete = frame.notna().all(axis=1).to_numpy()
    if not complete.any():
        raise DataError(f"{path} has no complete row; training dropped rows with missing cells, so none is predicted")
    examples = tables.encoded(frame[complete], model.columns)
    _check_values(path, examples, model)
    extra = [str(name) for name in table.columns if name not in frame.columns]
    notes = [f"columns left out: {', '.join(extra)}"] if extra else []
    return Rows(examples.astype(model.dtype), complete, notes + _missing(model.columns, lacking, complete))


def _check_takes_rows(model: ServedModel) -> None:
    if len(model.input_shape) == 3:
        raise InputError(f"{model.name} takes images {model.input_shape}; pass PNG or JPEG files in place of --csv")
    if not model.columns:
        raise InputError(f"{model.name} has no record of its columns: an older fitflow made it; train it again")


def _chosen(path: Path, table: Any, model: ServedModel) -> Any:
    """The model's columns in its order, cells as text or None."""
    names = [column.name for column in model.columns]
    missing = [name for name in names if name not in table.columns]
    if missing:
        has = ", ".join(map(str, table.columns))
        raise DataError(f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; it has: {has}")
    return table[names].map(tables.known_cell)


def _numbers(path: Path, frame: Any, column: Column) -> Any:
    import pandas as pd

    cells = frame[column.name]
    numbers: Any = pd.to_numeric(cells, errors="coerce")
    parsed = numbers.astype(np.float64)
    wrong = cells[cells.notna() & ~np.isfinite(parsed)]
    if len(wrong):
        raise DataError(
            f"{path}: column {column.name!r} is numeric; row {wrong.index[0] + 1} has {wrong.iloc[0]!r}"
            f"{_more(len(wrong))}; correct it, or leave it blank"
        )
    return parsed


def _texts(path: Path, frame: Any, column: Column) -> Any:
    cells = frame[column.name]
    wrong = cells[cells.notna() & ~cells.isin(column.categories)]
    if len(wrong):
        raise DataError(
            f"{path}: column {column.name!r} has {wrong.iloc[0]!r} in row {wrong.index[0] + 1}{_more(len(wrong))}, "
            f"which training never saw: {nearest(wrong.iloc[0], column.categories)}"
        )
    return cells


def _check_values(path: Path, examples: Array, model: ServedModel) -> None:
    """Refuse values outside the model's range, and fractions if it takes integers."""
    low, high = model.value_range or (-np.inf, np.inf)
    outside = (examples < low) | (examples > high)
    broken = np.issubdtype(np.dtype(model.dtype), np.integer) & (examples != np.rint(examples))
    if np.any(outside | broken):
        value = examples[outside | broken][0]
        whole = "whole numbers" if np.issubdtype(np.dtype(model.dtype), np.integer) else "numbers"
        limits = f" from {low:g} to {high:g}" if model.value_range else ""
        raise DataError(f"{path} has the value {value:g}; {model.name} takes {whole}{limits}")


def _missing(columns: Sequence[Column], lacking: dict[str, int], complete: Array) -> list[str]:
    """Describe how missing cells were handled, one line each."""
    fills = {column.name: column.fill for column in columns}
    notes = [
        f"{count} missing cell{'s' * (count > 1)} of {name} filled with {fills[name]}, as in training"
        for name, count in lacking.items()
        if fills[name] is not None
    ]
    dropped = np.flatnonzero(~complete) + 1
    if len(dropped):
        shown = ", ".join(map(str, dropped[:SHOWN])) + (", …" if len(dropped) > SHOWN else "")
        notes.append(f"{len(dropped)} rows lack a value and get no prediction, as in training: {shown}")
    return notes


def _more(count: int) -> str:
    return f" (and {count - 1} more)" if count > 1 else ""
