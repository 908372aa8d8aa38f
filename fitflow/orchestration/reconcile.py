"""Finds flow runs whose state in Prefect is wrong, judged by their MLflow run and their process, and corrects it.

`python -m fitflow.orchestration.reconcile` corrects the records of runs whose process has died; the control room's
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
from fitflow.processes import identity, leases
from fitflow.tracking import Run

LABEL = "mlflow.run_id"
LOOKED_AT = 200
GRACE_SECONDS = 60.0  # a flow of ours says at once which process it is
UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
AGREES = {
    "FINISHED": (StateType.COMPLETED,),
    "FAILED": (StateType.FAILED, StateType.CRASHED),
    "KILLED": (StateType.CANCELLED, StateType.CRASHED, StateType.FAILED),
}


def findings(statuses: Mapping[str, str]) -> list[Finding]:
    """Flow runs whose state is not how they ended.

    Args:
        statuses: how MLflow runs ended that MLflow does not know of yet, by id.
    """
    return [*_unfinished(statuses), *_ended()]


def _unfinished(statuses: Mapping[str, str]) -> list[Finding]:
    """Flow runs that Prefect has as running, or about to, and that have ended."""
    types = FlowRunFilterStateType(any_=UNFINISHED)
    living = {lease.flow_run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    found: list[Finding] = []
    for run in _read(FlowRunFilter(state=FlowRunFilterState(type=types))):
        state = None if str(run.id) in living or _waits_for_a_worker(run) else _end_of(run, statuses)
        if state is not None:
            found.append(_finding(run, state))
    return found


def mend() -> None:
    """Set right what the records say of runs whose process has died, with a line for each.

    Those of schedules go on by themselves.
    """
    from fitflow.orchestration import recovery

    for line in recovery.recover():
        print(f"{time.strftime('%F %T')} {line}", flush=True)
    for finding in [*findings(doctor.statuses()), *doctor.of_runs()]:
        if finding.mend is not None:
            finding.mend()
            print(f"{time.strftime('%F %T')} {finding.about}: {finding.wrong} -> {finding.remedy}", flush=True)


def _ended() -> list[Finding]:
    """Flow runs that ended otherwise than their MLflow run, of the newest ones."""
    runs = {str(run["tags"].get("prefect.flow_run_id")): run for run in tracking.list_runs(LOOKED_AT)}
    ids = [UUID(flow_run_id) for flow_run_id, run in runs.items() if flow_run_id != "None" and run["status"] in AGREES]
    found: list[Finding] = []
    for flow in _read(FlowRunFilter(id=FlowRunFilterId(any_=ids))) if ids else []:
        run = runs[str(flow.id)]
        if flow.state_type not in (*AGREES[run["status"]], *UNFINISHED, StateType.SCHEDULED):
            found.append(_finding(flow, _state(run["status"], run)))
    return found


def _end_of(flow: FlowRun, statuses: Mapping[str, str]) -> State | None:
    """How a flow run ended that Prefect has as running; None while it runs, or where that is not known here."""
    labels = flow.labels or {}
    alive = identity.is_alive(str(labels.get(PROCESS, "")))
    if alive:
        return None
    run = _mlflow_run(str(labels.get(LABEL, "")))
    if run is not None and run["tags"].get("prefect.flow_run_id") == str(flow.id):
        status = statuses.get(run["run_id"], run["status"])
        return _state(status, run) if status in AGREES else None
    began = PROCESS in labels or not _is_ours(flow) or _seconds(flow) < GRACE_SECONDS
    if alive is False or not began:
        return Crashed(message="its process died without a word; set by fitflow doctor")
    return None


def _waits_for_a_worker(flow: FlowRun) -> bool:
    """Whether a deployment's run has yet to begin: its worker or `recovery` sees to it."""
    return flow.state_type is StateType.PENDING and flow.deployment_id is not None


def _mlflow_run(run_id: str) -> Run | None:
    try:
        return tracking.get_run(run_id) if run_id else None
    except InputError:
        return None  # of another store


def _is_ours(flow: FlowRun) -> bool:
    """Whether it is a run of one of fitflow's flows, which are named as their files: others have no label."""
    with get_client(sync_client=True) as client:
        return client.read_flow(flow.flow_id).name in discovery.available("flows")


def _seconds(flow: FlowRun) -> float:
    """Since it began; a clock that was set gives nonsense, and 0 here."""
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
    return Finding(f"flow run {flow.name}", wrong, f"Prefect: {state.name}", partial(_set, flow.id, state))


def _read(chosen: FlowRunFilter) -> list[FlowRun]:
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=chosen, limit=LOOKED_AT)


def _set(flow_run_id: UUID, state: State) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(flow_run_id, state, force=True)


if __name__ == "__main__":
    mend()
