"""Predicts which steps of a recipe would run, and why, from the flow's own keys and the recipe's last run.

A step after one that would run would run too: its input is not known yet. If the earlier step then produces the same
bytes as before, the run reuses the later one after all.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, TypedDict

from fitflow import step_table
from fitflow.config import Experiment
from fitflow.reuse import results, timings
from fitflow.reuse.keys import Parts, Step
from fitflow.reuse.options import Reuse

SHOWN = 12  # causes per step


@dataclass(frozen=True)
class Planned:
    """One step: whether it would run, the reason, what changed, and how many seconds it took before."""

    step: str
    runs: bool
    reason: str
    causes: tuple[str, ...] = ()
    key: str | None = None
    seconds: float | None = None


class PlannedStep(TypedDict):
    """One step of a plan.

    Attributes:
        step: the step's name.
        runs: whether it would run; false where its result is taken from the cache.
        reason: why, in a phrase.
        causes: everything that has changed since the recipe last came to this step, one line each.
        key: the SHA-256 (hex) of what decides the step; null if its input is not known yet.
        seconds: what it took before (the median), in seconds; null if it would not run or has never run here.
    """

    step: str
    runs: bool
    reason: str
    causes: list[str]
    key: str | None
    seconds: float | None


class PlanDocument(TypedDict):
    """Which steps of a recipe would run now, why, and what they would take.

    Attributes:
        recipe: the recipe's name.
        last_run: the id of the recipe's last run on this machine; null if there is none.
        runs: the names of the steps that would run, in their order.
        seconds: what these steps took before, together, in seconds; null if none has run here.
        not_timed: those of them that have never run on this machine.
        memory: the most memory that an earlier run with one of these steps took, in bytes; null if not known.
        disk: the most disk space that an earlier run with one of these steps took, in bytes; null if not known.
        steps: every step, in order.
    """

    recipe: str
    last_run: str | None
    runs: list[str]
    seconds: float | None
    not_timed: list[str]
    memory: int | None
    disk: int | None
    steps: list[PlannedStep]


def plan(recipe: Experiment, data_dir: str | None = None, reuse: Reuse | None = None) -> list[Planned]:
    """Plan every step of a recipe, in order, up to `reuse.until`.

    Raises:
        InputError: the recipe, its options or its data are invalid.
    """
    planner = _Planner(recipe, data_dir, reuse or Reuse())
    for row in step_table.steps_of(recipe):
        if hasattr(_module(row), "key"):
            planner.plan_step(row)
        if row.name == planner.reuse.until:
            break
    return planner.planned


def needs_framework(recipe: Experiment, planned: Sequence[Planned]) -> bool:
    """Return whether a step that imports Keras would run."""
    heavy = {row.name for row in step_table.steps_of(recipe) if row.uses_keras}
    return any(one.runs and one.step in heavy for one in planned)


def document(recipe: Experiment, planned: Sequence[Planned]) -> PlanDocument:
    """A plan as plain values, with time, memory and disk of the recipe's earlier runs on this machine."""
    todo = [one for one in planned if one.runs]
    known = [one.seconds for one in todo if one.seconds is not None]
    amounts = {
        what: max((timings.expected_bytes(recipe.name, what, one.step) or 0 for one in todo), default=0) or None
        for what in ("memory", "disk")
    }
    return {
        "recipe": recipe.name,
        "last_run": timings.last_run(recipe.name),
        "runs": [one.step for one in todo],
        "seconds": round(sum(known), 1) if known else None,
        "not_timed": [one.step for one in todo if one.seconds is None],
        "memory": amounts["memory"],
        "disk": amounts["disk"],
        "steps": [_step_document(one) for one in planned],
    }


def _step_document(one: Planned) -> PlannedStep:
    return {
        "step": one.step,
        "runs": one.runs,
        "reason": one.reason,
        "causes": list(one.causes),
        "key": one.key,
        "seconds": one.seconds,
    }


