"""`fitflow run`: train a recipe."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
import warnings
from collections.abc import Generator
from pathlib import Path
from typing import Annotated, Any

import typer

from fitflow.config import Recipe
from fitflow.environment import set_defaults
from fitflow.errors import FitflowError, RunFailed
from fitflow.paths import cache_dir, check_writable, home_dir
from fitflow.recipe import load_recipe, parse_overrides


def run(
    recipe: Annotated[str, typer.Argument(help="A recipe's name (see: fitflow list) or a path to your own .py file.")],
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Replace a field, such as training.epochs=2.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Replace the recipe's seed.")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Look for the data here and nowhere else.")
    ] = None,
    experiment: Annotated[str | None, typer.Option(metavar="NAME", help="MLflow experiment to record in.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show what TensorFlow, Prefect and MLflow say.")] = False,
) -> None:
    """Train a recipe as a tracked flow run and print its test results."""
    start = time.perf_counter()
    overrides = parse_overrides(set_ or [])
    overrides |= {key: value for key, value in (("seed", seed), ("experiment", experiment)) if value is not None}
    try:
        chosen = load_recipe(recipe, overrides)
        result = execute(chosen, data_dir, verbose)
        result["seconds"]["total"] = round(time.perf_counter() - start, 3)
    except FitflowError as error:
        if json_:
            print(json.dumps({"status": "FAILED", "recipe": recipe, "error": str(error)}))
        raise
    if json_:
        print(json.dumps(result))
    else:
        print_result(result)


def execute(recipe: Recipe, data_dir: Path | None, verbose: bool) -> dict[str, Any]:
    """Run the train flow with the libraries quiet and a Prefect API at hand; the result is what --json prints.

    Raises:
        InputError: before a run could start.
        RunFailed: the run started and failed.
    """
    set_defaults(quiet=not verbose)
    from fitflow import runtime, tracking
    from flows.api import api, without_heartbeat

    check_writable(cache_dir(), "FITFLOW_CACHE_DIR elsewhere")
    check_writable(home_dir(), "FITFLOW_HOME elsewhere")
    tracking.check()
    directory = str(data_dir.resolve()) if data_dir else None
    # Libraries print to stdout too (Keras's download bar): that is for the result alone.
    with contextlib.redirect_stdout(sys.stderr), _quiet(verbose), api() as server:
        start = time.perf_counter()
        with _starting():
            runtime.import_keras(verbose)  # while the server starts
            from flows.train import train

            imported = time.perf_counter()
            if server is not None:
                server.wait()
        seconds = {"imports": imported - start, "server": time.perf_counter() - imported}
        _show_task_lines()
        try:
            with without_heartbeat() if server else contextlib.nullcontext():
                result = train(recipe, directory)
            rounded = {name: round(value, 3) for name, value in seconds.items()}
            return result | {"seconds": rounded | result["seconds"]}
        except FitflowError:
            raise
        except Exception as error:
            if verbose:
                raise
            reason = str(error).strip().splitlines()
            text = reason[-1] if reason else ""
            raise RunFailed(f"{type(error).__name__}: {text}; run again with --verbose for the traceback") from error


def print_result(result: dict[str, Any]) -> None:
    """The result for people."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=f"{result['recipe']}, seed {result['seed']}", show_header=False, title_justify="left")
    for name, value in result["metrics"].items():
        table.add_row(name, f"{value:.4f}")
    table.add_row("data", f"{result['data']['found']}")
    runtime = result["runtime"]
    table.add_row("device", f"{runtime['device']}, {runtime['precision']} ({runtime['precision_reason']})")
    table.add_row("seconds", "  ".join(f"{name} {value:.1f}" for name, value in result["seconds"].items()))
    table.add_row("model", f"models:/{result['model']['name']}/{result['model']['version']}")
    table.add_row("run", result["run_id"])
    console.print(table)
    console.print(f"next: fitflow show {result['run_id'][:8]}   or   {result['url']}", soft_wrap=True)


def _starting() -> contextlib.AbstractContextManager[Any]:
    """A sign of life in a terminal while TensorFlow, Prefect and MLflow load."""
    from rich.console import Console

    console = Console(stderr=True)
    return console.status("starting") if console.is_terminal else contextlib.nullcontext()


def _show_task_lines() -> None:
    """Show the one line that each task logs, as `task  line`, on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(lambda record: Path(record.pathname).parent.name == "tasks")
    handler.setFormatter(logging.Formatter("%(task_name)-12s  %(message)s"))
    logging.getLogger("prefect.task_runs").addHandler(handler)


@contextlib.contextmanager
def _quiet(verbose: bool) -> Generator[None]:
    """Keep warnings and the libraries' log lines from the terminal."""
    if verbose:
        yield
        return
    for name in ("absl", "tensorflow", "mlflow", "alembic", "prefect"):
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "absl" else logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
