"""Records on each reference how long its step took."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from fitflow.references import Ref

AnyRef = TypeVar("AnyRef", bound=Ref)


def timed(function: Callable[..., AnyRef], *arguments: Any) -> AnyRef:
    """Call a function that returns a reference; the reference's `seconds` becomes the call's duration."""
    start = time.perf_counter()
    ref = function(*arguments)
    return ref.model_copy(update={"seconds": time.perf_counter() - start})
