"""A flow as the command line calls it: what it did is not lost where Prefect is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from fitflow.orchestration.cancellation import LastResult
from fitflow.processes.signals import check, deferred

Returned = TypeVar("Returned")


def call(flow: Callable[..., Returned], *arguments: Any, **options: Any) -> tuple[Returned, str | None]:
    """Run a flow.

    Returns:
        the flow's result, and what Prefect could not be told, if anything.

    Raises:
        Interrupted: the process was asked to stop, and the flow has.
    """
    LastResult.result = None
    with deferred():  # Prefect's own steps around the function are not cut in two
        try:
            return flow(*arguments, **options), None
        except Exception as error:
            result = LastResult.result
            if result is None:
                check()
                raise
            reason = str(error).strip().splitlines()
            return cast(Returned, result), f"{type(error).__name__}: {reason[0] if reason else ''}".rstrip(": ")
