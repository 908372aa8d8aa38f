"""File formats of datasets, one module each.

A format's module has NAME (as in a dataset's `formats`), EXPECTS (the files to provide, for error messages, with {name}
for the dataset's name), `find_at(path, stems)`, which returns the root and files of the format at a path or None, and
`read_found(found, card)`, which reads them into arrays or raises a DataError.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType


@cache
def format_named(name: str) -> ModuleType:
    """Return the module of a format.

    Raises:
        LookupError: no module has that NAME.
    """
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        module = import_module(f"{__name__}.{path.stem}")
        if getattr(module, "NAME", None) == name:
            return module
    raise LookupError(f"no file of {__name__} has NAME = {name!r}")
