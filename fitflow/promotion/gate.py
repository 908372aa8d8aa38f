"""The gate: decides on the same test examples whether a candidate replaces the champion.

It uses recorded predictions and reads no test split. docs/promotion.md describes each check.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from fitflow.config import GateConfig, Published
from fitflow.evaluation import paired
from fitflow.evaluation.paired import Difference
from fitflow.evaluation.predictions import Predictions

Outcome = Literal["holds", "fails", "open"]
Verdict = Literal["promote", "reject", "undecided"]


@dataclass(frozen=True)
class Cost:
    """A model's cost: median time per batch in milliseconds, and size of its files in bytes."""

    milliseconds: float
    num_bytes: int


@dataclass(frozen=True)
class Check:
    """One check of the gate: outcome, explanation (`said`), and the figures behind it (`values`)."""

    name: str
    outcome: Outcome
    said: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def verdict_of(checks: Sequence[Check]) -> Verdict:
    """Reject if any check fails; else undecided if any is open."""
    outcomes = {check.outcome for check in checks}
    return "reject" if "fails" in outcomes else "undecided" if "open" in outcomes else "promote"


def against_champion(
    candidate: Predictions, champion: Predictions, class_names: Sequence[str], gate: GateConfig
) -> list[Check]:
    """Check candidate against champion on the same examples: better by enough, no class or calibration worse."""
    if candidate.probabilities is None:
        return [
            better(paired.rmse_drop(candidate.labels, candidate.predicted, champion.predicted, gate.confidence), gate)
        ]
    return [
        better(paired.mcnemar(candidate.correct, champion.correct, gate.confidence), gate),
        classes(candidate, champion, class_names, gate),
        calibrated(candidate, champion, gate),
    ]


def better(difference: Difference, gate: GateConfig) -> Check:
    """Check that the candidate is better, and by enough to be useful."""
    least = gate.min_difference
    needed: int | None = None
    outcome: Outcome
    if difference.estimate == difference.deviation == 0:
        outcome, reason = "open", "the same on every example"
    elif difference.low > 0 and difference.estimate >= least:
        outcome, reason = "holds", "better"
    elif difference.high < 0:
        outcome, reason = "fails", "worse"
    elif difference.high < least:
        outcome, reason = "fails", f"not better by {least:g}, the least useful difference"
    else:
        needed = paired.examples_needed(difference, least, gate.confidence)
        outcome, reason = "open", "not shown to be better, nor worse"
    limits = f"{difference.estimate:+.4g} ({difference.low:+.4g} to {difference.high:+.4g})"
    test = difference.method + ("" if difference.p_value is None else f", p = {difference.p_value:.2g}")
    said = f"{reason}: difference {limits}; {test}; {difference.said}"
    return Check("better", outcome, said, {**vars(difference), "examples_needed": needed})


def classes(candidate: Predictions, champion: Predictions, class_names: Sequence[str], gate: GateConfig) -> Check:
    """Check that no class's F1 drops by more than the bound and by more than chance among all classes."""
    found = paired.f1_gains(
        candidate.labels, candidate.predicted, champion.predicted, len(class_names), gate.confidence
    )
    rows: list[dict[str, Any]] = [
        {"class": class_names[index], **vars(difference)} for index, difference in found.items()
    ]
    fallen = [row for row in rows if row["estimate"] < -gate.max_class_drop]
    worse = [row for row in fallen if row["high"] < 0]
    if worse:
        return Check(
            "classes", "fails", f"F1 dropped by more than {gate.max_class_drop:g}: {_named(worse)}", {"classes": rows}
        )
    least = min(rows, key=lambda row: row["estimate"])
    said = f"no class is worse by more than {gate.max_class_drop:g}; lowest: {_named([least])}"
    if fallen:
        said = f"worse by more than {gate.max_class_drop:g}, but within chance: {_named(fallen)}"
    return Check("classes", "holds", said, {"classes": rows})


