"""Find recipes, models, datasets and methods by file name: to add one, add a file to its folder."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fitflow.errors import InputError, nearest

PYTHON_NAMES = ("models", "methods")  # kinds whose entries are shown with underscores; the others with dashes


def folder(package: str) -> Path:
    """Return the folder of an importable package without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"package {package} is not installed; run: pip install fitflow")
    return Path(next(iter(spec.submodule_search_locations)))


def available(kind: str) -> list[str]:
    """Return the sorted names of a kind's entries, such as "recipes".

    An entry is a file in the kind's folder or in a subfolder; subfolders only group entries.
    """
    return sorted(_files(kind))


def exists(kind: str, name: str) -> bool:
    """Whether there is an entry of that name; dashes and underscores are the same."""
    return name.replace("-", "_") in _files(kind)


def source(kind: str, name: str) -> Path:
    """Return the path of an entry's module."""
    return _files(kind)[name.replace("-", "_")]


def module_of(kind: str, name: str) -> str:
    """Return the dotted name of an entry's module."""
    path = source(kind, name)
    parts = path.relative_to(folder(f"fitflow.{kind}")).with_suffix("").parts
    return ".".join(("fitflow", kind, *parts))


def summary_of(kind: str, name: str) -> str:
    """The first line of an entry's docstring, read without importing it: models import Keras."""
    return (ast.get_docstring(ast.parse(source(kind, name).read_text())) or "").partition("\n")[0]


def find(kind: str, name: str) -> ModuleType:
    """Import the entry called `name`; dashes and underscores are equivalent.

    Raises:
        InputError: no such file; the message names the nearest one.
    """
    if not exists(kind, name):
        shown = [dashed(kind, entry) for entry in available(kind)]
        raise InputError(f"unknown {kind.removesuffix('s')} {name!r}: {nearest(name, shown)}; see: fitflow list {kind}")
    return importlib.import_module(module_of(kind, name))


def dashed(kind: str, name: str) -> str:
    """Return an entry's name as users type it: dashes instead of underscores, except for models and methods."""
    return name if kind in PYTHON_NAMES else name.replace("_", "-")


def check_options(kind: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Check options against the keyword-only parameters of an entry's function.

    Raises:
        InputError: an unknown option (the message names the nearest one), or a required one is missing.
    """
    parameters = inspect.signature(function).parameters.values()
    keywords = [parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    known = [parameter.name for parameter in keywords]
    for option in options:
        if option not in known:
            hint = nearest(option, known) if known else f"this {kind} takes no options"
            raise InputError(f"unknown key '{kind}.options.{option}': {hint}")
    for parameter in keywords:
        if parameter.default is parameter.empty and parameter.name not in options:
            raise InputError(
                f"{kind}.options.{parameter.name} is missing; add: --set {kind}.options.{parameter.name}=VALUE"
            )


def _files(kind: str) -> dict[str, Path]:
    root = folder(f"fitflow.{kind}")
    found = [*root.glob("*.py"), *root.glob("*/*.py")]
    return {path.stem: path for path in found if not path.stem.startswith("_")}
