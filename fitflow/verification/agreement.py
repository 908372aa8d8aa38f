"""Compares the results of two runs: weights, metrics, and the prediction for every test example."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import numpy as np

from fitflow import tracking
from fitflow.arrays import Array
from fitflow.store import entries
from fitflow.training import checkpoint_names

if TYPE_CHECKING:
    from fitflow.verification.past import Past

METRIC_TOLERANCE = 0.01  # absolute, or relative to a metric above 1
NOT_RESULTS = ("seconds", "system/", "epoch_seconds", "examples_per_second", "test_reads")
TIME_WORDS = ("latency", "_ms", "seconds")


class WeightsAgreement(TypedDict):
    """Whether the variables of the last checkpoints are the same.

    Attributes:
        identical: whether every bit is the same; null for a computation, which has none.
        largest_difference: the largest difference of any weight, without a unit; null if the variables are others.
        variables: the number of variables.
    """

    identical: bool | None
    largest_difference: NotRequired[float | None]
    variables: NotRequired[int]


class MetricsAgreement(TypedDict):
    """Whether the metrics are the same; without times.

    Attributes:
        identical: whether all are the same to the last digit.
        largest_difference: the largest difference of a metric; of values above 1 as a share of the earlier value.
        changed: by the metric's name the earlier value and the one of now.
        compared: the number of metrics.
    """

    identical: bool
    largest_difference: float
    changed: dict[str, list[float]]
    compared: int


class PredictionsAgreement(TypedDict):
    """Whether the predictions for the test examples are the same.

    Attributes:
        identical: whether every bit is the same; null if the earlier ones are gone.
        reason: why they could not be compared.
        largest_difference: the largest difference of any output, in the output's own unit.
        examples: the number of test examples.
        other_class: the number of test examples for which another class is predicted.
    """

    identical: bool | None
    reason: NotRequired[str]
    largest_difference: NotRequired[float]
    examples: NotRequired[int]
    other_class: NotRequired[int]


class Agreement(TypedDict):
    """What was compared; empty if the data has changed, and nothing was.

    Attributes:
        weights: the variables of the last checkpoints.
        metrics: the metrics.
        predictions: the prediction of every test example.
        metric_tolerance: the largest difference of a metric that counts as the same result.
    """

    weights: NotRequired[WeightsAgreement]
    metrics: NotRequired[MetricsAgreement]
    predictions: NotRequired[PredictionsAgreement]
    metric_tolerance: NotRequired[float]


@dataclass(frozen=True)
class Compared:
    """Result of a comparison; `facts` are keyed by what was compared."""

    identical: bool
    tolerable: bool
    facts: Agreement


def compare(before: Past, now: Past) -> Compared:
    """Compare two runs of one recipe."""
    weights = _weights(before, now)
    metrics = _metrics(before.metrics, now.metrics)
    predictions = _predictions(before.paths.get("evaluate", ""), now.paths.get("evaluate", ""))
    identical = all(facts["identical"] is not False for facts in (weights, metrics, predictions))
    tolerable = metrics["largest_difference"] <= METRIC_TOLERANCE
    facts: Agreement = {
        "weights": weights,
        "metrics": metrics,
        "predictions": predictions,
        "metric_tolerance": METRIC_TOLERANCE,
    }
    return Compared(identical, tolerable, facts)


def _weights(before: Past, now: Past) -> WeightsAgreement:
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
    path = checkpoint_names.files(tracking.download(run_id, "checkpoint", folder))[0]
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files if name != "facts"}


def _metrics(before: Mapping[str, float], now: Mapping[str, float]) -> MetricsAgreement:
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


def _predictions(before: str, now: str) -> PredictionsAgreement:
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
    facts: PredictionsAgreement = {
        "identical": False,
        "largest_difference": _distance(ours, theirs),
        "examples": len(ours),
    }
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