def calibrated(candidate: Predictions, champion: Predictions, gate: GateConfig) -> Check:
    """Check that the calibration error does not rise by more than the bound and by more than chance."""
    pairs = [(one.confidence, one.correct) for one in (candidate, champion)]
    found = paired.ece_drop(pairs[0], pairs[1], gate.confidence)
    worse = found.estimate < -gate.max_ece_increase and found.high < 0
    said = f"{found.said}; allowed rise {gate.max_ece_increase:g}"
    return Check("calibration", "fails" if worse else "holds", said, vars(found))


def affordable(candidate: Cost, champion: Cost, gate: GateConfig) -> list[Check]:
    """Check that latency and size are within budget."""
    ratio = candidate.milliseconds / champion.milliseconds
    slow = [
        *([f"{gate.max_latency_ratio:g} times the champion's"] if ratio > gate.max_latency_ratio else []),
        *([f"{gate.max_latency_ms:g} ms"] if candidate.milliseconds > (gate.max_latency_ms or math.inf) else []),
    ]
    megabytes, theirs = candidate.num_bytes / 1e6, champion.num_bytes / 1e6
    large = megabytes > gate.max_size_mb
    time = f"{candidate.milliseconds:.3g} ms a batch, {ratio:.2g} times the champion's {champion.milliseconds:.3g} ms"
    size = f"{megabytes:.3g} MB, the champion {theirs:.3g} MB"
    return [
        Check("latency", "fails" if slow else "holds", time + _budget(slow), {"ratio": ratio, **vars(candidate)}),
        Check("size", "fails" if large else "holds", f"{size}; budget {gate.max_size_mb:g} MB", vars(candidate)),
    ]


def in_band(
    metrics: Mapping[str, float], intervals: Mapping[str, Sequence[float]], figures: Sequence[Published]
) -> list[Check]:
    """Check that each metric's interval overlaps the band of its published figure."""
    checks: list[Check] = []
    for figure in figures:
        if figure.metric not in metrics:
            continue
        value = metrics[figure.metric]
        low, high = intervals.get(figure.metric, (value, value))
        holds = high >= figure.low and low <= figure.high
        limits = f" ({low:.4g} to {high:.4g})" if high > low else ""
        said = f"{figure.metric} {value:.4g}{limits}, published {figure.published}, band {_band(figure)}"
        checks.append(Check("known answer", "holds" if holds else "fails", said, {"value": value}))
    return checks


def summary(checks: Sequence[Check], seeds: int | None) -> str:
    """The verdict in one phrase: promote; reject with reasons; undecided with what it needs.

    Args:
        checks: all checks.
        seeds: approximate number of further seeds per recipe that would decide, if known.
    """
    verdict = verdict_of(checks)
    if verdict == "reject":
        failed = [f"{one.name}: {one.said.partition(';')[0]}" for one in checks if one.outcome == "fails"]
        return f"reject: {'; '.join(failed)}"
    if verdict == "promote":
        return "promote"
    needed = next((one.values.get("examples_needed") for one in checks if one.outcome == "open"), None)
    ways = [
        *([f"about {_rounded(needed)} more test examples"] if needed else []),
        *([f"about {_rounded(seeds)} more seeds of each recipe"] if seeds else []),
    ]
    return f"undecided ({'needs ' + ' or '.join(ways) if ways else 'no number of examples would tell them apart'})"


def _named(rows: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{row['class']} {row['estimate']:+.3g} of {row['num_examples']:,}" for row in rows)


def _budget(missed: Sequence[str]) -> str:
    return f"; over the budget of {' and '.join(missed)}" if missed else ""


def _band(figure: Published) -> str:
    limits = [f"{limit:.6g}" if np.isfinite(limit) else "" for limit in (figure.low, figure.high)]
    return (
        f"{limits[0]} to {limits[1]}".strip()
        if all(limits)
        else f"from {limits[0]}"
        if limits[0]
        else f"to {limits[1]}"
    )


def _rounded(number: int) -> str:
    """Round up to two significant digits, as for an estimate."""
    digits = max(0, len(str(number)) - 2)
    return f"{math.ceil(number / 10**digits) * 10**digits:,}"
