"""Ctrl-C and SIGTERM: outside training they end the work at once, in it after the batch, with a checkpoint.

The first signal becomes `Interrupted`, an ordinary exception, so that every step's clean-up runs. A second Ctrl-C
leaves the process at once; a second SIGTERM changes nothing, since several parties may send one: a worker, systemd,
`fitflow cancel`, `fitflow down`.
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
    reason: str | None = None
    deferred = False
    depth = 0


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
    if _State.depth == 0:  # what a flow before was asked is not meant for this one
        _State.signum = _State.reason = None
    before = {number: signal.signal(number, _receive) for number in SIGNALS}
    _State.depth += 1
    try:
        yield
    finally:
        _State.depth -= 1
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


def ask(reason: str) -> None:
    """Ask this process to stop, from any of its threads, as SIGTERM does; only in a block of `handled`.

    Args:
        reason: said in place of the signal's name.
    """
    _State.reason = reason
    os.kill(os.getpid(), signal.SIGTERM)


def check() -> None:
    """Stop here if this process has been asked to.

    Raises:
        Interrupted: it has.
    """
    if _State.signum is not None:
        raise Interrupted(_State.reason or f"stopped by {signal.Signals(_State.signum).name}")


def _receive(signum: int, _frame: FrameType | None) -> None:
    if _State.signum is not None:
        if signum == signal.SIGINT:
            os._exit(exit_code(signum))
        return
    _State.signum = signum
    if not _State.deferred:
        check()
