"""Confidence intervals: against published values and the normal approximation."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.evaluation.intervals import bootstrap, percentiles, wilson


def test_wilson_gives_the_published_values():
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3."""
    for successes, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        assert wilson(successes, count) == pytest.approx((low, high), abs=5e-5)
    assert wilson(29, 29) == pytest.approx((0.8830, 1), abs=5e-5)


def test_bootstrap_of_a_mean_agrees_with_the_normal_interval():
    values = np.random.default_rng(0).normal(3, 2, 1000)
    low, high = percentiles(bootstrap(lambda rows: float(values[rows].mean()), len(values)))
    error = values.std() / 1000**0.5
    assert (low, high) == pytest.approx((values.mean() - 1.96 * error, values.mean() + 1.96 * error), abs=0.02)
