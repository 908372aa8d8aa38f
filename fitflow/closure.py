"""The code that a function runs: its own, and all of ours that it reaches, found in the sources without importing them.

A definition is a function, a class or a variable at a module's top level; what else stands there, such as a call or a
loop, is the definition `<module>`. Each has a digest of its syntax tree, in which comments, docstrings and positions
do not count. A name in a definition leads to the definition that it stands for, through imports at the top or in
functions. What is found by name when the program runs, such as a model's file, must be given as an entry of its own.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import symtable
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("fitflow", "flows", "models", "recipes", "tasks")
TOP = "<module>"
# Code that decides no step's result: it is not followed from outside. Values travel in the key themselves; what shows,
# records or keeps a result is not the result; the reader of a format is an entry of the step that uses it.
NOT_FOLLOWED = (
    "fitflow.cache",
    "fitflow.closure",
    "fitflow.config",
    "fitflow.discovery",
    "fitflow.environment",
    "fitflow.errors",
    "fitflow.hashing",
    "fitflow.history",
    "fitflow.interruption",
    "fitflow.leases",
    "fitflow.live",
    "fitflow.machine",
    "fitflow.paths",
    "fitflow.progress",
    "fitflow.refs",
    "fitflow.report",
    "fitflow.steps",
    "fitflow.tracking",
    "fitflow.datasets.resolve.READERS",
    "fitflow.store.Entry",
    "fitflow.store.get",
    "fitflow.store.key_of",
    "fitflow.store.lock",
    "fitflow.store.open_entry",
    "fitflow.store.put",
    "tasks.caching",
    "tasks.timing",
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


@dataclass
class _Module:
    """What one source file defines, and what its names stand for."""

    name: str
    package: str
    digests: dict[str, str] = field(default_factory=dict[str, str])
    uses: dict[str, set[tuple[str, ...]]] = field(default_factory=dict[str, set[tuple[str, ...]]])
    imports: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    stars: list[str] = field(default_factory=list[str])


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


def digest_of(definition: str) -> str:
    """The digest of one definition by its dotted name; empty where it is not there."""
    module, _, name = definition.rpartition(".")
    found = _module(module)
    return "" if found is None else found.digests.get(name, "")


def source_of(module: str) -> Path | None:
    """The source file of a module of ours; None where there is none."""
    top, *rest = module.split(".")
    folder = _package_folder(top)
    if folder is None:
        return None
    path = folder.joinpath(*rest)
    for candidate in (path / "__init__.py", path.with_suffix(".py")):
        if candidate.is_file():
            return candidate
    return None


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
        module = _module(name.module)
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
            if _module(parent) is not None and not self._stops(parent, ""):
                self.reach(Name(parent, TOP))

    def _lead_on(self, module: _Module, name: Name) -> None:
        """A name that a module imports and others use through it."""
        target = module.imports.get(TOP, {}).get(name.name)
        if target is not None:
            self._target(target, ())
        elif source_of(f"{module.name}.{name.name}") is not None:
            self._whole(f"{module.name}.{name.name}")
        elif any(_offers(star, name.name) for star in module.stars):
            for star in module.stars:
                if _offers(star, name.name):
                    self._target(f"{star}.{name.name}", ())
        else:
            self.unknown.add(str(name))

    def _follow(self, module: _Module, definition: str, chain: tuple[str, ...]) -> None:
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
                if _offers(star, name):
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
        found = _module(module)
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


def forget() -> None:
    """Read the sources again when they are asked for: tests change them."""
    for function in (_package_folder, _read):
        function.cache_clear()


@cache
def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package) if package in PACKAGES else None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def _process_began() -> float:
    """When this process started, in seconds since the epoch."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")


def _module_of(definition: str) -> str:
    return definition.rpartition(".")[0]


def _module(name: str) -> _Module | None:
    path = source_of(name)
    return None if path is None else _read(name, path, path.stat().st_mtime_ns)


def _offers(module: str, name: str) -> bool:
    """Whether `from module import *` binds a name."""
    found = _module(module)
    if found is None:
        return False
    return name in found.digests or name in found.imports.get(TOP, {}) or any(_offers(s, name) for s in found.stars)


