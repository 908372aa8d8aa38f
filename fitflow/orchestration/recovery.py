"""Runs of schedules that died with their worker: back in the queue, where they go on from their last checkpoint."""

from __future__ import annotations

from datetime import UTC, datetime

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Cancelled, Scheduled

from fitflow.orchestration import liveness
from fitflow.orchestration.schedules import deployment_runs, deployments

TRIES = 3  # a run that takes its worker with it each time is not started for ever
TAKEN_SECONDS = 120.0  # between being taken by a worker and having a process lie seconds
LEFT = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


def recover() -> list[str]:
    """See to every run of a schedule that Prefect has as going on and whose process has died.

    Also to runs that a worker has taken and not started: it died in between.

    Returns:
        a line for each of them.
    """
    with get_client(sync_client=True) as client:
        ours = deployments.ours(client)
        chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=LEFT)))
        left = [run for entry in ours for run in deployment_runs.all_of_deployment(client, entry.id, chosen)]
        return [_see_to(client, run) for run in left if _is_dead(run)]


def _is_dead(run: FlowRun) -> bool:
    if run.state_type is not StateType.PENDING:
        return liveness.is_dead(run)
    pid, since = run.infrastructure_pid or "", run.state.timestamp if run.state else datetime.now(UTC)
    started = pid.isdigit() and psutil.pid_exists(int(pid))
    return not started and (datetime.now(UTC) - since).total_seconds() > TAKEN_SECONDS


def _see_to(client: SyncPrefectClient, run: FlowRun) -> str:
    who = liveness.process_of(run)
    if run.state_type is StateType.CANCELLING:
        liveness.mark_killed(run, f"cancelled, and {who} died")
        client.set_flow_run_state(run.id, Cancelled(message=f"{who} died while it was being cancelled"), force=True)
        return f"{run.name}: cancelled"
    if run.run_count >= TRIES:
        liveness.mark_crashed(client, run)
        return f"{run.name}: {who} died for the {run.run_count}th time; given up"
    message = f"{who} died; it goes on from its last checkpoint"
    client.set_flow_run_state(run.id, Scheduled(message=message), force=True)
    return f"{run.name}: {message}"
