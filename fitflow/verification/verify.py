"""Runs a recorded run again from its record alone, compares the results, and explains any difference.

Recipe, seed and data location come from the record. If the code has changed since, the run's commit is checked out
beside this one; if libraries have, the run's versions are installed in a separate folder, where available. The second
run is recorded too, in the experiment `verify`.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from fitflow import tracking
from fitflow.config import Experiment
from fitflow.errors import FitflowError, InputError, RunFailed
from fitflow.planning.plan import changes
from fitflow.steps import load
from fitflow.system.json_text import to_json
from fitflow.tracking.query import REUSED
from fitflow.verification import agreement
from fitflow.verification.checkout import Code, code_for
from fitflow.verification.past import Past, past_of, past_run

EXPERIMENT = "verify"
IDENTICAL, TOLERABLE, DIFFERENT = "bit-identical", "within tolerance", "differs"
# Inputs of a step that earlier steps produced: they differ when those do, and explain nothing.
RESULTS = {"network", "curves", "metrics", "predictions", "prepared rows", "arrays", "scaling"}
LOOKED_AT = 1000


class Outcome(TypedDict):
    """Result of re-running a run.

    Attributes:
        verdict: `bit-identical`, `within tolerance`, `differs` or `not verified`.
        reasons: what explains a difference, or why the run could not be verified; one line each.
        compared: what was compared; missing if the run could not be verified.
        notes: what differs between the conditions of two runs whose results are the same; one line each.
    """

    verdict: str
    reasons: list[str]
    compared: NotRequired[agreement.Agreement]
    notes: NotRequired[list[str]]


class Verification(Outcome):
    """The verification of one run.

    Attributes:
        run_id: the MLflow run's id.
        recipe: the recipe's name; missing if the run could not be verified.
        again: the ids of the runs that were made for it.
        missing: what of the run's own code and libraries could not be had; one line each.
    """

    run_id: str
    recipe: NotRequired[str]
    again: list[str]
    missing: list[str]


def verify(name: str, data_dir: str | None = None) -> Verification:
    """Run a run again and compare; tags the run with the verdict.

    Args:
        name: the run, as on the command line.
        data_dir: where its data is now, if moved.

    Returns:
        run_id, verdict, reasons, again (ids of the new runs), compared, missing.

    Raises:
        InputError: the run is not finished, or its recipe or data is gone.
        RunFailed: running it again failed.
    """
    past = past_run(name)
    again: list[str] = []
    missing: list[str] = []
    outcome: Outcome
    folder = data_dir or past.tags.get("fitflow.data_dir")
    changed = _changed_data(past, folder)
    if changed:  # with changed data nothing else can be compared
        outcome = {"verdict": DIFFERENT, "reasons": changed, "compared": {}}
    else:
        with code_for(past.tags, past.parts) as code:
            missing = code.missing
            outcome = _compared(past, code, folder, again)
    found: Verification = {
        "run_id": past.run_id,
        "recipe": past.recipe.name,
        "again": again,
        "missing": missing,
        **outcome,
    }
    asked = tracking.get_run(name)
    for run_id in {past.run_id, asked["run_id"]} if REUSED in asked["tags"] else {past.run_id}:
        _tag(run_id, found)
    return found


def chosen(sample: int | None, seed: int | None = None) -> list[str]:
    """Return ids of finished runs that reused no training, all or a random sample."""
    runs = tracking.find_runs("attributes.status = 'FINISHED'", max_results=LOOKED_AT)
    ids = [run.info.run_id for run in runs if _is_work(run.data.tags)]
    return ids if sample is None else random.Random(seed).sample(ids, min(sample, len(ids)))  # noqa: S311


def _changed_data(past: Past, data_dir: str | None) -> list[str]:
    """Describe how the data has changed since the run.

    Raises:
        InputError: the data is gone.
    """
    step = load.key(past.recipe.dataset, data_dir)
    if "inputs" not in step.parts:
        raise InputError(f"the data of run {past.run_id[:8]} is gone: {past.tags.get('fitflow.data')}")
    if "load" not in past.parts:
        return []
    inputs = {"inputs": past.parts["load"]["inputs"]}, {"inputs": step.parts["inputs"]}
    return [f"data: {change}" for change in changes(*inputs)]


def _compared(past: Past, code: Code, data_dir: str | None, made: list[str]) -> Outcome:
    """Run again, compare, explain; an unexplained difference takes one more run, to test for determinism."""
    now = _again(past, code, data_dir, made)
    result = agreement.compare(past, now)
    if result.identical:
        return {"verdict": IDENTICAL, "reasons": [], "compared": result.facts, "notes": _conditions(past, now)}
    reasons = _conditions(past, now)
    if not reasons:
        third = _again(past, code, data_dir, made)
        same = agreement.compare(now, third).identical
        reasons = ["unknown: the steps have the same keys, and two runs now agree"]
        if not same:
            reasons = ["not deterministic here: two runs now differ from one another too; see runtime.deterministic"]
    verdict = TOLERABLE if result.tolerable else DIFFERENT
    return {"verdict": verdict, "reasons": reasons, "compared": result.facts}


def _conditions(past: Past, now: Past) -> list[str]:
    """List the differences between the conditions of two runs, each once."""
    if not past.parts:
        return [
            f"{name.removeprefix('version.')}: {value} -> {now.tags[name]}"
            for name, value in past.tags.items()
            if name.startswith(("version.", "device", "precision")) and now.tags.get(name, value) != value
        ]
    found: dict[str, None] = {}
    for name, parts in past.parts.items():
        mine = {"inputs": {key: value for key, value in parts["inputs"].items() if key not in RESULTS}}
        other = now.parts.get(name, parts)
        theirs = {"inputs": {key: value for key, value in other["inputs"].items() if key not in RESULTS}}
        if name not in ("register", "report"):
            found |= dict.fromkeys(changes({**parts, **mine}, {**other, **theirs}))
    return list(found)


def _again(past: Past, code: Code, data_dir: str | None, made: list[str]) -> Past:
    with _recipe_file(past.recipe) as path, tempfile.TemporaryDirectory(prefix="fitflow-verify-") as home:
        command = [sys.executable, "-P", "-m", "fitflow.cli", "run", str(path), "--json", "--experiment", EXPERIMENT]
        # An older fitflow has neither these options nor a cache; the same model need not be registered again.
        command += ["--no-cache", "--until", "evaluate"] if past.parts else []
        command += ["--data-dir", data_dir] if data_dir else []
        if before := past.tags.get("fitflow.continues"):
            command += ["--continue-from", before]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(code.folders), "FITFLOW_HOME": home}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    result = _result(done.stdout)
    if done.returncode != 0 or "run_id" not in result:
        raise RunFailed(f"run {past.run_id[:8]} could not be run again: {result.get('error', 'see above')}")
    made.append(result["run_id"])
    tags = {"fitflow.verifies": past.run_id, "fitflow.recipe": f"{past.recipe.name} (verify)"}
    tracking.set_tags(result["run_id"], tags)  # so that it is not the recipe's latest or best run
    return past_of(tracking.get_run(result["run_id"]))


def _result(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text.strip().splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        return {}


@contextmanager
def _recipe_file(recipe: Experiment) -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fitflow-recipe-"))
    kind = type(recipe).__name__
    lines = [f"from fitflow.config import {kind}", f"RECIPE = {kind}.model_validate_json({recipe.model_dump_json()!r})"]
    (folder / "recipe.py").write_text("\n".join(lines) + "\n")
    try:
        yield folder / "recipe.py"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_work(tags: dict[str, str]) -> bool:
    return "fitflow.recipe" in tags and not {REUSED, "fitflow.verifies"} & tags.keys()


def _tag(run_id: str, found: Verification) -> None:
    text = found["verdict"] + (f", because {'; '.join(found['reasons'])}" if found["reasons"] else "")
    tags = {"fitflow.verdict": text[:5000], "fitflow.verified_at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    tracking.set_tags(run_id, tags | ({"fitflow.verified_by": found["again"][0]} if found["again"] else {}))
    tracking.log_text(run_id, to_json(found, indent=1), "verify.json")


def problem(error: FitflowError, name: str) -> Verification:
    """Document for a run that could not be verified."""
    return {"run_id": name, "verdict": "not verified", "reasons": [str(error)], "again": [], "missing": []}
