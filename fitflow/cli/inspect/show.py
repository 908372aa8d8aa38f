"""`fitflow show`: a recipe, a run's page, or a model's card."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from fitflow import discovery
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from rich.console import Console

    from fitflow.tracking import Run

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, with every field.")]
STYLES = {"FINISHED": "green", "FAILED": "red", "KILLED": "yellow", "RUNNING": "cyan"}


class Card(TypedDict):
    """A model's card.

    Attributes:
        run_id: the id of the MLflow run that made the model.
        card: the card, in Markdown.
    """

    run_id: str
    card: str


def show(
    name: Annotated[str, typer.Argument(help="A recipe name or file, or a run id or id prefix.")],
    json_: Json = False,
    card: Annotated[bool, typer.Option("--card", help="The model card of a run, NAME@champion or …/VERSION.")] = False,
) -> None:
    """Show a recipe in full, a run on one page, or a model's card."""
    if card:
        _show_card(name, json_)
    elif name.endswith(".py") or discovery.exists("recipes", name):
        _show_recipe(name, json_)
    else:
        _show_run(_run(name), json_)


def _show_recipe(name: str, json_: bool) -> None:
    document = load_experiment(name).model_dump(mode="json")
    if json_:
        print(to_json(document))
        return
    _print_fields(name if name.endswith(".py") else discovery.summary_of("recipes", name), document)


def _show_run(run: Run, json_: bool) -> None:
    """Print a run's page."""
    if json_:
        print(to_json(run))
        return
    from fitflow import tracking
    from fitflow.reporting import run_page

    console = _console()
    console.print(f"[bold]{run['name']}[/bold]  [{STYLES.get(run['status'], '')}]{run['status']}[/]")
    console.print(f"run {run['run_id']}", style="dim")
    _print_results(console, run_page.results(run, tracking.evaluation_of(run)))
    _print_lines(console, run_page.lines(run))
    console.print("\nnext")
    for command in _next(run):
        console.print(f"  {command}", soft_wrap=True)


def _print_results(console: Console, results: list[Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for column, justify in (("result", "left"), ("value", "right"), ("95 % interval", "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for result in results:
        table.add_row(result.name, f"{result.value:.6g}", result.interval)
    if results:
        console.print()
        console.print(table)
    console.print()


def _print_lines(console: Console, lines: list[Any]) -> None:
    """One line each, wrapped under itself in a terminal; whole in a file, where addresses must not be cut."""
    from rich.table import Table

    if not console.is_terminal:
        for line in lines:
            print(f"{line.title:<10} {line.text}")
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(line.title, line.text)
    console.print(table)


def _next(run: Run) -> list[str]:
    """Return the suggested next commands."""
    short = run["run_id"][:8]
    if run["status"] == "KILLED":
        return [f"fitflow resume {short}"]
    if run["status"] != "FINISHED":
        return [f"fitflow logs {short}"]
    card = [f"fitflow show {short} --card"] if "training.epochs" in run["params"] else []
    return [*card, f"fitflow compare {short} OTHER", f"fitflow verify {short}", f"fitflow show {short} --json"]


def _show_card(name: str, json_: bool) -> None:
    """A model's card, rendered in a terminal, as Markdown elsewhere."""
    from rich.markdown import Markdown

    from fitflow import tracking

    run_id = tracking.run_of(name)
    with tempfile.TemporaryDirectory() as folder:
        text = tracking.download(run_id, "model_card.md", Path(folder)).read_text()
    console = _console()
    if json_:
        document: Card = {"run_id": run_id, "card": text}
        print(to_json(document))
    elif console.is_terminal:
        console.print(Markdown(text))
    else:
        print(text, end="")


def _run(name: str) -> Run:
    """Return the run; the error for an unknown name mentions both recipes and runs."""
    from fitflow import tracking

    if name.partition(":")[0] not in ("latest", "best") and not set(name) <= set("0123456789abcdef"):
        discovery.find("recipes", name)
        raise InputError(f"no recipe and no run is called {name!r}; see: fitflow list")
    return tracking.get_run(name)


def _print_fields(title: str, document: Mapping[str, Any]) -> None:
    from fitflow.dotted import flat

    console = _console()
    console.print(title, style="bold")
    width = max(len(name) for name, _ in flat(document))
    for name, value in flat(document):
        console.print(f"  {name:<{width}}  {value}", markup=False, soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.config import Computation, Recipe
    from fitflow.tracking.query import Run

    return {"show": (Recipe, Computation, Run, Card)}


VERBS = (Verb("show", show, 2),)
