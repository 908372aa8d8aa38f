"""Flow runs of one deployment, read from Prefect."""

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
LIMIT = 200  # the most that Prefect's server returns at once


def running(client: SyncPrefectClient, of: FlowRun) -> list[FlowRun]:
    """Return running and cancelling runs of the deployment that a run belongs to."""
    return _read(client, of.deployment_id, FlowRunFilter(state=_state(GOING_ON)))


def due(
    client: SyncPrefectClient,
    of: FlowRun,
    after: datetime | None,
    until: datetime,
    types: Collection[StateType] = frozenset(),
) -> list[FlowRun]:
    """Return other scheduled runs of a run's deployment that are due later than `after` and up to `until`.

    Newest first; with the given state types, or all.
    """
    times = FlowRunFilterExpectedStartTime.model_validate({"after_": after, "before_": until})
    chosen = FlowRunFilter(expected_start_time=times, state=_state(types or StateType))
    found = _read(client, of.deployment_id, chosen)
    return [run for run in found if run.auto_scheduled and run.id != of.id and run.expected_start_time != after]


def of_deployment(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter, limit: int) -> list[FlowRun]:
    """Return runs of a deployment, latest expected start first."""
    of = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    sort = FlowRunSort.EXPECTED_START_TIME_DESC
    return client.read_flow_runs(deployment_filter=of, flow_run_filter=chosen, sort=sort, limit=limit)


def all_of_deployment(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter) -> Iterator[FlowRun]:
    """Yield every run of a deployment that a filter selects."""
    of = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
    for offset in count(0, LIMIT):
        page = client.read_flow_runs(deployment_filter=of, flow_run_filter=chosen, limit=LIMIT, offset=offset)
        yield from page
        if len(page) < LIMIT:
            return


def completed() -> FlowRunFilter:
    """Filter for completed runs."""
    return FlowRunFilter(state=_state({StateType.COMPLETED}))


def _read(client: SyncPrefectClient, deployment_id: Any, chosen: FlowRunFilter) -> list[FlowRun]:
    return of_deployment(client, deployment_id, chosen, LIMIT)


def _state(types: Collection[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
