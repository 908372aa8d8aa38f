"""Starts or skips a scheduled run: overlap and lateness; called first in the flow, before heavy imports."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import Abort
from prefect.runtime import deployment, flow_run
from prefect.states import Cancelled, Cancelling, Running

from fitflow import discovery
from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.orchestration import flow_run_process
from fitflow.orchestration.run_log import run_log
from fitflow.orchestration.schedules import backfill, deployment_runs, rules
from fitflow.orchestration.schedules.settings import CatchUp, Overlap, Schedule
from fitflow.recipe_io.loading import replaced

SKIPPED = "Skipped"
WAITING = "Waiting"
POLL_SECONDS = 2.0
PREFECT_STOPS_WITHIN_SECONDS = 30.0  # a worker polls for cancelled runs and then waits for the batch to end
STOPS_WITHIN_SECONDS = 120.0
NOT_STARTED = {StateType.SCHEDULED}
TAKES_PLACE = {StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.COMPLETED, StateType.FAILED}


class Skipped(Exception):
    """The policy skips this run; the message says why."""


def admit(schedule: Schedule) -> None:
    """Apply the schedule's policies to this flow run; a run without a deployment is always admitted.

    A skipped run ends here, in the state Skipped with the reason.
    """
    if deployment.id is None:
        return
    with get_client(sync_client=True) as client:
        own = client.read_flow_run(UUID(str(flow_run.id)))
        try:
            _apply_policies(client, own, schedule)
        except Skipped as skipped:
            run_log().info("skipped: %s", skipped)
            state = Cancelled(name=SKIPPED, message=str(skipped))
            _set(client, own, state)
            # Prefect's signal for a run whose state is already set; a returned Cancelled would be logged as an error.
            signal = Abort(str(skipped))
            signal.state = state  # type: ignore[attr-defined]
            raise signal from None


def recipe_for_this_run(recipe: Recipe, overrides: Mapping[str, Any] | None, schedule: Schedule) -> Recipe:
    """Return the recipe of this run, with its overrides.

    Raises:
        InputError: the scheduled recipe no longer exists, or an override is invalid.
    """
    source = schedule.source
    if source is not None and not _exists(source):
        raise InputError(
            f"the recipe {source} of this schedule no longer exists; restore it, or: "
            f"fitflow schedule remove {deployment.name or 'NAME'}"
        )
    chosen = replaced(recipe, overrides or {})
    assert isinstance(chosen, Recipe)  # `replaced` keeps the type
    return chosen


def schedule_facts() -> dict[str, str]:
    """Return MLflow tags for this run's schedule and logical date; none for a run started by hand."""
    if deployment.id is None:
        return {}
    with get_client(sync_client=True) as client:
        known = client.read_deployment(UUID(str(deployment.id)))
    rule = ", ".join(f"{rules.text(entry.schedule)}, {entry.schedule.timezone}" for entry in known.schedules)  # type: ignore[arg-type]
    date = (flow_run.parameters or {}).get("logical_date") or flow_run.scheduled_start_time
    return {
        "prefect.deployment": known.name,
        "fitflow.schedule": rule,
        "fitflow.logical_date": date.isoformat() if isinstance(date, datetime) else str(date),
    }


def _exists(source: str) -> bool:
    if source.endswith(".py"):
        return Path(source).is_file()
    return discovery.exists("recipes", source)


def _apply_policies(client: SyncPrefectClient, own: FlowRun, schedule: Schedule) -> None:
    if backfill.TAG in own.tags:
        return  # backfilled runs have a queue of their own
    if own.auto_scheduled and own.run_count <= 1:
        _catch_up(client, own, schedule.catch_up, schedule.grace_seconds)
    _overlap(client, own, schedule.overlap)


