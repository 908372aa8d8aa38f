"""How a flow ends that was asked to stop, or that Prefect cannot be told of."""

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

LOOK_SECONDS = 3.0


class LastResult:
    """What the last flow of this process returned, which Prefect may lose when its server is gone."""

    result: Mapping[str, object] | None = None


def cancellable(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Let Ctrl-C, SIGTERM and a cancellation in Prefect end a flow's function as Cancelled, after its own clean-up.

    The flow run's labels say which process it is, so that `fitflow doctor` can see that it died.
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
                state: Any = Cancelled(message=signals.why())  # within it a flow that was stopped raises, too
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
    """Look from time to time whether the flow run was cancelled by Prefect's UI or API.

    A worker stops what it runs by itself; nobody does that for a flow run that is an ordinary process.
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
        while not done.wait(LOOK_SECONDS):
            state = None
            with suppress(Exception):  # whatever keeps the server from answering now, training goes on
                state = client.read_flow_run(flow_run_id).state
            if state is not None and (state.is_cancelling() or state.is_cancelled()) and not done.is_set():
                signals.request_stop("cancelled in Prefect")
                return
