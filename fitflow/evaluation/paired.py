"""Paired tests of two models on the same test examples, and the number of examples that would decide."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.evaluation import calibration, significance
from fitflow.evaluation.intervals import bootstrap, percentiles

POWER = 0.8  # of the tests that `examples_needed` and `seeds_needed` plan


@dataclass(frozen=True)
class Difference:
    """Candidate minus champion: `estimate` above 0 is better; low..high is its interval at the requested confidence.

    `deviation` is the estimate's standard error. `said` describes the counts for people.
    """

    method: str
    estimate: float
    low: float
    high: float
    deviation: float
    num_examples: int
    said: str
    p_value: float | None = None


def mcnemar(candidate: Array, champion: Array, confidence: float) -> Difference:
    """Difference of two accuracies, by McNemar's exact test.

    Args:
        candidate, champion: bool (num_examples,), whether each prediction is correct.
        confidence: of the limits, such as 0.95.
    """
    count = len(candidate)
    gained, lost = int((candidate & ~champion).sum()), int((~candidate & champion).sum())
    found = significance.mcnemar(lost, gained, count, confidence)
    return Difference(
        method="McNemar's exact test",
        estimate=found.difference,
        low=found.low,
        high=found.high,
        deviation=math.sqrt(max((gained + lost) / count - found.difference**2, 0.0) / count),
        num_examples=count,
        said=f"of {count:,} examples only the candidate is right on {gained:,}, only the champion on {lost:,}",
        p_value=found.p,
    )


def rmse_drop(targets: Array, candidate: Array, champion: Array, confidence: float) -> Difference:
    """Relative drop of the root mean squared error from champion to candidate, by paired bootstrap.

    Args:
        targets, candidate, champion: (num_examples,), true and predicted numbers.
        confidence: of the limits.
    """
    ours, theirs = ((np.asarray(predicted, np.float64) - targets) ** 2 for predicted in (candidate, champion))

    def drop(rows: NDArray[np.int64] | slice) -> float:
        before = float(theirs[rows].mean())
        return 1 - math.sqrt(float(ours[rows].mean()) / before) if before else 0.0

    said = f"root mean squared error {math.sqrt(ours.mean()):.6g} against the champion's {math.sqrt(theirs.mean()):.6g}"
    draws = bootstrap(drop, len(targets))
    low, high = percentiles(draws, confidence)
    return Difference("paired bootstrap", drop(slice(None)), low, high, float(draws.std()), len(targets), said)


def f1_gains(
    labels: Array, candidate: Array, champion: Array, num_classes: int, confidence: float
) -> dict[int, Difference]:
    """Rise of each class's F1 over the champion's, by paired bootstrap, for all classes at once.

    F1 and not recall: predicting a class too often raises its recall. The limits are normal ones around the estimate,
    and the confidence is shared among the classes (Bonferroni), so that it holds for all of them together.

    Args:
        labels, candidate, champion: int64 (num_examples,), true and predicted classes.
        num_classes: number of classes, from 0; those without a test example are left out.
        confidence: of all limits together.
    """
    from scipy.stats import norm

    def rises(rows: NDArray[np.int64] | slice) -> NDArray[np.float64]:
        return _f1(labels[rows], candidate[rows], num_classes) - _f1(labels[rows], champion[rows], num_classes)

    counts = np.bincount(labels, minlength=num_classes)
    estimates = rises(slice(None))
    deviations = bootstrap(rises, len(labels), resamples=500).std(0)
    reach = float(norm.ppf(1 - (1 - confidence) / (2 * np.count_nonzero(counts))))
    return {
        int(index): Difference(
            method="paired bootstrap",
            estimate=float(estimates[index]),
            low=float(estimates[index] - reach * deviations[index]),
            high=float(estimates[index] + reach * deviations[index]),
            deviation=float(deviations[index]),
            num_examples=int(counts[index]),
            said=f"of {counts[index]:,}",
        )
        for index in np.flatnonzero(counts)
    }


def ece_drop(candidate: tuple[Array, Array], champion: tuple[Array, Array], confidence: float) -> Difference:
    """Drop of the expected calibration error from champion to candidate, by paired bootstrap.

    Args:
        candidate, champion: confidence and, bool, correctness of each example, (num_examples,) each.
        confidence: of the limits.
    """

    def drop(rows: NDArray[np.int64] | slice) -> float:
        ours, theirs = (
            calibration.expected_calibration_error(sure[rows], right[rows]) for sure, right in (candidate, champion)
        )
        return theirs - ours

    ours, theirs = (calibration.expected_calibration_error(*pair) for pair in (candidate, champion))
    count = len(candidate[0])
    draws = bootstrap(drop, count, resamples=500)
    low, high = percentiles(draws, confidence)
    said = f"expected calibration error {ours:.4f} against the champion's {theirs:.4f}"
    return Difference("paired bootstrap", theirs - ours, low, high, float(draws.std()), count, said)


def examples_needed(difference: Difference, min_difference: float, confidence: float) -> int | None:
    """Approximate number of further examples that would decide the test; None if no number would.

    Assumes that the estimate is the true difference. An estimate of at least `min_difference` must be told apart from
    0; a smaller one from `min_difference`, since a candidate that cannot be that much better is refused.
    """
    gap = difference.estimate if difference.estimate >= min_difference else min_difference - difference.estimate
    if gap <= 0 or difference.deviation == 0:
        return None
    sigmas = _sigmas(confidence) * difference.deviation / gap
    return max(1, math.ceil(difference.num_examples * (sigmas**2 - 1)))


def seeds_needed(candidate: list[float], champion: list[float], min_difference: float, confidence: float) -> int | None:
    """Approximate number of further seeds per recipe that would show whose mean is higher; None if unknown.

    Args:
        candidate, champion: a test metric, higher is better, of runs that differ only in their seed.
        min_difference: smallest difference of the means to detect.
        confidence: of the planned test.
    """
    if min(len(candidate), len(champion)) < 2:
        return None
    gap = max(abs(float(np.mean(candidate) - np.mean(champion))), min_difference)
    variance = float(np.var(candidate, ddof=1) + np.var(champion, ddof=1))
    if gap == 0 or variance == 0:
        return None
    wanted = math.ceil(_sigmas(confidence) ** 2 * variance / gap**2)
    return max(1, wanted - min(len(candidate), len(champion)))


def _f1(labels: Array, predicted: Array, num_classes: int) -> NDArray[np.float64]:
    found = np.bincount(labels[labels == predicted], minlength=num_classes)
    either = np.bincount(labels, minlength=num_classes) + np.bincount(predicted, minlength=num_classes)
    return 2 * found / np.maximum(either, 1)


def _sigmas(confidence: float) -> float:
    """Distance from 0, in standard errors, at which a difference is detected with POWER."""
    from scipy.stats import norm

    return float(norm.ppf((1 + confidence) / 2) + norm.ppf(POWER))
