"""Finds flow runs whose state in Prefect is wrong, judged by their MLflow run and their process, and corrects it.

`python -m fitflow.orchestration.mend_records` corrects the records of runs whose process has died; the control room's
supervisor starts it after a death.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Completed, Crashed, Failed

from fitflow import discovery, tracking
from fitflow.errors import InputError
from fitflow.lifecycle import doctor
from fitflow.lifecycle.doctor import PROCESS, Finding
from fitflow.orchestration import labels
from fitflow.processes import identity, leases
from fitflow.tracking import Run

LOOKED_AT = 200
GRACE_SECONDS = 60.0  # fitflow's flows label themselves with their process at once
UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
AGREES = {
    "FINISHED": (StateType.COMPLETED,),
    "FAILED": (StateType.FAILED, StateType.CRASHED),
    "KILLED": (StateType.CANCELLED, StateType.CRASHED, StateType.FAILED),
}


def findings(statuses: Mapping[str, str]) -> list[Finding]:
    """Return flow runs whose state in Prefect contradicts how they ended.

    Args:
        statuses: final statuses, by MLflow run id, that MLflow does not know of yet.
    """
    return [*_unfinished(statuses), *_ended()]


def _unfinished(statuses: Mapping[str, str]) -> list[Finding]:
    """Return flow runs that have ended and are pending or running in Prefect."""
    types = FlowRunFilterStateType(any_=UNFINISHED)
    living = {lease.flow_run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    found: list[Finding] = []
    for run in _read(FlowRunFilter(state=FlowRunFilterState(type=types))):
        state = None if str(run.id) in living or _waits_for_a_worker(run) else _end_of(run, statuses)
        if state is not None:
            found.append(_finding(run, state))
    return found


def mend() -> None:
    """Correct the records of runs whose process has died and print a line for each.

    Scheduled runs continue by themselves.
    """
    from fitflow.orchestration import requeue_dead_runs

    for line in requeue_dead_runs.recover():
        print(f"{time.strftime('%F %T')} {line}", flush=True)
    for finding in [*findings(doctor.statuses()), *doctor.of_runs()]:
        if finding.mend is not None:
            finding.mend()
            print(f"{time.strftime('%F %T')} {finding.about}: {finding.wrong} -> {finding.remedy}", flush=True)


def _ended() -> list[Finding]:
    """Return those of the newest flow runs whose final state contradicts their MLflow run."""
    runs = {str(run["tags"].get("prefect.flow_run_id")): run for run in tracking.list_runs(LOOKED_AT)}
    ids = [UUID(flow_run_id) for flow_run_id, run in runs.items() if flow_run_id != "None" and run["status"] in AGREES]
    found: list[Finding] = []
    for flow in _read(FlowRunFilter(id=FlowRunFilterId(any_=ids))) if ids else []:
        run = runs[str(flow.id)]
        if flow.state_type not in (*AGREES[run["status"]], *UNFINISHED, StateType.SCHEDULED):
            found.append(_finding(flow, _state(run["status"], run)))
    return found


def _end_of(flow: FlowRun, statuses: Mapping[str, str]) -> State | None:
    """Return how a flow run that Prefect shows as running ended; None while it runs or if unknown on this machine."""
    own = flow.labels or {}
    alive = identity.is_alive(str(own.get(PROCESS, "")))
    if alive:
        return None
    run = _mlflow_run(str(own.get(labels.RUN, "")))
    if run is not None and run["tags"].get("prefect.flow_run_id") == str(flow.id):
        status = statuses.get(run["run_id"], run["status"])
        return _state(status, run) if status in AGREES else None
    began = PROCESS in own or not _is_ours(flow) or _seconds(flow) < GRACE_SECONDS
    if alive is False or not began:
        return Crashed(message="its process ended without reporting; set by fitflow doctor")
    return None


def _waits_for_a_worker(flow: FlowRun) -> bool:
    """Return whether a deployment's run has not begun: its worker or `requeue_dead_runs` handles it."""
    return flow.state_type is StateType.PENDING and flow.deployment_id is not None


def _mlflow_run(run_id: str) -> Run | None:
    try:
        return tracking.get_run(run_id) if run_id else None
    except InputError:
        return None  # in another store


def _is_ours(flow: FlowRun) -> bool:
    """Return whether the flow is fitflow's (named after its file); other flows have no process label."""
    with get_client(sync_client=True) as client:
        return client.read_flow(flow.flow_id).name in discovery.available("flows")


def _seconds(flow: FlowRun) -> float:
    """Seconds since the run began; 0 if the clock was set back."""
    began = flow.start_time or flow.expected_start_time
    return max(0.0, time.time() - began.timestamp()) if began else 0.0


def _state(status: str, run: Run) -> State:
    message = f"MLflow run {run['run_id']} says {status}; set by fitflow doctor"
    if status == "KILLED":
        stopped = "fitflow.error" in run["tags"] and "fitflow.ended_by" not in run["tags"]
        return Cancelled(message=message) if stopped else Crashed(message=message)
    return Completed(message=message) if status == "FINISHED" else Failed(message=message)


def _finding(flow: FlowRun, state: State) -> Finding:
    wrong = f"Prefect says {flow.state_name}, but {str(state.message).partition(';')[0]}"
    return Finding(f"flow run {flow.name}", wrong, f"set to {state.name} in Prefect", partial(_set, flow.id, state))


def _read(chosen: FlowRunFilter) -> list[FlowRun]:
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=chosen, limit=LOOKED_AT)


def _set(flow_run_id: UUID, state: State) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(flow_run_id, state, force=True)


if __name__ == "__main__":
    mend()
