"""Significance tests, compared with scipy's and with their nominal error rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fitflow.comparison.direction import best, better
from fitflow.evaluation.significance import holm, mcnemar, paired_t, welch


@pytest.mark.parametrize(("first", "second"), [([0.97, 0.98, 0.975], [0.981, 0.985]), ([1.0, 2.0, 9.0], [4.0, 4.1])])
def test_welchs_t_is_scipys(first: list[float], second: list[float]):
    ours, theirs = welch(first, second), stats.ttest_ind(second, first, equal_var=False)
    interval = theirs.confidence_interval(0.95)
    assert ours is not None and ours.p == pytest.approx(theirs.pvalue)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))
    assert ours.difference == pytest.approx(np.mean(second) - np.mean(first))


@pytest.mark.parametrize(("first", "second"), [([0.9], [0.8, 0.7]), ([0.9, 0.9], [0.8, 0.8])])
def test_no_test_over_seeds_without_two_each_or_without_spread(first: list[float], second: list[float]):
    assert welch(first, second) is None


@pytest.mark.parametrize(("only_first", "only_second"), [(0, 0), (0, 6), (10, 25), (25, 10), (3, 3), (40, 0)])
def test_mcnemar_is_the_binomial_test_of_what_differs(only_first: int, only_second: int):
    ours = mcnemar(only_first, only_second, 1000)
    assert ours.difference == (only_second - only_first) / 1000
    if only_first + only_second == 0:
        assert (ours.p, ours.low, ours.high) == (1.0, 0.0, 0.0)
        return
    theirs = stats.binomtest(only_second, only_first + only_second)
    share = theirs.proportion_ci(0.95, method="exact")
    assert ours.p == pytest.approx(theirs.pvalue)
    scale = (only_first + only_second) / 1000
    assert (ours.low, ours.high) == pytest.approx(((2 * share.low - 1) * scale, (2 * share.high - 1) * scale))


def test_mcnemars_interval_leaves_out_zero_just_when_p_is_below_5_percent():
    for only_first in range(25):
        for only_second in range(25):
            found = mcnemar(only_first, only_second, 100)
            assert (found.low > 0 or found.high < 0) == (found.p < 0.05), (only_first, only_second)


def test_the_paired_t_is_scipys():
    differences = np.random.default_rng(0).normal(0.1, 1, 50)
    ours, theirs = paired_t(differences), stats.ttest_1samp(differences, 0)
    assert ours is not None and ours.p == pytest.approx(theirs.pvalue)
    assert paired_t(np.zeros(5)) is None and paired_t(np.ones(1)) is None


def test_holms_adjustment_is_that_of_his_paper():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0] and holm([]) == []


DIRECTIONS = {
    "test_accuracy": "higher",
    "val_loss": "lower",
    "test_rmse_over_closed_form": "lower",
    "examples_per_second": "higher",
    "seconds_train": "lower",
    "loss_fell_by": "higher",
    "test_r2": "higher",
    "share_solved": "higher",
    "weight_x": None,
    "lossless": None,
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_metrics_name_says_which_way_is_better(name: str):
    assert better(name) == DIRECTIONS[name]


def test_the_best_is_by_direction_and_none_where_all_are_equal():
    assert best({"A": 1.0, "B": 2.0, "C": 2.0}, "higher") == {"B", "C"}
    assert best({"A": 1.0, "B": 2.0}, "lower") == {"A"}
    assert best({"A": 1.0, "B": 1.0}, "lower") == best({"A": 1.0}, "lower") == best({"A": 1.0, "B": 2.0}, None) == set()
