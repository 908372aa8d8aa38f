"""Metrics follow their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.evaluation.classification import classification_metrics, per_class, softmax, two_columns, worst_rows
from fitflow.evaluation.regression import metrics


def test_loss_and_accuracy_follow_their_definitions():
    logits = np.array([[2.0, 0.0], [0.0, 1.0], [3.0, 0.0]], np.float32)
    labels = np.array([0, 1, 1])
    values = classification_metrics(labels, logits, 2)
    expected = -np.mean([np.log(softmax(logits)[i, label]) for i, label in enumerate(labels)])
    assert values["test_loss"] == pytest.approx(expected, rel=1e-6)
    assert values["test_accuracy"] == pytest.approx(2 / 3)
    assert values["test_recall"] == pytest.approx((1 + 0.5) / 2)


def test_a_huge_logit_does_not_overflow():
    logits = np.array([[1e4, 0.0]], np.float32)
    assert softmax(logits).tolist() == [[1.0, 0.0]]
    assert classification_metrics(np.array([1]), logits, 2)["test_loss"] == pytest.approx(1e4)


def test_the_worst_mistake_is_the_surest_wrong_one():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.01, 0.99], [0.2, 0.8]])
    assert worst_rows(np.array([1, 0, 1, 0]), probabilities).tolist() == [0, 3, 1]


def test_each_class_has_its_scores():
    logits = np.eye(3)[[0, 1, 1, 2, 2]]
    rows = per_class(np.array([0, 1, 2, 2, 2]), logits, ("a", "b", "c"))
    assert rows["b"] == {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "examples": 1}
    assert rows["c"]["recall"] == pytest.approx(2 / 3) and rows["c"]["precision"] == 1


def test_one_logit_stands_for_two_classes():
    z = np.array([[0.7], [-2.0]])
    np.testing.assert_allclose(softmax(two_columns(z))[:, 1], (1 / (1 + np.exp(-z)))[:, 0], rtol=1e-6)


def test_errors_of_numbers_follow_their_definitions():
    found = metrics(np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 2.0]))
    assert found["test_mse"] == pytest.approx(5 / 3) and found["test_rmse"] == pytest.approx((5 / 3) ** 0.5)
    assert found["test_mae"] == pytest.approx(1) and found["test_r2"] == pytest.approx(1 - 5 / (14 / 3))
    assert "test_r2" not in metrics(np.array([2.0, 2.0]), np.array([1.0, 3.0]))