def _catch_up(client: SyncPrefectClient, own: FlowRun, policy: CatchUp, grace_seconds: float) -> None:
    """Apply the catch-up policy to a late run: Prefect alone would start all missed runs at once."""
    due, now = own.expected_start_time, datetime.now(UTC)
    if due is None or now - due <= timedelta(seconds=grace_seconds):
        return
    late = f"{(now - due).total_seconds():.0f} s late"
    in_time = now - timedelta(seconds=grace_seconds)  # runs due later can still start by themselves
    if policy == "none":
        _skip_waiting(client, own, in_time, f"missed; catch-up policy: {policy}")
        raise Skipped(f"{late}; catch-up policy: none")
    if policy == "all":
        count = backfill.create_missed(client, own, in_time)
        _skip_waiting(client, own, in_time, "missed; a backfill run replaces it")
        raise Skipped(f"{late}; this and {count - 1} more missed runs are backfilled, one after another")
    later = [run for run in deployment_runs.due(client, own, due, now) if run.state_type in TAKES_PLACE]
    if later:
        last = later[0].expected_start_time
        assert last is not None
        reason = f"the run due at {last:%Y-%m-%d %H:%M:%S %Z} takes its place; catch-up policy: last"
        _skip_waiting(client, own, last - timedelta(microseconds=1), f"missed; {reason}")
        raise Skipped(f"{late}; {reason}")


def _skip_waiting(client: SyncPrefectClient, own: FlowRun, until: datetime, reason: str) -> None:
    """Skip the other missed runs that have not started: each would need a process to reach the same decision."""
    while waiting := deployment_runs.due(client, own, None, until, NOT_STARTED):
        for run in waiting:
            client.set_flow_run_state(run.id, Cancelled(name=SKIPPED, message=reason), force=True)


def _overlap(client: SyncPrefectClient, own: FlowRun, policy: Overlap) -> None:
    before = [] if policy == "allow" else _running_before(client, own)
    if not before:
        return
    if policy == "skip":
        raise Skipped(f"{_shown(before[0])} is still running; overlap policy: skip")
    if policy == "cancel-old":
        _cancel(client, own, before)
    elif any(run.state_name == WAITING for run in before):
        raise Skipped(f"{_shown(before[0])} is still running, and one waits already; overlap policy: queue-one")
    else:
        _wait(client, own, before)


def _running_before(client: SyncPrefectClient, own: FlowRun) -> list[FlowRun]:
    """Return runs of this deployment that began earlier and still run; dead ones are marked as Crashed."""
    found: list[FlowRun] = []
    for run in deployment_runs.running(client, own):
        if run.id == own.id or backfill.TAG in run.tags or _began(run) > _began(own):
            continue
        if flow_run_process.is_dead(run):
            flow_run_process.mark_crashed(client, run)
        else:
            found.append(run)
    return found


def _began(run: FlowRun) -> tuple[datetime, str]:
    """Sort key on which all processes agree."""
    return run.start_time or datetime.max.replace(tzinfo=UTC), str(run.id)


def _shown(run: FlowRun) -> str:
    """Describe a run for people: all runs of a schedule have the same name."""
    began = f"{run.start_time:%Y-%m-%d %H:%M:%S %Z}" if run.start_time else "just now"
    return f"run {str(run.id)[:8]} (started {began})"


def _wait(client: SyncPrefectClient, own: FlowRun, before: list[FlowRun]) -> None:
    reason = f"waits for {_shown(before[0])} to end"
    _set(client, own, Running(name=WAITING, message=reason))
    run_log().info("%s", reason)
    while _running_before(client, own):
        time.sleep(POLL_SECONDS)
    _set(client, own, Running())


def _cancel(client: SyncPrefectClient, own: FlowRun, before: list[FlowRun]) -> None:
    """Cancel runs through Prefect, wait for them to stop, and send SIGTERM to those that no worker stops."""
    for run in before:
        run_log().info("cancelling %s", _shown(run))
        _set(client, run, Cancelling(message=f"flow run {own.name} takes its place; overlap policy: cancel-old"))
    begin, signalled = time.monotonic(), False
    while left := _running_before(client, own):
        waited = time.monotonic() - begin
        if waited > STOPS_WITHIN_SECONDS:
            raise Skipped(f"{_shown(left[0])} did not stop in {waited:.0f} s; overlap policy: cancel-old")
        if waited > PREFECT_STOPS_WITHIN_SECONDS and not signalled:
            signalled = True
            for run in left:
                flow_run_process.terminate(run)
        time.sleep(POLL_SECONDS / 4)


def _set(client: SyncPrefectClient, run: FlowRun, state: State) -> None:
    client.set_flow_run_state(run.id, state, force=True)
