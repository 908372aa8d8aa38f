"""The policy of reuse: a step whose result is in the cache and can be believed is not done again.

Prefect asks the policy for a key. Where the cache has the step's result the policy first puts it where Prefect looks,
so that the task run's state becomes Cached; that place is the task run's own: it is the cache that knows what is whole.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Task, get_run_logger, task
from prefect.cache_policies import CachePolicy
from prefect.filesystems import LocalFileSystem
from prefect.runtime import flow_run

from fitflow import cache, store, tracking
from fitflow.errors import FitflowError, InputError
from fitflow.refs import Ref
from fitflow.steps import Step
from tasks.timing import timed
from tasks.work import CACHE, work

AnyRef = TypeVar("AnyRef", bound=Ref)
Parameters = ParamSpec("Parameters")


def cached(
    step: Callable[..., Step],
    kind: type[AnyRef],
    *,
    name: str,
    there: Callable[[Any, cache.Record], bool] | None = None,
    **options: Any,
) -> Callable[[Callable[Parameters, AnyRef]], Task[Parameters, AnyRef]]:
    """A task whose result is kept under its step's key, and reused while it can be believed.

    Args:
        step: gives the step from those of the task's arguments that it names.
        kind: of the result.
        name: the task's.
        there: whether what the result and its maker name outside the store still exists.
        options: the task's own.
    """

    def decorate(function: Callable[Parameters, AnyRef]) -> Task[Parameters, AnyRef]:
        signature = inspect.signature(function)

        @wraps(function)
        def make(*arguments: Parameters.args, **named: Parameters.kwargs) -> AnyRef:
            if name in work().reuse.done:
                raise InputError(
                    f"--from needs {name} done already, and it is not; see: fitflow plan {work().recipe}, or leave "
                    "--from out"
                )
            bound = signature.bind(*arguments, **named).arguments
            before = work().steps.get(name)
            ref = timed(lambda: function(*arguments, **named))
            return _kept(step, before, ref, bound)

        policy = _Content(step=step, kind=kind, name=name, there=there)
        made = task(
            name=name,
            cache_policy=policy,
            persist_result=True,
            result_serializer="json",
            cache_result_in_memory=False,
            **options,
        )
        return made(make)

    return decorate


class _Content(CachePolicy):
    """Prefect's question for a key, answered by what decides the step's result."""

    def __init__(
        self, step: Callable[..., Step], kind: type[Ref], name: str, there: Callable[[Any, cache.Record], bool] | None
    ) -> None:
        super().__init__()
        self.step = step
        self.kind = kind
        self.name = name
        self.there = there

    def compute_key(
        self, task_ctx: Any, inputs: dict[str, Any], flow_parameters: dict[str, Any], **_: Any
    ) -> str | None:
        """Where Prefect finds the result, or keeps it; None: nowhere."""
        try:
            step = _step(self.step, inputs)
        except (FitflowError, OSError):
            return None  # the step itself will say what is wrong
        work().steps[self.name] = step
        if work().reuse.off or step.doubts:
            _say_doubts(step)
            return None
        folder = store.root() / "results" / step.key
        results = task_ctx.result_store
        results.result_storage = LocalFileSystem(basepath=str(folder))
        place = str(task_ctx.task_run.id)
        found = self._find(step)
        if found is not None:
            _write(folder / place, results.create_result_record(found, key=place).serialize())
        return place

    def _find(self, step: Step) -> Ref | None:
        if self.name in work().reuse.refresh:
            return None
        log = get_run_logger()
        try:
            found = cache.find(step, self.kind)
        except cache.Unusable as reason:
            log.warning("%s", reason)
            return None
        if found is None:
            return None
        ref, record = found
        if self.there is not None and not self.there(ref, record):
            log.warning("what run %s made is not in %s; made again", record.made.run_id[:8], tracking.tracking_uri())
            return None
        by = record.made.run_id or CACHE
        log.info("done already%s", f" by run {by[:8]}" if record.made.run_id else "")
        return ref.model_copy(update={"reused": by, "seconds": 0.0})


def run_is_here(_: Ref, record: cache.Record) -> bool:
    """Whether the run that made a result can be looked at beside the one that takes it over."""
    return record.of_this_store() and tracking.has_run(record.made.run_id)


def _step(step: Callable[..., Step], arguments: dict[str, Any]) -> Step:
    return step(**{name: arguments.get(name) for name in inspect.signature(step).parameters})


def _kept(step: Callable[..., Step], before: Step | None, ref: AnyRef, bound: dict[str, Any]) -> AnyRef:
    """Keep a result if what decides it is still what it was when the step began."""
    if work().reuse.off or (before is not None and before.doubts and before.name != "load"):
        return ref
    after = _step(step, bound)
    if after.doubts or (before is not None and not before.doubts and before.key != after.key):
        return ref
    made = cache.now(
        run_id=getattr(work().refs.get("record"), "run_id", ""),
        flow_run_id=str(flow_run.id or ""),
        tracking_uri=tracking.tracking_uri(),
        recipe=work().recipe,
    )
    try:
        return cache.keep(after, ref, made.model_copy(update={"seconds": ref.seconds}))
    except InputError as error:  # a full disk must not cost the run that has just done the work
        get_run_logger().warning("not kept for later runs: %s", error)
        return ref


def _say_doubts(step: Step) -> None:
    if step.doubts and not work().reuse.off and step.name != "load":
        get_run_logger().warning("not reused and not kept: %s", "; ".join(step.doubts))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".new-{os.getpid()}-{path.name}")
    temporary.write_bytes(content)
    temporary.rename(path)
