"""How a run ended, told to MLflow, or kept in the run's folder until MLflow can be told."""

from __future__ import annotations

import json
from pathlib import Path

from fitflow import live, tracking
from fitflow.leases import run_folder

FILE = "ended.json"


def end(run_id: str, status: str, error: str | None = None) -> None:
    """End a run as FINISHED, FAILED or KILLED; where the server is away `deliver` does so later."""
    folder = run_folder(run_id)
    try:
        live.deliver(run_id, folder)
        tracking.end_run(run_id, status, error)
    except tracking.Unreachable:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(json.dumps({"status": status, "error": error}))


def undelivered() -> list[str]:
    """The ids of runs of which MLflow has not been told all."""
    files = [path for name in (FILE, live.PENDING) for path in run_folder("").glob(f"*/{name}")]
    return sorted({path.parent.name for path in files})


def deliver(run_id: str) -> None:
    """Tell MLflow what is kept.

    Raises:
        Unreachable: it still does not answer.
    """
    folder = run_folder(run_id)
    live.deliver(run_id, folder)
    ended = _read(folder / FILE)
    if ended is not None:
        tracking.end_run(run_id, ended["status"] or "FAILED", ended["error"])
        (folder / FILE).unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str | None] | None:
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
