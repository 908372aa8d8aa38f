"""Paired test of two runs on the same test examples, from their logged predictions."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitflow import tracking
from fitflow.evaluation.predictions import FILE
from fitflow.evaluation.significance import Significance, mcnemar, paired_t
from fitflow.tracking import Run
from fitflow.tracking.query import MAIN_METRICS

Column = NDArray[Any]


def paired_test(first: Run, second: Run, metric: str) -> Significance | str:
    """Test accuracy or root mean squared error on the common examples; returns the reason if impossible."""
    if metric not in MAIN_METRICS:
        return f"{metric} is not measured per example"
    one, other = (_table(run["run_id"], run["artifacts"]) for run in (first, second))
    if one is None or other is None:
        return f"one has no {FILE}"
    if not (np.array_equal(one["id"], other["id"]) and np.array_equal(one["label"], other["label"])):
        return "their predictions are for different test examples"
    if metric == "test_rmse":
        test = paired_t(_squared_errors(other) - _squared_errors(one))
        return test or "their errors do not differ in any example"
    right = one["label"] == one["predicted"], other["label"] == other["predicted"]
    return mcnemar(int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum()), len(one["label"]))


def _squared_errors(table: dict[str, Column]) -> Column:
    return np.square(table["predicted"].astype(float) - table["label"].astype(float))


@cache
def _table(run_id: str, artifacts: str) -> dict[str, Column] | None:
    """Columns id, label (the true class or number) and predicted, sorted by id; None without such a file."""
    from pyarrow import ArrowException, parquet

    with tempfile.TemporaryDirectory() as folder:
        path = tracking.artifact(run_id, artifacts, FILE, Path(folder))
        if path is None:
            return None
        try:
            label = "label" if "label" in parquet.read_schema(path).names else "target"
            table = parquet.read_table(path, columns=["id", label, "predicted"])
            columns = [table[name].to_numpy() for name in ("id", label, "predicted")]
        except (ArrowException, OSError, KeyError):
            return None
    found = dict(zip(("id", "label", "predicted"), columns, strict=True))
    order = np.argsort(found["id"], kind="stable")
    return {name: column[order] for name, column in found.items()}
