"""Read runs' artifacts: recipes, evaluations, checkpoints and texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fitflow.errors import InputError, first_line
from fitflow.system.urls import local_folder
from fitflow.tracking.connection import connect
from fitflow.tracking.query import Run

EVALUATION = "evaluation.json"  # the artifact that evaluation/record.py writes


def recipe_of(run_id: str) -> dict[str, Any]:
    """Return a run's recipe as plain values.

    Raises:
        InputError: the run has no recipe: it is not a run of fitflow.
    """
    connect()
    from mlflow import artifacts

    try:
        return dict(artifacts.load_dict(f"runs:/{run_id}/recipe.json"))
    except Exception:  # MLflow's stores share no base class for this
        raise InputError(f"run {run_id} is not one of fitflow: it has no recipe.json; see: fitflow list runs") from None


def evaluation_of(run: Run) -> dict[str, Any] | None:
    """The record of a run's evaluation where its artifacts are on this machine; None if it has none there."""
    folder = local_folder(str(run.get("artifacts") or ""))
    if folder is None:
        return None
    try:
        return dict(json.loads((folder / EVALUATION).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def download(run_id: str, name: str, folder: Path) -> Path:
    """Download an artifact, a file or a folder, into a folder; return its path.

    Raises:
        InputError: the run has no such artifact.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return Path(connect().download_artifacts(run_id, name, str(folder)))
    except Exception as error:  # MLflow's stores share no base class for this
        reason = first_line(error).rstrip(".")
        raise InputError(f"run {run_id} has no {name!r} ({reason}); see: fitflow show {run_id[:8]}") from None


def artifact(run_id: str, location: str, name: str, folder: Path) -> Path | None:
    """Return the path of a run's artifact on this machine, downloading it if needed; None if it does not exist.

    Args:
        run_id: the run.
        location: URL of its artifacts, a run's `artifacts`.
        name: path of the file among them.
        folder: folder for a download.
    """
    there = local_folder(location)
    if there is not None:
        return there / name if (there / name).is_file() else None
    try:
        return download(run_id, name, folder)
    except InputError:
        return None


def has_artifact(run_id: str, name: str) -> bool:
    """Return whether a run exists, is not deleted, and has an artifact of that name."""
    from mlflow.exceptions import MlflowException

    client = connect()
    try:
        run = client.get_run(run_id)
        return run.info.lifecycle_stage == "active" and name in [file.path for file in client.list_artifacts(run_id)]
    except (MlflowException, OSError):
        return False


def artifact_location(run_id: str) -> str:
    """Return the URL of a run's artifacts."""
    return str(connect().get_run(run_id).info.artifact_uri)


def read_text(run_id: str, name: str) -> str:
    """Return a text artifact."""
    connect()
    from mlflow import artifacts

    return artifacts.load_text(f"runs:/{run_id}/{name}")


def read_json(run_id: str, name: str) -> dict[str, Any] | None:
    """Return a JSON artifact; None if the run has none of that name."""
    return dict(json.loads(read_text(run_id, name))) if has_artifact(run_id, name) else None
