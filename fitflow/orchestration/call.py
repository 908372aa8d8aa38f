"""Calls a flow from the command line; its result survives the loss of Prefect's server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from fitflow.orchestration.cancellation import LastResult
from fitflow.processes.signals import check, deferred

Returned = TypeVar("Returned")


def call(flow: Callable[..., Returned], *arguments: Any, **options: Any) -> tuple[Returned, str | None]:
    """Run a flow.

    Returns:
        the flow's result, and the error if Prefect could not record the end.

    Raises:
        Interrupted: the process was asked to stop, and the flow has stopped.
    """
    LastResult.result = None
    with deferred():  # a signal must not interrupt Prefect's own code around the function
        try:
            return flow(*arguments, **options), None
        except Exception as error:
            result = LastResult.result
            if result is None:
                check()
                raise
            reason = str(error).strip().splitlines()
            return cast(Returned, result), f"{type(error).__name__}: {reason[0] if reason else ''}".rstrip(": ")
