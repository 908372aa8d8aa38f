"""Entries in use: a reader holds a shared lock on an entry's manifest until its work ends.

The system releases a process's locks however it ends, so none are left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path


class _Held:
    """Locks of this process: descriptors by manifest, held while at least one `pin_entries` block runs."""

    lock = threading.Lock()
    blocks = 0
    descriptors: dict[Path, int] = {}  # noqa: RUF012 - one per process


@contextlib.contextmanager
def pin_entries() -> Generator[None]:
    """Keep entries that the block reads in the store until the block ends, even if others clear the cache."""
    with _Held.lock:
        _Held.blocks += 1
    try:
        yield
    finally:
        with _Held.lock:
            _Held.blocks -= 1
            if _Held.blocks == 0:
                for descriptor in _Held.descriptors.values():
                    os.close(descriptor)
                _Held.descriptors.clear()


def pin(manifest: Path) -> None:
    """Lock an entry within a `pin_entries` block; no effect outside one.

    Raises:
        FileNotFoundError: the entry has been removed.
    """
    with _Held.lock:
        if not _Held.blocks or manifest in _Held.descriptors:
            return
        descriptor = _locked(manifest)
        if not _is_at(descriptor, manifest):
            os.close(descriptor)
            raise FileNotFoundError(manifest)
        _Held.descriptors[manifest] = descriptor


def unpin(manifest: Path) -> None:
    """Release a damaged entry that is being removed; its replacement is locked anew."""
    with _Held.lock:
        descriptor = _Held.descriptors.pop(manifest, None)
    if descriptor is not None:
        os.close(descriptor)


@contextlib.contextmanager
def placing(manifest: Path, target: Path) -> Generator[None]:
    """Lock a new manifest while the block moves it into place, and keep the lock, so that nobody clears it."""
    descriptor = _locked(manifest)
    try:
        yield
    except BaseException:
        os.close(descriptor)
        raise
    with _Held.lock:
        if _Held.blocks and target not in _Held.descriptors and _is_at(descriptor, target):
            _Held.descriptors[target] = descriptor
        else:
            os.close(descriptor)


def _locked(manifest: Path) -> int:
    descriptor = os.open(manifest, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def take_away(manifest: Path) -> bool:
    """Remove a manifest's folder unless a process holds it; return whether it is gone."""
    try:
        descriptor = os.open(manifest, os.O_RDONLY)
    except OSError:
        shutil.rmtree(manifest.parent, ignore_errors=True)
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _remove(manifest.parent)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> bool:
    """Rename the folder, then delete it, so that nobody sees a part of it."""
    gone = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        folder.rename(gone / folder.name)
    except OSError:
        return not folder.exists()
    finally:
        shutil.rmtree(gone, ignore_errors=True)
    return True
