"""History of each recipe's runs on this machine: durations, and the last run's step parts; one file per recipe."""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import filelock

from fitflow import tracking
from fitflow.config import Experiment, Recipe
from fitflow.references import Ref
from fitflow.reuse.keys import Parts
from fitflow.system.files import size, write_atomic
from fitflow.system.paths import home_dir

STEPS = "steps.json"  # the artifact with one run's steps
KEPT = 20
NAMES = 60  # characters of a recipe's name in a file name


def note(recipe: Experiment, run_id: str, steps: Mapping[str, Any], refs: Mapping[str, Ref]) -> None:
    """Record a run's durations, memory and disk use.

    Args:
        recipe: the recipe that ran.
        run_id: the MLflow run.
        steps: key, parts and reuse of each step, by name.
        refs: result of each step, by name.
    """
    took = {name: round(refs[name].seconds, 3) for name, facts in steps.items() if not facts["reused"]}
    run = {
        "run_id": run_id,
        "at": time.time(),
        "seconds": took,
        "epochs": recipe.training.epochs if isinstance(recipe, Recipe) else 0,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "disk": sum(_bytes(refs[name]) for name in took),
    }
    path = _path(recipe.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(path.with_suffix(".lock")):
        before = _read(path)
        last = {"run_id": run_id, "steps": {**before["last"].get("steps", {}), **steps}}
        write_atomic(path, json.dumps({"runs": [run, *before["runs"]][:KEPT], "last": last}))


def last_parts(recipe: str, step: str) -> Parts | None:
    """Return a step's parts in the recipe's last run of it on this machine; None if it never ran."""
    facts = _read(_path(recipe))["last"].get("steps", {}).get(step)
    return facts["parts"] if facts else None


def last_run(recipe: str) -> str | None:
    """Return the id of the recipe's last run on this machine, or None."""
    return _read(_path(recipe))["last"].get("run_id")


def expected_seconds(recipe: Experiment, step: str) -> float | None:
    """Return a step's median time over the recipe's runs here, for train scaled by epochs; None if it never ran."""
    times = [
        run["seconds"][step] * (recipe.training.epochs / run["epochs"] if step == "train" and run["epochs"] else 1)
        if isinstance(recipe, Recipe)
        else run["seconds"][step]
        for run in _read(_path(recipe.name))["runs"]
        if step in run["seconds"]
    ]
    return statistics.median(times) if times else None


def expected_bytes(recipe: str, what: str, step: str) -> int | None:
    """Return the largest "memory" or "disk", in bytes, of the recipe's runs here that ran the step, or None."""
    found = [int(run[what]) for run in _read(_path(recipe))["runs"] if step in run["seconds"]]
    return max(found, default=None)


def _bytes(ref: Ref) -> int:
    path = getattr(ref, "path", "")
    if not path:
        return 0
    folder = Path(path) if not Path(path).suffix else Path(path).parent
    return size(folder) if folder.is_dir() else 0


def _path(recipe: str) -> Path:
    """Return the recipe's file; projects with different MLflow stores have separate files."""
    store = hashlib.sha256(tracking.tracking_uri().encode()).hexdigest()[:12]
    return home_dir() / "history" / store / f"{recipe[:NAMES]}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
        return {"runs": list(found["runs"]), "last": dict(found["last"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"runs": [], "last": {}}
