"""Calibration of a classifier: how its accuracy compares with its confidence.

Confidence is the predicted class's probability, sorted into BINS bins of equal width over 0..1, after
C. Guo et al., "On Calibration of Modern Neural Networks" (2017).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fitflow.arrays import Array

BINS = 15
BINNING = f"{BINS} bins of equal width of the predicted class's probability"


def expected_calibration_error(confidence: Array, correct: Array, bins: int = BINS) -> float:
    """The mean over examples of |accuracy - mean confidence| of the example's bin, in 0..1; 0 is best.

    Args:
        confidence: (num_examples,), the predicted class's probability.
        correct: bool (num_examples,), whether the prediction is right.
        bins: number of bins, of equal width.
    """
    gaps = np.bincount(bin_of(confidence, bins), weights=correct - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(confidence))


def reliability(confidence: Array, correct: Array, bins: int = BINS) -> list[dict[str, float]]:
    """For each bin that is not empty: limits low and high, number of examples, mean confidence, accuracy."""
    places = bin_of(confidence, bins)
    counts = np.bincount(places, minlength=bins)
    sure, right = (np.bincount(places, weights=values, minlength=bins) for values in (confidence, correct))
    return [
        {
            "low": place / bins,
            "high": (place + 1) / bins,
            "examples": int(counts[place]),
            "confidence": float(sure[place] / counts[place]),
            "accuracy": float(right[place] / counts[place]),
        }
        for place in np.flatnonzero(counts)
    ]


def bin_of(confidence: Array, bins: int = BINS) -> NDArray[np.int64]:
    """Each example's bin, from 0; a confidence of 1 belongs to the last."""
    return np.minimum((confidence * bins).astype(np.int64), bins - 1)
