"""What Prefect says of flow runs whose MLflow run says otherwise, and how it is told."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Completed, Crashed, Failed

from fitflow import leases, tracking
from fitflow.doctor import Finding
from fitflow.errors import InputError
from tasks import liveness

STATES = {"FINISHED": Completed, "FAILED": Failed, "KILLED": Crashed}
LABEL = "mlflow.run_id"
LOOKED_AT = 200


def findings(dead: set[str]) -> list[Finding]:
    """Flow runs that Prefect has as running and whose MLflow run has ended, or is one of the `dead`."""
    living = {lease.flow_run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    found: list[Finding] = []
    for run in _running():
        run_id = str((run.labels or {}).get(LABEL, ""))
        if run.deployment_id is not None and not run_id and liveness.is_dead(run):
            wrong = f"Prefect says {run.state_name}, but {liveness.process_of(run)} died"
            found.append(Finding(f"flow run {run.name}", wrong, "Prefect: Crashed", partial(_set, run.id, Crashed())))
        status = None if str(run.id) in living or not run_id else _status(run_id, dead)
        if status is not None:
            state = STATES[status](message=f"MLflow run {run_id} says {status}; set by fitflow doctor")
            wrong = f"Prefect says {run.state_name}, but MLflow run {run_id[:8]} {'died' if run_id in dead else status}"
            found.append(Finding(f"flow run {run.name}", wrong, f"Prefect: {state.name}", partial(_set, run.id, state)))
    return found


def _running() -> list[FlowRun]:
    types = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.CANCELLING])
    with get_client(sync_client=True) as client:
        chosen = FlowRunFilter(state=FlowRunFilterState(type=types))
        return client.read_flow_runs(flow_run_filter=chosen, limit=LOOKED_AT)


def _status(run_id: str, dead: set[str]) -> str | None:
    """How an MLflow run ended; None while it has not, or where this store does not know it."""
    if run_id in dead:
        return "KILLED"
    try:
        status = tracking.get_run(run_id)["status"]
    except InputError:
        return None
    return status if status in STATES else None


def _set(flow_run_id: UUID, state: State) -> None:
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(flow_run_id, state, force=True)
