"""State of the control room's parts, slots, and running and queued runs, for `fitflow status`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Literal, TypedDict

from fitflow.control_room.slots import DeviceSlots, slots
from fitflow.control_room.work_pool import workers_online
from fitflow.errors import InputError
from fitflow.orchestration import labels
from fitflow.orchestration.server import rest
from fitflow.orchestration.server.local_server import configured_url
from fitflow.processes import services

SHOWN = 50


class PartState(TypedDict):
    """One process of the control room.

    Attributes:
        name: `prefect`, `mlflow` or `worker`.
        state: whether it answers; `starting` also where it is being started again.
        url: its page.
        pid: the number of its process; null if it is down, or the user runs it.
        log: the path of its log; null if the user runs it.
    """

    name: str
    state: Literal["up", "starting", "down"]
    url: str
    pid: int | None
    log: str | None


class QueuedRun(TypedDict):
    """A flow run of Prefect's.

    Attributes:
        flow_run_id: the flow run's id.
        name: the flow run's name.
        state: the name of its state in Prefect: Running, Late, Pending, Scheduled and others.
        message: what Prefect says of that state; null if it says nothing.
        expected: when it was to start, in ISO 8601; null if no time is set.
        seconds: the time since it started, in seconds; null if it has not.
        run_id: the MLflow run's id; null if there is none yet.
    """

    flow_run_id: str
    name: str
    state: str
    message: str | None
    expected: str | None
    seconds: float | None
    run_id: str | None


class RunningRun(QueuedRun):
    """A flow run that is running.

    Attributes:
        waits_for: the device that it waits for; null if it does not wait.
    """

    waits_for: str | None


class Overview(TypedDict):
    """What is up, running and queued.

    Attributes:
        up: whether the control room is up.
        api: the address of the Prefect API; null if none is up.
        parts: the processes of the control room; empty if it is down.
        error: why the Prefect API could not be reached; null if it could.
        slots: the devices that trainings take turns on.
        running: the flow runs that are running, oldest first.
        queued: the flow runs whose time has come and that have not begun.
    """

    up: bool
    api: str | None
    parts: list[PartState]
    error: str | None
    slots: list[DeviceSlots]
    running: list[RunningRun]
    queued: list[QueuedRun]


def overview() -> Overview:
    """Collect the whole status; `api` is None if no Prefect API is up."""
    url = configured_url()
    document: Overview = {
        "up": services.living() is not None,
        "api": url,
        "parts": parts(),
        "error": None,
        "slots": [],
        "running": [],
        "queued": [],
    }
    if url is None:
        return document
    try:
        return {**document, "slots": slots(url), "running": running(url), "queued": queued(url)}
    except InputError as error:
        return {**document, "error": str(error)}


def parts() -> list[PartState]:
    """The control room's processes: up, (re)starting, or down."""
    plan, state = services.living(), services.read_state()
    if plan is None or state is None:
        return []
    return [_part(plan, state, part) for part in plan.parts] + _others(plan)


def running(url: str) -> list[RunningRun]:
    """Running flow runs, oldest first; `waits_for` names the slot that a run waits for, or None."""
    body = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "CANCELLING"]}}}, "sort": "START_TIME_ASC"}
    runs = rest.call(url, "POST", "/flow_runs/filter", body | {"limit": SHOWN})
    waiting = _waiting(url) if runs else {}
    return [{**_row(run), "waits_for": waiting.get(run["id"])} for run in runs]


def queued(url: str) -> list[QueuedRun]:
    """Flow runs that are due and have not begun: Late, or Pending while their process starts."""
    now = datetime.now(UTC).isoformat()
    state = {"type": {"any_": ["SCHEDULED", "PENDING"]}}
    body = {"flow_runs": {"state": state, "expected_start_time": {"before_": now}}, "sort": "EXPECTED_START_TIME_ASC"}
    return [_row(run) for run in rest.call(url, "POST", "/flow_runs/filter", body | {"limit": SHOWN})]


def _waiting(url: str) -> dict[str, str]:
    """What each flow run waits for, by its id."""
    wanted = {"state": {"type": {"any_": ["RUNNING"]}}, "name": {"like_": labels.WAITING.strip()}}
    tasks = rest.call(url, "POST", "/task_runs/filter", {"task_runs": wanted, "limit": 200})
    return {
        task["flow_run_id"]: task["name"].removeprefix(labels.WAITING)
        for task in tasks
        if task["name"].startswith(labels.WAITING)
    }


def _row(run: dict[str, Any]) -> QueuedRun:
    started = run["start_time"]
    seconds = time.time() - datetime.fromisoformat(started).timestamp() if started else None
    return {
        "flow_run_id": run["id"],
        "name": run["name"],
        "state": run["state_name"],
        "message": (run["state"] or {}).get("message"),
        "expected": run["expected_start_time"],
        "seconds": round(seconds, 1) if seconds is not None else None,
        "run_id": (run.get("labels") or {}).get(labels.RUN),
    }


def _part(plan: services.Plan, state: services.State, part: services.Part) -> PartState:
    process = state.parts.get(part.name)
    alive = process is not None and services.is_alive(process)
    well = alive and (not part.health or services.answers(part.health))
    if part.name == "worker" and alive:
        well = _is_online(plan.facts["api"])
    return {
        "name": part.name,
        "state": "up" if well else "starting" if alive or services.is_alive(state.supervisor) else "down",
        "url": part.url,
        "pid": process.pid if process and alive else None,
        "log": str(services.folder() / f"{part.name}.log"),
    }


def _others(plan: services.Plan) -> list[PartState]:
    """Servers that the user runs and the control room uses."""
    known = {part.name for part in plan.parts}
    servers = {"prefect": plan.facts["api"].removesuffix("/api"), "mlflow": plan.facts["mlflow"]}
    health = {"prefect": f"{plan.facts['api']}/health", "mlflow": f"{plan.facts['mlflow']}/health"}
    return [
        {
            "name": name,
            "state": "up" if services.answers(health[name]) else "down",
            "url": url,
            "pid": None,
            "log": None,
        }
        for name, url in servers.items()
        if name not in known
    ]


def _is_online(url: str) -> bool:
    try:
        return workers_online(url) > 0
    except InputError:
        return False
