"""Limit the cache's size: the least recently used entries are removed first, entries in use never."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import filelock

from fitflow.errors import InputError
from fitflow.reuse import results
from fitflow.store import entries, in_use
from fitflow.system.files import size, write_atomic
from fitflow.system.paths import cache_dir

SETTINGS = "settings.json"
DEFAULT = 20 * 2**30
UNITS = {"": 1, "B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
RESULTS_SECONDS = 30 * 86400  # age limit of Prefect's result files, which are small
LEFTOVER_SECONDS = 3600  # writing an entry never takes this long


@dataclass(frozen=True)
class Item:
    """One entry of the store: kind, key, size in bytes, time of last use."""

    kind: str
    key: str
    path: Path
    bytes: int
    used: float


def items() -> list[Item]:
    """Return all entries of the store, least recently used first."""
    found = [item for path in entries.entries() if (item := _item(path)) is not None]
    return sorted(found, key=lambda item: item.used)


def enforce() -> list[Item]:
    """Remove entries until the store is within the limit; return what was removed."""
    limit = get_limit()
    present = items()
    excess = sum(item.bytes for item in present) - limit if limit is not None else 0
    if excess <= 0:
        return []
    gone: list[Item] = []
    for item in present:
        if sum(removed.bytes for removed in gone) >= excess:
            break
        gone += _removed([item])
    _clear_leftovers(time.time() - RESULTS_SECONDS)
    return gone


def clear(older_than: float = 0.0) -> list[Item]:
    """Remove entries that are not in use and were not used for `older_than` seconds; return what was removed."""
    before = time.time() - older_than
    gone = _removed(item for item in items() if item.used <= before)
    for record in results.records():
        if record.folder() is None and record.made.at <= before:
            results.forget(record.key)
    _clear_leftovers(before)
    return gone


def get_limit() -> int | None:
    """Return the limit in bytes; None: no limit."""
    try:
        return json.loads((cache_dir() / SETTINGS).read_text())["limit"]
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT


def set_limit(limit: int | None) -> None:
    """Set the limit in bytes; None: no limit.

    Raises:
        InputError: the setting cannot be written.
    """
    path = cache_dir() / SETTINGS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(path.with_suffix(".lock")):
            write_atomic(path, json.dumps({"limit": limit}))
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None


def parse_size(text: str) -> int | None:
    """Parse a size such as `20G` to bytes, `none` to None.

    Raises:
        InputError: not a size.
    """
    if text.lower() == "none":
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([BKMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise InputError(f"{text!r} is not a size; expected for example 20G, 500M or none")
    return int(float(match[1]) * UNITS[match[2].upper()])


def others() -> list[str]:
    """Return the cache's folders of other formats, which this fitflow leaves alone."""
    return sorted(path.name for path in cache_dir().glob("v[0-9]*") if path.is_dir() and path != entries.root())


def _item(path: Path) -> Item | None:
    try:
        used = (path / entries.MANIFEST).stat().st_mtime
        return Item(path.parent.name, path.name, path, size(path), used)
    except OSError:  # it has just been removed
        return None


def _removed(chosen: Iterable[Item]) -> list[Item]:
    gone = [item for item in chosen if in_use.take_away(item.path / entries.MANIFEST)]
    folders = {item.path for item in gone}
    for record in results.records() if gone else []:
        if record.folder() in folders:
            results.forget(record.key)
    return gone


def _clear_leftovers(before: float) -> None:
    """Remove old partial entries, and Prefect's result files older than `before`."""
    for path in entries.root().glob("*/.new-*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    for path in (entries.root() / "results").glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime <= before:
                shutil.rmtree(path, ignore_errors=True)