def changes(before: Parts, now: Parts) -> list[str]:
    """Describe the differences between two versions of a step's parts, section by section."""
    found: list[str] = []
    for section in ("recipe", "inputs", "code", "libraries", "machine"):
        old, new = before.get(section, {}), now.get(section, {})
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                found.append(_change(section, name, old.get(name), new.get(name)))
    return found


class _Planner:
    """Plans one step after another."""

    def __init__(self, recipe: Experiment, data_dir: str | None, reuse: Reuse) -> None:
        self.recipe = recipe
        self.reuse = reuse
        self.planned: list[Planned] = []
        self.known: dict[str, Any] = {"recipe": recipe, "config": recipe.dataset, "data_dir": data_dir}

    def plan_step(self, row: step_table.StepRow) -> None:
        """Plan one step; if it is cached, the steps after it know its reference."""
        step = self._step(row)
        if step is None:
            self._runs(row.name, f"after {self._awaited(row)}")
        elif self.reuse.off or row.name in self.reuse.refresh:
            self._runs(row.name, "requested", key=step.key)
        else:
            self._look_up(row, step)

    def _step(self, row: step_table.StepRow) -> Step | None:
        """The step and its key; None if a step that would run produces one of its inputs."""
        for make in (getattr(_module(row), name, None) for name in ("key", "early_key")):
            if make is not None and (required := _required(make)) <= self.known.keys():
                return make(**{name: self.known[name] for name in required})
        return None

    def _awaited(self, row: step_table.StepRow) -> str:
        """The last of a step's inputs that is not known yet."""
        gives = {before.name: before.gives for before in step_table.steps_of(self.recipe)}
        return [name for name in row.inputs if gives[name] not in self.known][-1]

    def _look_up(self, row: step_table.StepRow, step: Step) -> None:
        """Look for the step's result in the cache."""
        try:
            found = results.find(step, row.kind)
        except results.Unusable as reason:
            self._runs(row.name, str(reason), key=step.key)
            return
        if found is None:
            self._missed(row.name, step)
            return
        ref, record = found
        is_there = getattr(_module(row), "is_there", None)
        if is_there is not None and not is_there(ref, record):
            self._runs(
                row.name, f"the result of run {record.made.run_id[:8]} is not in this MLflow store", key=step.key
            )
            return
        source = f" from run {record.made.run_id[:8]}" if record.made.run_id else ""
        self.planned.append(Planned(row.name, False, f"cached{source}", key=step.key))
        in_place = {name: self.known[name] for name in ("dataset",) if name in type(ref).model_fields}
        self.known[row.gives] = ref.model_copy(update=in_place)  # the data may lie elsewhere today

    def _missed(self, name: str, step: Step) -> None:
        before = timings.last_parts(self.recipe.name, name)
        if before is None:
            self._runs(name, "no earlier run of this recipe on this machine", key=step.key)
            return
        causes = changes(before, step.parts)
        reason = causes[0] if causes else "its result is no longer in the cache"
        self._runs(name, reason, tuple(causes), step.key)

    def _runs(self, name: str, reason: str, causes: tuple[str, ...] = (), key: str | None = None) -> None:
        seconds = timings.expected_seconds(self.recipe, name)
        self.planned.append(Planned(name, True, reason, causes, key, seconds))


def _change(section: str, name: str, old: Any, new: Any) -> str:
    if section == "code":
        module, _, definition = name.rpartition(".")
        how = "is new" if old is None else "is gone" if new is None else "changed"
        return f"{definition} in {module} {how}"
    if name.startswith("file "):
        return f"{name} {'is new' if old is None else 'is gone' if new is None else 'changed'}"
    return f"{name} {_shown(old)} -> {_shown(new)}"


def _shown(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text[:12] if len(text) == 64 else text if len(text) <= 60 else f"{text[:57]}..."


def _module(row: step_table.StepRow) -> ModuleType:
    return import_module(f"fitflow.steps.{row.module or row.name}")


def _required(make: Callable[..., Step]) -> set[str]:
    """The arguments that a step's key requires."""
    parameters = inspect.signature(make).parameters.values()
    return {parameter.name for parameter in parameters if parameter.default is parameter.empty}
