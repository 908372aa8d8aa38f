"""State of the current flow run: reuse options, step keys, references, and the step to end after."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from prefect.runtime import flow_run

from fitflow import step_table, tracking
from fitflow.config import Experiment
from fitflow.references import Ref, RunRef
from fitflow.reporting.result import FlowFacts, PartialResult, step_seconds
from fitflow.reuse import size_limit, timings
from fitflow.reuse.keys import Step
from fitflow.reuse.options import Reuse
from fitflow.store.in_use import pin_entries
from fitflow.tracking.query import REUSED

AnyRef = TypeVar("AnyRef", bound=Ref)
Returned = TypeVar("Returned")
Parameters = ParamSpec("Parameters")
CACHE = "the cache"


@dataclass
class RunContext:
    """State of a flow run: reuse options, and the keys and references of the steps reached so far."""

    reuse: Reuse = field(default_factory=Reuse)
    recipe: str = ""
    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    refs: dict[str, Ref] = field(default_factory=dict[str, Ref])


_CONTEXT: ContextVar[RunContext | None] = ContextVar("run_context", default=None)


class UntilReached(Exception):
    """The step named by `--until` has finished."""


def context() -> RunContext:
    """Return the current flow run's context; outside a flow, an empty one."""
    return _CONTEXT.get() or RunContext()


def reusing(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned | PartialResult]:
    """Apply a flow's parameter `reuse` to its steps; a partial run ends after its last step."""
    signature = inspect.signature(function)

    @wraps(function)
    def wrapper(*arguments: Parameters.args, **options: Parameters.kwargs) -> Returned | PartialResult:
        bound = signature.bind(*arguments, **options).arguments
        result: Returned | PartialResult
        with _current(RunContext(bound.get("reuse") or Reuse(), bound["recipe"].name)) as current, pin_entries():
            try:
                result = function(*arguments, **options)
            except UntilReached as end:
                result = _partial(current, str(end))
        size_limit.enforce()
        return result

    return wrapper


@contextmanager
def log_steps(recipe: Experiment, run: RunRef) -> Generator[None]:
    """After the block succeeds, log each step's key to the MLflow run, and which steps were reused."""
    try:
        yield
    except UntilReached:
        _write_steps(recipe, run)
        raise
    _write_steps(recipe, run)


def finish_step(name: str, ref: AnyRef) -> AnyRef:
    """Record a step's reference; end the run here if `until` names this step.

    Raises:
        UntilReached: the run ends here.
    """
    context().refs[name] = ref
    if context().reuse.until == name:
        raise UntilReached(name)
    return ref


def flow_facts(recipe: Experiment) -> FlowFacts:
    """Return the part of the result that describes this flow run."""
    refs = context().refs
    main = main_step(refs)
    return {
        "flow_run_id": str(flow_run.id),
        "seconds": step_seconds(recipe, refs),
        "reused": [name for name, ref in refs.items() if ref.reused],
        "reused_from": main.reused if main is not None and main.reused != CACHE else "",
    }


def main_step(refs: Mapping[str, Ref]) -> Ref | None:
    """Return the reference of the run's main step: training or the computation."""
    return next((refs[name] for name in step_table.MAIN if name in refs), None)


def _write_steps(recipe: Experiment, run: RunRef) -> None:
    current = context()
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
    tracking.log_text(run.run_id, json.dumps(document), timings.STEPS)
    reused = [name for name, facts in document.items() if facts["reused"]]
    tags = {"fitflow.reused_steps": ",".join(reused)} if reused else {}
    main = main_step(current.refs)
    if main is not None and main.reused:
        tags |= {REUSED: main.reused, "fitflow.reused_url": _page(run, main.reused)}
        tags["mlflow.note.content"] = (
            f"Not run again: reuses the result of [run {main.reused}]({_page(run, main.reused)})"
        )
    tracking.set_tags(run.run_id, tags)
    timings.note(recipe, run.run_id, document, current.refs)


def _page(run: RunRef, run_id: str) -> str:
    return run.url.replace(run.run_id, run_id)


@contextmanager
def _current(current: RunContext) -> Generator[RunContext]:
    token = _CONTEXT.set(current)
    try:
        yield current
    finally:
        _CONTEXT.reset(token)


def _partial(current: RunContext, until: str) -> PartialResult:
    return {
        "run_id": getattr(current.refs.get("record"), "run_id", None),
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": current.recipe,
        "until": until,
        "metrics": getattr(current.refs.get("evaluate"), "values", {}),
        "seconds": {name: round(ref.seconds, 3) for name, ref in current.refs.items() if name != "record"},
    }
