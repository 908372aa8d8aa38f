"""Which runs are alive: each process that runs one holds a lease, by which any later command sees whether it died.

A lease is a file in the run's folder: host, pid, the process's start time and a heartbeat. A pid is used again by the
system; with its start time it is not. On another host, whose processes cannot be seen, the heartbeat decides.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from fitflow.paths import home_dir

FILE = "lease.json"
BEAT_SECONDS = 5.0
DEAD_AFTER_SECONDS = 60.0  # without a heartbeat, as the host's clock has it


class Lease(BaseModel):
    """Who runs a run; `tracking_uri` and `flow_run_id` say where else the run is known."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    recipe: str
    host: str
    pid: int
    process_started: float
    tracking_uri: str
    flow_run_id: str
    prefect_api: str


def run_folder(run_id: str) -> Path:
    """A run's own folder of state: checkpoints, its trained model, its lease."""
    return home_dir() / "runs" / run_id


@contextmanager
def held(run_id: str, recipe: str, tracking_uri: str, flow_run_id: str, prefect_api: str) -> Generator[None]:
    """Hold a run's lease while the block runs, with a heartbeat; whatever way the block ends the lease is given up."""
    process = psutil.Process()
    lease = Lease(
        run_id=run_id,
        recipe=recipe,
        host=socket.gethostname(),
        pid=process.pid,
        process_started=process.create_time(),
        tracking_uri=tracking_uri,
        flow_run_id=flow_run_id,
        prefect_api=prefect_api,
    )
    path = run_folder(run_id) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, lease)
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(path, done), name="lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()
        path.unlink(missing_ok=True)


def all_leases() -> list[Lease]:
    """Every lease that is held or was left behind, by a run's id; files that are no leases are left out."""
    found: list[Lease] = []
    for path in sorted((home_dir() / "runs").glob(f"*/{FILE}")):
        try:
            found.append(Lease.model_validate_json(path.read_text()))
        except (OSError, ValidationError):
            continue
    return found


def of_run(run_id: str) -> Lease | None:
    """A run's lease, or None."""
    return next((lease for lease in all_leases() if lease.run_id == run_id), None)


def is_alive(lease: Lease) -> bool:
    """Whether the process that took a lease still runs."""
    if lease.host == socket.gethostname():
        try:
            process = psutil.Process(lease.pid)
            same = abs(process.create_time() - lease.process_started) < 1
            return same and process.status() != psutil.STATUS_ZOMBIE  # one whose parent has not asked how it ended
        except psutil.NoSuchProcess:
            return False
    try:
        heartbeat = (run_folder(lease.run_id) / FILE).stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - heartbeat < DEAD_AFTER_SECONDS


def drop(lease: Lease) -> None:
    """Take a dead process's lease away."""
    (run_folder(lease.run_id) / FILE).unlink(missing_ok=True)


def _write(path: Path, lease: Lease) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    document: dict[str, Any] = lease.model_dump()
    temporary.write_text(json.dumps(document))
    temporary.rename(path)


def _beat(path: Path, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        if path.exists():
            os.utime(path)
