"""The gate's verdicts follow its tests, and its false positive rate is as stated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fitflow import load_recipe
from fitflow.config import GateConfig, Published
from fitflow.evaluation import calibration, intervals, paired
from fitflow.evaluation.predictions import Predictions
from fitflow.promotion import gate
from fitflow.promotion.evidence import known_answers
from fitflow.promotion.gate import Check, Cost

GATE = GateConfig()


def pair(count: int, both: int, gained: int, lost: int) -> tuple[np.ndarray, np.ndarray]:
    """Candidate and champion, right together on `both` examples and alone on some."""
    rows = np.arange(count)
    candidate = (rows < both) | ((rows >= both) & (rows < both + gained))
    champion = (rows < both) | ((rows >= both + gained) & (rows < both + gained + lost))
    return candidate, champion


def classifier(labels: np.ndarray, correct: np.ndarray, confidence: float | np.ndarray = 0.9) -> Predictions:
    """Two classes' predictions, right where `correct`."""
    predicted = np.where(correct, labels, 1 - labels)
    probabilities = np.empty((len(labels), 2), np.float32)
    rows = np.arange(len(labels))
    probabilities[rows, predicted] = confidence
    probabilities[rows, 1 - predicted] = 1 - probabilities[rows, predicted]
    return Predictions(labels, predicted, probabilities)


def test_mcnemar_is_the_exact_binomial_test():
    found = paired.mcnemar(*pair(100, 60, 10, 2), 0.95)
    assert found.p_value == pytest.approx(2 * sum(math.comb(12, k) for k in range(3)) / 2**12)
    assert found.estimate == pytest.approx(0.08) and found.low > 0


@pytest.mark.parametrize("gained", range(0, 30, 3))
@pytest.mark.parametrize("lost", range(0, 30, 4))
def test_the_limits_leave_0_out_just_when_p_says_so(gained: int, lost: int):
    found = paired.mcnemar(*pair(200, 100, gained, lost), 0.95)
    assert found.low <= found.estimate <= found.high
    assert (found.low > 0 or found.high < 0) == (found.p_value < 0.05)


def test_models_as_good_as_each_other_are_promoted_less_often_than_the_confidence_allows():
    rng = np.random.default_rng(1)
    outcomes = []
    for _ in range(400):
        candidate, champion = rng.random((2, 500)) < 0.9
        outcomes.append(gate.better(paired.mcnemar(candidate, champion, 0.95), GATE).outcome)
    assert outcomes.count("holds") / 400 < 0.05 and outcomes.count("open") / 400 > 0.9


def test_as_many_examples_as_were_said_to_be_needed_decide():
    """2 points on 500 examples are open; on as many more as are asked for they are found about four times in five."""
    rng = np.random.default_rng(2)

    def difference(count: int) -> paired.Difference:
        drawn = rng.choice(3, size=count, p=[0.05, 0.03, 0.92])
        return paired.mcnemar((drawn == 0) | (drawn == 2), (drawn == 1) | (drawn == 2), 0.95)

    few = paired.mcnemar(*pair(500, 460, 25, 15), 0.95)
    assert gate.better(few, GATE).outcome == "open"
    more = paired.examples_needed(few, 0.001, 0.95)
    assert more is not None and 500 < more < 5000
    found = [difference(500 + more).low > 0 for _ in range(300)]
    assert 0.7 < np.mean(found) < 0.9


VERDICTS = [
    ((10_000, 9_700, 80, 20), "holds", "better"),
    ((10_000, 9_700, 20, 80), "fails", "worse"),
    ((10_000, 9_700, 40, 35), "open", "not shown"),
    ((1_000_000, 970_000, 1_100, 600), "fails", "not better by 0.001"),  # sure to be better, by too little
    ((100, 90, 0, 0), "open", "the same on every example"),
]