@cache
def _read(name: str, path: Path, _modified: int) -> _Module:
    source = path.read_text()
    module = _Module(name, name if path.name == "__init__.py" else name.rpartition(".")[0])
    tables = {(table.get_name(), table.get_lineno()): table for table in _tables(source, path)}
    for node in ast.parse(source).body:
        imports = _imports(node, module)
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_for_types(node):
            module.imports.setdefault(TOP, {}).update(imports)
        elif not _is_text(node):
            _define(module, node, imports, tables)
    return module


def _tables(source: str, path: Path) -> list[symtable.SymbolTable]:
    return symtable.symtable(source, str(path), "exec").get_children()


def _define(
    module: _Module, node: ast.stmt, imports: dict[str, str], tables: dict[tuple[str, int], symtable.SymbolTable]
) -> None:
    """Note what a statement at the top level defines, or what it does."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names, used = [node.name], _names_used(node, tables[node.name, node.lineno]) | imports.keys()
        module.imports.setdefault(node.name, {}).update(imports)
    else:
        names, used = _bound(node), None
        module.imports.setdefault(TOP, {}).update(imports)
    chains = {chain for chain in _chains(node) if used is None or chain[0] in used}
    digest = hashlib.sha256(ast.dump(_Plain().visit(node)).encode()).hexdigest()
    is_compound = isinstance(node, ast.If | ast.Try | ast.For | ast.While | ast.With)
    for name in [*names, TOP] if is_compound or not names else names:
        before = module.digests.get(name)
        module.digests[name] = digest if before is None else hashlib.sha256((before + digest).encode()).hexdigest()
        module.uses.setdefault(name, set()).update(chains)


def _bound(node: ast.stmt) -> list[str]:
    """The names that a statement other than `def` and `class` gives a value; none where it does something else."""
    if isinstance(node, ast.Assign) and not all(isinstance(target, ast.Name | ast.Tuple) for target in node.targets):
        return []
    stored = [found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store)]
    inner = [found.name for found in ast.walk(node) if isinstance(found, ast.FunctionDef | ast.ClassDef)]
    return stored + inner


def _names_used(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, table: symtable.SymbolTable) -> set[str]:
    """Names in a definition that are not its own: global in it or in what it nests, or in its head."""
    head: list[ast.AST] = [*node.decorator_list]
    if isinstance(node, ast.ClassDef):
        head += [*node.bases, *node.keywords]
    inner = [found for found in ast.walk(node) if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in inner:
        head += [function.args, *function.decorator_list, *([function.returns] if function.returns else [])]
    names = {found.id for part in head for found in ast.walk(part) if isinstance(found, ast.Name)}
    return names | _global_names(table)


def _global_names(table: symtable.SymbolTable) -> set[str]:
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return own.union(*(_global_names(child) for child in table.get_children()))


def _chains(node: ast.AST) -> Iterator[tuple[str, ...]]:
    """Each name that is read, with the attributes asked of it: `a.b.c(d)` gives (a, b, c) and (d,)."""
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        yield (inner.id, *attributes)
        return
    for child in ast.iter_child_nodes(inner):
        yield from _chains(child)


def _imports(node: ast.AST, module: _Module) -> dict[str, str]:
    """What the imports in a statement bind: name to dotted target."""
    found: dict[str, str] = {}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            for alias in inner.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(inner, ast.ImportFrom):
            base = _base(inner, module)
            for alias in inner.names:
                if alias.name == "*":
                    module.stars.append(base)
                else:
                    found[alias.asname or alias.name] = f"{base}.{alias.name}"
    return found


def _base(node: ast.ImportFrom, module: _Module) -> str:
    """The module that a `from` import is from, also where it is relative."""
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


class _Plain(ast.NodeTransformer):
    """Takes docstrings and other texts that stand for themselves away."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Replace a text by `pass`, which it is."""
        return ast.Pass() if _is_text(node) else self.generic_visit(node)
