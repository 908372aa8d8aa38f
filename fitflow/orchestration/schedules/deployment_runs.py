"""Flow runs of one deployment, as Prefect knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import count
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort

GOING_ON = {StateType.RUNNING, StateType.CANCELLING}
LIMIT = 200  # what Prefect's server gives in one go


def running(client: SyncPrefectClient, of: FlowRun) -> list[FlowRun]:
    """Runs of the deployment of a run that run now, or are being cancelled."""
    return _read(client, of.deployment_id, FlowRunFilter(state=_state(GOING_ON)))


def due(
    client: SyncPrefectClient,
    of: FlowRun,
    after: datetime | None,
    until: datetime,
    types: Collection[StateType] = frozenset(),
) -> list[FlowRun]:
    """Other runs that the schedule of a run's deployment made for times later than `after` and up to `until`.

    Newest first; of the given types of state, or of all.
    """
    times = FlowRunFilterExpectedStartTime.model_validate({"after_": after, "before_": until})
    chosen = FlowRunFilter(expected_start_time=times, state=_state(types or StateType))
    found = _read(client, of.deployment_id, chosen)
    return [run for run in found if run.auto_scheduled and run.id != of.id and run.expected_start_time != after]


def of_deployment(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter, limit: int) -> list[FlowRun]:
    """Runs of a deployment, those that were to start last first."""
    of = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    sort = FlowRunSort.EXPECTED_START_TIME_DESC
    return client.read_flow_runs(deployment_filter=of, flow_run_filter=chosen, sort=sort, limit=limit)


def all_of_deployment(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter) -> Iterator[FlowRun]:
    """Every run of a deployment that a filter chooses."""
    of = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    for offset in count(0, LIMIT):
        page = client.read_flow_runs(deployment_filter=of, flow_run_filter=chosen, limit=LIMIT, offset=offset)
        yield from page
        if len(page) < LIMIT:
            return


def completed() -> FlowRunFilter:
    """Runs that ended well."""
    return FlowRunFilter(state=_state({StateType.COMPLETED}))


def _read(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter) -> list[FlowRun]:
    return of_deployment(client, deployment_id, chosen, LIMIT)


def _state(types: Collection[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
