"""Ctrl-C and SIGTERM: outside training they end the work at once, in it after the batch, with a checkpoint.

The first signal becomes `Interrupted`, an ordinary exception, so that every step's clean-up runs; a second one leaves
the process at once.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(Exception):
    """The user or the system asked this process to stop."""


class _State:
    """What this process has been asked."""

    signum: int | None = None
    deferred = False


def received() -> int | None:
    """The signal that has asked this process to stop, or None."""
    return _State.signum


def exit_code(signum: int) -> int:
    """What shells expect of a process that a signal ended: 130 after Ctrl-C, 143 after SIGTERM."""
    return 128 + signum


@contextmanager
def handled() -> Generator[None]:
    """In the block, which may be nested, signals raise `Interrupted`; only the main thread can ask for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _receive) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deferred() -> Generator[None]:
    """In the block a signal is only noted; `check` then raises where stopping is safe."""
    before, _State.deferred = _State.deferred, True
    try:
        yield
    finally:
        _State.deferred = before


def check() -> None:
    """Stop here if this process has been asked to.

    Raises:
        Interrupted: it has.
    """
    if _State.signum is not None:
        raise Interrupted(f"stopped by {signal.Signals(_State.signum).name}")


def _receive(signum: int, _frame: FrameType | None) -> None:
    if _State.signum is not None:
        os._exit(exit_code(signum))
    _State.signum = signum
    if not _State.deferred:
        check()
