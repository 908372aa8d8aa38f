"""`fitflow run`: train a recipe."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import (
    DataDir,
    Json,
    NoCache,
    Overrides,
    Paranoid,
    RecipeName,
    Refresh,
    Seed,
    StepFrom,
    StepUntil,
    Verbose,
    absolute,
)
from fitflow.cli.session import json_errors, run_flow, session
from fitflow.cli.verbs import Documents, Verb
from fitflow.config import Experiment, Recipe
from fitflow.errors import FitflowError, InputError
from fitflow.recipe_io.loading import load_experiment, parse_overrides
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reporting.result import ComputationResult, PartialResult, TrainingResult
    from fitflow.reuse.options import Reuse


def run(
    recipe: RecipeName,
    set_: Overrides = None,
    seed: Seed = None,
    data_dir: DataDir = None,
    continue_from: Annotated[
        str | None, typer.Option(metavar="RUN", help="Continue a finished run's training for as many epochs again.")
    ] = None,
    from_: StepFrom = None,
    until: StepUntil = None,
    refresh: Refresh = None,
    no_cache: NoCache = False,
    paranoid: Paranoid = False,
    experiment: Annotated[str | None, typer.Option(metavar="NAME", help="MLflow experiment to record in.")] = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Train a recipe as a tracked flow run and print its test results."""
    start = time.perf_counter()
    from fitflow.reuse import options as reuse_options
    from fitflow.store import file_digests

    overrides = parse_overrides(set_ or [])
    overrides |= {key: value for key, value in (("seed", seed), ("experiment", experiment)) if value is not None}
    with json_errors(json_, recipe=recipe):
        chosen = load_experiment(recipe, overrides)
        if continue_from and not isinstance(chosen, Recipe):
            raise InputError(f"--continue-from: {recipe} is a computation and has no training to continue")
        options = reuse_options.choose(chosen, from_=from_, until=until, refresh=refresh, off=no_cache)
        with file_digests.paranoid(paranoid):
            result = execute(chosen, data_dir, continue_from, verbose, options)
        result["seconds"]["total"] = round(time.perf_counter() - start, 3)
    if json_:
        print(to_json(result))
    else:
        print_result(result)


def execute(
    recipe: Experiment, data_dir: Path | None, continue_from: str | None, verbose: bool, reuse: Reuse
) -> TrainingResult | ComputationResult | PartialResult:
    """Run the recipe's flow; returns what --json prints.

    Raises:
        InputError: no run could start.
        RunFailed: the run started and failed.
    """
    directory = absolute(data_dir)
    keras = bool(continue_from) or _needs_keras(recipe, directory, reuse)
    with session(verbose, keras=keras) as seconds:
        if isinstance(recipe, Recipe):
            from fitflow.flows.train import train
            from fitflow.lifecycle.interrupted import hint

            if keras and (text := hint(recipe.name)):
                print(text, file=sys.stderr)
            result = run_flow(train, recipe, directory, continue_from, reuse=reuse)
        else:
            from fitflow.flows.compute import compute

            result = run_flow(compute, recipe, directory, reuse=reuse)
    result["seconds"] = seconds | result["seconds"]
    return result


def _needs_keras(recipe: Experiment, data_dir: str | None, reuse: Reuse) -> bool:
    """Return whether a step that imports Keras will run; if not, the import is skipped."""
    from fitflow.planning.plan import needs_framework, plan

    try:
        return needs_framework(recipe, plan(recipe, data_dir, reuse))
    except (FitflowError, OSError):
        return False  # the run itself will report the error


def print_result(result: TrainingResult | ComputationResult | PartialResult) -> None:
    """Print the result as text."""
    if "until" in result:
        took = "  ".join(f"{name} {value:.1f}" for name, value in result["seconds"].items())
        print(f"{result['recipe']}: finished {result['until']}; seconds: {took}")
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=f"{result['recipe']}, seed {result['seed']}", show_header=False, title_justify="left")
    for name, value in result["metrics"].items():
        table.add_row(name, f"{value:.6g}")
    table.add_row("data", f"{result['data']['found']}")
    if "notes" in result["data"]:
        table.add_row("notes", result["data"]["notes"])
    if "runtime" in result:
        runtime = result["runtime"]
        table.add_row("device", f"{runtime['device']}, {runtime['precision']} ({runtime['precision_reason']})")
    table.add_row("seconds", "  ".join(f"{name} {value:.1f}" for name, value in result["seconds"].items()))
    if "model" in result:
        table.add_row("model", f"models:/{result['model']['name']}/{result['model']['version']}")
    table.add_row("run", result["run_id"])
    if result["reused"]:
        table.add_row(
            "reused",
            ", ".join(result["reused"]) + (f", of run {result['reused_from'][:8]}" if result["reused_from"] else ""),
        )
    console.print(table)
    console.print(f"next: fitflow show {result['run_id'][:8]}   or   {result['url']}", soft_wrap=True)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.reporting.result import ComputationResult, PartialResult, TrainingResult

    return {"run": (TrainingResult, ComputationResult, PartialResult)}


VERBS = (Verb("run", run, 1),)
