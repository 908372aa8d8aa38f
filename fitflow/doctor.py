"""What MLflow, the leases and the store say of a run where they do not agree, and what would mend it."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitflow import endings, leases, store, tracking
from fitflow.paths import cache_dir, home_dir

LEFTOVER_SECONDS = 3600  # nobody writes one store entry for so long
LOOKED_AT = 1000


@dataclass(frozen=True)
class Finding:
    """One disagreement: about what, what is wrong, what `mend` does about it; `mend` None: people must decide."""

    about: str
    wrong: str
    remedy: str
    mend: Callable[[], None] | None


def dead_runs() -> list[dict[str, Any]]:
    """Runs that MLflow has as RUNNING and whose process is gone, newest first: only those of this host and home."""
    living = {lease.run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    return [run for run in tracking.list_runs(LOOKED_AT) if run["status"] == "RUNNING" and _is_ours(run, living)]


def findings() -> list[Finding]:
    """Everything that does not agree, but for what Prefect says."""
    return [*of_runs(), *_store()]


def of_runs() -> list[Finding]:
    """What does not agree about runs."""
    return [*_dead(), *_left_leases(), *_undelivered()]


def _is_ours(run: dict[str, Any], living: set[str]) -> bool:
    """Whether a run was started from this host and home and no process of its is left."""
    tags = run["tags"]
    if (tags.get("fitflow.host"), tags.get("fitflow.home")) != (socket.gethostname(), str(home_dir())):
        return False
    return run["run_id"] not in living and (leases.of_run(run["run_id"]) is not None or _is_old(run))


def _is_old(run: dict[str, Any]) -> bool:
    """Between the record's start and the lease lies a moment; a run without a lease is dead only after it."""
    return time.time() - run["started"] > leases.DEAD_AFTER_SECONDS


def _dead() -> list[Finding]:
    found: list[Finding] = []
    for run in dead_runs():
        run_id = run["run_id"]
        lease = leases.of_run(run_id)
        who = f"process {lease.pid} on {lease.host}" if lease else "its process"
        reason = f"{who} died without a word"

        def mend(run_id: str = run_id, reason: str = reason) -> None:
            tracking.end_run(run_id, "KILLED", f"{reason}; go on with: fitflow resume {run_id[:8]}")
            tracking.set_tags(run_id, {"fitflow.ended_by": "fitflow doctor"})

        found.append(Finding(f"run {run_id[:8]}", f"MLflow says RUNNING, but {reason}", "MLflow: KILLED", mend))
    return found


def _left_leases() -> list[Finding]:
    return [
        Finding(
            f"run {lease.run_id[:8]}",
            f"a lease of the dead process {lease.pid}",
            "lease dropped",
            lambda lease=lease: leases.drop(lease),
        )
        for lease in leases.all_leases()
        if not leases.is_alive(lease)
    ]


def _undelivered() -> list[Finding]:
    living = {lease.run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    return [
        Finding(
            f"run {run_id[:8]}",
            "MLflow has not been told all: its server was away",
            "delivered",
            lambda run_id=run_id: endings.deliver(run_id),
        )
        for run_id in endings.undelivered()
        if run_id not in living
    ]


def _store() -> list[Finding]:
    found: list[Finding] = []
    for path in cache_dir().glob("*/.new-*"):
        if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
            found.append(Finding(str(path), "half written and left behind", "removed", _remover(path)))
    for path in store.damaged():
        found.append(
            Finding(
                str(path),
                "damaged: a file has another checksum",
                "removed; it is made again when needed",
                _remover(path),
            )
        )
    return found


def _remover(path: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(path, ignore_errors=True)
