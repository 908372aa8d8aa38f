"""Confidence intervals of test metrics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 0  # of the bootstrap, so that the same predictions give the same interval


def wilson(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of a proportion, in 0..1: E. B. Wilson (1927)."""
    from scipy.stats import binomtest

    interval = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], float | Array], num_examples: int, resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """A statistic, or an array of several, of `resamples` bootstrap samples (examples drawn with replacement).

    Args:
        statistic: takes row numbers, int64 (num_examples,); comparisons within it are paired by row.
        num_examples: number of rows.
        resamples: number of bootstrap samples.
    """
    rng = np.random.default_rng(SEED)
    return np.array([statistic(rng.integers(num_examples, size=num_examples)) for _ in range(resamples)])


def percentiles(draws: NDArray[np.float64], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The percentile interval of bootstrap draws: their middle fraction `confidence`."""
    tail = (1 - confidence) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)


def of_classes(labels: Array, predicted: Array) -> dict[str, tuple[float, float]]:
    """Interval of the test accuracy, by Wilson."""
    return {"test_accuracy": wilson(int((labels == predicted).sum()), len(labels))}


def of_numbers(targets: Array, predicted: Array) -> dict[str, tuple[float, float]]:
    """Interval of the test root mean squared error, by bootstrap."""
    squares = (np.asarray(predicted, np.float64) - targets) ** 2
    draws = bootstrap(lambda rows: float(squares[rows].mean()) ** 0.5, len(squares))
    return {"test_rmse": percentiles(draws)}
