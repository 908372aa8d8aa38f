"""How far a measured share or error can be trusted: confidence intervals."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from fitflow.datasets.base import Array

CONFIDENCE = 0.95
RESAMPLES = 2000


class Interval(NamedTuple):
    """The ends of a confidence interval, in the unit of what was measured."""

    low: float
    high: float


def wilson(successes: int, count: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval of a share, such as an accuracy; good for small counts and for shares near 0 and 1.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.

    Args:
        successes: how many of `count` examples were right, 0 <= successes <= count.
        count: at least 1.
        confidence: above 0 and below 1.

    Raises:
        ValueError: an argument out of range.
    """
    if not 0 <= successes <= count or count < 1:
        raise ValueError(f"successes={successes} of count={count}; expected 0 <= successes <= count and count >= 1")
    z = NormalDist().inv_cdf(0.5 + _checked(confidence) / 2)
    share, scale = successes / count, 1 + z * z / count
    centre = (share + z * z / (2 * count)) / scale
    half = z / scale * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def bootstrap(
    values: Array,
    statistic: Callable[[Array], float],
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """The percentile bootstrap interval of a statistic of examples, which are drawn again with replacement.

    Args:
        values: (num_examples, ...), what each example adds; at least 1.
        statistic: of some such values.
        confidence: above 0 and below 1.
        resamples: how often the examples are drawn.
        seed: decides the draws: the same seed gives the same interval.

    Raises:
        ValueError: no values, or an argument out of range.
    """
    count = len(values)
    if count < 1 or resamples < 1:
        raise ValueError(f"{count} values and {resamples} resamples; expected at least 1 of both")
    tail = (1 - _checked(confidence)) / 2
    random = np.random.default_rng(seed)
    found = [statistic(values[random.integers(0, count, count)]) for _ in range(resamples)]
    low, high = np.quantile(found, (tail, 1 - tail))
    return Interval(float(low), float(high))


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence}; expected a number above 0 and below 1, for example 0.95")
    return confidence
