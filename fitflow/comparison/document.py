"""The comparison as one plain document: printed by `--json`, shown by every other format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from fitflow.comparison import curves, differences, git_diff, notes, scores
from fitflow.comparison.differences import FieldValues
from fitflow.comparison.direction import Direction, better
from fitflow.comparison.git_diff import CommitDiff
from fitflow.comparison.group_significance import GroupTest, tested_against_first
from fitflow.comparison.groups import Group, grouped, mean_and_deviation
from fitflow.comparison.scores import MetricRow
from fitflow.errors import InputError, nearest
from fitflow.evaluation.significance import CONFIDENCE
from fitflow.tracking import Run


class ComparedRun(TypedDict):
    """One of the runs that are compared.

    Attributes:
        run_id: the MLflow run's id.
        name: the run's name in MLflow.
        recipe: the recipe's name.
        status: RUNNING, FINISHED, FAILED or KILLED.
        started: when it began, in seconds since 1970 (UTC).
        seconds: how long it took, in seconds.
        url: the run's page in MLflow where a server is known, else the command that shows it.
        group: the letter of its group.
        seed: the recipe's seed, as text; null if fitflow did not make the run.
        fitflow: whether fitflow made the run.
        metrics: the last value of each metric by its name; null for what is not a finite number.
    """

    run_id: str
    name: str
    recipe: str
    status: str
    started: float
    seconds: float
    url: str
    group: str
    seed: str | None
    fitflow: bool
    metrics: dict[str, float | None]


class GroupSummary(TypedDict):
    """Runs that differ in nothing but the seed.

    Attributes:
        name: the group's letter: A, B, ..., AA.
        recipe: the recipe's name.
        status: FINISHED where at least one run is, else the newest run's.
        statuses: every status that its runs have, each once.
        n: the number of runs that its means are over: one finished run a seed.
        seeds: the seeds of these runs, as text; null if fitflow did not make the run.
        counted: the ids of these runs.
        shown: the ids of the runs whose values are shown: these, or the newest one where none is finished.
        runs: the ids of all its runs.
    """

    name: str
    recipe: str
    status: str
    statuses: list[str]
    n: int
    seeds: list[str | None]
    counted: list[str]
    shown: list[str]
    runs: list[str]


class JudgedBy(TypedDict):
    """The metric that the groups are tested by.

    Attributes:
        metric: its name; empty if the groups have no metric in common.
        better: which way it is better; null if its name does not say.
    """

    metric: str
    better: Direction | None


class CodeDifferences(TypedDict):
    """What differs in the code.

    Attributes:
        fields: commit, uncommitted changes and digest of the code, where they differ.
        diffs: what git says of the commits.
    """

    fields: list[FieldValues]
    diffs: list[CommitDiff]


Point = tuple[int, float | None]


class Document(TypedDict):
    """A comparison of runs.

    Attributes:
        runs: the runs, group by group.
        groups: the groups; the others are compared with the first one, A.
        judged_by: the metric that is tested.
        recipe: the fields of the recipe that differ.
        data: where the data came from and the digest of each split, where they differ.
        code: what differs in the code.
        machine: device, precision, host and versions, where they differ.
        metrics: a row for each metric, the one that is tested first.
        tests: each group against group A, by the metric that is tested.
        confidence: the confidence of the intervals, as a share: 0.95.
        times: a row for the time of the run, of each step, and for speed.
        curves: by the metric's name and the run's id the curve: pairs of step (the epoch, from 0) and value; the value
            is null if it is not a finite number.
        notes: what to know before believing the figures, one sentence each.
    """

    runs: list[ComparedRun]
    groups: list[GroupSummary]
    judged_by: JudgedBy
    recipe: list[FieldValues]
    data: list[FieldValues]
    code: CodeDifferences
    machine: list[FieldValues]
    metrics: list[MetricRow]
    tests: list[GroupTest]
    confidence: float
    times: list[MetricRow]
    curves: dict[str, dict[str, list[Point]]]
    notes: list[str]


def compare(runs: Sequence[Run], sort: str = "", pool_code: bool = False) -> Document:
    """Compare runs.

    Args:
        runs: two or more; the other groups are compared with the group of the first.
        sort: metric to sort by, best first, and to test.
        pool_code: group seeds even if fitflow's code changed between them.

    Raises:
        InputError: no run has that metric.
    """
    groups = _ordered(grouped(runs, pool_code), sort)
    judged = scores.headline(groups, sort)
    tests = tested_against_first(groups, judged)
    return {
        "runs": [_described(run, group) for group in groups for run in group.runs],
        "groups": [_summary(group) for group in groups],
        "judged_by": {"metric": judged, "better": better(judged)},
        "recipe": differences.recipe(groups),
        "data": differences.data(groups),
        "code": {"fields": differences.code(groups), "diffs": git_diff.stats(groups)},
        "machine": differences.machine(groups),
        "metrics": scores.metrics(groups, judged),
        "tests": tests,
        "confidence": CONFIDENCE,
        "times": scores.times(groups),
        "curves": {
            name: {run: [(step, _number(value)) for step, value in line] for run, line in lines.items()}
            for name, lines in curves.read(groups).items()
        },
        "notes": notes.notes(groups, tests),
    }


def _ordered(groups: list[Group], metric: str) -> list[Group]:
    if not metric:
        return groups
    known = {name for group in groups for run in group.runs for name in run["metrics"]}
    if metric not in known:
        raise InputError(f"no run has a metric {metric!r}; {nearest(metric, known)}")
    sign = 1 if better(metric) == "lower" else -1

    def place(group: Group) -> float:
        mean, _ = mean_and_deviation(group.values(metric))
        return math.inf if mean is None else sign * mean

    names = [group.name for group in groups]
    return [replace(group, name=name) for group, name in zip(sorted(groups, key=place), names, strict=True)]


def _described(run: Run, group: Group) -> ComparedRun:
    return {
        "run_id": run["run_id"],
        "name": run["name"],
        "recipe": run["recipe"],
        "status": run["status"],
        "started": run["started"],
        "seconds": run["seconds"],
        "url": run["url"],
        "group": group.name,
        "seed": run["params"].get("seed"),
        "fitflow": "fitflow.recipe" in run["tags"],
        "metrics": {name: _number(value) for name, value in run["metrics"].items()},
    }


def _summary(group: Group) -> GroupSummary:
    statuses = list(dict.fromkeys(run["status"] for run in group.runs))
    return {
        "name": group.name,
        "recipe": group.first["recipe"],
        "status": "FINISHED" if group.counted else group.first["status"],
        "statuses": statuses,
        "n": len(group.counted),
        "seeds": [run["params"].get("seed") for run in group.counted],
        "counted": [run["run_id"] for run in group.counted],
        "shown": [run["run_id"] for run in group.shown],
        "runs": [run["run_id"] for run in group.runs],
    }


def _number(value: float) -> float | None:
    """None for NaN and infinity, which JSON lacks."""
    return value if math.isfinite(value) else None
