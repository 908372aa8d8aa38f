"""`fitflow list`: recipes, datasets, models, methods and runs, without importing TensorFlow or Prefect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from fitflow import discovery
from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.discovery import summary_of
from fitflow.errors import InputError
from fitflow.evaluation.headline import headline_of
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.tracking.query import RunSummary


class Kind(StrEnum):
    """What can be listed."""

    recipes = "recipes"
    datasets = "datasets"
    models = "models"
    methods = "methods"
    runs = "runs"


class Entry(TypedDict):
    """A recipe, dataset, model or method.

    Attributes:
        name: its name, as it is typed.
        summary: what it is, in one line.
    """

    name: str
    summary: str


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
        print(to_json(rows))
    else:
        _print_rows(kind, rows)


def _entries(kind: str) -> list[Entry]:
    return [
        {"name": discovery.dashed(kind, name), "summary": summary_of(kind, name)} for name in discovery.available(kind)
    ]


def _runs(recipe: str, last: int) -> list[RunSummary]:
    from fitflow import tracking

    return [tracking.summary(run) for run in tracking.list_runs(last, recipe)]


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
            name = headline_of(row["metrics"])
            shown = f"{name} {row['metrics'][name]:.4g}" if name else ""
            table.add_row(row["run_id"][:8], row["recipe"], row["status"], started, f"{row['seconds']:.0f}", shown)
    console.print(table)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.tracking.query import RunSummary

    return {"list": (list[Entry], list[RunSummary])}


VERBS = (Verb("list", list_, 1),)
