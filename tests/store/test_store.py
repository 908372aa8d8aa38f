"""The store returns an entry intact, or nothing."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from fitflow.errors import InputError
from fitflow.store import entries

VALUES = {"a": np.arange(12, dtype=np.float32).reshape(3, 4), "b": np.array([1, 2], np.int64)}


def test_an_entry_reads_back_bit_for_bit_through_a_memory_map(clean_store: Path):
    entries.put("kind", "key", VALUES, {"fact": 1})
    entry = entries.get("kind", "key")
    assert entry is not None and entry.facts == {"fact": 1}
    for name, array in VALUES.items():
        np.testing.assert_array_equal(entry.array(name), array)
        assert isinstance(entry.array(name), np.memmap)


def test_a_damaged_entry_is_dropped_and_can_be_made_again(clean_store: Path):
    entry = entries.put("kind", "key", VALUES, {})
    with (entry.path / "a.npy").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\xff")
    assert entries.get("kind", "key") is None
    entries.put("kind", "key", VALUES, {})
    assert entries.get("kind", "key") is not None


def test_an_unfinished_entry_is_not_there(clean_store: Path):
    entry = entries.put("kind", "key", VALUES, {})
    (entry.path / entries.MANIFEST).unlink()
    assert entries.get("kind", "key") is None


def test_writers_at_once_leave_one_whole_entry_and_no_litter(clean_store: Path):
    threads = [threading.Thread(target=entries.put, args=("kind", "key", VALUES, {})) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entries.get("kind", "key") is not None
    assert [path.name for path in (entries.root() / "kind").iterdir()] == ["key"]


def test_a_folder_that_cannot_be_made_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FITFLOW_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with pytest.raises(InputError, match="FITFLOW_CACHE_DIR"):
        entries.put("kind", "key", VALUES, {})


def test_the_key_depends_on_every_part():
    assert entries.key_of(a=1, b=2) == entries.key_of(b=2, a=1)
    assert entries.key_of(a=1, b=2) != entries.key_of(a=1, b=3)
