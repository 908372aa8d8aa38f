"""Whether one model is better than another on the same test examples, and how many examples would tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array
from fitflow.evaluation import calibration, significance
from fitflow.evaluation.intervals import bootstrap, percentiles

POWER = 0.8  # with which `examples_needed` would find the difference


@dataclass(frozen=True)
class Difference:
    """Candidate beside champion: `estimate` above 0 is better, and lies in low..high with the confidence asked for.

    `deviation` is the estimate's standard error. `said` says what was counted, for people.
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
    """The difference of two accuracies, by McNemar's exact test.

    Args:
        candidate, champion: bool (num_examples,), whether each is right.
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
    """By which share of the champion's root mean squared error the candidate's is less, by paired bootstrap.

    Args:
        targets, candidate, champion: (num_examples,), true and predicted numbers.
        confidence: of the limits.
    """
    ours, theirs = ((np.asarray(predicted, np.float64) - targets) ** 2 for predicted in (candidate, champion))

    def drop(rows: NDArray[np.int64] | slice) -> float:
        before = float(theirs[rows].mean())
        return 1 - math.sqrt(float(ours[rows].mean()) / before) if before else 0.0

    said = f"root mean squared error {math.sqrt(ours.mean()):.6g} for the champion's {math.sqrt(theirs.mean()):.6g}"
    draws = bootstrap(drop, len(targets))
    low, high = percentiles(draws, confidence)
    return Difference("paired bootstrap", drop(slice(None)), low, high, float(draws.std()), len(targets), said)


def f1_rises(
    labels: Array, candidate: Array, champion: Array, num_classes: int, confidence: float
) -> dict[int, Difference]:
    """By how much each class's F1 is above the champion's, by paired bootstrap, for all classes at once.

    F1 and not recall: whoever predicts a class too often finds more of it. The limits are normal ones around the
    estimate, and the confidence is shared among the classes (Bonferroni), so that it holds for all of them together.

    Args:
        labels, candidate, champion: int64 (num_examples,), true and predicted classes.
        num_classes: classes run from 0; those without a test example are left out.
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
    """By how much the candidate's expected calibration error is below the champion's, by paired bootstrap.

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
    said = f"expected calibration error {ours:.4f} for the champion's {theirs:.4f}"
    return Difference("paired bootstrap", theirs - ours, low, high, float(draws.std()), count, said)


def examples_needed(difference: Difference, min_difference: float, confidence: float) -> int | None:
    """About how many more examples like these would decide; None where no number would.

    It takes the estimate for the truth. From `min_difference` on what must be told apart is the estimate and 0; below
    it, the estimate and `min_difference`, since a candidate that cannot be that much better is refused.
    """
    gap = difference.estimate if difference.estimate >= min_difference else min_difference - difference.estimate
    if gap <= 0 or difference.deviation == 0:
        return None
    sigmas = _sigmas(confidence) * difference.deviation / gap
    return max(1, math.ceil(difference.num_examples * (sigmas**2 - 1)))


def seeds_needed(candidate: list[float], champion: list[float], min_difference: float, confidence: float) -> int | None:
    """About how many more seeds of each recipe would tell whose mean is higher; None where no number is known.

    Args:
        candidate, champion: a test metric of runs that differ in nothing but their seed, the higher the better.
        min_difference: the least difference of the means to be told apart from none.
        confidence: of the test to come.
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
    """Standard errors that a difference must be away from 0 to be found with POWER."""
    from scipy.stats import norm

    return float(norm.ppf((1 + confidence) / 2) + norm.ppf(POWER))
