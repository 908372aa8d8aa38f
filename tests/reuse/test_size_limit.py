"""The cache keeps to its size limit, removes the oldest first, and never removes what is in use."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fitflow.errors import InputError
from fitflow.reuse import size_limit
from fitflow.store import entries, in_use
from fitflow.system.durations import parse_duration

KILOBYTE = {"a": np.zeros(1024, np.uint8)}


def entry(key: str, age: float = 0.0) -> Path:
    path = entries.put("kind", key, KILOBYTE, {}).path
    when = time.time() - age
    os.utime(path / entries.MANIFEST, (when, when))
    return path


def keys() -> set[str]:
    return {item.key for item in size_limit.items()}


@pytest.fixture(autouse=True)
def _clean(clean_store: Path) -> None:
    """An empty cache for each test."""


def test_what_was_used_least_recently_goes_first():
    for key, age in (("old", 300), ("older", 400), ("new", 0), ("middle", 200)):
        entry(key, age)
    one = size_limit.items()[0].bytes
    size_limit.set_limit(2 * one)
    assert {item.key for item in size_limit.enforce()} == {"old", "older"} and keys() == {"new", "middle"}


def test_reading_an_entry_makes_it_the_newest():
    for key, age in (("first", 300), ("second", 200)):
        entry(key, age)
    assert entries.get("kind", "first") is not None
    size_limit.set_limit(size_limit.items()[0].bytes)
    size_limit.enforce()
    assert keys() == {"first"}


def test_within_its_limit_nothing_goes_and_the_default_is_a_limit():
    entry("a")
    assert size_limit.get_limit() == size_limit.DEFAULT and size_limit.enforce() == []


def test_what_is_in_use_stays_whatever_the_limit():
    entry("used", 100)
    entry("idle", 50)
    size_limit.set_limit(0)
    with in_use.pin_entries():
        assert entries.get("kind", "used") is not None
        size_limit.enforce()
        assert size_limit.clear() == [] and keys() == {"used"}
    size_limit.enforce()
    assert keys() == set()


def test_what_another_process_uses_stays_until_it_ends_however_it_ends():
    entry("used")
    script = (
        "import sys, time\nfrom fitflow.store import entries, in_use\n"
        "with in_use.pin_entries():\n    entries.get('kind', 'used')\n"
        "    print('holds', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "holds\n"
        assert size_limit.clear() == [] and keys() == {"used"}
        process.kill()
    assert [item.key for item in size_limit.clear()] == ["used"]


def test_only_what_is_older_is_cleared():
    entry("old", 3 * 86400)
    entry("new", 1 * 86400)
    assert [item.key for item in size_limit.clear(parse_duration("2d").total_seconds())] == ["old"]


def test_readers_writers_and_clearing_at_once_see_whole_entries_or_none():
    wrong: list[object] = []
    done: list[int] = []
    ends = time.monotonic() + 1.5

    def work(number: int) -> None:
        while time.monotonic() < ends:
            with in_use.pin_entries():
                found = entries.get("kind", f"{number % 2}") or entries.put("kind", f"{number % 2}", KILOBYTE, {})
                done.append(found.array("a").size)

    def clear() -> None:
        while time.monotonic() < ends:
            size_limit.clear()

    def guarded(function: Callable[..., None], *arguments: int) -> None:
        try:
            function(*arguments)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(work, number)) for number in range(4)]
    threads.append(threading.Thread(target=guarded, args=(clear,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and set(done) == {1024}


@pytest.mark.parametrize(("text", "size"), [("20G", 20 * 2**30), ("1.5 MB", 1.5 * 2**20), ("512", 512), ("none", None)])
def test_sizes(text: str, size: int | None):
    assert size_limit.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "-1G", "3 apples"])
def test_what_is_no_size_or_age_is_an_input_error(text: str):
    with pytest.raises(InputError, match="expected for example"):
        size_limit.parse_size(text)
    with pytest.raises(InputError, match="expected for example"):
        parse_duration(text)


def test_folders_of_another_version_are_left_alone(clean_store: Path):
    entry("ours", 10)
    theirs = clean_store / "v99" / "kind" / "key"
    theirs.mkdir(parents=True)
    (theirs / entries.MANIFEST).write_text("{}")
    size_limit.clear()
    assert theirs.is_dir() and size_limit.others() == ["v99"]
