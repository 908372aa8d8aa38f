"""How a flow ends that was asked to stop: Cancelled in Prefect, as its MLflow run is KILLED."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from prefect.states import Cancelled

from fitflow.interruption import Interrupted, handled

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def cancellable(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Let Ctrl-C and SIGTERM end a flow's function in the state Cancelled, after its own clean-up."""

    @wraps(function)
    def wrapper(*arguments: Parameters.args, **options: Parameters.kwargs) -> Returned:
        with handled():
            try:
                return function(*arguments, **options)
            except Interrupted as stopped:
                state: Any = Cancelled(message=str(stopped))
                return state

    return wrapper
