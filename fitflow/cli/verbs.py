"""Collects the commands: each file in a folder of fitflow/cli declares its own.

To add one, write a file in the folder of its panel, with VERBS = (Verb("name", function, place),).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import typer


class Verb(NamedTuple):
    """A verb: its name, its function or, where it has verbs of its own, their app; and its place in the panel."""

    name: str
    does: Callable[..., Any] | typer.Typer
    place: int


def collect() -> Iterator[tuple[str, Verb]]:
    """Yield every command with the title of its panel, in the order of the help."""
    folders = [path.parent for path in Path(__file__).parent.glob("*/__init__.py")]
    panels = [import_module(f"{__package__}.{folder.name}") for folder in folders]
    for panel in sorted(panels, key=lambda panel: panel.PLACE):
        for verb in sorted(_verbs(panel), key=lambda verb: verb.place):
            yield panel.PANEL, verb


def add_to(app: typer.Typer) -> None:
    """Add the commands to an app."""
    for panel, verb in collect():
        if isinstance(verb.does, typer.Typer):
            app.add_typer(verb.does, name=verb.name, rich_help_panel=panel)
        else:
            app.command(verb.name, rich_help_panel=panel)(verb.does)


def _verbs(panel: ModuleType) -> Iterator[Verb]:
    for path in Path(str(panel.__file__)).parent.glob("[!_]*.py"):
        yield from import_module(f"{panel.__name__}.{path.stem}").VERBS
