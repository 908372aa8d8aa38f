"""Runs for past times, one after another in a work queue whose concurrency limit Prefect enforces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Scheduled

from fitflow.orchestration.schedules import deployment_runs, rules

TAG = "backfill"
DATE = "logical-date:"
TO_COME = {StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.PAUSED}


def create_missed(client: SyncPrefectClient, own: FlowRun, until: datetime) -> int:
    """Create a run for every missed time from that of this late run on; returns their number.

    Prefect creates runs only some way ahead: after a long downtime most missed runs were never created.
    """
    assert own.deployment_id is not None and own.expected_start_time is not None
    deployment = client.read_deployment(own.deployment_id)
    times = times_of(deployment, own.expected_start_time, until)
    create(client, deployment, times)
    return len(times)


def times_of(deployment: DeploymentResponse, start: datetime, end: datetime) -> list[datetime]:
    """Return every fire time of a deployment from start to end."""
    found = [rules.times_between(entry.schedule, start, end) for entry in deployment.schedules if entry.active]  # type: ignore[arg-type]
    return sorted({time for times in found for time in times})


def create(
    client: SyncPrefectClient, deployment: DeploymentResponse, times: Sequence[datetime], at_most: int = 1
) -> list[FlowRun]:
    """Create a run, in order, for each time without a run that has completed, is running or is scheduled.

    Concurrent processes create each run only once.

    Args:
        client: Prefect's client.
        deployment: the deployment to run.
        times: logical dates; set as the parameter `logical_date` and as a tag.
        at_most: how many may run at the same time.
    """
    queue = _queue(client, deployment, at_most)
    before = _tried(client, deployment)
    begin, created = datetime.now(UTC), list[FlowRun]()
    for place, time in enumerate(times):
        states = before.get(time.astimezone(UTC), [])
        if StateType.COMPLETED in states or TO_COME.intersection(states):
            continue
        attempt = len(states)
        run = client.create_flow_run_from_deployment(
            deployment.id,
            parameters={"logical_date": time.isoformat()},
            # The order depends on the date alone; future dates run now too.
            state=Scheduled(scheduled_time=min(time, begin + timedelta(milliseconds=place))),
            tags=[TAG, f"{DATE}{time.isoformat()}"],
            idempotency_key=f"{TAG} {time.astimezone(UTC).isoformat()} {attempt}",
            work_queue_name=queue,
        )
        created.append(run)
    return created


def queue_name(deployment_name: str) -> str:
    """Name of the work queue of a deployment's backfilled runs."""
    return f"{deployment_name}-{TAG}"


def _tried(client: SyncPrefectClient, deployment: DeploymentResponse) -> dict[datetime, list[StateType]]:
    """States by logical date in UTC: of all backfilled runs, and of the schedule's own completed runs.

    A schedule's own failed run does not count: a backfill replaces it.
    """
    found: dict[datetime, list[StateType]] = {}
    chosen = FlowRunFilter(tags=FlowRunFilterTags(all_=[TAG]))
    for run in deployment_runs.all_of_deployment(client, deployment.id, chosen):
        date = next((tag.removeprefix(DATE) for tag in run.tags if tag.startswith(DATE)), None)
        if date is not None and run.state_type is not None:
            found.setdefault(datetime.fromisoformat(date).astimezone(UTC), []).append(run.state_type)
    for run in deployment_runs.all_of_deployment(client, deployment.id, deployment_runs.completed()):
        if run.auto_scheduled and run.expected_start_time is not None:
            found.setdefault(run.expected_start_time.astimezone(UTC), []).append(StateType.COMPLETED)
    return found


def drop_queue(client: SyncPrefectClient, deployment: DeploymentResponse) -> None:
    """Delete the queue of a deployment's backfilled runs, if it has one."""
    try:
        _request(client, "DELETE", deployment, f"/{queue_name(deployment.name)}")
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 404:
            raise


def _queue(client: SyncPrefectClient, deployment: DeploymentResponse, at_most: int) -> str:
    """Create the queue, or update its limit."""
    name = queue_name(deployment.name)
    try:
        _request(client, "POST", deployment, "", {"name": name, "concurrency_limit": at_most})
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 409:
            raise
        _request(client, "PATCH", deployment, f"/{name}", {"concurrency_limit": at_most})
    return name


def _request(
    client: SyncPrefectClient, method: Any, deployment: DeploymentResponse, path: str, body: Any = None
) -> None:
    """Call the work queue API, for which this client has no methods."""
    route: Any = f"/work_pools/{deployment.work_pool_name}/queues{path}"
    client.request(method, route, json=body)
