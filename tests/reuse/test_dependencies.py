"""The code that a function runs is found in the sources, through every kind of import."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitflow.reuse import dependencies
from fitflow.reuse import sources as sources_of
from fitflow.steps import build, compute, evaluate, judge, load, prepare, register, report, train

SOURCES = {
    "fitflow/__init__.py": "SETTING = 1\nprint(SETTING)\n",
    "fitflow/a.py": (
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "import fitflow.deep.inner\n"
        "from fitflow import deep\n"
        "from fitflow.b import first as one, Base\n"
        "from .b import second\n"
        "if TYPE_CHECKING:\n    from fitflow.b import Shape\n"
        "def plain(): return one()\n"
        "def dotted(): return fitflow.deep.inner.leaf()\n"
        "def through(): return deep.again()\n"
        "def late():\n    from fitflow.b import third\n    return third\n"
        "def relative(): return second()\n"
        "def handed_on(): return dir(deep)\n"
        "def typed(shape: Shape) -> None: pass\n"
        "class Child(Base):\n    def method(self): return HELP\n"
        "HELP = 3\n"
        "def shadowed(second):\n    return second\n"
        "def nested():\n    def inner(): return HELP\n    return inner\n"
        "def library():\n    import numpy as np, json\n    return np\n"
        "def lost(): return nowhere.thing\n"
        "from fitflow.gone import nowhere\n"
    ),
    "fitflow/b.py": (
        "def first(): return LIMIT\nLIMIT = 1\ndef second(): pass\ndef third(): pass\n"
        "class Base: pass\nclass Shape: pass\n"
        "TABLE = {}\nTABLE['x'] = third\n"
    ),
    "fitflow/deep/__init__.py": "from fitflow.deep.inner import leaf as again\nfrom fitflow.deep.star import *\n",
    "fitflow/deep/inner.py": "def leaf(): return 1\n",
    "fitflow/deep/star.py": "def shining(): return 1\n",
}
REACHED = {
    "plain": {"b.first", "b.LIMIT"},
    "dotted": {"deep.inner.leaf"},
    "through": {"deep.inner.leaf"},
    "late": {"b.third"},
    "relative": {"b.second"},
    "handed_on": set(),
    "typed": {"b.Shape"},
    "Child": {"b.Base", "a.HELP"},
    "shadowed": set(),
    "nested": {"a.HELP"},
    "library": set(),
}


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(sources_of, "_package_folder", lambda package: tmp_path / package)
    return tmp_path


@pytest.mark.parametrize("name", REACHED)
def test_a_definition_leads_to_what_it_uses(name: str, sources: Path):
    found = dependencies.closure([f"fitflow.a.{name}"])
    tops = {"fitflow.<module>", "fitflow.SETTING", "fitflow.b.<module>", "fitflow.b.TABLE", "fitflow.b.third"}
    always = tops | {f"fitflow.a.{name}"}
    expected = {f"fitflow.{reached}" for reached in REACHED[name]}
    # What stands at the top of a module that is reached, and what it uses, runs too.
    assert expected <= found.definitions.keys() and found.definitions.keys() - always <= expected
    assert found.libraries == ({"numpy"} if name == "library" else frozenset()) and found.unknown == ()


def test_a_name_that_cannot_be_found_is_said(sources: Path):
    assert dependencies.closure(["fitflow.a.lost"]).unknown == ("fitflow.gone.nowhere",)
    assert dependencies.closure(["fitflow.a.never"]).unknown == ("fitflow.a.never",)


def test_a_star_leads_on(sources: Path):
    (sources / "fitflow/c.py").write_text("from fitflow.deep import *\ndef f(): return shining()\n")
    assert "fitflow.deep.star.shining" in dependencies.closure(["fitflow.c.f"]).definitions


def test_a_module_that_may_not_be_the_one_on_the_disk_is_dirty(monkeypatch: pytest.MonkeyPatch):
    import fitflow.training.learning_rate as loaded

    names = ["fitflow.training.learning_rate.WarmupDecay"]
    assert dependencies.dirty(names) == []
    monkeypatch.setattr(dependencies, "_process_started", lambda: 0.0)  # as if the file had been changed since
    assert dependencies.dirty(names) == ["fitflow.training.learning_rate"]
    monkeypatch.undo()
    monkeypatch.setattr(loaded, "__file__", "/somewhere/else.py")
    assert dependencies.dirty(names) == ["fitflow.training.learning_rate"]


@pytest.mark.parametrize("name", ["digits-dense", "linear-synthetic", "mnist-pca"])
def test_every_step_of_a_recipe_finds_the_code_that_it_runs(name: str):
    """In the real sources: a renamed function would otherwise leave a step without its code."""
    from fitflow.planning.plan import plan
    from fitflow.recipe_io.loading import load_recipe

    recipe = load_recipe(name)
    entries = [
        load.run,
        prepare.run,
        build.run,
        train.run,
        evaluate.run,
        register.run,
        report.run,
        compute.run,
        judge.run,
    ]
    names = [f"{entry.__module__}.{entry.__qualname__}" for entry in entries]
    found = dependencies.closure([*names, build.model_code(recipe)])
    assert found.unknown == () and set(names) <= found.definitions.keys()
    assert [one.reason for one in plan(recipe) if "not found" in one.reason] == []


def test_code_that_shows_records_and_keeps_is_not_followed():
    found = dependencies.closure(["fitflow.steps.train.run"]).definitions
    outside = (
        "fitflow.tracking.",
        "fitflow.store.",
        "fitflow.lifecycle.",
        "fitflow.system.",
        "fitflow.training.progress.",
    )
    assert [name for name in found if name.startswith(outside)] == []
    assert {"fitflow.training.fit.train", "fitflow.training.runtime.choose"} <= found.keys()
