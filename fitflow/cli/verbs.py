"""Collects the commands: each file in a folder of fitflow/cli declares its own.

To add one, write a file in the folder of its panel, with VERBS = (Verb("name", function, place),). Where it has --json,
the file's function `documents` says what it prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import typer

# By the verb as it is typed, such as "cache ls": the types of the documents that it prints, one or the other.
Documents = Mapping[str, tuple[Any, ...]]


class Verb(NamedTuple):
    """A verb: its name, its function or, where it has verbs of its own, their app; and its place in the panel."""

    name: str
    does: Callable[..., Any] | typer.Typer
    place: int


def collect() -> Iterator[tuple[str, Verb]]:
    """Yield every command with the title of its panel, in the order of the help."""
    for panel in _panels():
        verbs: list[Verb] = [verb for module in _modules(panel) for verb in module.VERBS]
        for verb in sorted(verbs, key=lambda verb: verb.place):
            yield panel.PANEL, verb


def documents() -> Documents:
    """The documents of every verb, in the order of the help; imports the modules that make them."""
    found: dict[str, tuple[Any, ...]] = {}
    for panel in _panels():
        for module in sorted(_modules(panel), key=lambda module: min(verb.place for verb in module.VERBS)):
            found |= module.documents() if hasattr(module, "documents") else {}
    return found


def add_to(app: typer.Typer) -> None:
    """Add the commands to an app."""
    for panel, verb in collect():
        if isinstance(verb.does, typer.Typer):
            app.add_typer(verb.does, name=verb.name, rich_help_panel=panel)
        else:
            app.command(verb.name, rich_help_panel=panel)(verb.does)


def _panels() -> list[ModuleType]:
    folders = [path.parent for path in Path(__file__).parent.glob("*/__init__.py")]
    panels = [import_module(f"{__package__}.{folder.name}") for folder in folders]
    return sorted(panels, key=lambda panel: panel.PLACE)


def _modules(panel: ModuleType) -> list[ModuleType]:
    return [
        import_module(f"{panel.__name__}.{path.stem}") for path in Path(str(panel.__file__)).parent.glob("[!_]*.py")
    ]
