"""Csv: a user's table, read with pandas: feature columns and one target column.

Examples: float64 (number of columns,): numeric columns unchanged, then text columns one-hot.
Targets: float64 for a numeric column; class indices for a text column. Missing cells, blank or `?`, are counted and
reported in the run; their rows are dropped, or the cells are filled with the median (text: the most frequent value) of
the training rows. Test rows are drawn from the seed. The card below describes an empty table, with 0 training and 0
test rows; each file gets its own card.
Options: path, features, target, missing ("drop" or "median"), test_split, seed.
Licence: the file's. Source: the file's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from fitflow.arrays import Array, Column
from fitflow.data.cards import Arrays, Card, Source
from fitflow.data.options import number, whole
from fitflow.data.tables import Frame, encoded, known_cell, read_table
from fitflow.errors import DataError, InputError, nearest

MAX_CATEGORIES = 50
CARD = Card(
    name="csv",
    title="A CSV file",
    input_shape=(1,),
    dtype="float64",
    value_range=None,
    num_train=0,
    num_test=0,
    task="regression",
    license="the file's",
    source="the file",
)


def read(
    path: Path,
    *,
    target: str,
    features: Sequence[str] | None = None,
    missing: Literal["drop", "median"] = "drop",
    test_split: float = 0.2,
    seed: int = 0,
) -> tuple[Card, Arrays]:
    """Read a table, handle missing cells and split it.

    Args:
        path: a CSV file with a header.
        target: column to predict.
        features: feature columns; None: all others.
        missing: what to do with missing cells: drop their rows or fill them.
        test_split: share of the rows held out for test, 0 < test_split < 1.
        seed: seed of the split.

    Raises:
        DataError: unreadable, no such column, an empty one, text among numbers, too few rows.
        InputError: an option out of range.
    """
    _check(missing, test_split, seed)
    table = read_table(path, least=2)
    chosen = _chosen(path, table, target, features)
    frame = table[[*chosen, target]].map(known_cell)
    lacking = {name: count for name, count in frame.isna().sum().items() if count}
    numeric = [name for name in chosen if _is_numeric(path, frame, name)]
    text = [name for name in chosen if name not in numeric]
    is_class = not _is_numeric(path, frame, target)
    frame = frame.dropna() if missing == "drop" else frame.dropna(subset=[target])
    test = _test_rows(path, len(frame), test_split, seed)
    frame[numeric] = frame[numeric].astype(np.float64)
    fills = _fills(path, frame.loc[~test], numeric, text) if missing == "median" else {}
    frame = frame.fillna(fills)
    categories = {name: sorted(map(str, frame[name].unique())) for name in text}
    _few_categories(path, categories)
    columns = [Column(name=name, categories=tuple(categories.get(name, ())), fill=fills.get(name)) for name in chosen]
    values = encoded(frame, columns)
    names = [*numeric, *(f"{name}={value}" for name, known in categories.items() for value in known)]
    classes = tuple(sorted(map(str, frame[target].unique()))) if is_class else ()
    if len(classes) == 1:
        raise DataError(f"{path}: {target!r} has one value, {classes[0]!r}; expected at least two classes")
    labels = _labels(frame[target], classes)
    card = Card(
        name=path.stem.lower().replace(" ", "_"),
        title=path.name,
        input_shape=(values.shape[1],),
        dtype="float64",
        value_range=None,
        num_train=int((~test).sum()),
        num_test=int(test.sum()),
        class_names=classes,
        task="classification" if is_class else "regression",
        feature_names=tuple(names),
        columns=tuple(columns),
        target=target,
        license="the file's",
        source=path.name,
        notes=_notes(len(table), len(frame), lacking, values[~test], names),
    )
    return card, Arrays(x_train=values[~test], y_train=labels[~test], x_test=values[test], y_test=labels[test])


def _check(missing: str, test_split: float, seed: int) -> None:
    try:
        whole("seed", seed, 0)
        if not 0 < number("test_split", test_split) < 1:
            raise ValueError(f"test_split must be above 0 and below 1, not {test_split!r}")
    except ValueError as error:
        raise InputError(f"dataset.options: {error}") from None
    if missing not in ("drop", "median"):
        raise InputError(f"dataset.options.missing must be 'drop' or 'median', not {missing!r}")


def _chosen(path: Path, table: Frame, target: str, features: Sequence[str] | None) -> list[str]:
    columns = list(map(str, table.columns))
    if features is not None and (isinstance(features, str) or not features):
        raise InputError('dataset.options.features must be a list of columns, for example ["area", "rooms"]')
    chosen = [name for name in columns if name != target] if features is None else list(map(str, features))
    for name in (target, *chosen):
        if name not in columns:
            raise DataError(f"{path} has no column {name!r}: {nearest(str(name), columns)}")
    twice = next((name for place, name in enumerate(chosen) if name in chosen[:place]), None)
    if twice is not None:
        raise InputError(f"dataset.options.features lists {twice!r} twice; list it once")
    if not chosen:
        raise DataError(f"{path} has no column besides {target!r}; expected at least one feature")
    if target in chosen:
        raise InputError(f"dataset.options: {target!r} is the target and cannot be a feature too")
    return chosen


def _is_numeric(path: Path, frame: Frame, name: str) -> bool:
    """Return whether a column is numeric.

    Raises:
        DataError: the column is empty, or mixes numbers and text.
    """
    import pandas as pd

    cells = frame[name].dropna()
    if cells.empty:
        raise DataError(f"{path}: column {name!r} is empty; leave it out of dataset.options.features")
    parsed: Any = pd.to_numeric(cells, errors="coerce")
    if parsed.isna().all():
        return False
    wrong = cells[parsed.isna() | ~np.isfinite(parsed.fillna(0))]
    if len(wrong):
        raise DataError(
            f"{path}: column {name!r} is numeric except for {len(wrong)} cells, first {wrong.iloc[0]!r} in row "
            f"{wrong.index[0] + 1}; correct them, or leave them blank"
        )
    return True


def _test_rows(path: Path, count: int, test_split: float, seed: int) -> Array:
    """Return bool (count,): True for test rows."""
    num_test = max(1, round(count * test_split))
    if count < 2 or num_test >= count:
        raise DataError(
            f"{path} has {count} complete rows, too few for a test_split of {test_split:g}; "
            "try: --set dataset.options.missing=median"
        )
    test = np.zeros(count, bool)
    test[np.random.default_rng(seed).permutation(count)[:num_test]] = True
    return test


def _fills(path: Path, train: Frame, numeric: list[str], text: list[str]) -> dict[str, float | str]:
    """Return the values that replace missing cells, from the training rows: the median, or the most frequent text."""
    for name in (*numeric, *text):
        if train[name].isna().all():
            raise DataError(
                f"{path}: column {name!r} is empty in all {len(train)} training rows; leave it out of "
                "dataset.options.features, or try another dataset.options.seed"
            )
    medians = {name: float(train[name].median()) for name in numeric}
    return medians | {name: str(train[name].mode().iloc[0]) for name in text}


def _few_categories(path: Path, categories: dict[str, list[str]]) -> None:
    for name, known in categories.items():
        if len(known) > MAX_CATEGORIES:
            raise DataError(
                f"{path}: text column {name!r} has {len(known)} different values; at most {MAX_CATEGORIES} become "
                "columns; leave it out of dataset.options.features"
            )


def _labels(column: Any, classes: tuple[str, ...]) -> Array:
    if classes:
        return np.searchsorted(np.array(classes), column.astype(str).to_numpy(str)).astype(np.int64)
    return column.to_numpy(np.float64)


def _notes(rows: int, kept: int, lacking: dict[Any, Any], train: Array, names: list[str]) -> str:
    """Return notes for users on missing cells, dropped rows and constant columns, in one line; may be empty."""
    notes = [f"{count} cells of {name} missing" for name, count in lacking.items()]
    if kept < rows:
        notes.append(f"{rows - kept} of {rows} rows dropped")
    constant = [name for name, spread in zip(names, np.ptp(train, axis=0), strict=True) if spread == 0]
    if constant:
        notes.append(f"constant: {', '.join(constant)}")
    return "; ".join(notes)


SOURCE = Source(card=CARD, place="file", formats=(), read_file=read)
