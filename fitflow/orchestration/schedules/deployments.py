"""Schedules as Prefect deployments of the train flow: create, list, pause, trigger, backfill and remove them."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.utilities.callables import parameter_schema

from fitflow.config import Recipe
from fitflow.errors import InputError, nearest
from fitflow.orchestration.schedules import backfill, rules
from fitflow.orchestration.schedules.entrypoints import ENTRYPOINT, FLOW_NAME
from fitflow.orchestration.schedules.rules import Rule, parse_rule
from fitflow.orchestration.schedules.schedule_rows import ScheduleRow, recipe_name, row, rule_text
from fitflow.orchestration.schedules.settings import Schedule
from fitflow.recipe_io.loading import replaced
from fitflow.reuse.options import Reuse
from fitflow.system.paths import project_dir
from fitflow.system.urls import redact

__all__ = ["Planned", "add", "backfilled", "ensure_pool", "listed", "ours", "parse_rule", "pause", "remove", "trigger"]

POOL = "fitflow"
# Environment variables copied from where the schedule was made; a worker adds Prefect's own settings.
PASSED_ON = (
    "FITFLOW_DATA_DIR",
    "FITFLOW_CACHE_DIR",
    "FITFLOW_HOME",
    "KERAS_BACKEND",
    "KERAS_HOME",
    "MLFLOW_TRACKING_URI",
)
BACKFILLED_AT_ONCE = 1000


@dataclass(frozen=True)
class Planned:
    """Arguments of `add`: name, complete recipe, rule, policies, data folder and reuse options."""

    name: str
    recipe: Recipe
    rule: Rule
    schedule: Schedule
    data_dir: str | None
    reuse: Reuse


class TriggeredRun(TypedDict):
    """A run of a schedule that was asked for.

    Attributes:
        flow_run_id: the id of Prefect's flow run.
        name: the flow run's name.
        schedule: the schedule's name.
        url: the flow run's page; empty where Prefect shows none.
    """

    flow_run_id: str
    name: str
    schedule: str
    url: str


class BackfilledRun(TypedDict):
    """A run that makes up for a time that has passed.

    Attributes:
        flow_run_id: the id of Prefect's flow run.
        logical_date: the time that it is for, in ISO 8601.
    """

    flow_run_id: str
    logical_date: str


class Backfill(TypedDict):
    """What makes up for times of a schedule that have passed.

    Attributes:
        schedule: the schedule's name.
        times: the number of times that the schedule fired in this period.
        at_most: how many of the runs may run side by side.
        runs: the runs that were made, in order: one for each time that has no finished run.
    """

    schedule: str
    times: int
    at_most: int
    runs: list[BackfilledRun]


@contextmanager
def _client() -> Generator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


def add(planned: Planned, flow: Flow[..., Any], replace: bool = False) -> ScheduleRow:
    """Create the deployment of a schedule; returns its row as in `listed`.

    Args:
        planned: what to run, and when.
        flow: the flow to deploy, `fitflow.flows.scheduled.train`.
        replace: replace an existing schedule of the same name.

    Raises:
        InputError: a schedule of that name exists, and `replace` is not set.
    """
    with _client() as client:
        existing = _read(client, planned.name)
        if existing is not None and not replace:
            raise InputError(
                f"schedule {planned.name} exists ({recipe_name(existing)}, {rule_text(existing)}); "
                "replace it with --replace, or name the new one with --name"
            )
        ensure_pool(client)
        deployment_id = _create(client, planned, flow)
        return row(client, client.read_deployment(deployment_id))


def ensure_pool(client: SyncPrefectClient) -> None:
    """Create the worker's work pool if it does not exist."""
    try:
        client.read_work_pool(POOL)
    except ObjectNotFound:
        from prefect.workers.process import ProcessWorker

        template = ProcessWorker.get_default_base_job_template()
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))


def listed() -> list[ScheduleRow]:
    """List every schedule: name, recipe, rule, time zone, policies, next fire times, last result, paused or not."""
    with _client() as client:
        return [row(client, deployment) for deployment in sorted(ours(client), key=lambda entry: entry.name)]


def pause(name: str, paused: bool = True) -> ScheduleRow:
    """Pause or resume a schedule; its planned runs are deleted, a running one is not touched."""
    with _client() as client:
        deployment = _find(client, name)
        (client.pause_deployment if paused else client.resume_deployment)(deployment.id)
        return row(client, client.read_deployment(deployment.id))


