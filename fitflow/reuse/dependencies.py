"""Find the code that a function depends on: all of fitflow's definitions that it reaches, without importing them.

Names in a definition are resolved to other definitions, through imports at the top or in functions. Code that is looked
up by name at run time, such as a model's file, must be passed as a separate entry.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fitflow.reuse.sources import PACKAGES, TOP, Module, module_named, offers, source_of

# Packages and modules that show, record, keep or pass results without affecting them: steps do not depend on their
# code. Values of recipes and references are in the key; a format's reader is an entry of the step that uses it.
NOT_FOLLOWED = (
    "fitflow.config",
    "fitflow.step_table",
    "fitflow.discovery",
    "fitflow.errors",
    "fitflow.references",
    "fitflow.system",
    "fitflow.processes",
    "fitflow.store",
    "fitflow.reuse",
    "fitflow.tracking",
    "fitflow.lifecycle",
    "fitflow.orchestration",
    "fitflow.training.progress",
)


class Name(NamedTuple):
    """A definition: its module and its name in the module."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


class Closure(NamedTuple):
    """Digests of definitions by name, top-level names of imported libraries, and names that were not found."""

    definitions: dict[str, str]
    libraries: frozenset[str]
    unknown: tuple[str, ...]


def closure(entries: Iterable[str]) -> Closure:
    """Return the code that the entries depend on.

    Args:
        entries: dotted names of definitions, such as `fitflow.training.fit.train`.
    """
    walk = _Walk()
    for entry in entries:
        module, _, name = entry.rpartition(".")
        walk.own.add(module)
        walk.reach(Name(module, name))
    walk.finish()
    return Closure(dict(sorted(walk.digests.items())), frozenset(walk.libraries), tuple(sorted(walk.unknown)))


def dirty(definitions: Iterable[str]) -> list[str]:
    """Return loaded modules that may differ from their source: loaded from another file, or changed since the start.

    Modules that are not loaded yet will be loaded from the current source.
    """
    found: list[str] = []
    for module in sorted({_module_of(name) for name in definitions}):
        loaded, path = sys.modules.get(module), source_of(module)
        if loaded is None or path is None:
            continue
        origin = getattr(loaded, "__file__", None)
        if origin is None or Path(origin).resolve() != path.resolve() or path.stat().st_mtime > _process_started():
            found.append(module)
    return found


class _Walk:
    """One traversal of the sources."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.libraries: set[str] = set()
        self.unknown: set[str] = set()
        self.own: set[str] = set()
        self._todo: list[Name] = []
        self._seen: set[Name] = set()

    def reach(self, name: Name) -> None:
        """Queue a definition."""
        if name not in self._seen:
            self._seen.add(name)
            self._todo.append(name)

    def finish(self) -> None:
        """Visit all queued definitions."""
        while self._todo:
            self._visit(self._todo.pop())

    def _visit(self, name: Name) -> None:
        module = module_named(name.module)
        if module is None:
            self.unknown.add(str(name))
            return
        self._run_tops(name.module)
        if name.name in module.digests:
            self.digests[str(name)] = module.digests[name.name]
            for chain in module.uses[name.name]:
                self._follow(module, name.name, chain)
        elif name.name != TOP:
            self._follow_import(module, name)

    def _run_tops(self, module: str) -> None:
        """Queue the top level of a module and of its parent packages, which an import runs."""
        parts = module.split(".")
        for length in range(1, len(parts) + 1):
            parent = ".".join(parts[:length])
            if module_named(parent) is not None and not self._stops(parent, ""):
                self.reach(Name(parent, TOP))

    def _follow_import(self, module: Module, name: Name) -> None:
        """Follow a name that a module imports and others use through it."""
        target = module.imports.get(TOP, {}).get(name.name)
        if target is not None:
            self._target(target, ())
        elif source_of(f"{module.name}.{name.name}") is not None:
            self._whole(f"{module.name}.{name.name}")
        elif any(offers(star, name.name) for star in module.stars):
            for star in module.stars:
                if offers(star, name.name):
                    self._target(f"{star}.{name.name}", ())
        else:
            self.unknown.add(str(name))

    def _follow(self, module: Module, definition: str, chain: tuple[str, ...]) -> None:
        """Follow a name with its attributes in a definition."""
        name, *attributes = chain
        target = module.imports.get(definition, {}).get(name) or module.imports.get(TOP, {}).get(name)
        if target is not None:
            self._target(target, tuple(attributes))
        if name in module.digests:
            if f"{module.name}.{name}" not in NOT_FOLLOWED:
                self.reach(Name(module.name, name))
        elif target is None:
            for star in module.stars:
                if offers(star, name):
                    self._target(f"{star}.{name}", ())

    def _target(self, target: str, attributes: tuple[str, ...]) -> None:
        """Follow an import to a library, a module of fitflow, or a definition in one."""
        if target.partition(".")[0] not in PACKAGES:
            self._library(target.partition(".")[0])
            return
        while source_of(target) is not None and attributes:
            target, attributes = f"{target}.{attributes[0]}", attributes[1:]
        if source_of(target) is not None:
            self._whole(target)
            return
        module, _, name = target.rpartition(".")
        if source_of(module) is None:
            self.unknown.add(target)
        elif not self._stops(module, name):
            self.reach(Name(module, name))

    def _whole(self, module: str) -> None:
        """Queue all of a module that is used as a value: any of it may be used."""
        found = module_named(module)
        if found is not None and not self._stops(module, ""):
            for name in (TOP, *found.digests):
                self.reach(Name(module, name))

    def _stops(self, module: str, name: str) -> bool:
        if module in self.own:
            return f"{module}.{name}" in NOT_FOLLOWED
        return any(f"{module}.{name}".startswith(f"{stop}.") or f"{module}.{name}" == stop for stop in NOT_FOLLOWED)

    def _library(self, name: str) -> None:
        if name not in sys.stdlib_module_names:
            self.libraries.add(name)


@cache
def _process_started() -> float:
    """Return this process's start time in seconds since the epoch."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")


def _module_of(definition: str) -> str:
    return definition.rpartition(".")[0]
