"""Metrics of all groups: mean and deviation, difference from the first group, and which is best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from fitflow.comparison.direction import Direction, best, better
from fitflow.comparison.groups import Group, mean_and_deviation
from fitflow.evaluation.headline import headline_of
from fitflow.tracking import Run

TIMES = ("seconds_", "epoch_seconds", "examples_per_second", "latency")
LOSSES = ("training.loss.", "training.label_smoothing", "training.penalty.")


class Score(TypedDict):
    """One metric of one group; in the metric's own unit.

    Attributes:
        mean: the mean over the group's finished runs, one a seed; null if none has the metric.
        sd: the sample standard deviation over these runs; null with fewer than two.
        n: the number of these runs.
        difference: the mean less that of group A; null if the two cannot be compared.
        best: whether it is the best of the groups that can be compared.
        not_comparable: why it cannot be compared with group A; empty if it can.
    """

    mean: float | None
    sd: float | None
    n: int
    difference: float | None
    best: bool
    not_comparable: str


class MetricRow(TypedDict):
    """One metric of all groups.

    Attributes:
        name: the metric's name. `seconds` is the time of a whole run; names that start with `seconds_` are the time of
            a step, in seconds.
        better: which way it is better; null if its name does not say.
        by_group: the group's score by its letter.
    """

    name: str
    better: Direction | None
    by_group: dict[str, Score]


def headline(groups: Sequence[Group], wanted: str = "") -> str:
    """The metric to judge groups by: the wanted one, else the first of MAIN_METRICS that any group has."""
    names = _names(groups)
    if wanted:
        return wanted
    found = headline_of(names)
    return found or next((name for name in names if better(name) and not name.startswith(TIMES)), "")


def metrics(groups: Sequence[Group], first: str) -> list[MetricRow]:
    """One row per metric, the headline first, then those of the test split."""
    names = [name for name in _names(groups) if not name.startswith(TIMES)]
    names.sort(key=lambda name: (name != first, not name.startswith("test_")))
    return [_row(name, groups) for name in names]


def times(groups: Sequence[Group]) -> list[MetricRow]:
    """Rows for speed and for the seconds of the run and its steps, without cached steps, which took none."""
    names = [name for name in _names(groups) if name.startswith(TIMES)]
    comparable = {group.name: "" for group in groups}
    taken = {"seconds": {group.name: [run["seconds"] for run in group.shown] for group in groups}}
    for name in sorted(names, key=lambda name: not name.startswith("seconds_")):
        taken[name] = {group.name: [value for value in group.values(name) if value > 0] for group in groups}
    return [_as_row(name, groups, values, comparable) for name, values in taken.items()]


def not_comparable(metric: str, group: Group, base: Group) -> str:
    """Why a metric of two groups cannot be compared; empty if it can."""
    one, other = group.first, base.first
    if metric.startswith("test_"):
        return _unless_same("testing", "another test split", group, base)
    if better(metric) is None or metric.startswith(TIMES):
        return ""
    if metric.endswith("loss") and _those(one, LOSSES) != _those(other, LOSSES):
        return "another loss"
    if metric.startswith("val_") and _those(one, ("preprocessing.validation_split",)) != _those(
        other, ("preprocessing.validation_split",)
    ):
        return "other validation examples"
    return _unless_same("training", "other training data", group, base)


def _unless_same(use: str, reason: str, group: Group, base: Group) -> str:
    digests = [member.first["datasets"].get(use, {}).get("digest") for member in (group, base)]
    return reason if None not in digests and digests[0] != digests[1] else ""


def _those(run: Run, starts: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in run["params"].items() if name.startswith(starts)}


def _names(groups: Iterable[Group]) -> list[str]:
    return list(dict.fromkeys(name for group in groups for run in group.runs for name in run["metrics"]))


def _row(name: str, groups: Sequence[Group]) -> MetricRow:
    values = {group.name: group.values(name) for group in groups}
    return _as_row(name, groups, values, {group.name: not_comparable(name, group, groups[0]) for group in groups})


def _as_row(name: str, groups: Sequence[Group], values: dict[str, list[float]], reasons: dict[str, str]) -> MetricRow:
    """One row; only finished groups that are comparable with the first can be best."""
    means = {group: mean_and_deviation(of_group) for group, of_group in values.items()}
    finished = {group.name for group in groups if group.counted}
    fair = {group: mean for group, (mean, _) in means.items() if mean is not None and not reasons[group]}
    direction = better(name)
    top = best({group: mean for group, mean in fair.items() if group in finished}, direction)
    base = fair.get(groups[0].name)
    return {
        "name": name,
        "better": direction,
        "by_group": {
            group: {
                "mean": mean,
                "sd": deviation,
                "n": len(values[group]),
                "difference": fair[group] - base if base is not None and group in fair else None,
                "best": group in top,
                "not_comparable": reasons[group],
            }
            for group, (mean, deviation) in means.items()
        },
    }
