"""The reuse policy: a step with a valid cached result does not run again.

Prefect asks the policy for a cache key. If the cache holds the step's result, the policy first copies it to where
Prefect looks, so that the task run's state becomes Cached. That location belongs to one task run: whether a result is
valid is for fitflow's cache to decide.
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
from fitflow.system.files import write_atomic

AnyRef = TypeVar("AnyRef", bound=Ref)
Parameters = ParamSpec("Parameters")


class StepTask(Task[Parameters, AnyRef]):
    """A Prefect task for one step of the run: finishes and records its result, and may end the run.

    `finish` takes the reference and those task arguments that it names. It does what a run needs whether the result
    is new or cached, and returns the reference to continue with.
    """

    finish: Callable[..., AnyRef] | None = None

    def __call__(self, *arguments: Parameters.args, **named: Parameters.kwargs) -> AnyRef:  # type: ignore[override]
        """Run the task in the flow and record its result under the step's name."""
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
    """Turn a step into a task whose result is cached under the step's key and reused while it is valid.

    Args:
        step: a module of fitflow/steps. `key` returns the step from the task arguments that it names; `is_recorded`,
            if defined, returns whether what the result refers to outside the store still exists.
        kind: type of the result.
        name: the step's name, shown in Prefect.
        finish: see `StepTask`.
        options: options of the Prefect task, such as retries.
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
            return _keep(step.key, before, ref, bound)

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
    """Cache policy whose key is computed from everything that determines the step's result."""

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
        """Return where Prefect reads or writes the result; None if it does neither."""
        try:
            step = _step(self.step, inputs)
        except (FitflowError, OSError):
            return None  # the step itself will report the error
        context().steps[self.name] = step
        if context().reuse.off or step.doubts:
            _warn_of_doubts(step)
            return None
        folder = entries.root() / "results" / step.key
        results = task_ctx.result_store
        results.result_storage = LocalFileSystem(basepath=str(folder))
        place = str(task_ctx.task_run.id)
        found = self._find(step)
        if found is not None:
            write_atomic(folder / place, results.create_result_record(found, key=place).serialize())
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
            log.warning("run again: the result of run %s is not in %s", record.made.run_id[:8], tracking.tracking_uri())
            return None
        by = record.made.run_id or CACHE
        log.info("cached%s", f" from run {by[:8]}" if record.made.run_id else "")
        return ref.model_copy(update={"reused": by, "seconds": 0.0})


def _step(step: Callable[..., Step], arguments: dict[str, Any]) -> Step:
    return step(**{name: arguments.get(name) for name in inspect.signature(step).parameters})


def _keep(step: Callable[..., Step], before: Step | None, ref: AnyRef, bound: dict[str, Any]) -> AnyRef:
    """Cache a result unless what determines it changed while the step ran."""
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
    except InputError as error:  # a full disk must not fail a run whose work is done
        run_log().warning("result not cached: %s", error)
        return ref


def _warn_of_doubts(step: Step) -> None:
    if step.doubts and not context().reuse.off and step.name != "load":
        run_log().warning("neither reused nor cached: %s", "; ".join(step.doubts))
