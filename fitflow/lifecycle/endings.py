"""How a run ended, told to MLflow, or kept in the run's folder until MLflow can be told."""

from __future__ import annotations

import json

from fitflow import tracking
from fitflow.lifecycle import live_curves
from fitflow.processes.leases import run_folder
from fitflow.system.files import write_whole
from fitflow.system.stderr import warn

FILE = "ended.json"


def end(run_id: str, status: str, error: str | None = None) -> None:
    """End a run as FINISHED, FAILED or KILLED; where the store cannot be used now, `deliver` does so later."""
    try:
        _tell(run_id, status, error)
    except tracking.Unreachable:
        _keep(run_id, {"status": status, "error": error})


def kept(run_id: str) -> str | None:
    """The status that MLflow has not been told yet, if any."""
    ended = _read(run_id)
    return ended["status"] if ended else None


def undelivered() -> list[str]:
    """The ids of runs of which MLflow has not been told all."""
    files = [path for name in (FILE, live_curves.PENDING) for path in run_folder("").glob(f"*/{name}")]
    return sorted({path.parent.name for path in files})


def deliver(run_id: str) -> None:
    """Tell MLflow what is kept.

    Raises:
        Unreachable: it still does not answer.
    """
    ended = _read(run_id)
    if ended is None:
        live_curves.deliver(run_id, run_folder(run_id))
    else:
        _tell(run_id, ended["status"] or "FAILED", ended["error"])
        forget(run_id)


def forget(run_id: str) -> None:
    """The run goes on: how it had ended is of no interest any more."""
    (run_folder(run_id) / FILE).unlink(missing_ok=True)


def _tell(run_id: str, status: str, error: str | None) -> None:
    live_curves.deliver(run_id, run_folder(run_id))
    tracking.end_run(run_id, status, error)


def _keep(run_id: str, ended: dict[str, str | None]) -> None:
    path = run_folder(run_id) / FILE
    try:
        write_whole(path, json.dumps(ended))
    except OSError as error:  # nothing can be written anywhere; fitflow doctor finds the run without a process
        warn(f"how run {run_id[:8]} ended could not be kept: {error.strerror or error}")


def _read(run_id: str) -> dict[str, str | None] | None:
    try:
        return json.loads((run_folder(run_id) / FILE).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
