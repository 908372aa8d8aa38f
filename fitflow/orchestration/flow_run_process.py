"""Checks whether the process of a flow run is alive; fitflow's flows name their process in their labels.

Prefect itself notices only a death that its worker survives.
"""

from __future__ import annotations

import contextlib
import os
import signal
from datetime import UTC, datetime

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed

from fitflow.lifecycle.doctor import PROCESS
from fitflow.orchestration import labels
from fitflow.processes import identity

UNSIGNED_SECONDS = 600  # importing Prefect takes seconds before a run can label itself


def is_dead(run: FlowRun) -> bool:
    """Return whether a run that Prefect shows as running has no process; on another host it counts as alive."""
    label = _process_label(run)
    if not label:
        began = run.start_time
        return began is not None and (datetime.now(UTC) - began).total_seconds() > UNSIGNED_SECONDS
    return identity.is_alive(label) is False


def process_of(run: FlowRun) -> str:
    """Describe a run's process for people."""
    where, _, rest = _process_label(run).partition("/")
    return f"process {rest.partition('/')[0]} on {where.partition(':')[0]}" if rest else "its process"


def terminate(run: FlowRun) -> None:
    """Send SIGTERM to a run's process on this host, as a worker would."""
    if identity.is_alive(_process_label(run)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(_process_label(run).split("/")[1]), signal.SIGTERM)


def mark_crashed(client: SyncPrefectClient, run: FlowRun) -> None:
    """Mark a dead run as Crashed in Prefect and as KILLED in MLflow."""
    message = f"{process_of(run)} ended without reporting"
    client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    mark_killed(run, message)


def mark_killed(run: FlowRun, message: str) -> None:
    """Mark the MLflow run of a dead flow run as KILLED, if it has one."""
    run_id = str((run.labels or {}).get(labels.RUN, ""))
    if not run_id:
        return
    from fitflow import tracking
    from fitflow.lifecycle import endings
    from fitflow.processes import leases

    if tracking.get_run(run_id)["status"] == "RUNNING":
        endings.end(run_id, "KILLED", f"{message}; to resume it: fitflow resume {run_id[:8]}")
    lease = leases.of_run(run_id)
    if lease is not None and not leases.is_alive(lease):
        leases.drop(lease)


def _process_label(run: FlowRun) -> str:
    return str((run.labels or {}).get(PROCESS, ""))
