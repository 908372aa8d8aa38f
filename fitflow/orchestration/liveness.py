"""Whether the process of a flow run is alive: each flow of ours says in its labels which process it is.

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

UNSIGNED_SECONDS = 600  # importing Prefect, before a run can say who it is, takes seconds


def is_dead(run: FlowRun) -> bool:
    """Whether a run that Prefect has as running has no process; one on another host is taken to be alive."""
    word = _word(run)
    if not word:
        began = run.start_time
        return began is not None and (datetime.now(UTC) - began).total_seconds() > UNSIGNED_SECONDS
    return identity.is_alive(word) is False


def process_of(run: FlowRun) -> str:
    """Who a run is, for people."""
    where, _, rest = _word(run).partition("/")
    return f"process {rest.partition('/')[0]} on {where.partition(':')[0]}" if rest else "its process"


def terminate(run: FlowRun) -> None:
    """Ask a run's process on this host to stop, as a worker would."""
    if identity.is_alive(_word(run)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(_word(run).split("/")[1]), signal.SIGTERM)


def mark_crashed(client: SyncPrefectClient, run: FlowRun) -> None:
    """Say in Prefect and in MLflow that a run has died."""
    message = f"{process_of(run)} died without a word"
    client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    mark_killed(run, message)


def mark_killed(run: FlowRun, message: str) -> None:
    """Say in MLflow that a flow run has died, if it had begun a run there."""
    run_id = str((run.labels or {}).get(labels.RUN, ""))
    if not run_id:
        return
    from fitflow import tracking
    from fitflow.lifecycle import endings
    from fitflow.processes import leases

    if tracking.get_run(run_id)["status"] == "RUNNING":
        endings.end(run_id, "KILLED", f"{message}; go on with: fitflow resume {run_id[:8]}")
    lease = leases.of_run(run_id)
    if lease is not None and not leases.is_alive(lease):
        leases.drop(lease)


def _word(run: FlowRun) -> str:
    return str((run.labels or {}).get(PROCESS, ""))
