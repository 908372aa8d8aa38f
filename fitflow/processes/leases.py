"""Which runs are alive: each process that runs one holds a lease, by which any later command sees whether it died.

A lease is a file in the run's folder: host, pid, the process's start since boot and a heartbeat. Where the process can
be seen, it decides. On another host the heartbeat does: a file time that changes, whatever either clock says.
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
from fitflow.system.files import write_whole
from fitflow.system.paths import home_dir

FILE = "lease.json"
BEAT_SECONDS = 5.0
DEAD_AFTER_SECONDS = 60.0  # without a heartbeat, as the host's clock has it; then it is watched for a while
POLL_SECONDS = 0.2


class Lease(BaseModel):
    """Who runs a run; `tracking_uri` and `flow_run_id` say where else the run is known.

    `process_started` is in seconds since boot; `machine` says where `pid` means a process.
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
    """A run's own folder of state: checkpoints, its trained model, its lease."""
    return home_dir() / "runs" / run_id


@contextmanager
def held(run_id: str, recipe: str, tracking_uri: str, flow_run_id: str, prefect_api: str) -> Generator[None]:
    """Hold a run's lease while the block runs, with a heartbeat; whatever way the block ends the lease is given up.

    Raises:
        InputError: a living process holds it.
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
    with filelock.FileLock(path.with_suffix(".lock")):  # of two that would go on with a run, one does
        check_free(run_id)
        write_whole(path, lease.model_dump_json())
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
    """Refuse a run that a living process works on.

    Raises:
        InputError: naming the process.
    """
    lease = of_run(run_id)
    if lease is not None and is_alive(lease):
        raise InputError(f"run {run_id[:8]} is running, as process {lease.pid} on {lease.host}; stop it first")


def all_leases() -> list[Lease]:
    """Every lease that is held or was left behind, by a run's id; files that are no leases are left out."""
    paths = sorted((home_dir() / "runs").glob(f"*/{FILE}"))
    return [lease for lease in map(_read, paths) if lease is not None]


def of_run(run_id: str) -> Lease | None:
    """A run's lease, or None."""
    return _read(run_folder(run_id) / FILE)


def is_alive(lease: Lease) -> bool:
    """Whether the process that took a lease still runs; of one that cannot be seen, whether its heart beats."""
    if lease.machine == identity.machine():
        return identity.started(lease.pid) == lease.process_started
    path = run_folder(lease.run_id) / FILE
    try:
        heartbeat = path.stat().st_mtime_ns
    except FileNotFoundError:
        return False
    if abs(time.time() - heartbeat / 1e9) < DEAD_AFTER_SECONDS:
        return True
    return _beats(path, heartbeat)  # long ago or yet to come: this clock, or the other, may have been set


def ask_to_stop(lease: Lease) -> bool:
    """Ask a process of this host to stop, which it does after its batch, with a checkpoint; False if none lives."""
    if lease.machine != identity.machine() or not is_alive(lease):
        return False
    try:
        os.kill(lease.pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(lease: Lease, seconds: float) -> bool:
    """Whether a run gives up its lease, or its process ends, within some seconds."""
    deadline = time.monotonic() + seconds
    while (now := of_run(lease.run_id)) is not None and now.pid == lease.pid and is_alive(lease):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def drop(lease: Lease) -> None:
    """Take a dead process's lease away, unless another has it by now."""
    if of_run(lease.run_id) == lease:
        (run_folder(lease.run_id) / FILE).unlink(missing_ok=True)


@cache
def _beats(path: Path, heartbeat: int) -> bool:
    """Whether a heartbeat changes within a little more than two beats, by a clock that nobody sets."""
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
        with contextlib.suppress(OSError):  # a disk that fails for a while must not end the heartbeat
            os.utime(path)
