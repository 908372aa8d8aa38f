"""SHA-256 of files; a file is read again only if it has changed.

A small database in the cache keeps the digests: a file with the same path, size, inode and times is unchanged. Under
`paranoid` every byte is read every time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fitflow.system.paths import cache_dir

RECORD = "digests.db"
RACY_SECONDS = 2.0  # a file that changed more recently may change again within one tick of its times
BUFFER = 1 << 20


class _State:
    """Whether to ignore the database."""

    paranoid = False


@contextlib.contextmanager
def paranoid(on: bool = True) -> Generator[None]:
    """Ignore known digests in the block: read every file."""
    before, _State.paranoid = _State.paranoid, on or _State.paranoid
    try:
        yield
    finally:
        _State.paranoid = before


def file_digests(paths: Sequence[Path]) -> list[str]:
    """Return the SHA-256 (hex) of each file, in order; files are read in parallel.

    Raises:
        OSError: one cannot be read.
    """
    states = [_state(path) for path in paths]
    known = {} if _State.paranoid else _known(paths)
    todo = [
        (path, state)
        for path, state in zip(paths, states, strict=True)
        if known.get(_place(path), ("", ""))[0] != state
    ]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        fresh = dict(zip([path for path, _ in todo], pool.map(_read, [path for path, _ in todo]), strict=True))
    _note([(_place(path), state, fresh[path]) for path, state in todo if _is_settled(path, state)])
    return [fresh[path] if path in fresh else known[_place(path)][1] for path in paths]


def _read(path: Path) -> str:
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(BUFFER))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()


def _place(path: Path) -> str:
    return str(path.absolute())


def _state(path: Path) -> str:
    """Return the metadata of a file that change with its content."""
    found = path.stat()
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _is_settled(path: Path, state: str) -> bool:
    """Return whether a file has not changed since `state` was taken, and changed last over RACY_SECONDS ago."""
    *_, modified, changed = state.split()
    newest = max(int(modified), int(changed)) / 1e9
    return _state(path) == state and time.time() - newest > RACY_SECONDS


@contextlib.contextmanager
def _database() -> Generator[sqlite3.Connection | None]:
    """Open the database; None if that fails, since it only saves time. A damaged one is deleted."""
    path = cache_dir() / RECORD
    connection: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=5)
        connection.execute("CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, state TEXT, sha256 TEXT)")
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
        connection = None
    except OSError:
        connection = None
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


def _known(paths: Sequence[Path]) -> dict[str, tuple[str, str]]:
    """Return state and digest by path, for the files that the database has."""
    found: dict[str, tuple[str, str]] = {}
    with _database() as database, contextlib.suppress(sqlite3.Error):
        if database is None:
            return found
        for path in paths:
            row = database.execute("SELECT state, sha256 FROM files WHERE path = ?", (_place(path),)).fetchone()
            if row is not None:
                found[_place(path)] = (row[0], row[1])
    return found


def _note(rows: list[tuple[str, str, str]]) -> None:
    if not rows:
        return
    with _database() as database, contextlib.suppress(sqlite3.Error):
        if database is not None:
            with database:
                database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)
