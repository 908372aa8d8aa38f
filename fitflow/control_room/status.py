"""State of the control room's parts, slots, and running and queued runs, for `fitflow status`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from fitflow.control_room.start import DEVICES, workers_online
from fitflow.errors import InputError
from fitflow.orchestration import labels
from fitflow.orchestration.server import rest
from fitflow.orchestration.server.api import configured_url
from fitflow.processes import services

SHOWN = 50
WAITING = "waiting for "  # prefix of the task in which a run waits for a slot; see orchestration/device_slots.py


def overview() -> dict[str, Any]:
    """Collect the whole status; `api` is None if no Prefect API is up."""
    url = configured_url()
    document: dict[str, Any] = {"up": services.living() is not None, "api": url, "parts": parts(), "error": None}
    document |= {"slots": [], "running": [], "queued": []}
    if url is None:
        return document
    try:
        return document | {"slots": slots(url), "running": running(url), "queued": queued(url)}
    except InputError as error:
        return document | {"error": str(error)}


def parts() -> list[dict[str, Any]]:
    """The control room's processes: up, (re)starting, or down."""
    plan, state = services.living(), services.read_state()
    if plan is None or state is None:
        return []
    return [_part(plan, state, part) for part in plan.parts] + _others(plan)


def slots(url: str) -> list[dict[str, Any]]:
    """For each device, how many trainings may run at a time and how many do."""
    found: list[dict[str, Any]] = []
    for limit in rest.call(url, "POST", "/v2/concurrency_limits/filter", {"limit": 200}):
        if limit["name"] in DEVICES:
            found.append({"device": limit["name"], "slots": limit["limit"], "taken": limit["active_slots"]})
    return sorted(found, key=lambda row: str(row["device"]))


def running(url: str) -> list[dict[str, Any]]:
    """Running flow runs, oldest first; `waits_for` names the slot that a run waits for, or None."""
    body = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "CANCELLING"]}}}, "sort": "START_TIME_ASC"}
    runs = rest.call(url, "POST", "/flow_runs/filter", body | {"limit": SHOWN})
    waiting = _waiting(url) if runs else {}
    return [_row(run) | {"waits_for": waiting.get(run["id"])} for run in runs]


def queued(url: str) -> list[dict[str, Any]]:
    """Flow runs that are due and have not begun: Late, or Pending while their process starts."""
    now = datetime.now(UTC).isoformat()
    state = {"type": {"any_": ["SCHEDULED", "PENDING"]}}
    body = {"flow_runs": {"state": state, "expected_start_time": {"before_": now}}, "sort": "EXPECTED_START_TIME_ASC"}
    return [_row(run) for run in rest.call(url, "POST", "/flow_runs/filter", body | {"limit": SHOWN})]


def _waiting(url: str) -> dict[str, str]:
    """What each flow run waits for, by its id."""
    wanted = {"state": {"type": {"any_": ["RUNNING"]}}, "name": {"like_": WAITING.strip()}}
    tasks = rest.call(url, "POST", "/task_runs/filter", {"task_runs": wanted, "limit": 200})
    return {
        task["flow_run_id"]: task["name"].removeprefix(WAITING) for task in tasks if task["name"].startswith(WAITING)
    }


def _row(run: dict[str, Any]) -> dict[str, Any]:
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


def _part(plan: services.Plan, state: services.State, part: services.Part) -> dict[str, Any]:
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


def _others(plan: services.Plan) -> list[dict[str, Any]]:
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
