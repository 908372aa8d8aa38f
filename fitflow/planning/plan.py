"""Which steps of a recipe would run now, and why: the same keys as the flow's, held against the last run of the recipe.

A step that follows one which would run would run too: its input is not known yet. Where the earlier step then gives the
very same bytes as before, the later one is reused after all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlparse

from fitflow import cache, history, steps
from fitflow.config import Computation, Experiment, Recipe
from fitflow.refs import Computed, DatasetRef, Metrics, ModelRef, ModelVersion, PreparedRef, Ref, ReportRef, TrainedRef
from fitflow.reuse import Reuse
from fitflow.steps import Parts, Step

AnyRef = TypeVar("AnyRef", bound=Ref)
SHOWN = 12  # causes of one step


@dataclass(frozen=True)
class Planned:
    """One step: whether it would run, the reason in a phrase, what exactly changed, and what it took before."""

    step: str
    runs: bool
    reason: str
    causes: tuple[str, ...] = ()
    key: str | None = None
    seconds: float | None = None


def plan(recipe: Experiment, data_dir: str | None = None, reuse: Reuse | None = None) -> list[Planned]:
    """Every step of a recipe, in order, up to the one that the run is to end after.

    Raises:
        InputError: the recipe, its options or its data must change first.
    """
    planner = _Planner(recipe, reuse or Reuse())
    if isinstance(recipe, Recipe):
        _training(planner, recipe, data_dir)
    else:
        _computing(planner, recipe, data_dir)
    names = [planned.step for planned in planner.planned]
    end = names.index(planner.reuse.until) + 1 if planner.reuse.until in names else len(names)
    return planner.planned[:end]


def needs_framework(recipe: Experiment, planned: Sequence[Planned]) -> bool:
    """Whether a step would run that imports Keras."""
    return isinstance(recipe, Recipe) and any(one.runs and one.step in steps.FRAMEWORK for one in planned)


def document(recipe: Experiment, planned: Sequence[Planned]) -> dict[str, Any]:
    """A plan as plain values, with what the runs of the recipe on this machine took."""
    todo = [one for one in planned if one.runs]
    known = [one.seconds for one in todo if one.seconds is not None]
    amounts = {
        what: max((history.expected_bytes(recipe.name, what, one.step) or 0 for one in todo), default=0) or None
        for what in ("memory", "disk")
    }
    return {
        "recipe": recipe.name,
        "last_run": history.last_run(recipe.name),
        "runs": [one.step for one in todo],
        "seconds": round(sum(known), 1) if known else None,
        "not_timed": [one.step for one in todo if one.seconds is None],
        **amounts,
        "steps": [vars(one) | {"causes": list(one.causes)} for one in planned],
    }


def changes(before: Parts, now: Parts) -> list[str]:
    """What differs between the parts of a step, section by section, in words."""
    found: list[str] = []
    for section in ("recipe", "inputs", "code", "libraries", "machine"):
        old, new = before.get(section, {}), now.get(section, {})
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                found.append(_change(section, name, old.get(name), new.get(name)))
    return found


def _training(planner: _Planner, recipe: Recipe, data_dir: str | None) -> None:
    dataset = planner.look("load", lambda: steps.load(recipe.dataset, data_dir), DatasetRef)
    prepared = planner.prepare(recipe, dataset)
    components = 0 if recipe.preprocessing.pca is None else prepared and prepared.num_components
    follows = "load" if dataset is None else "prepare" if components is None else None
    model = planner.look("build", lambda: steps.build_for(recipe, _known(dataset), components or 0), ModelRef, follows)
    follows = "prepare" if prepared is None else "build" if model is None else None
    trained = planner.look(
        "train", lambda: steps.train(recipe, _known(prepared), _known(model), None), TrainedRef, follows, _run_is_there
    )
    follows = None if trained else "train"
    metrics = planner.look("evaluate", lambda: steps.evaluate(_known(trained), _known(prepared)), Metrics, follows)
    planner.look(
        "register", lambda: steps.register(_known(trained), _known(prepared)), ModelVersion, follows, _model_is_there
    )
    follows = "train" if trained is None else "evaluate" if metrics is None else None
    planner.look(
        "report",
        lambda: steps.report(recipe, _known(prepared), _known(trained), _known(metrics)),
        ReportRef,
        follows,
        _report_is_there,
    )


def _computing(planner: _Planner, recipe: Computation, data_dir: str | None) -> None:
    dataset = planner.look("load", lambda: steps.load(recipe.dataset, data_dir), DatasetRef)
    prepared = planner.prepare(recipe, dataset)
    follows = None if prepared else "prepare"
    computed = planner.look(
        "compute", lambda: steps.compute(recipe, _known(prepared)), Computed, follows, _run_is_there
    )
    follows = None if computed else "compute"
    planner.look("evaluate", lambda: steps.judge(_known(computed), _known(prepared)), Metrics, follows)


class _Planner:
    """Looks at one step after the other."""

    def __init__(self, recipe: Experiment, reuse: Reuse) -> None:
        self.recipe = recipe
        self.reuse = reuse
        self.planned: list[Planned] = []

    def prepare(self, recipe: Experiment, dataset: DatasetRef | None) -> PreparedRef | None:
        """Look at the preparation."""
        follows = None if dataset else "load"
        prepared = self.look("prepare", lambda: steps.prepare(_known(dataset), recipe), PreparedRef, follows)
        return prepared and prepared.model_copy(update={"dataset": dataset})

    def look(
        self,
        name: str,
        make: Callable[[], Step],
        kind: type[AnyRef],
        follows: str | None = None,
        there: Callable[[Any, cache.Record], bool] | None = None,
    ) -> AnyRef | None:
        """Note one step; returns its reference if it is done already.

        Args:
            name: the step's.
            make: gives the step, once its inputs are known.
            kind: of its reference.
            follows: a step that would run and gives it its input.
            there: whether what the reference and its maker name outside the store still exists.
        """
        if follows is not None:
            self._runs(name, f"after {follows}")
            return None
        step = make()
        if self.reuse.off or name in self.reuse.refresh:
            self._runs(name, "asked for", key=step.key)
            return None
        try:
            found = cache.find(step, kind)
        except cache.Unusable as reason:
            self._runs(name, str(reason), key=step.key)
            return None
        if found is None:
            self._missed(name, step)
            return None
        ref, record = found
        if there is not None and not there(ref, record):
            self._runs(name, f"what run {record.made.run_id[:8]} made is not in this MLflow store", key=step.key)
            return None
        by = f" by run {record.made.run_id[:8]}" if record.made.run_id else ""
        self.planned.append(Planned(name, False, f"done already{by}", key=step.key))
        return ref

    def _missed(self, name: str, step: Step) -> None:
        before = history.last_parts(self.recipe.name, name)
        if before is None:
            self._runs(name, "no run of this recipe has done it here", key=step.key)
            return
        causes = changes(before, step.parts)
        reason = causes[0] if causes else "its result is no longer in the cache"
        self._runs(name, reason, tuple(causes), step.key)

    def _runs(self, name: str, reason: str, causes: tuple[str, ...] = (), key: str | None = None) -> None:
        seconds = history.expected_seconds(self.recipe, name)
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


def _known(ref: AnyRef | None) -> AnyRef:
    assert ref is not None, "only asked for once the step before is done"
    return ref


def _run_is_there(_: Ref, record: cache.Record) -> bool:
    return record.of_this_store()


def _model_is_there(version: ModelVersion, _: cache.Record) -> bool:
    return _is_there(version.location, "MLmodel")


def _report_is_there(drawn: ReportRef, _: cache.Record) -> bool:
    return _is_there(drawn.location, "model_card.md")


def _is_there(location: str, name: str) -> bool:
    """Whether a file is in a folder of this machine; what lies on a server is asked for when the flow runs."""
    address = urlparse(location)
    return address.scheme not in ("", "file") or (Path(address.path) / name).is_file()
