"""Find interrupted runs that can resume."""

from __future__ import annotations

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.lifecycle import doctor, endings
from fitflow.processes import leases
from fitflow.tracking import Run
from fitflow.training import checkpoint_names

LOOKED_AT = 200


def runs(recipe: str = "") -> list[Run]:
    """Return the stopped or dead runs with a checkpoint on this machine, newest first."""
    where = f" AND tags.`fitflow.recipe` = '{recipe}'" if recipe else ""
    found = [
        run
        for status in ("KILLED", "RUNNING")
        for run in tracking.find_runs(f"attributes.status = '{status}'{where}", max_results=LOOKED_AT)
    ]
    plain = sorted(map(tracking.plain_run, found), key=lambda run: run["started"], reverse=True)
    return [run for run in plain if _has_checkpoint(run["run_id"]) and _was_interrupted(run)]


def find(name: str) -> Run:
    """Return the run to resume: by id or unique prefix, else the newest of `runs`.

    Raises:
        InputError: there is none, it is finished, or it is still running.
    """
    if not name:
        found = runs()
        if not found:
            raise InputError("no interrupted run has a checkpoint here; see: fitflow list runs")
        return found[0]
    run = tracking.get_run(name)
    short = run["run_id"][:8]
    if run["status"] == "FINISHED":
        raise InputError(
            f"run {short} is finished; to train for more epochs: fitflow run RECIPE --continue-from {short}"
        )
    leases.check_free(run["run_id"])
    return run


def hint(recipe: str) -> str | None:
    """Return a note for a new run of a recipe if a run of it was interrupted, else None."""
    try:
        left = runs(recipe)
    except InputError:
        return None  # the run itself will report the store's problem
    if not left:
        return None
    short = left[0]["run_id"][:8]
    return f"note          run {short} of {recipe} was interrupted; to resume it: fitflow resume {short}"


def _was_interrupted(run: Run) -> bool:
    if run["status"] == "KILLED":
        lease = leases.of_run(run["run_id"])  # another process may be resuming it
        return lease is None or not leases.is_alive(lease)
    kept = endings.kept(run["run_id"])
    return doctor.is_dead(run) if kept is None else kept == "KILLED"


def _has_checkpoint(run_id: str) -> bool:
    return bool(checkpoint_names.files(leases.run_folder(run_id) / "checkpoint"))
