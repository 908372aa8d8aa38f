"""A schedule as a row: its rule, policies, next times and last run, from Prefect's deployment."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse

from fitflow.orchestration import labels
from fitflow.orchestration.schedules import deployment_runs, rules
from fitflow.orchestration.schedules.entrypoints import FLOW_NAME
from fitflow.orchestration.schedules.settings import CatchUp, Overlap, Schedule

ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]


class LastRun(TypedDict):
    """The last run of a schedule that has ended.

    Attributes:
        state: the name of its state in Prefect: Completed, Failed, Crashed, Cancelled or Skipped.
        message: what Prefect says of that state; null if it says nothing.
        time: when it ended, in ISO 8601; null if not known.
        flow_run_id: the id of Prefect's flow run.
        run_id: the MLflow run's id; null if there is none.
    """

    state: str | None
    message: str | None
    time: str | None
    flow_run_id: str
    run_id: str | None


class ScheduleRow(TypedDict):
    """One schedule.

    Attributes:
        name: its name.
        recipe: the recipe's name.
        rule: when it runs: a cron line, an interval or a recurrence rule.
        timezone: the time zone of the rule; null if there is no rule.
        overlap: what a run does while an earlier one still runs.
        catch_up: which missed runs are made up for.
        next: the next three times that it runs, in ISO 8601; empty while it is paused.
        last: the last run that has ended; null if there is none.
        paused: whether it is paused.
        deployment: the name of Prefect's deployment.
    """

    name: str
    recipe: str
    rule: str
    timezone: str | None
    overlap: Overlap
    catch_up: CatchUp
    next: list[str]
    last: LastRun | None
    paused: bool
    deployment: str


def row(client: SyncPrefectClient, deployment: DeploymentResponse) -> ScheduleRow:
    """The row of a schedule's deployment."""
    policies = deployment.parameters.get("schedule") or {}
    last = _last(client, deployment)
    return {
        "name": deployment.name,
        "recipe": recipe_name(deployment),
        "rule": rule_text(deployment),
        "timezone": next((entry.schedule.timezone for entry in deployment.schedules), None),  # type: ignore[union-attr]
        "overlap": policies.get("overlap", Schedule().overlap),
        "catch_up": policies.get("catch_up", Schedule().catch_up),
        "next": [] if deployment.paused else [time.isoformat() for time in _next(deployment)],
        "last": None if last is None else _last_result(last),
        "paused": deployment.paused,
        "deployment": f"{FLOW_NAME}/{deployment.name}",
    }


def _next(deployment: DeploymentResponse) -> list[datetime]:
    times = [time for entry in deployment.schedules if entry.active for time in rules.next_times(entry.schedule, 3)]  # type: ignore[arg-type]
    return sorted(times)[:3]


def _last(client: SyncPrefectClient, deployment: DeploymentResponse) -> FlowRun | None:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=ENDED))
    return next(iter(deployment_runs.of_deployment(client, deployment.id, FlowRunFilter(state=state), limit=1)), None)


def _last_result(run: FlowRun) -> LastRun:
    time = run.end_time or run.expected_start_time
    run_id = (run.labels or {}).get(labels.RUN)
    return {
        "state": run.state_name,
        "message": run.state.message if run.state else None,
        "time": time.isoformat() if time else None,
        "flow_run_id": str(run.id),
        "run_id": None if run_id is None else str(run_id),
    }


def recipe_name(deployment: DeploymentResponse) -> str:
    """The name of the recipe that a schedule runs; empty if its parameters have none."""
    return str((deployment.parameters.get("recipe") or {}).get("name", ""))


def rule_text(deployment: DeploymentResponse) -> str:
    """When a schedule runs, in words."""
    return ", ".join(rules.text(entry.schedule) for entry in deployment.schedules) or "no rule"  # type: ignore[arg-type]
