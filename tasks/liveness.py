"""Whether the process of a flow run is alive: each signs its flow run with its host, pid and start time.

Prefect itself notices only a death that its worker survives.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from datetime import UTC, datetime

import psutil
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed

HOST, PID, STARTED = "fitflow.host", "fitflow.pid", "fitflow.process_started"
MLFLOW = "mlflow.run_id"
UNSIGNED_SECONDS = 600  # importing Prefect, before a run can sign, takes seconds


def sign(client: SyncPrefectClient, run: FlowRun) -> None:
    """Say which process this flow run is."""
    process = psutil.Process()
    labels = {HOST: socket.gethostname(), PID: process.pid, STARTED: process.create_time()}
    client.update_flow_run_labels(run.id, labels)


def is_dead(run: FlowRun) -> bool:
    """Whether a run that Prefect has as running has no process; one on another host is taken to be alive."""
    labels = run.labels or {}
    if PID not in labels:
        began = run.start_time
        return began is not None and (datetime.now(UTC) - began).total_seconds() > UNSIGNED_SECONDS
    return labels.get(HOST) == socket.gethostname() and _process(run) is None


def process_of(run: FlowRun) -> str:
    """Who a run is, for people."""
    labels = run.labels or {}
    return f"process {labels[PID]} on {labels[HOST]}" if PID in labels else "its process"


def terminate(run: FlowRun) -> None:
    """Ask a run's process on this host to stop, as a worker would."""
    process = _process(run) if (run.labels or {}).get(HOST) == socket.gethostname() else None
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)


def mark_crashed(client: SyncPrefectClient, run: FlowRun) -> None:
    """Say in Prefect and in MLflow that a run has died."""
    message = f"{process_of(run)} died without a word"
    client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    mark_killed(run, message)


def mark_killed(run: FlowRun, message: str) -> None:
    """Say in MLflow that a flow run has died, if it had begun a run there."""
    run_id = str((run.labels or {}).get(MLFLOW, ""))
    if not run_id:
        return
    from fitflow import endings, leases, tracking

    if tracking.get_run(run_id)["status"] == "RUNNING":
        endings.end(run_id, "KILLED", f"{message}; go on with: fitflow resume {run_id[:8]}")
    lease = leases.of_run(run_id)
    if lease is not None and not leases.is_alive(lease):
        leases.drop(lease)


def _process(run: FlowRun) -> psutil.Process | None:
    labels = run.labels or {}
    try:
        process = psutil.Process(int(str(labels[PID])))
        same = abs(process.create_time() - float(str(labels[STARTED]))) < 1
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return None
