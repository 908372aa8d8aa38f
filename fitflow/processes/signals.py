"""Ctrl-C and SIGTERM: outside training they end the work at once, in it after the batch, with a checkpoint.

The first signal becomes `Interrupted`, so that every step's clean-up runs. A second Ctrl-C leaves the process at once;
a second SIGTERM changes nothing, since several parties may send one: a worker, systemd, `fitflow cancel` and `down`.
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
# `timeout`, shells and schedulers may send one request twice: to the process, and to its group.
BURST_SECONDS = 0.2
PATIENCE_SECONDS = 2.5
SAID = b"stopping; once more to leave at once\n"


class Interrupted(BaseException):
    """The user or the system asked this process to stop; like KeyboardInterrupt nothing that code recovers from."""


class _State:
    """What this process has been asked."""

    signum: int | None = None
    since = 0.0
    reason: str | None = None
    wound_up: float | None = None
    deferred = False
    handled = False
    leaves = False


def received() -> int | None:
    """The signal that has asked this process to stop, or None."""
    return _State.signum


def waited() -> float:
    """Seconds since this process was asked to stop; 0 where it was not."""
    return 0.0 if _State.signum is None else time.monotonic() - _State.since


def exit_code(signum: int) -> int:
    """What shells expect of a process that a signal ended: 130 after Ctrl-C, 143 after SIGTERM."""
    return 128 + signum


@contextmanager
def handled(*, leaves: bool = False) -> Generator[None]:
    """In the block, which may be nested, signals raise `Interrupted`; only the main thread can ask for it.

    Args:
        leaves: the process is the command's own; after `wind_up` it ends within PATIENCE_SECONDS, whatever still waits.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _receive) for number in SIGNALS if not _is_ignored(number)}
    outermost, _State.handled = not _State.handled, True
    if outermost:
        _State.signum = _State.reason = _State.wound_up = None  # an earlier run of this process may have been stopped
        _State.leaves = leaves
    try:
        with _leaving() if outermost else nullcontext():
            yield
    finally:
        _State.handled = not outermost
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


@contextmanager
def immediate() -> Generator[None]:
    """Within `deferred`: a signal that was noted raises here, and others as they come.

    Raises:
        Interrupted: this process has been asked to stop.
    """
    before, _State.deferred = _State.deferred, False
    try:
        check()
        yield
    finally:
        _State.deferred = before


def request_stop(reason: str) -> None:
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
        raise Interrupted(why())


def why() -> str:
    """What stopped this process, for people; nothing where it was not asked to stop."""
    return _State.reason or (f"stopped by {signal.Signals(_State.signum).name}" if _State.signum else "")


def wind_up() -> None:
    """Say that the run is recorded as stopped: what is still to do, such as telling a server that is away, may fail."""
    if _State.signum is not None and _State.wound_up is None:
        _State.wound_up = time.monotonic()


def _is_ignored(signum: int) -> bool:
    """Whether the process was started so that a closed terminal does not end it, as by nohup."""
    return signum == signal.SIGHUP and signal.getsignal(signum) == signal.SIG_IGN


def _receive(signum: int, _frame: FrameType | None) -> None:
    if _State.signum is not None:
        _leave_if_again(signum)
        return
    _State.signum, _State.since = signum, time.monotonic()
    with suppress(OSError):
        os.write(2, SAID)
    if not _State.deferred:
        check()


def _leave_if_again(signum: int) -> None:
    if signum == signal.SIGINT and time.monotonic() - _State.since > BURST_SECONDS:
        os._exit(exit_code(signum))


@contextmanager
def _leaving() -> Generator[None]:
    """Let a second signal end the process also while C code keeps Python's own handlers from running."""
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
    """Read the numbers of signals as they come, until the other end is closed."""
    first = None
    while True:
        try:
            numbers = reader.recv(1)
        except TimeoutError:
            _leave_if_patience_ends()
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


def _leave_if_patience_ends() -> None:
    if not _State.leaves or _State.wound_up is None or _State.signum is None:
        return
    if time.monotonic() - _State.wound_up > PATIENCE_SECONDS:
        os.write(2, b"fitflow: stopped; Prefect was not told in time, which fitflow doctor --fix does\n")
        os._exit(exit_code(_State.signum))