def remove(name: str) -> None:
    """Delete a schedule and its planned runs; a running one is not touched, and records stay."""
    with _client() as client:
        deployment = _find(client, name)
        client.delete_deployment(deployment.id)
        backfill.drop_queue(client, deployment)


def trigger(name: str, overrides: dict[str, Any]) -> TriggeredRun:
    """Run a schedule's recipe now, with some fields replaced.

    Raises:
        InputError: no such schedule, or an invalid override.
    """
    with _client() as client:
        deployment = _find(client, name)
        recipe = Recipe.model_validate(deployment.parameters["recipe"])
        parameters = {"recipe": replaced(recipe, overrides).model_dump(mode="json")} if overrides else {}
        run = client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
        return {"flow_run_id": str(run.id), "name": run.name, "schedule": name, "url": _url(run)}


def backfilled(name: str, start: datetime, end: datetime, at_most: int = 1) -> Backfill:
    """Create runs for past times of a schedule.

    Args:
        name: the schedule's name.
        start, end: first and last time, both included; without a time zone, in the schedule's.
        at_most: how many may run at the same time.

    Raises:
        InputError: no such schedule, no such times, or too many.
    """
    with _client() as client:
        deployment = _find(client, name)
        zone = rules.zone(deployment.schedules[0].schedule)  # type: ignore[arg-type]
        start, end = (time if time.tzinfo else time.replace(tzinfo=zone) for time in (start, end))
        times = backfill.times_of(deployment, start, min(end, datetime.now(UTC)))
        if not times:
            raise InputError(f"{name} ({rule_text(deployment)}) never fired from {start} to {end}; see: --from, --to")
        if len(times) > BACKFILLED_AT_ONCE:
            raise InputError(f"{name} fired {len(times)} times from {start} to {end}; limit {BACKFILLED_AT_ONCE}")
        made = backfill.create(client, deployment, times, at_most)
        rows: list[BackfilledRun] = [
            {"flow_run_id": str(run.id), "logical_date": run.parameters["logical_date"]} for run in made
        ]
        return {"schedule": name, "times": len(times), "at_most": at_most, "runs": rows}


def _create(client: SyncPrefectClient, planned: Planned, flow: Flow[..., Any]) -> Any:
    parameters = {
        "recipe": planned.recipe.model_dump(mode="json"),
        "schedule": planned.schedule.model_dump(mode="json"),
        "data_dir": planned.data_dir,
        "reuse": planned.reuse.model_dump(mode="json"),
    }
    return client.create_deployment(
        flow_id=client.create_flow(flow),
        name=planned.name,
        entrypoint=ENTRYPOINT,
        schedules=[DeploymentScheduleCreate(schedule=planned.rule)],
        parameters=parameters,
        parameter_openapi_schema=parameter_schema(flow).model_dump_for_openapi(),
        enforce_parameter_schema=True,
        description=flow.description,
        work_pool_name=POOL,
        job_variables=job_variables(),
        tags=["fitflow"],
    )


def job_variables() -> dict[str, Any]:
    """How a process worker starts a run: in the project folder, with this interpreter and environment.

    The command equals the worker's default. Without one the worker first starts a process that looks for a project to
    install, which takes a second and, with uv, runs the flow in another environment.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    if redact(environment.get("MLFLOW_TRACKING_URI", "")) != environment.get("MLFLOW_TRACKING_URI", ""):
        del environment["MLFLOW_TRACKING_URI"]  # contains a password; set it in the worker's environment
    return {
        "working_dir": str(project_dir()),
        "env": environment,
        "command": f"{sys.executable} -m prefect.engine",
    }


def ours(client: SyncPrefectClient) -> list[DeploymentResponse]:
    """Return every schedule's deployment, including those made by `prefect deploy`."""
    found: list[DeploymentResponse] = []
    while page := client.read_deployments(limit=200, offset=len(found)):
        found += page
    return [deployment for deployment in found if deployment.entrypoint == ENTRYPOINT]


def _read(client: SyncPrefectClient, name: str) -> DeploymentResponse | None:
    try:
        return client.read_deployment_by_name(f"{FLOW_NAME}/{name}")
    except ObjectNotFound:
        return None


def _find(client: SyncPrefectClient, name: str) -> DeploymentResponse:
    deployment = _read(client, name)
    if deployment is None:
        known = [entry.name for entry in ours(client)]
        hint = nearest(name, known) if known else "there are none; try: fitflow schedule add --help"
        raise InputError(f"no schedule is called {name!r}: {hint}")
    return deployment


def _url(run: FlowRun) -> str:
    from prefect.utilities.urls import url_for

    return str(url_for(run) or "")
