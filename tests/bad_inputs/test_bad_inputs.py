"""Every case of the catalogue: the message, the exit code, no traceback, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitflow.store import entries
from tests.bad_inputs.__main__ import PAGE, page
from tests.bad_inputs.case import Case
from tests.bad_inputs.catalogue import CASES
from tests.bad_inputs.tell import told


def marked(case: Case):
    return pytest.param(case, id=case.id, marks=[pytest.mark.slow] if case.slow else [])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_bad_input(case: Case, surroundings: Path, places: dict, server: str, monkeypatch: pytest.MonkeyPatch):
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value.format(dir=surroundings, **places))
    case.make(surroundings)
    before = files(surroundings)
    arguments = case.arguments(surroundings, places)
    said, printed, code = told(case.through, arguments, surroundings, monkeypatch)
    *before_it, message = said.splitlines() or [""]
    assert case.pattern(surroundings, places).fullmatch(message), message
    assert (code, printed) == (case.exit_code, "")
    assert "Traceback" not in said and "hunter2" not in said
    assert case.through == "process" or not before_it
    nothing_is_left(surroundings, before)


def nothing_is_left(folder: Path, before: set[Path]) -> None:
    """No run, no half-written entry; what was given is as it was."""
    new = {path for path in files(folder) - before if "__pycache__" not in path.parts}
    assert not new, new
    assert not [path for path in files(folder.parent / "cache") if any(part.startswith(".new-") for part in path.parts)]
    assert entries.damaged() == []


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_there_are_many_cases_and_each_has_its_name():
    assert len(CASES) >= 80
    assert len({case.id for case in CASES}) == len(CASES)


def test_the_page_of_errors_is_the_generated_one():
    assert PAGE.read_text() == page(), "run: python -m tests.bad_inputs"
