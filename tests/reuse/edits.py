"""Edits of a copy of the sources, by the name of what they change: rewording a line breaks none of them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[str], str]


def body(name: str) -> Edit:
    """Another body of a function: one statement more, which does nothing."""
    return lambda text: _insert(text, _first(_definition(text, name)), "_ = 0")


def inner_body(name: str) -> Edit:
    """Another body of the function that stands in a function."""
    return lambda text: _insert(text, _first(_inner(_definition(text, name))), "_ = 0")


def value(name: str) -> Edit:
    """Another expression for a constant's value, or for the element that a table begins with."""

    def change(text: str) -> str:
        node = next(node for node in ast.parse(text).body if name in _targets(node))
        assert isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        return _replace(text, node.value, f"({ast.get_source_segment(text, node.value)}, 0)[0]")

    return change


def default(name: str) -> Edit:
    """Another default of a function's last argument that has one."""

    def change(text: str) -> str:
        node = _definition(text, name)
        assert isinstance(node, ast.FunctionDef)
        return _replace(text, node.args.defaults[-1], "(1, 0)[1]")

    return change


def decorated(name: str) -> Edit:
    """A decorator more."""
    return lambda text: _insert(text, _definition(text, name), "@staticmethod")


def renamed(name: str) -> Edit:
    """Another name for a definition, wherever it stands in the file."""
    return lambda text: text.replace(name, f"{name}_renamed")


def imported_from(name: str, module: str) -> Edit:
    """A name is imported from another module."""

    def change(text: str) -> str:
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
                return _replace(text, node, f"from {module} import {name}")
        raise AssertionError(f"{name} is not imported")

    return change


def string(name: str, of: str) -> Edit:
    """Another text where a definition has a given one, such as an activation's name."""

    def change(text: str) -> str:
        for node in ast.walk(_definition(text, name)):
            if isinstance(node, ast.Constant) and node.value == of:
                return _replace(text, node, repr(f"{of}_too"))
        raise AssertionError(f"{name} has no {of!r}")

    return change


def commented(name: str) -> Edit:
    """A comment more, which changes nothing."""
    return lambda text: _insert(text, _definition(text, name), "# A comment.")


def moved(name: str) -> Edit:
    """A definition some lines further down."""
    return lambda text: _insert(text, _definition(text, name), "\n\n")


def joined_by_unused(name: str) -> Edit:
    """A function that nothing calls, before a definition."""
    return lambda text: _insert(text, _definition(text, name), "def unused() -> None:\n    pass\n\n")


def documented(name: str) -> Edit:
    """Another docstring."""

    def change(text: str) -> str:
        node = _definition(text, name)
        assert isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
        return _replace(text, node.body[0], '"""Does what it does."""')

    return change


def _definition(text: str, name: str) -> ast.AST:
    """A function, a class or `Class.method`; the statement that gives a variable its value."""
    outer, _, method = name.partition(".")
    for node in ast.parse(text).body:
        if outer == getattr(node, "name", None) or outer in _targets(node):
            if not method:
                return node
            assert isinstance(node, ast.ClassDef)
            return next(inner for inner in node.body if getattr(inner, "name", None) == method)
    raise AssertionError(f"there is no {name}")


def _inner(node: ast.AST) -> ast.AST:
    return next(found for found in ast.walk(node) if isinstance(found, ast.FunctionDef) and found is not node)


def _first(node: ast.AST) -> ast.AST:
    """A function's first statement after its docstring."""
    assert isinstance(node, ast.FunctionDef)
    return node.body[1] if ast.get_docstring(node) else node.body[0]


def _targets(node: ast.AST) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _insert(text: str, before: ast.AST, line: str) -> str:
    """Put lines before a statement, indented as it is."""
    lines = text.splitlines(keepends=True)
    decorators = getattr(before, "decorator_list", [])
    number = min([before.lineno, *(decorator.lineno for decorator in decorators)])  # type: ignore[attr-defined]
    indent = " " * before.col_offset  # type: ignore[attr-defined]
    lines.insert(number - 1, "".join(f"{indent}{one}\n" for one in line.split("\n")))
    return "".join(lines)


def _replace(text: str, node: ast.AST, new: str) -> str:
    """Put a text in the place of a node."""
    segment = ast.get_source_segment(text, node)
    assert segment is not None
    lines = text.splitlines(keepends=True)
    start = sum(len(line) for line in lines[: node.lineno - 1])  # type: ignore[attr-defined]
    offset = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())  # type: ignore[attr-defined]
    return text[: start + offset] + new + text[start + offset + len(segment) :]


def apply(path: Path, edit: Edit) -> str:
    """Edit a file; returns its text before."""
    before = path.read_text()
    after = edit(before)
    assert after != before, f"{path} is as it was"
    ast.parse(after)
    path.write_text(after)
    return before
