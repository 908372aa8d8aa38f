"""Who may import whom: every import counts, at the top of a module, in a function, or for types alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import pytest

from tests import structure

# Lowest floor first. A package may import these, itself, and the modules at the root of fitflow.
MAY_IMPORT = {
    "system": "",
    "processes": "system",
    "recipe_io": "system",
    "store": "processes system",
    "numerics": "",
    "data": "store numerics",
    "datasets": "data",
    "training": "data store processes system",
    "tracking": "training recipe_io processes system",
    "evaluation": "tracking training store numerics system",
    "inference": "tracking training data store system",
    "reuse": "tracking store system",
    "comparison": "evaluation tracking system",
    "methods": "evaluation training data store numerics",
    "reporting": "evaluation recipe_io store system",
    "promotion": "reporting evaluation inference tracking recipe_io system",
    "lifecycle": "reporting tracking training processes store system",
    "steps": "lifecycle reporting evaluation inference reuse tracking training data store processes system",
    "orchestration": "lifecycle reporting reuse evaluation tracking training recipe_io store processes system",
    "planning": "steps reuse",
    "control_room": "orchestration tracking processes system",
    "tasks": "orchestration steps promotion lifecycle reporting evaluation inference reuse tracking training data "
    "store processes system",
    "flows": "tasks orchestration steps promotion reporting inference reuse recipe_io system",
    "verification": "planning steps reuse tracking training recipe_io store system",
    "cli": "flows verification control_room planning orchestration steps lifecycle promotion reporting comparison "
    "inference reuse evaluation tracking training data store recipe_io processes system",
    "models": "",
    "recipes": "",
}
ROOT_IMPORTS = {"fitflow": {"fitflow.recipe_io.loading"}}  # `from fitflow import load_recipe`
# Other code asks a backend through runtime.py; the fused kernel is TensorFlow's own.
BACKENDS = {"tensorflow", "jax", "torch"}
BACKEND_MODULES = {"fitflow.training.runtime", "fitflow.training.fused_batchnorm"}
PREFECT_PACKAGES = {"orchestration", "tasks", "flows"}
OLD_NAMES = {"flows", "models", "recipes", "tasks"}  # packages beside fitflow until 0.1; users have their own
MAX_MODULES = 20


MODULES = sorted(structure.modules())


def every(of: Callable[[str], Iterable[structure.Import]]) -> list[structure.Import]:
    """The imports of all modules."""
    return [one for module in MODULES for one in of(module)]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_the_floors_below_it(module: str):
    source = structure.package_of(module)
    wrong = []
    for one in structure.imports(module):
        target = structure.package_of(one.target)
        if not target or target == source:
            continue
        allowed = one.target in ROOT_IMPORTS.get(module, ()) if not source else target in MAY_IMPORT[source].split()
        if not allowed:
            wrong.append(one)
    assert wrong == []


def test_every_package_has_its_floor():
    packages = {structure.package_of(module) for module in structure.modules()} - {""}
    assert packages == MAY_IMPORT.keys()
    floors = list(MAY_IMPORT)
    upward = [
        (package, below)
        for package, allowed in MAY_IMPORT.items()
        for below in allowed.split()
        if floors.index(below) > floors.index(package)
    ]
    assert upward == []


def test_the_floors_in_contributing_hold():
    text = (structure.ROOT / "CONTRIBUTING.md").read_text()
    block = text.partition("## Imports")[2].partition("Recipes import")[0]
    lines = [line.strip().split(", ") for line in block.splitlines() if line.startswith("    ")]
    floor = {package: height for height, packages in enumerate(lines) for package in packages}
    graph = structure.package_graph()
    assert floor.keys() == MAY_IMPORT.keys() - {"models", "recipes"}
    assert [(one, other) for one, others in graph.items() for other in others if floor[one] >= floor[other]] == []


def test_no_circle_of_packages_and_none_of_modules():
    assert structure.circles(structure.package_graph()) == []
    assert structure.circles(structure.module_graph()) == []


def test_a_circle_would_be_found():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert structure.circles(graph) == [["a", "b", "c"]]


@pytest.mark.parametrize("module", MODULES)
def test_each_framework_is_imported_where_it_belongs(module: str):
    package = structure.package_of(module)
    wrong = [
        one
        for one in structure.foreign(module)
        if (one.target == "prefect" and package not in PREFECT_PACKAGES)
        or (one.target == "mlflow" and package != "tracking")
        or (one.target in BACKENDS and module not in BACKEND_MODULES)
    ]
    assert wrong == []


def test_models_are_keras_alone():
    imported = {one.target for one in every(structure.foreign) if structure.package_of(one.source) == "models"}
    assert imported <= {"__future__", "keras", "typing"}


def test_recipes_import_only_the_parts_of_a_recipe():
    imported = {one.target for one in every(structure.imports) if structure.package_of(one.source) == "recipes"}
    assert imported == {"fitflow.config"}


def test_nothing_goes_by_the_names_that_are_users_own():
    assert [one for one in every(structure.foreign) if one.target in OLD_NAMES] == []


def test_no_folder_is_a_hall():
    assert {folder: size for folder, size in structure.folder_sizes().items() if size > MAX_MODULES} == {}


def public(package: str) -> dict[str, ast.FunctionDef]:
    """The public functions of a package's modules, by their dotted name."""
    return {
        f"{module}.{node.name}": node
        for module, path in structure.modules().items()
        if structure.package_of(module) == package
        for node in structure.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


@pytest.mark.parametrize(
    ("package", "decorators", "besides"),
    [
        ("tasks", {"task", "cached"}, set()),
        ("flows", {"flow"}, {"fitflow.flows.train.train_recipe"}),
    ],
)
def test_tasks_hold_tasks_and_flows_hold_flows(package: str, decorators: set[str], besides: set[str]):
    plain = {
        name
        for name, node in public(package).items()
        if not decorators & {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}
    }
    assert plain == besides
