"""Significance tests of a difference, with confidence intervals.

Over seeds: Welch's t, for unequal variances (an exact permutation test of 3 against 3 seeds cannot get below
p = 0.1). Over the same test examples: McNemar's exact test for classes, the paired t for numbers.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitflow.evaluation.intervals import CONFIDENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Significance:
    """Difference second minus first, its interval `low` to `high` at the requested confidence, two-sided `p`."""

    method: str
    difference: float
    low: float
    high: float
    p: float


def welch(first: Sequence[float], second: Sequence[float]) -> Significance | None:
    """Welch's t test of two means; None if either has fewer than two values, or if no values vary."""
    if min(len(first), len(second)) < 2:
        return None
    parts = [statistics.variance(values) / len(values) for values in (first, second)]
    if not sum(parts):
        return None
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True)
    )
    difference = statistics.fmean(second) - statistics.fmean(first)
    return _of_t("Welch's t over seeds", difference, math.sqrt(sum(parts)), freedom)


def paired_t(differences: NDArray[Any]) -> Significance | None:
    """Paired t test of differences (num_examples,); None if there are fewer than two, or if they are all equal."""
    if len(differences) < 2 or not (deviation := float(differences.std(ddof=1))):
        return None
    error = deviation / math.sqrt(len(differences))
    method = "paired t over squared errors of test examples"
    return _of_t(method, float(differences.mean()), error, len(differences) - 1)


def mcnemar(only_first: int, only_second: int, num_examples: int, confidence: float = CONFIDENCE) -> Significance:
    """McNemar's exact test of two accuracies on the same examples.

    Uses only the examples on which exactly one is correct: if both are equally good, each such example falls to either
    side with probability one half.

    Args:
        only_first, only_second: number of examples that only this one predicts correctly.
        num_examples: number of all examples.
        confidence: of the interval.

    Returns:
        the binomial test of the differing examples. Its interval is Clopper and Pearson's for their proportion; it
        excludes 0 exactly when p is below 1 - confidence.
    """
    from scipy.special import bdtr, betaincinv

    differ = only_first + only_second
    tail = (1 - confidence) / 2
    low = betaincinv(only_second, only_first + 1, tail) if only_second else 0.0
    high = betaincinv(only_second + 1, only_first, 1 - tail) if only_first else 1.0
    p = min(1.0, 2 * float(bdtr(min(only_first, only_second), differ, 0.5))) if differ else 1.0
    method = "McNemar's exact over test examples"
    low, high = ((2 * differ * float(share) - differ) / num_examples for share in (low, high))
    return Significance(method, (only_second - only_first) / num_examples, low, high, p)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjustment of p values, which controls the family-wise error rate."""
    adjusted, largest = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        largest = max(largest, min(1.0, p_values[place] * (len(p_values) - rank)))
        adjusted[place] = largest
    return adjusted


def _of_t(method: str, difference: float, error: float, freedom: float) -> Significance:
    from scipy.special import stdtr, stdtrit

    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    p = 2 * float(stdtr(freedom, -abs(difference) / error))
    return Significance(method, difference, difference - half, difference + half, p)
