"""`fitflow plan` and `fitflow dag`: which steps would run, computed in seconds without importing Keras."""

from __future__ import annotations

import sys
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
    absolute,
)
from fitflow.cli.verbs import Documents, Verb
from fitflow.recipe_io.loading import load_experiment, parse_overrides
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.planning.plan import PlanDocument

WOULD_RUN = 10
WIDTH = 160  # of lines if stdout is not a terminal


def plan(
    recipe: RecipeName,
    set_: Overrides = None,
    seed: Seed = None,
    data_dir: DataDir = None,
    from_: StepFrom = None,
    until: StepUntil = None,
    refresh: Refresh = None,
    no_cache: NoCache = False,
    paranoid: Paranoid = False,
    json_: Json = False,
) -> None:
    """Show which steps of a recipe are cached and which would run, and why.

    Exit 0: nothing would run; 10: something would; 2: the recipe or its data must change first.
    """
    from fitflow.planning.plan import document
    from fitflow.planning.plan import plan as make
    from fitflow.reuse import options as reuse_options
    from fitflow.store import file_digests

    overrides = parse_overrides(set_ or []) | ({"seed": seed} if seed is not None else {})
    chosen = load_experiment(recipe, overrides)
    options = reuse_options.choose(chosen, from_=from_, until=until, refresh=refresh, off=no_cache)
    with file_digests.paranoid(paranoid):
        found = document(chosen, make(chosen, absolute(data_dir), options))
    if json_:
        print(to_json(found))
    else:
        print_plan(found)
    if found["runs"]:
        raise typer.Exit(WOULD_RUN)


def print_plan(found: PlanDocument) -> None:
    """Print the plan as text."""
    from rich.console import Console
    from rich.table import Table

    from fitflow.planning.plan import SHOWN

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    table = Table(box=None, pad_edge=False, show_header=False)
    for step in found["steps"]:
        causes = step["causes"][:SHOWN] or [step["reason"]]
        more = len(step["causes"]) - SHOWN
        lines = [*causes, *([f"and {more} more"] if more > 0 else [])]
        table.add_row(
            step["step"],
            "will run" if step["runs"] else "cached",
            "\n".join(lines if step["runs"] else [step["reason"]]),
        )
    console.print(table)
    console.print(_amounts(found), soft_wrap=True)


def _amounts(found: PlanDocument) -> str:
    if not found["runs"]:
        return "nothing would run: all steps are cached"
    if found["seconds"] is None:
        return "expected: unknown, no earlier run of these steps on this machine"
    parts = [f"about {found['seconds']:.0f} s"]
    sizes = {"memory": found["memory"], "disk": found["disk"]}
    parts += [f"{size / 2**20:,.0f} MB of {what}" for what, size in sizes.items() if size]
    unknown = f"; not timed yet: {', '.join(found['not_timed'])}" if found["not_timed"] else ""
    return f"expected: {', '.join(parts)}{unknown}"


def dag(
    recipe: Annotated[str, typer.Argument(help="A recipe's name (see: fitflow list) or a path to your own .py file.")],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a field, such as training.epochs=2."),
    ] = None,
    data_dir: DataDir = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print Mermaid, for Markdown pages.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="Print an SVG figure.")] = False,
    json_: Json = False,
) -> None:
    """Show a recipe's steps as a graph, and which of them would run now."""
    from fitflow.errors import InputError
    from fitflow.planning import draw_graph
    from fitflow.planning.plan import plan as make

    if mermaid + svg + json_ > 1:
        raise InputError("choose one of --mermaid, --svg and --json")
    chosen = load_experiment(recipe, parse_overrides(set_ or []))
    try:
        planned = make(chosen, absolute(data_dir))
    except InputError:
        planned = []  # the graph does not need the data
    if json_:
        print(to_json(draw_graph.document(chosen, planned)))
    else:
        draw = draw_graph.mermaid if mermaid else draw_graph.svg if svg else draw_graph.text
        print(draw(chosen, planned))


def documents() -> Documents:
    """What each verb prints with --json."""
    from fitflow.planning.draw_graph import GraphDocument
    from fitflow.planning.plan import PlanDocument

    return {"plan": (PlanDocument,), "dag": (GraphDocument,)}


VERBS = (
    Verb("plan", plan, 3),
    Verb("dag", dag, 4),
)
