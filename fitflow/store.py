"""The content-addressed store: named arrays under a key, written once, verified when read.

An entry is a folder `<cache>/<kind>/<key>/` of .npy files and a manifest with each file's SHA-256. It appears whole
or not at all: it is written under a temporary name, synced, and renamed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import numpy as np
from numpy.typing import NDArray

from fitflow import processes
from fitflow.errors import InputError
from fitflow.paths import cache_dir

MANIFEST = "manifest.json"
LEFTOVER_SECONDS = 3600  # nobody writes one entry for so long
FORMAT = 2  # raised when what entries hold changes: old ones are then not found


@dataclass(frozen=True)
class Entry:
    """One entry of the store: arrays by name and the JSON facts that were stored beside them."""

    path: Path
    facts: dict[str, Any]
    files: dict[str, dict[str, Any]]

    def array(self, name: str) -> NDArray[Any]:
        """The array, memory-mapped and read-only: pages are read when touched and shared between processes."""
        return np.load(self.path / f"{name}.npy", mmap_mode="r", allow_pickle=False)

    def digest(self, *names: str) -> str:
        """SHA-256 (hex) over the digests of the named arrays, all of them where none is named."""
        chosen = names or sorted(self.files)
        return hashlib.sha256("".join(self.files[name]["sha256"] for name in chosen).encode()).hexdigest()


def key_of(**parts: Any) -> str:
    """SHA-256 (hex) of plain values: the name under which their result is stored."""
    return hashlib.sha256(json.dumps({"format": FORMAT, **parts}, sort_keys=True).encode()).hexdigest()


def get(kind: str, key: str) -> Entry | None:
    """The entry, or None where there is none or a file of it is damaged (it is then dropped, to be made again)."""
    path = cache_dir() / kind / key
    if _is_whole(path):
        return open_entry(path)
    if path.exists():
        shutil.rmtree(path, ignore_errors=True)
    return None


def damaged() -> list[Path]:
    """The folders of entries of which a file is missing or has another checksum; reads the whole store."""
    manifests = sorted(cache_dir().glob(f"*/*/{MANIFEST}"))
    return [path.parent for path in manifests if not path.parent.name.startswith(".") and not _is_whole(path.parent)]


def is_left_behind(path: Path) -> bool:
    """Whether a half-written entry's writer is gone: seen on this machine, supposed of another's after a long time."""
    _, host, pid, started, *_ = [*path.name.removeprefix(".").split("-", 4), "", "", "", ""]
    if pid.isdecimal() and host == _host():
        return started != _writer(int(pid)).rpartition("-")[2]
    return time.time() - path.stat().st_mtime > LEFTOVER_SECONDS


def open_entry(path: Path) -> Entry:
    """The entry in a folder that `get` or `put` has just named, without checking its files again."""
    manifest = json.loads((path / MANIFEST).read_text())
    return Entry(path, manifest["facts"], manifest["files"])


def put(kind: str, key: str, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> Entry:
    """Store arrays and facts under a key, atomically; an entry that another process made meanwhile is kept.

    Raises:
        InputError: the folder cannot be written or the disk is full.
    """
    folder = cache_dir() / kind
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".new-{_writer(os.getpid())}-", dir=folder))
        try:
            _write(temporary, arrays, facts)
            _rename(temporary, folder / key)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"cannot write prepared data to {folder}: {error.strerror or error}; "
            "free some space or set FITFLOW_CACHE_DIR to a writable folder"
        ) from None
    entry = get(kind, key)
    if entry is None:
        raise InputError(f"prepared data in {folder / key} does not read back; check that disk, then run again")
    return entry


def open_split(dataset_path: str, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """The memory-mapped images and labels of a stored dataset's split, "train" or "test"."""
    images, labels = (np.load(f"{dataset_path}/{x}_{split}.npy", mmap_mode="r", allow_pickle=False) for x in "xy")
    return np.asarray(images), np.asarray(labels)  # plain views of the maps: np.memmap's own indexing is slow


def lock(kind: str, key: str) -> filelock.BaseFileLock:
    """A lock between processes, so that ten runs which need one entry make it once."""
    folder = cache_dir() / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = filelock.FileLock(folder / f"{kind}-{key}.lock")
        with probe:
            pass
    except OSError as error:
        raise InputError(
            f"cannot write to the store {cache_dir()}: {error.strerror or error}; "
            "set FITFLOW_CACHE_DIR to a writable folder"
        ) from None
    return probe


def _host() -> str:
    return hashlib.sha256(processes.machine().encode()).hexdigest()[:8]


def _writer(pid: int) -> str:
    """A process's machine, number and start, which its temporary folders are named by."""
    return f"{_host()}-{pid}-{processes.started(pid)}"


def _write(folder: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    files: dict[str, dict[str, Any]] = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        files[name] = {"sha256": _file_digest(path), "shape": list(array.shape), "dtype": str(array.dtype)}
    manifest = folder / MANIFEST
    with manifest.open("w") as file:
        json.dump({"facts": dict(facts), "files": files}, file, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def _rename(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not (target / MANIFEST).is_file():
            raise
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_whole(path: Path) -> bool:
    """Whether an entry is there with every file as its manifest says."""
    try:
        files = json.loads((path / MANIFEST).read_text())["files"]
        return all(_file_digest(path / f"{name}.npy") == file["sha256"] for name, file in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
