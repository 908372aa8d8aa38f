"""Import rules: the design's table, checked against the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("fitflow", "flows", "models", "recipes", "tasks")
MAY_IMPORT = {
    "models": set(),
    "recipes": {"fitflow.config"},
    "tasks": {"fitflow", "models", "tasks"},
    "flows": {"tasks", "recipes", "fitflow", "flows"},
    "fitflow": {"fitflow"},
    "fitflow.cli": {"fitflow", "flows"},
}
# Whatever else asks a backend for something does it through runtime.py; the fused kernel is TensorFlow's own.
BACKEND_FILES = {Path("fitflow/system/runtime.py"), Path("fitflow/training/fused_batchnorm.py")}
FILES = [path.relative_to(ROOT) for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def package_of(path: Path) -> str:
    return "fitflow.cli" if path.parts[:2] == ("fitflow", "cli") else path.parts[0]


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_imports_only_what_its_layer_may(path: Path):
    ours = {name for name in imported(path) if name.partition(".")[0] in OURS}
    assert [name for name in ours if not within(name, MAY_IMPORT[package_of(path)])] == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_framework_is_imported_where_it_belongs(path: Path):
    top = {name.partition(".")[0] for name in imported(path)}
    assert "prefect" not in top or path.parts[0] in ("tasks", "flows")
    assert "mlflow" not in top or path.parts[:2] == ("fitflow", "tracking")
    assert not top & {"tensorflow", "jax", "torch"} or path in BACKEND_FILES
    if path.parts[0] == "models":
        assert top <= {"keras", "typing"}


def test_no_flow_file_shadows_a_package():
    assert not {path.stem for path in (ROOT / "flows").glob("*.py")} & {"tasks", "models", "recipes"}
