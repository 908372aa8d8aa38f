"""Requeues scheduled runs that died with their worker; they continue from their last checkpoint."""

from __future__ import annotations

from datetime import UTC, datetime

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Cancelled, Scheduled

from fitflow.orchestration import flow_run_process
from fitflow.orchestration.mend_records import UNFINISHED
from fitflow.orchestration.schedules import deployment_runs, deployments

TRIES = 3  # a run that kills its worker each time must not restart for ever
TAKEN_SECONDS = 120.0  # a worker starts a run's process seconds after it takes the run


def recover() -> list[str]:
    """Requeue, cancel or give up every scheduled run that Prefect shows as running and whose process has died.

    Includes runs that a worker took but died before starting.

    Returns:
        one line per run.
    """
    with get_client(sync_client=True) as client:
        ours = deployments.ours(client)
        chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED)))
        left = [run for entry in ours for run in deployment_runs.all_of_deployment(client, entry.id, chosen)]
        return [_recover(client, run) for run in left if _is_dead(run)]


def _is_dead(run: FlowRun) -> bool:
    if run.state_type is not StateType.PENDING:
        return flow_run_process.is_dead(run)
    pid, since = run.infrastructure_pid or "", run.state.timestamp if run.state else datetime.now(UTC)
    started = pid.isdigit() and psutil.pid_exists(int(pid))
    return not started and (datetime.now(UTC) - since).total_seconds() > TAKEN_SECONDS


def _recover(client: SyncPrefectClient, run: FlowRun) -> str:
    process = flow_run_process.process_of(run)
    if run.state_type is StateType.CANCELLING:
        flow_run_process.mark_killed(run, f"cancelled, and {process} died")
        client.set_flow_run_state(run.id, Cancelled(message=f"{process} died during cancellation"), force=True)
        return f"{run.name}: cancelled"
    if run.run_count >= TRIES:
        flow_run_process.mark_crashed(client, run)
        return f"{run.name}: {process} died {run.run_count} times; giving up"
    message = f"{process} died; continues from the last checkpoint"
    client.set_flow_run_state(run.id, Scheduled(message=message), force=True)
    return f"{run.name}: {message}"
