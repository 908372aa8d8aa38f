"""Ctrl-C and SIGTERM stop the work at once, or, during training, after the batch and with a checkpoint.

The first signal raises `Interrupted`, so that every step's clean-up runs. A second Ctrl-C exits at once; a second
SIGTERM is ignored, since a worker, systemd, `fitflow cancel` and `fitflow down` may each send one.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# `timeout`, shells and schedulers may send a signal twice: to the process and to its group.
BURST_SECONDS = 0.2
PATIENCE_SECONDS = 2.5
MESSAGE = b"stopping; press Ctrl-C again to exit at once\n"


class Interrupted(BaseException):
    """The user or the system asked this process to stop; like KeyboardInterrupt, not an Exception to recover from."""


class _State:
    """The stop request that this process has received."""

    signum: int | None = None
    since = 0.0
    reason: str | None = None
    wound_up: float | None = None
    deferred = False
    handled = False
    leaves = False


def received() -> int | None:
    """Return the signal that asked this process to stop, or None."""
    return _State.signum


def waited() -> float:
    """Return the seconds since this process was asked to stop; 0 if it was not."""
    return 0.0 if _State.signum is None else time.monotonic() - _State.since


def exit_code(signum: int) -> int:
    """Return the exit code that shells expect after a signal: 130 for SIGINT, 143 for SIGTERM."""
    return 128 + signum


@contextmanager
def handled(*, leaves: bool = False) -> Generator[None]:
    """Make signals raise `Interrupted` in the block, which may be nested; no effect outside the main thread.

    Args:
        leaves: exit within PATIENCE_SECONDS after `wind_up`, whatever still waits: the process is the command's own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _receive) for number in SIGNALS if not _is_ignored(number)}
    outermost, _State.handled = not _State.handled, True
    if outermost:
        _State.signum = _State.reason = _State.wound_up = None  # an earlier run in this process may have been stopped
        _State.leaves = leaves
    try:
        with _watching_signals() if outermost else nullcontext():
            yield
    finally:
        _State.handled = not outermost
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deferred() -> Generator[None]:
    """Only record signals in the block; call `check` where stopping is safe."""
    before, _State.deferred = _State.deferred, True
    try:
        yield
    finally:
        _State.deferred = before


@contextmanager
def immediate() -> Generator[None]:
    """Within `deferred`, raise a recorded signal now and later ones as they arrive.

    Raises:
        Interrupted: this process was asked to stop.
    """
    before, _State.deferred = _State.deferred, False
    try:
        check()
        yield
    finally:
        _State.deferred = before


def request_stop(reason: str) -> None:
    """Stop this process as SIGTERM does, from any thread; only in a block of `handled`.

    Args:
        reason: shown instead of the signal's name.
    """
    _State.reason = reason
    os.kill(os.getpid(), signal.SIGTERM)


def check() -> None:
    """Stop here if this process was asked to.

    Raises:
        Interrupted: it was.
    """
    if _State.signum is not None:
        raise Interrupted(why())


def why() -> str:
    """Return why this process was asked to stop, for users; empty if it was not."""
    return _State.reason or (f"stopped by {signal.Signals(_State.signum).name}" if _State.signum else "")


def wind_up() -> None:
    """Note that the run is recorded as stopped; what remains, such as updating an unreachable server, may fail."""
    if _State.signum is not None and _State.wound_up is None:
        _State.wound_up = time.monotonic()


def _is_ignored(signum: int) -> bool:
    """Return whether the process ignores SIGHUP, as under nohup."""
    return signum == signal.SIGHUP and signal.getsignal(signum) == signal.SIG_IGN


def _receive(signum: int, _frame: FrameType | None) -> None:
    if _State.signum is not None:
        _exit_if_repeated(signum)
        return
    _State.signum, _State.since = signum, time.monotonic()
    with suppress(OSError):
        os.write(2, MESSAGE)
    if not _State.deferred:
        check()


def _exit_if_repeated(signum: int) -> None:
    if signum == signal.SIGINT and time.monotonic() - _State.since > BURST_SECONDS:
        os._exit(exit_code(signum))


@contextmanager
def _watching_signals() -> Generator[None]:
    """Let a second signal end the process even while C code keeps Python's signal handlers from running."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    reader.settimeout(0.1)
    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(reader,), name="signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        writer.close()


def _listen(reader: socket.socket) -> None:
    """Read signal numbers as they arrive, until the other end is closed."""
    first = None
    while True:
        try:
            numbers = reader.recv(1)
        except TimeoutError:
            _exit_after_patience()
            continue
        if not numbers:
            break
        if numbers[0] not in SIGNALS:
            continue
        if first is None:
            first = time.monotonic()
        elif numbers[0] == signal.SIGINT and time.monotonic() - first > BURST_SECONDS:
            os._exit(exit_code(numbers[0]))
    reader.close()


def _exit_after_patience() -> None:
    if not _State.leaves or _State.wound_up is None or _State.signum is None:
        return
    if time.monotonic() - _State.wound_up > PATIENCE_SECONDS:
        os.write(2, b"fitflow: stopped; Prefect could not be updated in time; run: fitflow doctor --fix\n")
        os._exit(exit_code(_State.signum))
