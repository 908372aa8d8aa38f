"""`fitflow resume`: resume an interrupted run."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import Json, MovedDataDir, Verbose, absolute
from fitflow.cli.session import json_errors, run_flow, session
from fitflow.cli.training.run import print_result
from fitflow.cli.verbs import Documents, Verb
from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_values
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reporting.result import PartialResult, TrainingResult
    from fitflow.tracking import Run


def resume(
    run: Annotated[str, typer.Argument(help="Run id or id prefix (default: the newest interrupted run).")] = "",
    force: Annotated[bool, typer.Option("--force", help="Start over as a new run with the same recipe.")] = False,
    data_dir: MovedDataDir = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Resume an interrupted run from its last checkpoint, at the batch where it stopped, in the same MLflow run."""
    start = time.perf_counter()
    from fitflow import tracking
    from fitflow.lifecycle import interrupted

    with json_errors(json_):
        chosen = interrupted.find(run)
        values = tracking.recipe_of(chosen["run_id"])
        if "training" not in values:
            raise InputError(f"{chosen['recipe']} is a computation; run it again: fitflow run {chosen['recipe']}")
        recipe = load_values(values)
        print(f"resume        {chosen['recipe']}, run {chosen['run_id']}", file=sys.stderr)
        result = _resume(chosen, recipe, force, absolute(data_dir), verbose)
        result["seconds"]["total"] = round(time.perf_counter() - start, 3)
    if json_:
        print(to_json(result))
    else:
        print_result(result)


def _resume(
    chosen: Run, recipe: Recipe, force: bool, data_dir: str | None, verbose: bool
) -> TrainingResult | PartialResult:
    tags = chosen["tags"]
    with session(verbose) as seconds:
        from fitflow.flows.train import train

        result = run_flow(
            train,
            recipe,
            data_dir or tags.get("fitflow.data_dir"),
            continue_from=tags.get("fitflow.continues"),
            parent=tags.get("mlflow.parentRunId"),
            resume=None if force else chosen["run_id"],
        )
    result["seconds"] = seconds | result["seconds"]
    return result


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.reporting.result import TrainingResult

    return {"resume": (TrainingResult,)}


VERBS = (Verb("resume", resume, 2),)
