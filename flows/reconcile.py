"""What Prefect says of flow runs whose MLflow run or process says otherwise, and how it is told.

`python -m flows.reconcile` sets right what the records say of runs whose process has died; the control room's
supervisor has it done after a death.
"""

from __future__ import annotations

import os
import time
from functools import partial
from uuid import UUID

import psutil
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Completed, Crashed, Failed

from fitflow import doctor, leases, services, tracking
from fitflow.doctor import Finding
from fitflow.errors import InputError

STATES = {"FINISHED": Completed, "FAILED": Failed, "KILLED": Crashed}
LABEL = "mlflow.run_id"
LOOKED_AT = 200


def findings(dead: set[str]) -> list[Finding]:
    """Flow runs that Prefect has as running and whose MLflow run has ended, or is one of the `dead`."""
    living = {lease.flow_run_id for lease in leases.all_leases() if leases.is_alive(lease)}
    found: list[Finding] = []
    for run in _running():
        run_id = str((run.labels or {}).get(LABEL, ""))
        status = None if str(run.id) in living or not run_id else _status(run_id, dead)
        if status is not None:
            state = STATES[status](message=f"MLflow run {run_id} says {status}; set by fitflow doctor")
            wrong = f"Prefect says {run.state_name}, but MLflow run {run_id[:8]} {'died' if run_id in dead else status}"
            found.append(Finding(f"flow run {run.name}", wrong, f"Prefect: {state.name}", partial(_set, run.id, state)))
    return [*found, *_without_process()]


def mend() -> None:
    """Set right what the records say of runs whose process has died, with a line for each."""
    dead = {run["run_id"] for run in doctor.dead_runs()}
    for finding in [*findings(dead), *doctor.of_runs()]:
        if finding.mend is not None:
            finding.mend()
            print(f"{time.strftime('%F %T')} {finding.about}: {finding.wrong} -> {finding.remedy}", flush=True)


def _without_process() -> list[Finding]:
    """Flow runs that the control room's worker had begun and whose process died before there was an MLflow run."""
    plan = services.living()
    if plan is None or plan.part("prefect") is None or os.environ.get("PREFECT_API_URL") != plan.facts["api"]:
        return []  # workers of other machines may be at work too
    return [
        Finding(
            f"flow run {run.name}",
            f"Prefect says {run.state_name}, but its process {run.infrastructure_pid} is gone",
            "Prefect: Crashed",
            partial(_set, run.id, Crashed(message="its process died; set by fitflow doctor")),
        )
        for run in _running()
        if run.work_pool_name == plan.facts["pool"] and LABEL not in (run.labels or {}) and not _has_process(run)
    ]


def _has_process(run: FlowRun) -> bool:
    """Whether a flow run's process lives: one that is younger than the run only has its number."""
    if not (run.infrastructure_pid or "").isdigit() or run.start_time is None:
        return True  # not known yet
    try:
        return psutil.Process(int(run.infrastructure_pid or 0)).create_time() <= run.start_time.timestamp() + 1
    except psutil.NoSuchProcess:
        return False


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


if __name__ == "__main__":
    mend()
