"""`fitflow reproduce`: published results compared with ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import DataDir, Json, Verbose, absolute
from fitflow.cli.session import json_errors, run_flow, session
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import RunFailed
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reporting.published import ReproduceResult


def reproduce(
    recipes: Annotated[list[str] | None, typer.Argument(help="Recipes (default: all of the source documents).")] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds per recipe, counted from the recipe's own.")] = None,
    data_dir: DataDir = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Run the source documents' systems and compare the results with the published ones."""
    from fitflow.reporting.published import chosen

    names = list(recipes or [])
    with json_errors(json_):
        chosen(names)  # refuses an unknown name before anything starts
        with session(verbose):
            from fitflow.flows.reproduce import reproduce as flow

            result = run_flow(flow, names, seeds, absolute(data_dir))
    if json_:
        # Without the URL, which is valid only on this machine: docs/results.md is made of the document.
        print(to_json({name: value for name, value in result.items() if name != "url"}))
    else:
        print_table(result)
    missed = [row for row in result["rows"] if not row["holds"]]
    if missed:
        raise RunFailed(f"{len(missed)} of {len(result['rows'])} figures are out of their band")


def print_table(result: ReproduceResult) -> None:
    """Print the rows as a table: each recipe, then its figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from fitflow.reporting.published import cells, remarks

    console = Console(highlight=False)
    table = Table(title="published results and ours", title_justify="left", box=box.SIMPLE)
    for column in ("recipe", "published", "ours", "n", "band", "holds"):
        table.add_column(column, overflow="fold")
    last = ""
    for row in result["rows"]:
        recipe, source, metric, *figures = cells(row)
        if recipe != last:
            table.add_row(f"[bold]{recipe}[/]", f"source {source}", *[""] * 4)
        last = recipe
        table.add_row(f"  {metric}", *figures, style=None if row["holds"] else "red")
    console.print(table)
    for recipe, run_ids in {row["recipe"]: row["run_ids"] for row in result["rows"]}.items():
        console.print(f"{recipe}: {' '.join(run_id[:8] for run_id in run_ids) or 'no run'}", soft_wrap=True)
    for remark in remarks(result["rows"]):
        console.print(remark, soft_wrap=True)
    console.print(f"next: fitflow show {result['run_id'][:8]}   or   {result['url']}", soft_wrap=True)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.reporting.published import ReproduceDocument

    return {"reproduce": (ReproduceDocument,)}


VERBS = (Verb("reproduce", reproduce, 6),)
