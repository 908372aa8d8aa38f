"""Confidence intervals: against published values, and by how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.intervals import bootstrap, wilson


def test_wilson_gives_the_published_values():
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3."""
    for successes, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        assert wilson(successes, count) == pytest.approx((low, high), abs=5e-5)
    assert wilson(29, 29) == pytest.approx((0.8830, 1), abs=5e-5)


def test_more_examples_make_it_narrower_and_more_confidence_wider():
    width = lambda interval: interval.high - interval.low  # noqa: E731
    assert width(wilson(900, 1000)) < width(wilson(90, 100)) < width(wilson(90, 100, confidence=0.99))


def test_bootstrap_of_a_mean_agrees_with_the_normal_interval():
    values = np.random.default_rng(0).normal(3, 2, 1000)
    low, high = bootstrap(values, np.mean)
    error = values.std() / 1000**0.5
    assert (low, high) == pytest.approx((values.mean() - 1.96 * error, values.mean() + 1.96 * error), abs=0.02)
    assert bootstrap(values, np.mean) == (low, high)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(3, 2),
        lambda: wilson(0, 0),
        lambda: wilson(1, 2, confidence=95),
        lambda: bootstrap(np.array([]), np.mean),
        lambda: bootstrap(np.ones(3), np.mean, confidence=0),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(ValueError, match="expected"):
        call()
