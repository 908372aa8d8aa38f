"""The script behind the measured results: what it runs, which metric it takes, when it refuses."""

from __future__ import annotations

import sys

import pytest

from benchmarks import accuracy
from fitflow.errors import InputError


@pytest.mark.parametrize("commit", ["abc1234+", ""])
def test_nothing_is_recorded_from_a_checkout_with_changes(commit: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["accuracy", "--only", "pca"])
    monkeypatch.setattr(accuracy, "facts", lambda: {"commit": commit})
    monkeypatch.setattr(accuracy, "measured", lambda *_: pytest.fail("a recipe was run"))
    with pytest.raises(SystemExit, match="commit or stash them first"):
        accuracy.main()


def test_long_recipes_run_only_when_they_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(accuracy, "rows", lambda: {"cifar-cnn": {"seconds": 858}, "pca": {"seconds": 9}})
    assert "cifar-cnn" not in accuracy.chosen([])
    assert accuracy.chosen([])[-1] == "pca"  # the quickest of those that are recorded come first, new ones before them
    assert accuracy.chosen(["cifar-cnn", "pca"]) == ["pca", "cifar-cnn"]


def test_an_unknown_name_is_refused():
    with pytest.raises(InputError, match="digits-dense"):
        accuracy.chosen(["digits-dens"])


def test_a_recipe_that_takes_long_gets_one_seed(monkeypatch: pytest.MonkeyPatch):
    ran, saved = [], {}
    monkeypatch.setattr(accuracy, "run", lambda name, seed: ran.append(seed) or {"seconds": {"total": 301.0}})
    monkeypatch.setattr(
        accuracy, "summary", lambda name, results: {"metric": "m", "mean": 1, "sd": 0, "n": 1, "seconds": 301}
    )
    monkeypatch.setattr(accuracy, "save", saved.__setitem__)
    assert accuracy.measured("xor-mlp", None)
    assert ran == [2]  # the recipe's own seed
    assert accuracy.measured("xor-mlp", 3)
    assert ran == [2, 2, 3, 4]
    assert list(saved) == ["xor-mlp"]


def test_the_metric_of_a_trained_recipe_is_the_headline_else_the_first():
    assert accuracy.metric_of("linear-synthetic", {"parameter_max_error": 1.0, "test_rmse": 0.8}) == "test_rmse"
    assert accuracy.metric_of("linear-synthetic", {"other": 2.0, "parameter_max_error": 1.0}) == "parameter_max_error"
    assert accuracy.metric_of("digits-dense", {"other": 1.0, "second": 2.0}) == "other"


def test_the_metric_of_a_recipe_without_training_is_what_is_published():
    assert accuracy.metric_of("xor-mlp-seeds", {"test_accuracy": 0.8, "share_solved": 0.4}) == "share_solved"
    assert accuracy.metric_of("norms", {"other": 1.0}) == "other"
