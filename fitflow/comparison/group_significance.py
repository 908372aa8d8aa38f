"""Test each group of a comparison against group A, or say why there is no test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, final

from fitflow.comparison import scores
from fitflow.comparison.groups import Group
from fitflow.comparison.same_examples import paired_test
from fitflow.evaluation.significance import CONFIDENCE, Significance, holm, welch
from fitflow.tracking import Run


@final
class NotTested(TypedDict):
    """A group that could not be tested against group A.

    Attributes:
        group: the group's letter.
        base: the letter of the group that it would be tested against, A.
        reason: why there is no test.
    """

    group: str
    base: str
    reason: str


@final
class Tested(TypedDict):
    """The test of a group against group A; figures are in the metric's own unit.

    Attributes:
        group: the group's letter.
        base: the letter of the group that it is tested against, A.
        method: the test's name.
        difference: the group's value less that of the base.
        low: lower end of the confidence interval of the difference.
        high: upper end of the confidence interval of the difference.
        p: the two-sided p-value of this test alone.
        n: the numbers of runs, of the base and of the group.
        runs: the ids of the two runs whose predictions were compared; only where the test is over test examples.
        p_adjusted: the p-value, adjusted for the number of tests (Holm).
        differs: whether the adjusted p-value is below 1 - confidence.
    """

    group: str
    base: str
    method: str
    difference: float
    low: float
    high: float
    p: float
    n: list[int]
    runs: NotRequired[list[str]]
    p_adjusted: float
    differs: bool


GroupTest = Tested | NotTested


@dataclass(frozen=True)
class Outcome:
    """A test, the numbers of runs that it is over, and their ids where they are one each."""

    test: Significance
    n: list[int]
    runs: list[str]


def tested_against_first(groups: Sequence[Group], metric: str) -> list[GroupTest]:
    """One row per group: its test against the first group, or why there is none."""
    base, *others = groups
    outcomes = [_tested(base, group, metric) for group in others]
    adjusted = iter(holm([outcome.test.p for outcome in outcomes if isinstance(outcome, Outcome)]))
    return [
        _test_row(base, group, outcome, next(adjusted))
        if isinstance(outcome, Outcome)
        else {"group": group.name, "base": base.name, "reason": outcome}
        for group, outcome in zip(others, outcomes, strict=True)
    ]


def _test_row(base: Group, group: Group, outcome: Outcome, p_adjusted: float) -> Tested:
    test = outcome.test
    row: Tested = {
        "group": group.name,
        "base": base.name,
        "method": test.method,
        "difference": test.difference,
        "low": test.low,
        "high": test.high,
        "p": test.p,
        "n": outcome.n,
        "p_adjusted": p_adjusted,
        "differs": p_adjusted < 1 - CONFIDENCE,
    }
    if outcome.runs:
        row["runs"] = outcome.runs
    return row


def _tested(base: Group, group: Group, metric: str) -> Outcome | str:
    """The test, or the reason for none."""
    if not metric:
        return "they have no metric in common"
    unfinished = [member.name for member in (base, group) if not member.counted]
    if unfinished:
        return f"{' and '.join(unfinished)} did not finish"
    if reason := scores.not_comparable(metric, group, base):
        return f"{metric}: {reason}"
    seeds = [member.values(metric) for member in (base, group)]
    if not all(seeds):
        return f"one has no {metric}"
    if test := welch(*seeds):
        return Outcome(test, [len(values) for values in seeds], [])
    pair = _pair(base, group)
    test = paired_test(*pair, metric)
    if isinstance(test, str):
        return f"one has fewer than two seeds, and {test}"
    return Outcome(test, [1, 1], [run["run_id"] for run in pair])


def _pair(base: Group, group: Group) -> tuple[Run, Run]:
    """One run of each group, with the same seed if they share one."""
    seeds = {run["params"].get("seed"): run for run in base.counted}
    shared = next((run for run in group.counted if run["params"].get("seed") in seeds), None)
    return (base.first, group.first) if shared is None else (seeds[shared["params"].get("seed")], shared)
