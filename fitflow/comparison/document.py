"""The comparison as one plain document: printed by `--json`, shown by every other format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from fitflow.comparison import curves, differences, git_diff, notes, scores
from fitflow.comparison.direction import better
from fitflow.comparison.groups import Group, grouped, mean_and_deviation
from fitflow.comparison.same_examples import paired_test
from fitflow.errors import InputError, nearest
from fitflow.evaluation.significance import CONFIDENCE, holm, welch
from fitflow.tracking import Run

Document = dict[str, Any]
COPIED = ("run_id", "name", "recipe", "status", "started", "seconds", "url")


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
    tests = _tests(groups, judged)
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
            name: {run: [[step, _number(value)] for step, value in line] for run, line in lines.items()}
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


def _tests(groups: Sequence[Group], metric: str) -> list[dict[str, Any]]:
    """One row per group: its test against the first group, or why there is none."""
    rows = [{"group": group.name, "base": groups[0].name, **_tested(groups[0], group, metric)} for group in groups[1:]]
    done: list[dict[str, Any]] = [row for row in rows if "p" in row]
    for row, adjusted in zip(done, holm([row["p"] for row in done]), strict=True):
        row |= {"p_adjusted": adjusted, "differs": adjusted < 1 - CONFIDENCE}
    return rows


def _tested(base: Group, group: Group, metric: str) -> dict[str, Any]:
    if not metric:
        return {"reason": "they have no metric in common"}
    unfinished = [member.name for member in (base, group) if not member.counted]
    if unfinished:
        return {"reason": f"{' and '.join(unfinished)} did not finish"}
    if reason := scores.not_comparable(metric, group, base):
        return {"reason": f"{metric}: {reason}"}
    seeds = [member.values(metric) for member in (base, group)]
    if not all(seeds):
        return {"reason": f"one has no {metric}"}
    if test := welch(*seeds):
        return asdict(test) | {"n": [len(values) for values in seeds]}
    pair = _pair(base, group)
    test = paired_test(*pair, metric)
    if isinstance(test, str):
        return {"reason": f"one has fewer than two seeds, and {test}"}
    return asdict(test) | {"n": [1, 1], "runs": [run["run_id"] for run in pair]}


def _pair(base: Group, group: Group) -> tuple[Run, Run]:
    """One run of each group, with the same seed if they share one."""
    seeds = {run["params"].get("seed"): run for run in base.counted}
    shared = next((run for run in group.counted if run["params"].get("seed") in seeds), None)
    return (base.first, group.first) if shared is None else (seeds[shared["params"].get("seed")], shared)


def _described(run: Run, group: Group) -> dict[str, Any]:
    values = {name: _number(value) for name, value in run["metrics"].items()}
    facts = {name: run[name] for name in COPIED}
    ours = "fitflow.recipe" in run["tags"]
    return facts | {"group": group.name, "seed": run["params"].get("seed"), "fitflow": ours, "metrics": values}


def _summary(group: Group) -> dict[str, Any]:
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
