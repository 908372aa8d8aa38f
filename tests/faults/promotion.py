"""Promotes version 2 of a model line and dies by SIGKILL at a point; for tests, in a process of its own.

`python -m tests.faults.promotion NAME POINT`, in the project's folder.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from fitflow.promotion import aliases, ledger
from fitflow.tracking import registry


def die(*_: object, **__: object) -> None:
    """As the machine's owner would have it."""
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    """Do a thing and die."""

    def wrapper(*arguments: Any, **options: Any) -> None:
        function(*arguments, **options)
        die()

    return wrapper


def half(count: int) -> Callable[[int, bytes], int]:
    """A write that writes half of what it is given, and dies, when it is called for the time `count`."""
    calls = [0]

    def write(descriptor: int, content: bytes) -> int:
        calls[0] += 1
        if calls[0] < count:
            return kept(descriptor, content)
        kept(descriptor, content[: len(content) // 2])
        return die()

    kept = os.write
    return write


def arm(point: str) -> None:
    """Put death in its place."""
    if point == "before the intent":
        ledger.append = die
    elif point == "within the intent":
        os.write = half(1)
    elif point == "after the intent":
        registry.set_alias = die
    elif point == "after the alias":
        registry.set_alias = then_die(registry.set_alias)
    elif point == "within the end":
        os.write = half(2)
    elif point == "after the end":
        append = ledger.append
        ledger.append = lambda *a, **k: (then_die(append) if a[2] == "promoted" else append)(*a, **k)


if __name__ == "__main__":
    name, point = sys.argv[1:]
    with aliases.opened(name) as book:
        arm(point)
        aliases.move(book, "promoted", registry.CHAMPION, registry.Version(name, "2", "run"))
        if point == "after all":
            die()
