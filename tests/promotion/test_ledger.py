"""Any change of a ledger is detected."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitflow.promotion import ledger


@pytest.fixture
def book(tmp_path: Path) -> tuple[Path, list[ledger.Line]]:
    """A ledger of five lines: a promotion, a refusal, another promotion."""
    path, lines = tmp_path / "book.jsonl", []
    for event, new in (("intent", "1"), ("promoted", "1"), ("rejected", "2"), ("intent", "3"), ("promoted", "3")):
        ledger.append(path, lines, event, name="mnist", alias="champion", new=new, reason="naïve\nreason")
    return path, lines


def test_what_was_written_is_read(book):
    path, lines = book
    assert ledger.read(path) == (lines, [])
    assert [line.number for line in lines] == [1, 2, 3, 4, 5] and len(path.read_text().splitlines()) == 5


def test_any_changed_byte_is_found_and_its_line_is_named(book):
    path, _ = book
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        lines, wrong = ledger.read(path)
        number = content[:place].count(b"\n") + 1
        assert len(lines) == number - 1 and wrong[0].startswith(f"line {number} of"), place


def test_a_line_that_is_taken_out_doubled_or_moved_is_found(book):
    path, _ = book
    whole = path.read_bytes().splitlines(keepends=True)
    for order in ([0, 2, 3, 4], [1, 2, 3, 4], [0, 0, 1, 2, 3, 4], [0, 2, 1, 3, 4]):
        path.write_bytes(b"".join(whole[index] for index in order))
        assert "does not follow" in ledger.read(path)[1][0]


def test_a_line_with_a_digest_of_its_own_still_does_not_fit(book):
    path, lines = book
    forged = lines[2].model_copy(update={"verdict": "promote"}).sealed()
    path.write_text("".join(f"{line.text()}\n" for line in [*lines[:2], forged, *lines[3:]]))
    assert ledger.read(path)[1][0].startswith("line 4 of")


def test_only_what_a_death_left_without_an_end_is_cut_off(book):
    path, lines = book
    content = path.read_bytes()
    path.write_bytes(content[:-30])
    kept, wrong = ledger.read(path)
    assert wrong and not ledger.drop_torn(path, kept, lines[4].digest)  # that line was finished once
    assert ledger.drop_torn(path, kept, lines[3].digest)
    assert ledger.read(path) == (lines[:4], [])
    path.write_bytes(content.replace(b"promoted", b"promised", 1))
    assert not ledger.drop_torn(path, *ledger.read(path)[:1], lines[0].digest)


def test_a_rollback_goes_to_the_champion_before_and_not_back_and_forth(tmp_path: Path):
    path, lines = tmp_path / "book.jsonl", []
    steps = [("promoted", "1"), ("promoted", "2"), ("rejected", "9"), ("promoted", "3"), ("rolled back", "2")]
    for event, new in steps:
        ledger.append(path, lines, event, name="mnist", alias="champion", new=new)
    assert ledger.champions(lines) == ["1", "2"]
    ledger.append(path, lines, "promoted", name="mnist", alias="challenger", new="8")
    assert ledger.champion(lines) == "2"
    ledger.append(path, lines, "found", name="mnist", alias="champion", old="2", new=None)
    assert ledger.champion(lines) is None
