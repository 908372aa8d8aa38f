"""The structure of the code, from its syntax trees: `python -m tests.structure` prints it.

Imports are counted at the level of modules wherever they stand: at the top, in a function, or for types alone.
"""

from __future__ import annotations

import ast
import json
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LONG = 250  # lines of a module
LINKED = ("flows", "models", "recipes", "tasks")  # of fitflow, at the top of the repository


class Import(NamedTuple):
    """An import: the importing module and the imported one, by their dotted names, and the line."""

    source: str
    target: str
    line: int


@cache
def modules() -> dict[str, Path]:
    """Every module of fitflow by its dotted name."""
    found: dict[str, Path] = {}
    for top in ("fitflow", *LINKED):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name if top == "fitflow" else f"fitflow.{name}"] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text())


def package_of(module: str) -> str:
    """The floor that a module is on: its package of fitflow; "" for the modules at the root."""
    parts = module.split(".")
    inner = len(parts) > 2 or (len(parts) == 2 and modules()[module].name == "__init__.py")
    return parts[1] if inner else ""


def imports(module: str) -> Iterator[Import]:
    """Every import of a module of fitflow by a module."""
    for node in ast.walk(tree(modules()[module])):
        for target in _targets(node):
            yield Import(module, target, node.lineno)  # type: ignore[attr-defined]


def foreign(module: str) -> Iterator[Import]:
    """Every import by a module of something that is not fitflow's, by its top-level name."""
    for node in ast.walk(tree(modules()[module])):
        for target in _names(node):
            if target.partition(".")[0] != "fitflow":
                yield Import(module, target.partition(".")[0], node.lineno)  # type: ignore[attr-defined]


def package_graph() -> dict[str, set[str]]:
    """The packages that each package imports, without itself and the modules at the root."""
    graph: dict[str, set[str]] = defaultdict(set)
    for one in (one for module in modules() for one in imports(module)):
        source, target = package_of(one.source), package_of(one.target)
        if source and target and source != target:
            graph[source].add(target)
    return dict(graph)


def module_graph() -> dict[str, set[str]]:
    """The modules that each module imports at its top, which is where a circle would fail."""
    graph: dict[str, set[str]] = defaultdict(set)
    for name, path in modules().items():
        for node in tree(path).body:
            graph[name] |= set(_targets(node))
    return {name: targets - {name} for name, targets in graph.items()}


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of nodes that reach one another: Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def folder_sizes() -> dict[str, int]:
    """Modules in each folder, without `__init__.py`."""
    sizes: dict[str, int] = defaultdict(int)
    for path in modules().values():
        if path.name != "__init__.py":
            sizes[path.parent.relative_to(ROOT).as_posix()] += 1
    return dict(sizes)


def function_lengths() -> list[int]:
    """Lines of each function, its decorators and docstring among them."""
    nodes = (node for path in modules().values() for node in ast.walk(tree(path)))
    return [
        (node.end_lineno or 0) - node.lineno + 1
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def summary() -> dict[str, object]:
    """The figures that say how the house stands."""
    lengths = function_lengths()
    sizes = folder_sizes()
    largest = max(sizes, key=lambda folder: sizes[folder])
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules().values()}
    return {
        "modules": len(modules()),
        "functions": len(lengths),
        "median_function_lines": statistics.median(lengths),
        "p90_function_lines": round(statistics.quantiles(lengths, n=10)[-1]),
        "functions_under_15_lines": f"{sum(length < 15 for length in lengths) / len(lengths):.0%}",
        f"modules_over_{LONG}_lines": {name: count for name, count in lines.items() if count > LONG},
        "largest_folder": f"{largest}: {sizes[largest]} modules",
        "package_circles": circles(package_graph()),
        "module_circles": circles(module_graph()),
        "modules_at_the_root_of_fitflow": sorted(name for name in modules() if not package_of(name)),
    }


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _targets(node: ast.AST) -> list[str]:
    """The modules of fitflow that a statement imports: `from fitflow.x import y` is x.y where that is a module."""
    inner = [node, *ast.walk(node)] if isinstance(node, ast.If | ast.Try) else [node]
    names = [name for one in inner for name in _names(one) if name.partition(".")[0] == "fitflow"]
    found = [name if name in modules() else name.rpartition(".")[0] for name in names]
    return [name for name in found if name in modules()]


if __name__ == "__main__":
    print(json.dumps(summary(), indent=1))
