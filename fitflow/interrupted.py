"""Runs that were interrupted and can go on."""

from __future__ import annotations

from typing import Any

from fitflow import doctor, leases, tracking
from fitflow.errors import InputError

LOOKED_AT = 200


def runs() -> list[dict[str, Any]]:
    """Runs that were stopped, or whose process has died, and that left a checkpoint here; newest first."""
    dead = {run["run_id"] for run in doctor.dead_runs()}
    return [
        run
        for run in tracking.list_runs(LOOKED_AT)
        if (run["status"] == "KILLED" or run["run_id"] in dead) and _has_checkpoint(run["run_id"])
    ]


def find(name: str) -> dict[str, Any]:
    """The run to go on with: by its id or the start of one, else the newest of `runs`.

    Raises:
        InputError: there is none, it has ended well, or it is still running.
    """
    if not name:
        found = runs()
        if not found:
            raise InputError("no interrupted run has left a checkpoint here; see: fitflow list runs")
        return found[0]
    run = tracking.get_run(name)
    short = run["run_id"][:8]
    if run["status"] == "FINISHED":
        raise InputError(f"run {short} is finished; to train on: fitflow run RECIPE --continue-from {short}")
    lease = leases.of_run(run["run_id"])
    if lease is not None and leases.is_alive(lease):
        raise InputError(f"run {short} is running, as process {lease.pid} on {lease.host}; stop it first")
    return run


def hint(recipe: str) -> str | None:
    """What to say before a recipe starts anew although a run of it was interrupted."""
    try:
        left = [run for run in runs() if run["recipe"] == recipe]
    except InputError:
        return None  # the run itself will say what is wrong with the store
    if not left:
        return None
    return f"note          run {left[0]['run_id'][:8]} of {recipe} was interrupted; to go on with it: fitflow resume"


def _has_checkpoint(run_id: str) -> bool:
    return any((leases.run_folder(run_id) / "checkpoint").glob("[0-9]*.npz"))
