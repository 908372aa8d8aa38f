"""Which failures of a task are worth another attempt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any


def only_after(*errors: type[Exception]) -> Callable[[Any, Any, Any], Awaitable[bool]]:
    """Return a task's `retry_condition_fn`: retry after these errors only."""

    async def condition(_task: Any, _task_run: Any, state: Any) -> bool:
        try:
            await state.aresult()
        except errors:
            return True
        except Exception:
            return False
        return False

    return condition
