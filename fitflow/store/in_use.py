"""Which folders of the store are in use: whoever reads one holds a shared lock on its manifest until the work's end.

The system gives the locks of a process up when it ends, however that happens, so nothing is left behind.
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
    """What this process holds: descriptors by manifest, while at least one block asks for it."""

    lock = threading.Lock()
    blocks = 0
    descriptors: dict[Path, int] = {}  # noqa: RUF012 - one for the process


@contextlib.contextmanager
def pin_entries() -> Generator[None]:
    """What is read from the store in the block stays there until its end, whatever others clear."""
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
    """Hold what a manifest stands for, where a block asks for it.

    Raises:
        FileNotFoundError: it is gone, or was going just now.
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
    """Give up what is being dropped because it is damaged: what comes in its place is held anew."""
    with _Held.lock:
        descriptor = _Held.descriptors.pop(manifest, None)
    if descriptor is not None:
        os.close(descriptor)


@contextlib.contextmanager
def placing(manifest: Path, target: Path) -> Generator[None]:
    """Hold a new manifest while the block gives it its place, and there from then on: nobody can clear it between."""
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
    """Remove the folder of a manifest unless somebody holds it; says whether it is gone."""
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
    """Away at once under another name, so that nobody sees a half of it."""
    gone = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        folder.rename(gone / folder.name)
    except OSError:
        return not folder.exists()
    finally:
        shutil.rmtree(gone, ignore_errors=True)
    return True
