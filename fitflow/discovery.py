"""A folder's file names are the registry: adding a dataset, a model or a recipe is adding one file."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fitflow.errors import InputError, nearest

# Files of a package that are not entries of its registry.
SUPPORT = {"fitflow.datasets": {"base", "options", "resolve", "verify"}}


def folder(package: str) -> Path:
    """The folder of an importable package, without importing the package's own dependencies."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"package {package} is not installed; run: pip install fitflow")
    return Path(next(iter(spec.submodule_search_locations)))


def available(package: str) -> list[str]:
    """Sorted module names that are entries of the package's registry."""
    names = {path.stem for path in folder(package).glob("*.py") if not path.stem.startswith("_")}
    return sorted(names - SUPPORT.get(package, set()))


def find(package: str, name: str) -> ModuleType:
    """Import the entry called `name`; dashes and underscores are the same.

    Raises:
        InputError: there is no such file; the message names the nearest one.
    """
    module = name.replace("-", "_")
    known = available(package)
    if module not in known:
        kind = package.rsplit(".", 1)[-1].removesuffix("s")
        shown = [dashed(package, entry) for entry in known]
        raise InputError(f"unknown {kind} {name!r}: {nearest(name, shown)}; see: fitflow list {kind}s")
    return importlib.import_module(f"{package}.{module}")


def dashed(package: str, module: str) -> str:
    """An entry's name as people type it: models keep their Python name, the rest has dashes."""
    return module if package in ("models", "fitflow.methods") else module.replace("_", "-")


def check_options(kind: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Refuse options that a registry entry's function does not take by keyword, and the lack of one that it needs.

    Raises:
        InputError: naming the nearest option that exists, or the one that is missing.
    """
    parameters = inspect.signature(function).parameters.values()
    keywords = [parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    known = [parameter.name for parameter in keywords]
    for option in options:
        if option not in known:
            hint = nearest(option, known) if known else "it takes none"
            raise InputError(f"unknown key '{kind}.options.{option}': {hint}")
    for parameter in keywords:
        if parameter.default is parameter.empty and parameter.name not in options:
            raise InputError(
                f"{kind}.options.{parameter.name} is missing; add: --set {kind}.options.{parameter.name}=VALUE"
            )
