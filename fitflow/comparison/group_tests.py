"""The rows of a comparison's tests: each group against group A, or why there is no test."""

from __future__ import annotations

from typing import NotRequired, TypedDict, final


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
