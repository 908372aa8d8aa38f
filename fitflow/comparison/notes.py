"""What a reader must know before believing the figures: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fitflow.comparison.groups import Group
from fitflow.tracking import Run

if TYPE_CHECKING:
    from fitflow.comparison.document import GroupTest


def notes(groups: Sequence[Group], tests: Sequence[GroupTest]) -> list[str]:
    """The sentences that hold for these groups."""
    return [*_tasks(groups), *_splits(groups), *_runs(groups), *_code(groups), *_tests(tests)]


def task(run: Run) -> str:
    """What a run's network is for: the record says it, or else its metrics do."""
    if known := run["tags"].get("fitflow.task"):
        return known
    names = set(run["metrics"])
    return "classification" if names & {"test_accuracy", "accuracy"} else "regression" if "test_rmse" in names else ""


def _tasks(groups: Sequence[Group]) -> Iterator[str]:
    tasks = {group.name: task(group.first) for group in groups}
    different = list(dict.fromkeys(filter(None, tasks.values())))
    if len(different) > 1:
        whose = "; ".join(f"{name}: {_those(tasks, name)}" for name in different)
        yield f"Different tasks ({whose}): only metrics that both have are compared, and recipe, data, code and time."


def _splits(groups: Sequence[Group]) -> Iterator[str]:
    digests = {group.name: group.first["datasets"].get("testing", {}).get("digest", "") for group in groups}
    known = list(dict.fromkeys(filter(None, digests.values())))
    if len(known) > 1:
        whose = "; ".join(f"{digest[:8]}: {_those(digests, digest)}" for digest in known)
        yield f"Different test splits ({whose}): test metrics are shown, and only those of one split are compared."
    if unknown := _those(digests, ""):
        yield f"Which test split {unknown} used is not recorded: nothing says whether test metrics compare."


def _runs(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        for run in group.runs:
            if run["status"] != "FINISHED":
                why = run["tags"].get("fitflow.error", "")
                ending = f": {why}" if why else ""
                yield (
                    f"Run {run['run_id'][:8]} ({group.name}) is {run['status']}{ending}. "
                    "Its values are the last that it reached; it is in no mean and no test."
                )
        repeats = len([run for run in group.runs if run["status"] == "FINISHED"]) - len(group.counted)
        if repeats:
            yield f"{group.name}: {repeats} more runs of seeds that are counted already are left out of its mean."
        if "fitflow.recipe" not in group.first["tags"]:
            run_id = group.first["run_id"][:8]
            yield f"Run {run_id} ({group.name}) was not made by fitflow: compared is what it recorded."


def _code(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        versions = {run["tags"].get("fitflow.code_digest") for run in group.runs}
        if len(versions) > 1:
            yield f"{group.name}: its runs are of {len(versions)} versions of fitflow's code, pooled as asked."
    changed = [group.name for group in groups if any(_is_dirty(run) for run in group.runs)]
    if changed:
        yield (
            f"{', '.join(changed)}: with uncommitted changes, which git diff between commits does not show; "
            "the digest of fitflow's code does."
        )


def _tests(tests: Sequence[GroupTest]) -> Iterator[str]:
    done = [row for row in tests if "p" in row]
    if len(done) > 1:
        yield f"{len(done)} tests were made; their p is adjusted for that (Holm). The intervals are each test's own."
    if any("runs" in row for row in done):
        yield "A test over test examples is of these two trained networks; only seeds say how recipes differ."


def _is_dirty(run: Run) -> bool:
    return run["tags"].get("fitflow.git_dirty") == "true"


def _those(values: dict[str, str], wanted: str) -> str:
    return ", ".join(name for name, value in values.items() if value == wanted)
