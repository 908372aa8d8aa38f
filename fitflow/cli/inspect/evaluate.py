"""`fitflow evaluate`: evaluate a logged model on a test split, as a tracked run of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow import discovery
from fitflow.cli.options import DataDir, Json, Verbose, absolute
from fitflow.cli.session import json_errors, run_flow, session
from fitflow.cli.verbs import Documents, Verb
from fitflow.config import DatasetConfig
from fitflow.errors import InputError
from fitflow.recipe_io.loading import parse_overrides
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reporting.evaluation_result import EvaluationResult


def evaluate(
    model: Annotated[str, typer.Argument(help="A run, NAME@champion or models:/NAME/VERSION.")],
    data_dir: DataDir = None,
    dataset: Annotated[
        str | None, typer.Option(metavar="NAME", help="Dataset to use instead of the model's own.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="An option of --dataset, such as path=rows.csv.")
    ] = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Evaluate a model on the test split of its own dataset or another one."""
    start = time.perf_counter()
    with json_errors(json_):
        config = _dataset(dataset, option or [])
        directory = absolute(data_dir)
        with session(verbose) as seconds:
            from fitflow.flows.evaluate import evaluate as flow

            result = run_flow(flow, model, config, directory)
    result["seconds"] = seconds | result["seconds"] | {"total": round(time.perf_counter() - start, 3)}
    if json_:
        print(to_json(result))
    else:
        _print(result)


def _dataset(name: str | None, options: list[str]) -> DatasetConfig | None:
    wrong = [pair for pair in options if "=" not in pair]
    if wrong or (options and name is None):
        raise InputError(
            "--option takes KEY=VALUE and needs --dataset NAME; for example: --dataset csv --option path=a.csv"
        )
    if name is None:
        return None
    if not discovery.exists("datasets", name):
        discovery.find("datasets", name)
    return DatasetConfig(name=name, options=parse_overrides(options))


def _print(result: EvaluationResult) -> None:
    """Print the metrics next to the recorded ones."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=f"{result['model']['name']} on {result['data']['name']}", title_justify="left")
    same = result["same_data"]
    for column in ("metric", "now", "recorded" if same else "recorded (other data)", "95 % interval"):
        table.add_column(column)
    for name, value in result["metrics"].items():
        recorded = result["recorded"].get(name)
        low, high = result["intervals"].get(name, (None, None))
        shown = "" if recorded is None else f"{recorded:.6g}"
        table.add_row(name, f"{value:.6g}", shown, "" if low is None else f"{low:.4g} to {high:.4g}")
    console.print(table)
    console.print(f"{result['num_examples']:,} test examples, {result['data']['found']}; run {result['run_id']}")
    console.print(f"next: fitflow show {result['run_id'][:8]}   or   {result['url']}", soft_wrap=True)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.reporting.evaluation_result import EvaluationResult

    return {"evaluate": (EvaluationResult,)}


VERBS = (Verb("evaluate", evaluate, 4),)