@pytest.mark.parametrize(("counts", "outcome", "said"), VERDICTS)
def test_a_difference_must_be_shown_and_be_worth_it(counts: tuple[int, ...], outcome: str, said: str):
    check = gate.better(paired.mcnemar(*pair(*counts), 0.95), GATE)
    assert check.outcome == outcome and check.said.startswith(said)


def test_models_that_predict_alike_stay_undecided_and_no_number_of_examples_is_promised():
    check = gate.better(paired.mcnemar(*pair(100, 90, 0, 0), 0.95), GATE)
    assert check.outcome == "open"
    assert gate.summary([check], None) == "undecided (no number of examples would tell them apart)"


def test_numbers_are_compared_by_a_paired_bootstrap():
    rng = np.random.default_rng(3)
    targets = rng.normal(size=400)
    champion = targets + rng.normal(0, 1.0, 400)
    for scale, outcome in ((0.7, "holds"), (1.4, "fails"), (0.975, "open")):
        candidate = targets + (champion - targets) * scale + rng.normal(0, 0.2, 400)
        sides = [Predictions(targets, predicted, None) for predicted in (candidate, champion)]
        (check,) = gate.against_champion(*sides, (), GATE)
        assert check.outcome == outcome, check.said
    found = paired.rmse_drop(targets, targets + (champion - targets) / 2, champion, 0.95)
    assert found.estimate == pytest.approx(0.5) and found.low == pytest.approx(0.5)


def test_a_small_class_does_not_decide_by_chance_and_a_large_one_does():
    labels = np.array([0] * 1000 + [1] * 5)
    good = np.ones(1005, bool)
    one_less = good.copy()
    one_less[-1] = False  # a fifth of the small class
    check = gate.classes(classifier(labels, one_less), classifier(labels, good), ("a", "b"), GATE)
    assert check.outcome == "holds" and "within chance" in check.said and "b -0.111 of 5" in check.said
    labels = np.arange(2000) % 2
    fewer = np.arange(2000) >= 100
    check = gate.classes(classifier(labels, fewer), classifier(labels, np.ones(2000, bool)), ("a", "b"), GATE)
    assert check.outcome == "fails" and "a -0.05" in check.said and "b -0.05" in check.said


def test_a_fall_below_the_bound_is_allowed_however_sure():
    labels = np.zeros(100_000, int)
    sides = [classifier(labels, right) for right in (np.arange(100_000) >= 2000, np.ones(100_000, bool))]
    assert gate.classes(*sides, ("a", "b"), GATE).outcome == "holds"
    assert gate.classes(*sides, ("a", "b"), GateConfig(max_class_drop=0.005)).outcome == "fails"


def test_a_class_that_is_predicted_less_often_and_more_rightly_is_not_worse():
    labels = np.array([0] * 500 + [1] * 500)
    greedy, just = np.zeros(1000, int), np.where(np.arange(1000) < 450, 0, 1)
    champion, candidate = (Predictions(labels, predicted, np.eye(2)[predicted]) for predicted in (greedy, just))
    assert gate.classes(candidate, champion, ("a", "b"), GATE).outcome == "holds"
    assert gate.classes(champion, candidate, ("a", "b"), GATE).outcome == "fails"


def test_each_classs_difference_is_that_of_scikit_learn():
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(5)
    labels, ours, theirs = rng.integers(4, size=(3, 300))
    found = paired.f1_gains(labels, ours, theirs, 5, 0.95)
    expected = f1_score(labels, ours, average=None) - f1_score(labels, theirs, average=None)
    assert list(found) == [0, 1, 2, 3]
    assert [found[index].estimate for index in range(4)] == pytest.approx(expected.tolist())
    assert all(one.low < 0 < one.high for one in found.values())


