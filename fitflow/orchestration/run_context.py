"""What one flow run may reuse and what it has come to: the steps' keys and references, where it ends, what is noted."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.runtime import flow_run

from fitflow import history, limits, tracking
from fitflow.config import Experiment
from fitflow.holding import holding
from fitflow.refs import Ref, Result, RunRef
from fitflow.reuse import Reuse
from fitflow.steps import Step
from fitflow.tracking.query import REUSED

AnyRef = TypeVar("AnyRef", bound=Ref)
Parameters = ParamSpec("Parameters")
CACHE = "the cache"


@dataclass
class Work:
    """What a flow run may reuse, and the steps that it has come to, with their references."""

    reuse: Reuse = field(default_factory=Reuse)
    recipe: str = ""
    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    refs: dict[str, Ref] = field(default_factory=dict[str, Ref])


_WORK: ContextVar[Work | None] = ContextVar("work", default=None)


class Reached(Exception):
    """The step that the run was to end after is done."""


def work() -> Work:
    """The flow run's own; one without effects outside a flow."""
    return _WORK.get() or Work()


def reusing(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a flow's steps be reused as its parameter `reuse` says; a partial run ends where it was to."""
    signature = inspect.signature(function)

    @wraps(function)
    def wrapper(*arguments: Parameters.args, **options: Parameters.kwargs) -> Result:
        bound = signature.bind(*arguments, **options).arguments
        with _working(Work(bound.get("reuse") or Reuse(), bound["recipe"].name)) as current, holding():
            try:
                result = function(*arguments, **options)
            except Reached as end:
                result = _partial(current, str(end))
        limits.enforce()
        return result

    return wrapper


@contextmanager
def noted(recipe: Experiment, run: RunRef) -> Generator[None]:
    """When the block has ended well, keep with the run what decided its steps, and say which of them were reused."""
    try:
        yield
    except Reached:
        _note(recipe, run)
        raise
    _note(recipe, run)


def done(name: str, ref: AnyRef) -> AnyRef:
    """Note a step's reference; the run ends here if it was to.

    Raises:
        Reached: it was.
    """
    work().refs[name] = ref
    if work().reuse.until == name:
        raise Reached(name)
    return ref


def reused() -> dict[str, Any]:
    """Which steps were not done again, and by which MLflow run the main one was done, for --json."""
    refs = work().refs
    main = refs.get("train") or refs.get("compute")
    by = main.reused if main is not None and main.reused != CACHE else ""
    return {"reused": [name for name, ref in refs.items() if ref.reused], "reused_from": by}


def _note(recipe: Experiment, run: RunRef) -> None:
    current = work()
    document = {
        name: {
            "key": step.key,
            "parts": step.parts,
            "reused": current.refs[name].reused,
            "doubts": step.doubts,
            "path": getattr(current.refs[name], "path", ""),
        }
        for name, step in current.steps.items()
        if name in current.refs
    }
    tracking.log_text(run.run_id, json.dumps(document), history.STEPS)
    reused = [name for name, facts in document.items() if facts["reused"]]
    tags = {"fitflow.reused_steps": ",".join(reused)} if reused else {}
    main = current.refs.get("train") or current.refs.get("compute")
    if main is not None and main.reused:
        tags |= {REUSED: main.reused, "fitflow.reused_url": _page(run, main.reused)}
        tags["mlflow.note.content"] = (
            f"Not run again: the work is that of [run {main.reused}]({_page(run, main.reused)})"
        )
    tracking.set_tags(run.run_id, tags)
    history.note(recipe, run.run_id, document, current.refs)


def _page(run: RunRef, run_id: str) -> str:
    return run.url.replace(run.run_id, run_id)


@contextmanager
def _working(current: Work) -> Generator[Work]:
    token = _WORK.set(current)
    try:
        yield current
    finally:
        _WORK.reset(token)


def _partial(current: Work, until: str) -> Result:
    """What `fitflow run --json` prints of a run that was to end early."""
    seconds = {name: round(ref.seconds, 3) for name, ref in current.refs.items()}
    return {
        "run_id": getattr(current.refs.get("record"), "run_id", None),
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": current.recipe,
        "until": until,
        "metrics": getattr(current.refs.get("evaluate"), "values", {}),
        "seconds": {name: value for name, value in seconds.items() if name != "record"},
    }
