"""Metrics of predicted numbers, and the comparison of a linear network with least squares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.numerics.decomposition import normal_equations
from fitflow.references import PreparedRef
from fitflow.store import entries

MAX_FEATURES = 100
MAX_METRICS = 20
BIAS = "bias"


@dataclass(frozen=True)
class Linear:
    """A linear network's weights and those of least squares, by feature, in the data's units; and metrics."""

    coefficients: dict[str, float]
    closed_form: dict[str, float]
    metrics: dict[str, float]


def metrics(targets: Array, predicted: NDArray[np.float64]) -> dict[str, float]:
    """Errors of predicted numbers.

    Args:
        targets, predicted: (num_examples,), in the target's unit.

    Returns:
        test_mse, test_rmse, test_mae, and test_r2 (explained fraction of the variance, at most 1) if the targets vary.
    """
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    mse = float(mean_squared_error(targets, predicted))
    found = {"test_mse": mse, "test_rmse": mse**0.5, "test_mae": float(mean_absolute_error(targets, predicted))}
    if len(targets) > 1 and np.ptp(targets) > 0:
        found["test_r2"] = float(r2_score(targets, predicted))
    return found


def beside_closed_form(model: Any, prepared: PreparedRef, examples: Array, targets: Array) -> Linear | None:
    """Compare a linear network with least squares on the same training rows; None for any other network.

    Args:
        model: from raw examples to numbers.
        prepared: its training data.
        examples, targets: the test split.

    Returns:
        metrics: closed_form_test_rmse; test_rmse_over_closed_form (1 is equal, less is better); the largest
        difference of a coefficient from least squares and, if the data was generated, from the true parameters.
    """
    ours = _coefficients(model, prepared)
    if ours is None:
        return None
    raw, labels = entries.open_split(prepared.dataset.path, "train")
    rows = entries.open_rows(prepared.path, "train")
    best = normal_equations(raw[rows].astype(np.float64), labels[rows].astype(np.float64))
    names = [*(prepared.dataset.feature_names or map(str, range(len(best) - 1))), BIAS]
    rmse = [_rmse(examples @ solution[:-1] + solution[-1], targets) for solution in (ours, best)]
    found = {
        "closed_form_test_rmse": rmse[1],
        "closed_form_max_difference": float(np.abs(ours - best).max()),
    }
    if rmse[1] > 0:
        found["test_rmse_over_closed_form"] = rmse[0] / rmse[1]
    if prepared.dataset.parameters:
        found["parameter_max_error"] = float(np.abs(ours - np.array(prepared.dataset.parameters)).max())
    if len(names) <= MAX_METRICS:
        found |= {_metric_name(name): float(value) for name, value in zip(names, ours, strict=True)}
    named, closed_form = (dict(zip(names, map(float, solution), strict=True)) for solution in (ours, best))
    return Linear(coefficients=named, closed_form=closed_form, metrics=found)


def _coefficients(model: Any, prepared: PreparedRef) -> NDArray[np.float64] | None:
    """A linear network's weights and, last, its bias, in terms of raw features."""
    from fitflow.training.networks import is_linear

    network = model.layers[-1]
    width = len(prepared.factor)
    is_table = prepared.dataset.input_shape == (width,) and width <= MAX_FEATURES
    if not is_table or prepared.num_components or not hasattr(network, "layers") or not is_linear(network):
        return None
    kernel, bias = (np.asarray(array, np.float64) for array in network.layers[-1].get_weights())
    if kernel.shape[1] != 1:
        return None
    return np.append(kernel[:, 0] * prepared.factor, bias[0] + kernel[:, 0] @ np.array(prepared.offset))


def _rmse(predicted: Array, targets: Array) -> float:
    return float(np.sqrt(np.mean((predicted - targets) ** 2)))


def _metric_name(name: str) -> str:
    """Metric name with only characters that MLflow accepts."""
    return name if name == BIAS else "weight_" + re.sub(r"[^A-Za-z0-9_.-]", "_", name)
