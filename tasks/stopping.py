"""How a flow ends that was asked to stop, or that Prefect cannot be told of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.states import Cancelled

from fitflow.doctor import PROCESS
from fitflow.interruption import Interrupted, handled, immediate, received, wind_up
from fitflow.processes import identity
from fitflow.refs import Result

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


class Ended:
    """What the last flow of this process returned, which Prefect may lose when its server is gone."""

    result: Result | None = None


def cancellable(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Let Ctrl-C and SIGTERM end a flow's function in the state Cancelled, after its own clean-up.

    The flow run's labels say which process it is, so that `fitflow doctor` can see that it died.
    """

    @wraps(function)
    def wrapper(*arguments: Parameters.args, **options: Parameters.kwargs) -> Returned:
        Ended.result = None
        with handled():
            try:
                with immediate():
                    label_flow_run({PROCESS: identity()})
                    result = function(*arguments, **options)
            except (Exception, Interrupted):
                if received() is None:
                    raise
                wind_up()
                state: Any = Cancelled(message="stopped by a signal")  # within it a flow that was stopped raises, too
                return state
        Ended.result = result if isinstance(result, dict) else None
        return result

    return wrapper


def label_flow_run(labels: dict[str, str]) -> None:
    """Add labels to this flow run."""
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(flow_run.id, dict(labels))
