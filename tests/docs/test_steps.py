"""The table of steps in docs/caching.md is the one that the code declares."""

from __future__ import annotations

from pathlib import Path

from fitflow import step_table
from fitflow.reporting.markdown import table

PAGE = Path(__file__).parents[2] / "docs" / "caching.md"


def steps_table() -> str:
    """Each step of both kinds of recipe: what it does, and the steps whose results it takes."""
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind, steps in (("training", step_table.TRAINING), ("methods", step_table.COMPUTING)):
        for row in steps:
            kinds = (*rows.get((row.name, row.what), ()), kind)
            rows[row.name, row.what] = kinds
    inputs = {(row.name, row.what): ", ".join(row.inputs) for row in (*step_table.TRAINING, *step_table.COMPUTING)}
    cells = [(f"`{name}`", " and ".join(kinds), what, inputs[name, what]) for (name, what), kinds in rows.items()]
    return table(("step", "in recipes with", "what it does", "takes the results of"), cells)


def test_the_page_has_the_steps_as_they_are_declared():
    assert steps_table() in PAGE.read_text()
