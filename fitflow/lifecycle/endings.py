"""Report the end of a run to MLflow, or keep it in the run's folder until MLflow is reachable."""

from __future__ import annotations

import json

from fitflow import tracking
from fitflow.lifecycle import live_curves
from fitflow.processes.leases import run_folder
from fitflow.system.files import write_atomic
from fitflow.system.stderr import warn

FILE = "ended.json"


def end(run_id: str, status: str, error: str | None = None) -> None:
    """End a run as FINISHED, FAILED or KILLED; if the store cannot be used now, `deliver` does so later."""
    try:
        _report(run_id, status, error)
    except tracking.Unreachable:
        _keep(run_id, {"status": status, "error": error})


def kept(run_id: str) -> str | None:
    """Return the status that still has to be sent to MLflow, or None."""
    ended = _read(run_id)
    return ended["status"] if ended else None


def undelivered() -> list[str]:
    """Return the ids of runs with metrics or a status that still have to be sent to MLflow."""
    files = [path for name in (FILE, live_curves.PENDING) for path in run_folder("").glob(f"*/{name}")]
    return sorted({path.parent.name for path in files})


def deliver(run_id: str) -> None:
    """Send a run's kept metrics and status to MLflow.

    Raises:
        Unreachable: the store still cannot be used.
    """
    ended = _read(run_id)
    if ended is None:
        live_curves.deliver(run_id, run_folder(run_id))
    else:
        _report(run_id, ended["status"] or "FAILED", ended["error"])
        forget(run_id)


def forget(run_id: str) -> None:
    """Forget the kept status of a run that resumes."""
    (run_folder(run_id) / FILE).unlink(missing_ok=True)


def _report(run_id: str, status: str, error: str | None) -> None:
    live_curves.deliver(run_id, run_folder(run_id))
    tracking.end_run(run_id, status, error)


def _keep(run_id: str, ended: dict[str, str | None]) -> None:
    path = run_folder(run_id) / FILE
    try:
        write_atomic(path, json.dumps(ended))
    except OSError as error:  # fitflow doctor will find that the run has no process
        warn(f"could not keep the status of run {run_id[:8]}: {error.strerror or error}")


def _read(run_id: str) -> dict[str, str | None] | None:
    try:
        return json.loads((run_folder(run_id) / FILE).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