def test_probabilities_that_are_less_to_be_believed_are_refused():
    rng = np.random.default_rng(4)
    labels = rng.integers(2, size=2000)
    correct = rng.random(2000) < 0.9
    honest, boasting = (classifier(labels, correct, confidence) for confidence in (0.9, 0.999))
    assert gate.calibrated(honest, boasting, GATE).outcome == "holds"
    assert gate.calibrated(boasting, honest, GATE).outcome == "fails"
    assert gate.calibrated(boasting, honest, GateConfig(max_ece_increase=0.2)).outcome == "holds"


def test_time_and_size_keep_to_their_budgets():
    def outcomes(candidate: Cost, **limits: float) -> list[str]:
        config = GateConfig.model_validate(limits)
        return [check.outcome for check in gate.affordable(candidate, Cost(1.0, 1_000_000), config)]

    assert outcomes(Cost(5.0, 2_000_000)) == ["holds", "holds"]
    assert outcomes(Cost(11.0, 2_000_000)) == ["fails", "holds"]
    assert outcomes(Cost(5.0, 2_000_000), max_latency_ms=4.0) == ["fails", "holds"]
    assert outcomes(Cost(5.0, 2_000_000), max_size_mb=1.5) == ["holds", "fails"]


def test_a_known_answer_is_missed_only_when_its_band_is_out_of_reach():
    figure = Published(source="a book", metric="test_accuracy", published="0.978", low=0.9777, high=1)
    for correct, outcome in ((9780, "holds"), (9765, "holds"), (9600, "fails")):
        limits = {"test_accuracy": intervals.wilson(correct, 10_000)}
        (check,) = gate.in_band({"test_accuracy": correct / 10_000}, limits, [figure])
        assert check.outcome == outcome
    assert gate.in_band({"test_rmse": 1.0}, {}, [figure]) == []


def test_any_failure_rejects_and_any_open_question_leaves_undecided():
    def check(outcome: str) -> Check:
        return Check("better", outcome, "because", {"examples_needed": 12_345})  # type: ignore[arg-type]

    assert gate.summary([check("holds"), check("holds")], None) == "promote"
    assert gate.summary([check("open"), check("fails")], None) == "reject: better: because"
    said = gate.summary([check("holds"), check("open")], 7)
    assert said == "undecided (needs about 13,000 more test examples or about 7 more seeds of each recipe)"


def test_seeds_that_differ_more_need_more_of_them():
    near, far = ([0.970, 0.972], [0.960, 0.962]), ([0.95, 0.99], [0.94, 0.98])
    few, many = (paired.seeds_needed(*sides, 0.001, 0.95) for sides in (near, far))
    assert few is not None and many is not None and few < many
    assert paired.seeds_needed([0.97], [0.96, 0.97], 0.001, 0.95) is None


def test_calibration_error_follows_its_definition():
    confidence = np.array([0.95, 0.97, 0.55, 1.0])
    correct = np.array([True, False, True, True])
    expected = (abs(2 - (0.95 + 0.97 + 1.0)) + abs(1 - 0.55)) / 4  # the last bin holds three, from 14/15 on
    assert calibration.expected_calibration_error(confidence, correct) == pytest.approx(expected)
    rows = calibration.reliability(confidence, correct)
    assert [row["examples"] for row in rows] == [1, 3] and rows[1]["accuracy"] == pytest.approx(2 / 3)


def test_wilsons_interval_follows_its_formula():
    z, share, count = 1.959963984540054, 0.98, 1000
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    reach = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    assert intervals.wilson(980, 1000) == pytest.approx((middle - reach, middle + reach))


def test_a_recipe_keeps_its_known_answers_on_its_own_dataset():
    assert [figure.low for figure in known_answers(load_recipe("mnist-dense", {"training.epochs": 1}))] == [0.9777]
    assert known_answers(load_recipe("mnist-dense", {"dataset.name": "fashion-mnist"})) == []
    assert known_answers(load_recipe("fashion-cnn")) == []  # from beyond the source documents
    assert known_answers(load_recipe("cifar-lenet")) == []  # of several sittings
    assert known_answers(load_recipe("digits-dense")) == []
