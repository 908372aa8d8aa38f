"""Scores are those of the definition."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.evaluation import classification_metrics, softmax, worst_rows


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
