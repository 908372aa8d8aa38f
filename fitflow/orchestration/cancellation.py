"""Ends a flow on Ctrl-C, SIGTERM or a cancellation in Prefect, and keeps its result if Prefect loses it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.states import Cancelled

from fitflow.lifecycle.doctor import PROCESS
from fitflow.processes import signals
from fitflow.processes.identity import identity
from fitflow.processes.signals import Interrupted, handled, immediate, received, wind_up

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

POLL_SECONDS = 3.0


class LastResult:
    """Result of the last flow of this process; Prefect may lose it when its server is gone."""

    result: Mapping[str, object] | None = None


def cancellable(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """End a flow as Cancelled, after its own clean-up, on Ctrl-C, SIGTERM or a cancellation in Prefect.

    Labels the flow run with its process, so that `fitflow doctor` can detect its death.
    """

    @wraps(function)
    def wrapper(*arguments: Parameters.args, **options: Parameters.kwargs) -> Returned:
        LastResult.result = None
        with handled(), _watched():
            try:
                with immediate():
                    label_flow_run({PROCESS: identity()})
                    result = function(*arguments, **options)
            except (Exception, Interrupted):
                if received() is None:
                    raise
                wind_up()
                state: Any = Cancelled(message=signals.why())  # in a parent flow, a stopped subflow raises too
                return state
        LastResult.result = result if isinstance(result, dict) else None
        return result

    return wrapper


def label_flow_run(labels: dict[str, str]) -> None:
    """Add labels to this flow run."""
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(flow_run.id, dict(labels))


@contextmanager
def _watched() -> Generator[None]:
    """Poll Prefect for a cancellation through its UI or API while the block runs.

    A worker stops the runs that it started; a flow run in an ordinary process must stop itself.
    """
    if flow_run.id is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    done = threading.Event()
    threading.Thread(target=_watch, args=(UUID(str(flow_run.id)), done), name="cancellation", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(flow_run_id: UUID, done: threading.Event) -> None:
    with get_client(sync_client=True) as client:
        while not done.wait(POLL_SECONDS):
            state = None
            with suppress(Exception):  # training continues when the server does not answer
                state = client.read_flow_run(flow_run_id).state
            if state is not None and (state.is_cancelling() or state.is_cancelled()) and not done.is_set():
                signals.request_stop("cancelled in Prefect")
                return
