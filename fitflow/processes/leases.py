"""Leases show which runs are alive: the process of a run holds one, so that other commands can tell if it died.

A lease is a file in the run's folder with host, pid, the process's start time since boot, and a heartbeat. If the
process is visible from here, its state decides. On another host the heartbeat decides: a file time that changes,
whatever either clock says.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import filelock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fitflow.errors import InputError
from fitflow.processes import identity
from fitflow.system.files import write_atomic
from fitflow.system.paths import home_dir

FILE = "lease.json"
BEAT_SECONDS = 5.0
DEAD_AFTER_SECONDS = 60.0  # without a heartbeat by this host's clock; then the file is watched for a while
POLL_SECONDS = 0.2


class Lease(BaseModel):
    """The process of a run; `tracking_uri` and `flow_run_id` identify the run in MLflow and Prefect.

    `process_started` is in seconds since boot; `machine` is the id of the host and pid namespace of `pid`.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    recipe: str
    host: str
    pid: int
    process_started: float
    tracking_uri: str
    flow_run_id: str
    prefect_api: str
    machine: str = Field(default_factory=identity.machine)


def run_folder(run_id: str) -> Path:
    """Return a run's state folder: checkpoints, trained model, lease."""
    return home_dir() / "runs" / run_id


@contextmanager
def held(run_id: str, recipe: str, tracking_uri: str, flow_run_id: str, prefect_api: str) -> Generator[None]:
    """Hold a run's lease with a heartbeat during the block, and release it however the block ends.

    Raises:
        InputError: a running process holds it.
    """
    lease = Lease(
        run_id=run_id,
        recipe=recipe,
        host=socket.gethostname(),
        pid=os.getpid(),
        process_started=identity.started(os.getpid()) or 0.0,
        tracking_uri=tracking_uri,
        flow_run_id=flow_run_id,
        prefect_api=prefect_api,
    )
    path = run_folder(run_id) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(path.with_suffix(".lock")):  # of two processes that resume a run, one wins
        check_free(run_id)
        write_atomic(path, lease.model_dump_json())
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(path, done), name="lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()
        path.unlink(missing_ok=True)


def check_free(run_id: str) -> None:
    """Check that no running process holds the run's lease.

    Raises:
        InputError: one does; the message names it.
    """
    lease = of_run(run_id)
    if lease is not None and is_alive(lease):
        raise InputError(f"run {run_id[:8]} is running, as process {lease.pid} on {lease.host}; stop it first")


def all_leases() -> list[Lease]:
    """Return all leases, held or left behind, sorted by run id; skip files that are not leases."""
    paths = sorted((home_dir() / "runs").glob(f"*/{FILE}"))
    return [lease for lease in map(_read, paths) if lease is not None]


def of_run(run_id: str) -> Lease | None:
    """Return a run's lease, or None."""
    return _read(run_folder(run_id) / FILE)


def is_alive(lease: Lease) -> bool:
    """Return whether a lease's process still runs; if it is not visible from here, whether its heartbeat changes."""
    if lease.machine == identity.machine():
        return identity.started(lease.pid) == lease.process_started
    path = run_folder(lease.run_id) / FILE
    try:
        heartbeat = path.stat().st_mtime_ns
    except FileNotFoundError:
        return False
    if abs(time.time() - heartbeat / 1e9) < DEAD_AFTER_SECONDS:
        return True
    return _beats(path, heartbeat)  # old or in the future: either clock may have been set


def ask_to_stop(lease: Lease) -> bool:
    """Send SIGTERM: the process stops after its batch, with a checkpoint. False if it does not run on this host."""
    if lease.machine != identity.machine() or not is_alive(lease):
        return False
    try:
        os.kill(lease.pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(lease: Lease, seconds: float) -> bool:
    """Wait until a run releases its lease or its process ends; returns False if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while (now := of_run(lease.run_id)) is not None and now.pid == lease.pid and is_alive(lease):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def drop(lease: Lease) -> None:
    """Remove a dead process's lease, unless another process holds it by now."""
    if of_run(lease.run_id) == lease:
        (run_folder(lease.run_id) / FILE).unlink(missing_ok=True)


@cache
def _beats(path: Path, heartbeat: int) -> bool:
    """Return whether a heartbeat changes within 2.2 beats, by the monotonic clock."""
    deadline = time.monotonic() + 2.2 * BEAT_SECONDS
    while time.monotonic() < deadline:
        time.sleep(BEAT_SECONDS / 20)
        try:
            if path.stat().st_mtime_ns != heartbeat:
                return True
        except FileNotFoundError:
            return False
    return False


def _read(path: Path) -> Lease | None:
    try:
        return Lease.model_validate_json(path.read_text())
    except (OSError, ValidationError):
        return None


def _beat(path: Path, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        with contextlib.suppress(OSError):  # a temporary disk failure must not end the heartbeat
            os.utime(path)
