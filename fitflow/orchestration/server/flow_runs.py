"""Flow runs through Prefect's REST API: find one by any of its names, read its log, cancel it."""

from __future__ import annotations

import time
from typing import Any, NamedTuple
from uuid import UUID

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.orchestration import labels
from fitflow.orchestration.server import rest
from fitflow.processes import leases

FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PAGE = 200  # Prefect gives so many at a time
STOP_SECONDS = 60.0
POLL_SECONDS = 0.5
STOPPING = "asked to stop; ends after its current batch"


class Target(NamedTuple):
    """A run's two ids, each None if it does not exist or is unknown here, its name, and whether it has ended."""

    flow_run_id: str | None
    run_id: str | None
    name: str
    ended: bool


def find(url: str | None, name: str) -> Target:
    """Find the run that a name refers to.

    Args:
        url: the Prefect API's URL; None if none is up.
        name: a name that `tracking.get_run` accepts, or a flow run's id or name.

    Raises:
        InputError: no run has this name.
    """
    if _is_flow_run_id(name):
        return _of_flow_run(_read(url, name)) if url else Target(name, None, name, False)
    if name.partition(":")[0] in ("latest", "best") or (name and set(name) <= tracking.HEX):
        run = tracking.get_run(name)
        return Target(run["tags"].get("prefect.flow_run_id"), run["run_id"], run["name"], run["status"] != "RUNNING")
    if url is None:
        raise InputError(f"{name!r} is not an MLflow run; to find flow runs by name, start Prefect: fitflow up")
    return _of_flow_run(_newest(url, name))


def state_of(url: str, flow_run_id: str) -> dict[str, Any]:
    """A flow run's state: type, name, message.

    Raises:
        InputError: there is no such flow run.
    """
    return _read(url, flow_run_id)["state"] or {"type": "PENDING", "name": "Pending", "message": None}


def log_lines(url: str, flow_run_id: str, skip: int = 0) -> list[dict[str, Any]]:
    """The flow run's log, oldest line first, without the first `skip` lines."""
    chosen = {"logs": {"flow_run_id": {"any_": [flow_run_id]}}, "sort": "TIMESTAMP_ASC", "limit": PAGE}
    lines: list[dict[str, Any]] = []
    while True:
        page = rest.call(url, "POST", "/logs/filter", chosen | {"offset": skip + len(lines)})
        lines += page
        if len(page) < PAGE:
            return lines


def cancel(url: str | None, target: Target) -> str:
    """Ask a run to stop and wait for its end; returns its final state, or that it is still stopping.

    The worker stops a run that it started; a run in an ordinary process of this host is stopped through its lease.

    Raises:
        InputError: the run has already ended, or cannot be reached from here.
    """
    lease = leases.of_run(target.run_id) if target.run_id else None
    known = url is not None and target.flow_run_id is not None
    if target.ended and not (lease and leases.is_alive(lease)):
        raise InputError(f"{target.name} has already ended; see: fitflow list runs")
    if known:
        body = {"state": {"type": "CANCELLING", "message": "fitflow cancel"}}
        rest.call(url or "", "POST", f"/flow_runs/{target.flow_run_id}/set_state", body)
    asked = lease is not None and leases.ask_to_stop(lease)
    if not known and not asked:
        raise InputError(f"{target.name} is not running on this host, and no Prefect API is up; see: fitflow doctor")
    if lease is not None and asked and not leases.wait_for_end(lease, STOP_SECONDS):
        return STOPPING
    return _end(url, target) if known else "Cancelled"


def _end(url: str | None, target: Target) -> str:
    deadline = time.monotonic() + STOP_SECONDS
    while not _is_final(url, target):
        if time.monotonic() > deadline:
            return STOPPING
        time.sleep(POLL_SECONDS)
    return str(state_of(url or "", target.flow_run_id or "")["name"])


def _is_final(url: str | None, target: Target) -> bool:
    """Return whether Prefect shows the run as ended; True for a flow run that this API does not know."""
    try:
        return state_of(url or "", target.flow_run_id or "")["type"] in FINAL
    except rest.Refused:
        return True


def _read(url: str, flow_run_id: str) -> dict[str, Any]:
    try:
        return rest.call(url, "GET", f"/flow_runs/{flow_run_id}")
    except rest.Refused as refused:
        if refused.status != 404:
            raise
        raise rest.Refused(f"no flow run {flow_run_id} at {url}; see: fitflow status", 404) from None


def _newest(url: str, name: str) -> dict[str, Any]:
    """Return the newest flow run of a name, preferring one that has not ended."""
    body = {"flow_runs": {"name": {"any_": [name]}}, "sort": "EXPECTED_START_TIME_DESC", "limit": PAGE}
    found = rest.call(url, "POST", "/flow_runs/filter", body)
    if not found:
        raise InputError(
            f"no run is called {name!r}; expected an MLflow run or a flow run's id or name: fitflow status"
        )
    return next((run for run in found if run["state_type"] not in FINAL), found[0])


def _of_flow_run(run: dict[str, Any]) -> Target:
    return Target(run["id"], (run.get("labels") or {}).get(labels.RUN), run["name"], run["state_type"] in FINAL)


def _is_flow_run_id(name: str) -> bool:
    """Return whether a name is a UUID with dashes; without dashes it could be an MLflow run's id."""
    try:
        return str(UUID(name)) == name.lower()
    except ValueError:
        return False
