"""Find inconsistencies between MLflow, leases and the store, and repair them."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fitflow import tracking
from fitflow.lifecycle import endings
from fitflow.processes import identity, leases
from fitflow.store import entries
from fitflow.system.paths import home_dir
from fitflow.tracking import Run

LOOKED_AT = 1000
PROCESS = "fitflow.process"  # MLflow tag and Prefect label with the identity of a run's process


@dataclass(frozen=True)
class Finding:
    """One inconsistency: its subject, the problem, the remedy; `mend` applies it, None: the user must decide."""

    about: str
    wrong: str
    remedy: str
    mend: Callable[[], None] | None


def dead_runs() -> list[Run]:
    """Return the runs that are RUNNING in MLflow, recorded no end, and whose process has ended."""
    running = tracking.find_runs("attributes.status = 'RUNNING'", max_results=LOOKED_AT)
    runs = [tracking.plain_run(run) for run in running]
    return [run for run in runs if endings.kept(run["run_id"]) is None and is_dead(run)]


def statuses() -> dict[str, str]:
    """Return the true status of ended runs that are still RUNNING in MLflow, by id: KILLED if their process died."""
    kept = {run_id: status for run_id in endings.undelivered() if (status := endings.kept(run_id))}
    return {run["run_id"]: "KILLED" for run in dead_runs()} | kept


def findings() -> list[Finding]:
    """Return all inconsistencies, except those that involve Prefect."""
    return [*of_runs(), *_store()]


def of_runs() -> list[Finding]:
    """Return the inconsistencies of runs."""
    return [*_undelivered(), *_dead(), *_left_leases()]


def is_dead(run: Run) -> bool:
    """Return whether the run's process has ended; False when this machine cannot know."""
    lease, tags = leases.of_run(run["run_id"]), run["tags"]
    if lease is not None:
        return not leases.is_alive(lease)
    alive = identity.is_alive(tags.get(PROCESS, ""))
    if alive is not None:
        return not alive
    here = (tags.get("fitflow.host"), tags.get("fitflow.home")) == (socket.gethostname(), str(home_dir()))
    return here and time.time() - run["started"] > leases.DEAD_AFTER_SECONDS  # started before this boot


def _dead() -> list[Finding]:
    found: list[Finding] = []
    for run in dead_runs():
        lease = leases.of_run(run["run_id"])
        who = f"process {lease.pid} on {lease.host}" if lease else "its process"
        wrong = f"MLflow says RUNNING, but {who} ended without reporting ({run['recipe']})"
        mend = partial(_end, run["run_id"], f"{who} ended without reporting")
        found.append(Finding(f"run {run['run_id'][:8]}", wrong, "set to KILLED in MLflow", mend))
    return found


def _end(run_id: str, reason: str) -> None:
    run = tracking.get_run(run_id)
    if run["status"] != "RUNNING" or not is_dead(run):
        return  # it was resumed meanwhile
    tracking.set_tags(run_id, {"fitflow.ended_by": "fitflow doctor"})
    tracking.end_run(run_id, "KILLED", f"{reason}; resume it: fitflow resume {run_id[:8]}")


def _left_leases() -> list[Finding]:
    return [
        Finding(
            f"run {lease.run_id[:8]}",
            f"a lease of process {lease.pid}, which has ended",
            "lease removed",
            partial(leases.drop, lease),
        )
        for lease in leases.all_leases()
        if not leases.is_alive(lease)
    ]


def _undelivered() -> list[Finding]:
    living = {lease.run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    return [
        Finding(
            f"run {run_id[:8]}",
            "metrics or status not sent to MLflow: its server was unreachable",
            "sent",
            partial(endings.deliver, run_id),
        )
        for run_id in endings.undelivered()
        if run_id not in living
    ]


def _store() -> list[Finding]:
    found: list[Finding] = []
    for path in entries.root().glob("*/.new-*"):
        if entries.is_left_behind(path):
            found.append(Finding(str(path), "partly written and left behind", "removed", _remover(path)))
    for path in entries.damaged():
        found.append(
            Finding(
                str(path),
                "damaged: a file has the wrong checksum",
                "removed; it is recreated when needed",
                _remover(path),
            )
        )
    return found


def _remover(path: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(path, ignore_errors=True)
