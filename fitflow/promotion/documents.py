"""The gate's report and a promotion's result as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired, TypedDict, Unpack, cast

from fitflow.config import GateConfig
from fitflow.promotion import gate
from fitflow.promotion.gate import Check, Outcome, Verdict


class Side(TypedDict):
    """A version that was judged, and the run that made it.

    Attributes:
        reused: the id of the MLflow run that this was taken from; empty if it was not.
        version: the version in the registry, a whole number as text.
        run_id: the id of the MLflow run that made it.
        recipe: the recipe's name.
        metrics: the run's test metrics by their names; empty if they are not on record.
    """

    reused: str
    version: str
    run_id: str
    recipe: str
    metrics: dict[str, float]


_Class = TypedDict("_Class", {"class": str})  # `class` cannot be a name in a class


class ClassDifference(_Class):
    """Candidate beside champion on the test examples of one class: the difference of F1, as shares.

    Attributes:
        class: the class's name.
        method: how the limits were found.
        estimate: the candidate's F1 less the champion's.
        low: lower limit of the difference.
        high: upper limit of the difference.
        deviation: the estimate's standard error.
        num_examples: the number of test examples of the class.
        said: the same number in words.
        p_value: null: this test gives none.
    """

    method: str
    estimate: float
    low: float
    high: float
    deviation: float
    num_examples: int
    said: str
    p_value: float | None


class CheckValues(TypedDict):
    """The figures behind a check; each check has some of them.

    Attributes:
        method: the test's name.
        estimate: how much better the candidate is: in accuracy as a share; for numbers, of the champion's root mean
            squared error as a share; in calibration error.
        low: lower limit of the estimate.
        high: upper limit of the estimate.
        deviation: the estimate's standard error.
        num_examples: the number of test examples.
        said: what was counted, in words.
        p_value: the two-sided p-value; null if the test gives none.
        examples_needed: about how many more test examples would decide; null if no number would, or none is needed.
        classes: the differences by class.
        ratio: the candidate's time for one batch as a multiple of the champion's.
        milliseconds: the candidate's median time for one batch, in milliseconds.
        num_bytes: the size of the candidate's files, in bytes.
        value: the candidate's value of a published metric, in the metric's own unit.
    """

    method: NotRequired[str]
    estimate: NotRequired[float]
    low: NotRequired[float]
    high: NotRequired[float]
    deviation: NotRequired[float]
    num_examples: NotRequired[int]
    said: NotRequired[str]
    p_value: NotRequired[float | None]
    examples_needed: NotRequired[int | None]
    classes: NotRequired[list[ClassDifference]]
    ratio: NotRequired[float]
    milliseconds: NotRequired[float]
    num_bytes: NotRequired[int]
    value: NotRequired[float]


class GateCheck(TypedDict):
    """One question of the gate and its answer.

    Attributes:
        name: the check's name: known answer, better, classes, calibration, latency or size.
        outcome: what was found; `open` where the test examples do not tell.
        said: why, in words.
        values: the figures behind it.
    """

    name: str
    outcome: Outcome
    said: str
    values: CheckValues


class SeedValues(TypedDict):
    """The main test metric of other seeds of both recipes, the higher the better: an error is negative here.

    Attributes:
        candidate: of the candidate's recipe, one value a seed.
        champion: of the champion's recipe, one value a seed.
    """

    candidate: list[float]
    champion: list[float]


class ReportFacts(TypedDict):
    """Further facts in a report.

    Attributes:
        test_sha256: the SHA-256 (hex) of the test split.
        test_reads: how often this test split has been read for the registered model.
        seeds: what other seeds of both recipes give; missing if both models are of one recipe, or not comparable.
        seeds_needed: about how many more seeds of each recipe would tell them apart; null if no number is known.
    """

    test_sha256: NotRequired[str]
    test_reads: NotRequired[int]
    seeds: NotRequired[SeedValues]
    seeds_needed: NotRequired[int | None]


class GateReport(ReportFacts):
    """The gate's report.

    Attributes:
        name: the registered model's name.
        candidate: the version under review.
        champion: the champion of today; null if there is none.
        verdict: promote, reject or undecided.
        summary: the verdict with its reason, in one phrase.
        checks: what was asked.
        gate: the thresholds.
    """

    name: str
    candidate: Side
    champion: Side | None
    verdict: Verdict
    summary: str
    checks: list[GateCheck]
    gate: Annotated[dict[str, Any], GateConfig]


class PromotionResult(TypedDict):
    """Result of a promotion.

    Attributes:
        name: the registered model's name.
        version: the version, a whole number as text.
        run_id: the id of the MLflow run that made the version.
        flow_run_id: the id of Prefect's flow run.
        alias: the alias that the version was to get: champion or challenger.
        promoted: whether it got it.
        before: the version that had the alias before; null if none had.
        verdict: promote, reject or undecided; null for a challenger, which is not judged.
        summary: the verdict with its reason, in one phrase.
        report: the gate's report; null for a challenger.
        report_sha256: the SHA-256 (hex) of the report's text, which the ledger keeps; null for a challenger.
    """

    name: str
    version: str
    run_id: str
    flow_run_id: str
    alias: str
    promoted: bool
    before: str | None
    verdict: Verdict | None
    summary: str
    report: GateReport | None
    report_sha256: str | None


def document(
    name: str,
    candidate: Side,
    champion: Side | None,
    config: GateConfig,
    checks: Sequence[Check],
    **facts: Unpack[ReportFacts],
) -> GateReport:
    """The whole report as plain values.

    Args:
        name: the registered model's name.
        candidate, champion: version, run_id, recipe and metrics of each.
        config: the thresholds.
        checks: all checks.
        facts: further fields, such as how often the test split was read; `seeds_needed` if known.
    """
    return {
        "name": name,
        "candidate": candidate,
        "champion": champion,
        "verdict": gate.verdict_of(checks),
        "summary": gate.summary(checks, facts.get("seeds_needed")),
        "checks": [_check(check) for check in checks],
        "gate": config.model_dump(mode="json"),
        **facts,
    }


def _check(check: Check) -> GateCheck:
    values = cast(CheckValues, dict(check.values))
    return {"name": check.name, "outcome": check.outcome, "said": check.said, "values": values}
