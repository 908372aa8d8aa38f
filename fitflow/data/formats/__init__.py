"""File formats that datasets come in, one a file.

A format's module has NAME (as in a dataset's `formats`), EXPECTS (what people are told to put there, with {name} for
the dataset's), `find_at(path, stems)`, which gives the root and files of the format at a path or None, and
`read_found(found, card)`, which turns them into arrays or says what is wrong.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType


@cache
def format_named(name: str) -> ModuleType:
    """The module of a format.

    Raises:
        LookupError: there is none of that name.
    """
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        module = import_module(f"{__name__}.{path.stem}")
        if getattr(module, "NAME", None) == name:
            return module
    raise LookupError(f"no file of {__name__} has NAME = {name!r}")
