"""How large the cache may grow: what was used least recently goes first, and nothing that is in use goes at all."""

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
from fitflow.system.paths import cache_dir

SETTINGS = "settings.json"
DEFAULT = 20 * 2**30
UNITS = {"": 1, "B": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
TIMES = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
RESULTS_SECONDS = 30 * 86400  # what Prefect was given of a step's results is small
LEFTOVER_SECONDS = 3600  # nobody writes one entry for so long


@dataclass(frozen=True)
class Item:
    """One folder of the store: its kind and key, its size in bytes, and when it was used last."""

    kind: str
    key: str
    path: Path
    bytes: int
    used: float


def items() -> list[Item]:
    """Everything in the store, least recently used first."""
    found = [item for path in entries.entries() if (item := _item(path)) is not None]
    return sorted(found, key=lambda item: item.used)


def enforce() -> list[Item]:
    """Remove what is above the limit; returns what was removed."""
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
    """Remove what was not used for so many seconds and is not in use; returns what was removed."""
    before = time.time() - older_than
    gone = _removed(item for item in items() if item.used <= before)
    for record in results.records():
        if record.folder() is None and record.made.at <= before:
            results.forget(record.key)
    _clear_leftovers(before)
    return gone


def get_limit() -> int | None:
    """In bytes; None: none."""
    try:
        return json.loads((cache_dir() / SETTINGS).read_text())["limit"]
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT


def set_limit(limit: int | None) -> None:
    """Keep to a limit from now on, in bytes; None: none."""
    path = cache_dir() / SETTINGS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(path.with_suffix(".lock")):
            path.write_text(json.dumps({"limit": limit}))
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None


def parse_size(text: str) -> int | None:
    """`20G` in bytes; `none` for no limit.

    Raises:
        InputError: no size.
    """
    if text.lower() == "none":
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([BKMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise InputError(f"{text!r} is not a size; expected for example 20G, 500M or none")
    return int(float(match[1]) * UNITS[match[2].upper()])


def parse_age(text: str) -> float:
    """`30d` in seconds.

    Raises:
        InputError: no age.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", text.strip())
    if match is None:
        raise InputError(f"{text!r} is not an age; expected for example 30d, 12h or 2w")
    return float(match[1]) * TIMES[match[2]]


def others() -> list[str]:
    """Folders of the cache that hold entries of other formats, which this fitflow leaves alone."""
    return sorted(path.name for path in cache_dir().glob("v[0-9]*") if path.is_dir() and path != entries.root())


def _item(path: Path) -> Item | None:
    try:
        used = (path / entries.MANIFEST).stat().st_mtime
        return Item(path.parent.name, path.name, path, sum(file.stat().st_size for file in path.iterdir()), used)
    except OSError:  # it has just gone
        return None


def _removed(chosen: Iterable[Item]) -> list[Item]:
    gone = [item for item in chosen if in_use.take_away(item.path / entries.MANIFEST)]
    folders = {item.path for item in gone}
    for record in results.records() if gone else []:
        if record.folder() in folders:
            results.forget(record.key)
    return gone


def _clear_leftovers(before: float) -> None:
    """Half-written folders whose writer has died, and what Prefect was given of records that are gone."""
    for path in entries.root().glob("*/.new-*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
    for path in (entries.root() / "results").glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime <= before:
                shutil.rmtree(path, ignore_errors=True)
