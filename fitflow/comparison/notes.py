"""Caveats of a comparison, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fitflow.comparison.group_significance import GroupTest
from fitflow.comparison.groups import Group
from fitflow.tracking import Run


def notes(groups: Sequence[Group], tests: Sequence[GroupTest]) -> list[str]:
    """Return the caveats that apply to these groups."""
    return [*_tasks(groups), *_splits(groups), *_runs(groups), *_code(groups), *_tests(tests)]


def task(run: Run) -> str:
    """Task of a run, from its tag or else from its metrics."""
    if known := run["tags"].get("fitflow.task"):
        return known
    names = set(run["metrics"])
    return "classification" if names & {"test_accuracy", "accuracy"} else "regression" if "test_rmse" in names else ""


def _tasks(groups: Sequence[Group]) -> Iterator[str]:
    tasks = {group.name: task(group.first) for group in groups}
    different = list(dict.fromkeys(filter(None, tasks.values())))
    if len(different) > 1:
        whose = "; ".join(f"{name}: {_those(tasks, name)}" for name in different)
        yield f"Different tasks ({whose}): only common metrics, recipe, data, code and time are compared."


def _splits(groups: Sequence[Group]) -> Iterator[str]:
    digests = {group.name: group.first["datasets"].get("testing", {}).get("digest", "") for group in groups}
    known = list(dict.fromkeys(filter(None, digests.values())))
    if len(known) > 1:
        whose = "; ".join(f"{digest[:8]}: {_those(digests, digest)}" for digest in known)
        yield f"Different test splits ({whose}): test metrics are compared only within one split."
    if unknown := _those(digests, ""):
        yield f"The test split of {unknown} is not recorded: its test metrics may not be comparable."


def _runs(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        for run in group.runs:
            if run["status"] != "FINISHED":
                why = run["tags"].get("fitflow.error", "")
                ending = f": {why}" if why else ""
                yield (
                    f"Run {run['run_id'][:8]} ({group.name}) is {run['status']}{ending}. "
                    "Its values are the last logged ones; it is excluded from means and tests."
                )
        repeats = len([run for run in group.runs if run["status"] == "FINISHED"]) - len(group.counted)
        if repeats:
            yield f"{group.name}: {repeats} repeated run{'s' * (repeats > 1)} of its seeds left out of the mean."
        if "fitflow.recipe" not in group.first["tags"]:
            run_id = group.first["run_id"][:8]
            yield f"Run {run_id} ({group.name}) was not made by fitflow: the comparison uses what it recorded."


def _code(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        versions = {run["tags"].get("fitflow.code_digest") for run in group.runs}
        if len(versions) > 1:
            yield f"{group.name}: its runs used {len(versions)} versions of fitflow's code (--pool-code)."
    changed = [group.name for group in groups if any(_is_dirty(run) for run in group.runs)]
    if changed:
        yield (
            f"{', '.join(changed)}: with uncommitted changes, which git diff between commits does not show; "
            "the digest of fitflow's code does."
        )


def _tests(tests: Sequence[GroupTest]) -> Iterator[str]:
    done = [row for row in tests if "p" in row]
    if len(done) > 1:
        yield f"{len(done)} tests: p is adjusted for their number (Holm); the intervals are not."
    if any("runs" in row for row in done):
        yield "A test over test examples compares two trained networks; comparing recipes takes several seeds."


def _is_dirty(run: Run) -> bool:
    return run["tags"].get("fitflow.git_dirty") == "true"


def _those(values: dict[str, str], wanted: str) -> str:
    return ", ".join(name for name, value in values.items() if value == wanted)
