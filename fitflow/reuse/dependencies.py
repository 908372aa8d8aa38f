"""The code that a function runs: its own, and all of ours that it reaches, found in the sources without importing them.

A name in a definition leads to the definition that it stands for, through imports at the top or in functions. What is
found by name when the program runs, such as a model's file, must be given as an entry of its own.
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

# Packages and modules that show, record, keep or carry results and decide none: a step does not depend on their code.
# Values of recipes and references are in the key; the reader of a format is an entry of the step that uses it.
NOT_FOLLOWED = (
    "fitflow.config",
    "fitflow.dag",
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
    """A definition: its module and its name there."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


class Closure(NamedTuple):
    """Digests of definitions by name, the top-level names of libraries that they import, and what was not found."""

    definitions: dict[str, str]
    libraries: frozenset[str]
    unknown: tuple[str, ...]


def closure(entries: Iterable[str]) -> Closure:
    """What the entries run.

    Args:
        entries: dotted names of definitions, such as `fitflow.training.train`.
    """
    walk = _Walk()
    for entry in entries:
        module, _, name = entry.rpartition(".")
        walk.own.add(module)
        walk.reach(Name(module, name))
    walk.finish()
    return Closure(dict(sorted(walk.digests.items())), frozenset(walk.libraries), tuple(sorted(walk.unknown)))


def dirty(definitions: Iterable[str]) -> list[str]:
    """Modules that this process has loaded and whose source it may not have: from elsewhere, or changed since it began.

    A module that is not loaded yet will be loaded from the source that was looked at.
    """
    found: list[str] = []
    for module in sorted({_module_of(name) for name in definitions}):
        loaded, path = sys.modules.get(module), source_of(module)
        if loaded is None or path is None:
            continue
        origin = getattr(loaded, "__file__", None)
        if origin is None or Path(origin).resolve() != path.resolve() or path.stat().st_mtime > _process_began():
            found.append(module)
    return found


class _Walk:
    """One search through the sources."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.libraries: set[str] = set()
        self.unknown: set[str] = set()
        self.own: set[str] = set()
        self._todo: list[Name] = []
        self._seen: set[Name] = set()

    def reach(self, name: Name) -> None:
        """Put a definition on the list."""
        if name not in self._seen:
            self._seen.add(name)
            self._todo.append(name)

    def finish(self) -> None:
        """Follow all that is on the list."""
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
            self._lead_on(module, name)

    def _run_tops(self, module: str) -> None:
        """Importing a module runs its top level, and that of the packages it lies in."""
        parts = module.split(".")
        for length in range(1, len(parts) + 1):
            parent = ".".join(parts[:length])
            if module_named(parent) is not None and not self._stops(parent, ""):
                self.reach(Name(parent, TOP))

    def _lead_on(self, module: Module, name: Name) -> None:
        """A name that a module imports and others use through it."""
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
        """A name, with the attributes that are asked of it, in a definition."""
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
        """What an import leads to: a library, a module of ours, or a definition in one."""
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
        """A module that is handed on as a value: any of it may be used."""
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
def _process_began() -> float:
    """When this process started, in seconds since the epoch."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")


def _module_of(definition: str) -> str:
    return definition.rpartition(".")[0]
