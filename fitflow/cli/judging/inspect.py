"""`fitflow list` and `fitflow show`: what there is, without importing TensorFlow or Prefect."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from fitflow import discovery
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment

if TYPE_CHECKING:
    from fitflow.tracking import Run
    from fitflow.tracking.query import RunSummary


class Kind(StrEnum):
    """What can be listed."""

    recipes = "recipes"
    datasets = "datasets"
    models = "models"
    methods = "methods"
    runs = "runs"


Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


class Entry(TypedDict):
    """A recipe, dataset, model or method.

    Attributes:
        name: its name, as it is typed.
        summary: what it is, in one line.
    """

    name: str
    summary: str


class Card(TypedDict):
    """A model's card.

    Attributes:
        run_id: the id of the MLflow run that made the model.
        card: the card, in Markdown.
    """

    run_id: str
    card: str


def list_(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = Kind.recipes,
    recipe: Annotated[str, typer.Option(metavar="NAME", help="Runs of this recipe only.")] = "",
    last: Annotated[int, typer.Option(metavar="N", min=1, help="How many of the newest runs.")] = 50,
    json_: Json = False,
) -> None:
    """List recipes, datasets, models, methods or runs."""
    if recipe and kind is not Kind.runs:
        raise InputError("--recipe chooses among runs; type: fitflow list runs --recipe " + recipe)
    rows = _runs(recipe, last) if kind is Kind.runs else _entries(kind.value)
    if json_:
        print(json.dumps(rows))
    else:
        _print_rows(kind, rows)


def show(
    name: Annotated[str, typer.Argument(help="A recipe's name or file, or a run's id or the start of one.")],
    json_: Json = False,
    card: Annotated[bool, typer.Option("--card", help="The model card of a run, NAME@champion or …/VERSION.")] = False,
) -> None:
    """Show a recipe or a run in full, or a model's card."""
    if card:
        _show_card(name, json_)
        return
    if name.endswith(".py") or name.replace("-", "_") in discovery.available("recipes"):
        recipe = load_experiment(name)
        document: Mapping[str, Any] = recipe.model_dump(mode="json")
        title = name if name.endswith(".py") else _summary("recipes", name.replace("-", "_"))
    else:
        document = _run(name)
        title = f"run {document['run_id']}"
    if json_:
        print(json.dumps(document))
    else:
        _print_tree(title, document)


def _show_card(name: str, json_: bool) -> None:
    """A model's card, rendered in a terminal, as Markdown elsewhere."""
    from rich.console import Console
    from rich.markdown import Markdown

    from fitflow import tracking

    run_id = tracking.run_of(name)
    with tempfile.TemporaryDirectory() as folder:
        text = tracking.download(run_id, "model_card.md", Path(folder)).read_text()
    console = Console(highlight=False)
    if json_:
        document: Card = {"run_id": run_id, "card": text}
        print(json.dumps(document))
    elif console.is_terminal:
        console.print(Markdown(text))
    else:
        print(text, end="")


def _entries(kind: str) -> list[Entry]:
    return [
        {"name": discovery.dashed(kind, name), "summary": _summary(kind, name)} for name in discovery.available(kind)
    ]


def _summary(kind: str, name: str) -> str:
    """The first line of a module's docstring, read without importing it: models import Keras."""
    text = discovery.source(kind, name).read_text()
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


def _runs(recipe: str, last: int) -> list[RunSummary]:
    from fitflow import tracking

    return [tracking.summary(run) for run in tracking.list_runs(last, recipe)]


def _run(name: str) -> Run:
    """A run, or an error that covers both readings of the name."""
    from fitflow import tracking

    if name.partition(":")[0] not in ("latest", "best") and not set(name) <= set("0123456789abcdef"):
        discovery.find("recipes", name)
        raise InputError(f"no recipe and no run is called {name!r}; see: fitflow list")
    return tracking.get_run(name)


def _print_rows(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not rows:
        console.print("no runs yet; try: fitflow run digits-dense")
        return
    table = Table(box=None, pad_edge=False)
    if kind is not Kind.runs:
        for column in ("name", "summary"):
            table.add_column(column)
        for row in rows:
            table.add_row(row["name"], row["summary"])
    else:
        for column in ("run", "recipe", "status", "started", "seconds", "result"):
            table.add_column(column)
        for row in rows:
            started = datetime.fromtimestamp(row["started"]).strftime("%Y-%m-%d %H:%M")
            shown = _headline(row["metrics"])
            table.add_row(row["run_id"][:8], row["recipe"], row["status"], started, f"{row['seconds']:.0f}", shown)
    console.print(table)


def _headline(metrics: dict[str, float]) -> str:
    name = next((name for name in ("test_accuracy", "test_rmse") if name in metrics), None)
    return f"{name} {metrics[name]:.4g}" if name else ""


def _print_tree(title: str, document: Mapping[str, Any]) -> None:
    from rich.console import Console

    from fitflow.dotted import flat

    console = Console(highlight=False)
    console.print(title, style="bold")
    width = max(len(name) for name, _ in flat(document))
    for name, value in flat(document):
        console.print(f"  {name:<{width}}  {value}", markup=False, soft_wrap=True)


def documents() -> Documents:
    """What each verb prints with --json."""
    from fitflow.config import Computation, Recipe
    from fitflow.tracking.query import Run, RunSummary

    return {"list": (list[Entry], list[RunSummary]), "show": (Recipe, Computation, Run, Card)}


VERBS = (
    Verb("list", list_, 1),
    Verb("show", show, 2),
)
