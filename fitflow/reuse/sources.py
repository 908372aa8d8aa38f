"""Parse fitflow's source files, without importing them: definitions, their digests, and what their names refer to.

A definition is a function, a class or a variable at a module's top level. Other top-level code, such as a call or a
loop, is the definition `<module>`. The digest is of the syntax tree without comments, docstrings and positions.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PACKAGES = ("fitflow",)
TOP = "<module>"


@dataclass
class Module:
    """The definitions of one source file, and what its names refer to."""

    name: str
    package: str
    digests: dict[str, str] = field(default_factory=dict[str, str])
    uses: dict[str, set[tuple[str, ...]]] = field(default_factory=dict[str, set[tuple[str, ...]]])
    imports: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    stars: list[str] = field(default_factory=list[str])


def module_named(name: str) -> Module | None:
    """Return a module of fitflow; None if there is no such module."""
    path = source_of(name)
    return None if path is None else _read(name, path, path.stat().st_mtime_ns)


def offers(module: str, name: str) -> bool:
    """Return whether `from module import *` binds a name."""
    found = module_named(module)
    if found is None:
        return False
    return name in found.digests or name in found.imports.get(TOP, {}) or any(offers(s, name) for s in found.stars)


def digest_of(definition: str) -> str:
    """Return the digest of one definition by its dotted name; empty if there is none."""
    module, _, name = definition.rpartition(".")
    found = module_named(module)
    return "" if found is None else found.digests.get(name, "")


def source_of(module: str) -> Path | None:
    """Return the source file of a module of fitflow; None if there is none."""
    top, *rest = module.split(".")
    folder = _package_folder(top)
    if folder is None:
        return None
    path = folder.joinpath(*rest)
    for candidate in (path / "__init__.py", path.with_suffix(".py")):
        if candidate.is_file():
            return candidate
    return None


@cache
def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package) if package in PACKAGES else None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def _read(name: str, path: Path, _modified: int) -> Module:
    source = path.read_text()
    module = Module(name, name if path.name == "__init__.py" else name.rpartition(".")[0])
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
    module: Module, node: ast.stmt, imports: dict[str, str], tables: dict[tuple[str, int], symtable.SymbolTable]
) -> None:
    """Record what a top-level statement defines or does."""
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
    """Return the names that a statement other than `def` and `class` binds; none if it binds no names."""
    if isinstance(node, ast.Assign) and not all(isinstance(target, ast.Name | ast.Tuple) for target in node.targets):
        return []
    stored = [found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store)]
    inner = [found.name for found in ast.walk(node) if isinstance(found, ast.FunctionDef | ast.ClassDef)]
    return stored + inner


def _names_used(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, table: symtable.SymbolTable) -> set[str]:
    """Return the names in a definition that refer to globals, also in nested functions, decorators and signatures."""
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
    """Yield each name with its attributes: `a.b.c(d)` gives (a, b, c) and (d,)."""
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


def _imports(node: ast.AST, module: Module) -> dict[str, str]:
    """Return the dotted targets of the imports in a statement, by bound name."""
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


def _base(node: ast.ImportFrom, module: Module) -> str:
    """Return the absolute module of a `from` import, also of a relative one."""
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


class _Plain(ast.NodeTransformer):
    """Removes docstrings and other bare strings."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Replace a bare string by `pass`."""
        return ast.Pass() if _is_text(node) else self.generic_visit(node)
