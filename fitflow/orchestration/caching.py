"""The policy of reuse: a step whose result is in the cache and can be believed is not done again.

Prefect asks the policy for a key. Where the cache has the step's result the policy first puts it where Prefect looks,
so that the task run's state becomes Cached; that place is the task run's own: it is the cache that knows what is whole.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from prefect import Task
from prefect.cache_policies import CachePolicy
from prefect.filesystems import LocalFileSystem
from prefect.runtime import flow_run

from fitflow import tracking
from fitflow.errors import FitflowError, InputError
from fitflow.orchestration.run_context import CACHE, context, finish_step
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.timing import timed
from fitflow.references import Ref
from fitflow.reuse import results as cache
from fitflow.reuse.keys import Step
from fitflow.store import entries
from fitflow.system.files import write_whole

AnyRef = TypeVar("AnyRef", bound=Ref)
Parameters = ParamSpec("Parameters")


class StepTask(Task[Parameters, AnyRef]):
    """A Prefect task that is a step of the run: what it returns is finished, noted, and may end the run.

    `finish` takes the reference and those of the task's arguments that it names; it does what a run must do whether
    the result was made or taken from the cache, and returns the reference to go on with.
    """

    finish: Callable[..., AnyRef] | None = None

    def __call__(self, *arguments: Parameters.args, **named: Parameters.kwargs) -> AnyRef:  # type: ignore[override]
        """Run the task in the flow; its result is then noted under its step."""
        ref: AnyRef = super().__call__(*arguments, **named)
        if self.finish is not None:
            bound = inspect.signature(self.fn).bind(*arguments, **named).arguments
            chosen = [name for name in inspect.signature(self.finish).parameters if name in bound]
            ref = self.finish(ref, **{name: bound[name] for name in chosen})
        return finish_step(self.name, ref)


def cached(
    step: ModuleType,
    kind: type[AnyRef],
    *,
    name: str,
    finish: Callable[..., AnyRef] | None = None,
    **options: Any,
) -> Callable[[Callable[Parameters, AnyRef]], StepTask[Parameters, AnyRef]]:
    """Make a task of a step: its result is kept under the step's key, and reused while it can be believed.

    Args:
        step: a module of fitflow/steps: `key` gives the step from those of the task's arguments that it names,
            `is_recorded`, where there is one, says whether what the result names outside the store still exists.
        kind: of the result.
        name: the step's, which Prefect shows.
        finish: see `StepTask`.
        options: the task's own, such as retries.
    """

    def decorate(function: Callable[Parameters, AnyRef]) -> StepTask[Parameters, AnyRef]:
        signature = inspect.signature(function)

        @wraps(function)
        def make(*arguments: Parameters.args, **named: Parameters.kwargs) -> AnyRef:
            if name in context().reuse.done:
                raise InputError(
                    f"--from needs a cached result of {name}, and none was found; see: fitflow plan "
                    f"{context().recipe}, or leave --from out"
                )
            bound = signature.bind(*arguments, **named).arguments
            before = context().steps.get(name)
            ref = timed(lambda: function(*arguments, **named))
            return _kept(step.key, before, ref, bound)

        made = StepTask(
            fn=make,
            name=name,
            cache_policy=_Content(step.key, kind, name, getattr(step, "is_recorded", None)),
            persist_result=True,
            result_serializer="json",
            cache_result_in_memory=False,
            **options,
        )
        made.finish = finish
        return made

    return decorate


class _Content(CachePolicy):
    """Prefect's question for a key, answered by what decides the step's result."""

    def __init__(
        self,
        step: Callable[..., Step],
        kind: type[Ref],
        name: str,
        is_recorded: Callable[[Any, cache.Record], bool] | None,
    ) -> None:
        super().__init__()
        self.step = step
        self.kind = kind
        self.name = name
        self.is_recorded = is_recorded

    def compute_key(
        self, task_ctx: Any, inputs: dict[str, Any], flow_parameters: dict[str, Any], **_: Any
    ) -> str | None:
        """Where Prefect finds the result, or keeps it; None: nowhere."""
        try:
            step = _step(self.step, inputs)
        except (FitflowError, OSError):
            return None  # the step itself will say what is wrong
        context().steps[self.name] = step
        if context().reuse.off or step.doubts:
            _say_doubts(step)
            return None
        folder = entries.root() / "results" / step.key
        results = task_ctx.result_store
        results.result_storage = LocalFileSystem(basepath=str(folder))
        place = str(task_ctx.task_run.id)
        found = self._find(step)
        if found is not None:
            write_whole(folder / place, results.create_result_record(found, key=place).serialize())
        return place

    def _find(self, step: Step) -> Ref | None:
        if self.name in context().reuse.refresh:
            return None
        log = run_log()
        try:
            found = cache.find(step, self.kind)
        except cache.Unusable as reason:
            log.warning("%s", reason)
            return None
        if found is None:
            return None
        ref, record = found
        if self.is_recorded is not None and not self.is_recorded(ref, record):
            log.warning("what run %s made is not in %s; made again", record.made.run_id[:8], tracking.tracking_uri())
            return None
        by = record.made.run_id or CACHE
        log.info("done already%s", f" by run {by[:8]}" if record.made.run_id else "")
        return ref.model_copy(update={"reused": by, "seconds": 0.0})


def _step(step: Callable[..., Step], arguments: dict[str, Any]) -> Step:
    return step(**{name: arguments.get(name) for name in inspect.signature(step).parameters})


def _kept(step: Callable[..., Step], before: Step | None, ref: AnyRef, bound: dict[str, Any]) -> AnyRef:
    """Keep a result if what decides it is still what it was when the step began."""
    if context().reuse.off or (before is not None and before.doubts and before.name != "load"):
        return ref
    after = _step(step, bound)
    if after.doubts or (before is not None and not before.doubts and before.key != after.key):
        return ref
    made = cache.now(
        run_id=getattr(context().refs.get("record"), "run_id", ""),
        flow_run_id=str(flow_run.id or ""),
        tracking_uri=tracking.tracking_uri(),
        recipe=context().recipe,
    )
    try:
        return cache.keep(after, ref, made.model_copy(update={"seconds": ref.seconds}))
    except InputError as error:  # a full disk must not cost the run that has just done the work
        run_log().warning("not kept for later runs: %s", error)
        return ref


def _say_doubts(step: Step) -> None:
    if step.doubts and not context().reuse.off and step.name != "load":
        run_log().warning("not reused and not kept: %s", "; ".join(step.doubts))
