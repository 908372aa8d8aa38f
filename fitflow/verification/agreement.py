"""Compares the results of two runs: weights, metrics, and the prediction for every test example."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fitflow import tracking
from fitflow.arrays import Array
from fitflow.store import entries
from fitflow.training import checkpoint_files

if TYPE_CHECKING:
    from fitflow.verification.past import Past

METRIC_TOLERANCE = 0.01  # absolute, or relative to a metric above 1
NOT_RESULTS = ("seconds", "system/", "epoch_seconds", "examples_per_second", "test_reads")
TIME_WORDS = ("latency", "_ms", "seconds")


@dataclass(frozen=True)
class Compared:
    """Result of a comparison; `facts` are keyed by what was compared."""

    identical: bool
    tolerable: bool
    facts: dict[str, Any]


def compare(before: Past, now: Past) -> Compared:
    """Compare two runs of one recipe."""
    weights = _weights(before, now)
    metrics = _metrics(before.metrics, now.metrics)
    predictions = _predictions(before.paths.get("evaluate", ""), now.paths.get("evaluate", ""))
    found = {"weights": weights, "metrics": metrics, "predictions": predictions}
    identical = all(facts["identical"] is not False for facts in found.values())
    tolerable = metrics["largest_difference"] <= METRIC_TOLERANCE
    return Compared(identical, tolerable, found | {"metric_tolerance": METRIC_TOLERANCE})


def _weights(before: Past, now: Past) -> dict[str, Any]:
    """Compare the variables of the last checkpoints; a computation has none."""
    if "training" not in type(before.recipe).model_fields:
        return {"identical": None}
    with tempfile.TemporaryDirectory(prefix="fitflow-weights-") as folder:
        first, second = (_checkpoint(past.run_id, Path(folder) / past.run_id) for past in (before, now))
        names = sorted(first.keys() | second.keys())
        if any(name not in first or name not in second for name in names) or not names:
            return {"identical": False, "largest_difference": None, "variables": len(names)}
        same = all(first[name].tobytes() == second[name].tobytes() for name in names)
        differences = [_distance(first[name], second[name]) for name in names if name.startswith(("model", "best"))]
    return {"identical": same, "largest_difference": max(differences, default=0.0), "variables": len(names)}


def _checkpoint(run_id: str, folder: Path) -> dict[str, Array]:
    """Everything in a run's last checkpoint but the text beside the arrays, which holds times."""
    path = checkpoint_files.files(tracking.download(run_id, "checkpoint", folder))[0]
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files if name != "facts"}


def _metrics(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, Any]:
    ours, theirs = ({name: value for name, value in some.items() if _is_result(name)} for some in (before, now))
    names = sorted(ours.keys() & theirs.keys())
    differences = {name: _difference(ours[name], theirs[name]) for name in names}
    changed = {name: [ours[name], theirs[name]] for name in names if differences[name] > 0}
    return {
        "identical": not changed and bool(names),
        "largest_difference": max((value for name, value in differences.items() if name in changed), default=0.0),
        "changed": changed,
        "compared": len(names),
    }


def _predictions(before: str, now: str) -> dict[str, Any]:
    """Compare predictions by example; entries with the same name have the same content."""
    if before and Path(before).name == Path(now).name:
        return {"identical": True}
    try:
        first, second = (entries.open_entry(Path(path)) for path in (before, now))
    except (OSError, json.JSONDecodeError):
        return {"identical": None, "reason": "the earlier run's predictions are no longer in the cache"}
    name = next((name for name in ("probabilities", "predicted") if name in first.files), "")
    if not name or first.array(name).shape != second.array(name).shape:
        return {"identical": False, "reason": "predictions of different examples"}
    ours, theirs = first.array(name), second.array(name)
    facts: dict[str, Any] = {"identical": False, "largest_difference": _distance(ours, theirs), "examples": len(ours)}
    if name == "probabilities":
        facts["other_class"] = int((ours.argmax(-1) != theirs.argmax(-1)).sum())
    return facts


def _difference(ours: float, theirs: float) -> float:
    """Difference of two values, relative if the first is above 1; 0 if both are NaN."""
    if ours == theirs or (np.isnan(ours) and np.isnan(theirs)):
        return 0.0
    difference = abs(ours - theirs) / max(1.0, abs(ours))
    return float("inf") if np.isnan(difference) else difference


def _distance(ours: Array, theirs: Array) -> float:
    if ours.shape != theirs.shape:
        return float("inf")
    if not ours.size:
        return 0.0
    return float(np.abs(ours.astype(np.float64) - theirs.astype(np.float64)).max())


def _is_result(name: str) -> bool:
    """Return whether a metric is a result, not a time or a count of work done."""
    return not name.startswith(NOT_RESULTS) and not any(word in name for word in TIME_WORDS)
