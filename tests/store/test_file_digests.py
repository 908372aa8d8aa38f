"""Files are read again when they may have changed, and only then."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from fitflow.store import file_digests
from fitflow.system.paths import cache_dir


def digest(path: Path) -> str:
    return file_digests.file_digests([path])[0]


@pytest.fixture
def reads(clean_store: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read in full."""
    done: list[Path] = []
    real = file_digests._read
    monkeypatch.setattr(file_digests, "_read", lambda path: (done.append(path), real(path))[1])
    return done


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that has not changed for a while: its change time cannot be set, so the clock is."""
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 5000)
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time
    monkeypatch.setattr(file_digests.time, "time", lambda: now() + 60)


def test_the_digest_is_sha256(file: Path, clean_store: Path):
    assert digest(file) == hashlib.sha256(file.read_bytes()).hexdigest()
    assert file_digests.file_digests([file, file]) == [digest(file)] * 2
    (file.parent / "empty").touch()
    assert digest(file.parent / "empty") == hashlib.sha256().hexdigest()


def test_an_untouched_file_is_read_once(file: Path, reads: list[Path], later: None):
    assert len({digest(file) for _ in range(3)}) == 1
    assert reads == [file]


def test_under_paranoid_every_time(file: Path, reads: list[Path], later: None):
    with file_digests.paranoid():
        file_digests.file_digests([file])
        file_digests.file_digests([file])
    assert reads == [file] * 2


def test_a_file_that_has_just_changed_is_not_believed_yet(file: Path, reads: list[Path]):
    digest(file)
    digest(file)
    assert reads == [file] * 2


def test_a_changed_byte_is_found_although_size_and_time_of_change_are_put_back(
    file: Path, later: None, clean_store: Path
):
    before, found = file.stat(), digest(file)
    with file.open("r+b") as opened:
        opened.write(b"!")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert digest(file) != found


def test_another_file_in_its_place_is_found(file: Path, reads: list[Path], later: None):
    digest(file)
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    other.replace(file)
    digest(file)
    assert reads == [file] * 2


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_record_costs_time_and_nothing_else(content: bytes, file: Path, later: None, clean_store: Path):
    (cache_dir()).mkdir()
    (cache_dir() / file_digests.RECORD).write_bytes(content)
    expected = hashlib.sha256(file.read_bytes()).hexdigest()
    assert [digest(file) for _ in range(3)] == [expected] * 3
