"""The registry and the ledger agree, whatever happens between them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitflow.errors import InputError, Refused
from fitflow.promotion import aliases, ledger
from fitflow.tracking import registry
from fitflow.tracking.connection import connect

ROOT = Path(__file__).parents[2]


def make_line(name: str, versions: int) -> None:
    """A registered model with versions that hold nothing."""
    client = connect()
    client.create_registered_model(name)
    for _ in range(versions):
        client.create_model_version(name, source="file:///nothing")


def promote(name: str, version: str, alias: str = registry.CHAMPION) -> None:
    with aliases.opened(name) as book:
        aliases.move(book, "promoted", alias, registry.Version(name, version, "run"))


@pytest.fixture
def line(project: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A model line of this test's own, with four versions."""
    name = f"line-{abs(hash(request.node.name))}"
    make_line(name, 4)
    yield name


def champion(name: str) -> str | None:
    version = registry.aliased(name, registry.CHAMPION)
    return version.version if version else None


def path_of(name: str) -> Path:
    return ledger.path_of(name, registry.store_digest())


def test_a_promotion_moves_the_alias_and_both_agree(line: str):
    promote(line, "1")
    promote(line, "3")
    found = aliases.read(line)
    assert champion(line) == "3" and found.problems == []
    assert [(entry.event, entry.old, entry.new) for entry in found.lines] == [
        ("intent", None, "1"),
        ("promoted", None, "1"),
        ("intent", "1", "3"),
        ("promoted", "1", "3"),
    ]


def test_a_challenger_that_becomes_champion_is_none_any_more(line: str):
    promote(line, "2", registry.CHALLENGER)
    assert champion(line) is None
    promote(line, "2")
    assert champion(line) == "2" and registry.aliased(line, registry.CHALLENGER) is None


def test_an_edited_ledger_is_named_and_nothing_is_promoted_on_it(line: str):
    promote(line, "1")
    path = path_of(line)
    path.write_text(path.read_text().replace('"new":"1"', '"new":"2"', 1))
    assert aliases.read(line).problems[0].startswith(f"line 1 of {path}")
    with pytest.raises(Refused, match=r"line 1 of .* promotion is blocked"):
        promote(line, "2")
    assert champion(line) == "1"


def test_lines_cut_off_at_the_end_are_missed(line: str):
    promote(line, "1")
    path = path_of(line)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert "lines are missing" in aliases.read(line).problems[0]
    path.unlink()
    with pytest.raises(Refused, match="lines are missing"):
        promote(line, "2")


def test_an_alias_that_others_moved_is_told_and_then_written_down(line: str):
    promote(line, "1")
    connect().set_registered_model_alias(line, registry.CHAMPION, "4")
    assert aliases.read(line).problems == ["the registry's champion is version 4, the ledger's version 1"]
    with aliases.opened(line) as book:
        aliases.record_outside_moves(book)
    assert aliases.read(line).problems == []
    assert (book.lines[-1].event, book.lines[-1].old, book.lines[-1].new) == ("found", "1", "4")


def test_a_ledger_that_is_being_written_can_be_read_and_not_opened(line: str):
    promote(line, "1")
    with aliases.opened(line) as book:
        assert aliases.read(line).lines == book.lines
        with (
            pytest.raises(aliases.Busy, match=r"holds the lock of the ledger .*; wait for it to end"),
            aliases.opened(line, wait=0),
        ):
            pass


def test_a_name_that_does_not_exist_is_answered_with_the_nearest(line: str):
    with pytest.raises(InputError, match=f"did you mean '{line}'"):
        aliases.read(line[:-1])


def test_a_first_champion_cannot_be_rolled_back(line: str):
    promote(line, "1")
    with pytest.raises(InputError, match="no previous champion"):
        aliases.rollback(line, "")


# What a killed promotion of version 2 leaves, by where it was killed; version 1 was champion.
KILLED = [
    pytest.param("before the intent", "1", marks=pytest.mark.slow),
    pytest.param("within the intent", "1", marks=pytest.mark.slow),
    ("after the intent", "1"),
    ("after the alias", "2"),
    ("within the end", "2"),
    pytest.param("after the end", "2", marks=pytest.mark.slow),
    pytest.param("after all", "2", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("point", "left"), KILLED)
def test_a_kill_at_any_point_leaves_the_old_state_or_the_new_one(point: str, left: str, line: str):
    promote(line, "1")
    promote(line, "2", registry.CHALLENGER)
    before = len(aliases.read(line).lines)
    command = [sys.executable, "-m", "tests.faults.promotion", line, point]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    found = aliases.read(line)
    assert found.problems == [] and champion(line) == ledger.champion(found.lines) == left
    assert (registry.aliased(line, registry.CHALLENGER) is None) == (left == "2")
    after = [entry.event for entry in found.lines[before:]]
    came = "promoted" if left == "2" else "undone"
    assert after == ([] if point in ("before the intent", "within the intent") else ["intent", came])
    promote(line, "3")
    assert champion(line) == "3" and aliases.read(line).problems == []


def test_promotions_at_the_same_time_come_one_after_the_other(line: str):
    command = [sys.executable, "-m", "tests.faults.promotion", line, "never"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in running:
        _, said = process.communicate()
        assert process.returncode == 0, said
    found = aliases.read(line)
    assert found.problems == [] and [entry.event for entry in found.lines] == ["intent", "promoted"] * 2
