"""The content-addressed store: named arrays and files under a key, written once, verified when read.

An entry is a folder `<cache>/v<format>/<kind>/<key>/` of .npy and other files, and a manifest with the SHA-256 of each
file and of itself. It is written atomically: under a temporary name, synced, then renamed. Entries of other formats
are in other folders, which are left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import numpy as np
from numpy.typing import NDArray

from fitflow.errors import InputError
from fitflow.processes import identity
from fitflow.store import file_digests, in_use
from fitflow.system.files import json_checksum, sync_folder, write_atomic
from fitflow.system.paths import cache_dir

MANIFEST = "manifest.json"
LEFTOVER_SECONDS = 3600  # writing an entry never takes this long
FORMAT = 3  # incremented when the content of entries changes, so that old ones are not found


@dataclass(frozen=True)
class Entry:
    """One entry of the store: arrays and files by name, and JSON facts."""

    path: Path
    facts: dict[str, Any]
    files: dict[str, dict[str, Any]]

    def array(self, name: str) -> NDArray[Any]:
        """Return the array, memory-mapped and read-only: pages are read on access and shared between processes."""
        return np.load(self.path / f"{name}.npy", mmap_mode="r", allow_pickle=False)

    def file(self, name: str) -> Path:
        """Return the path of a stored file."""
        return self.path / self.files[name]["file"]

    def digest(self, *names: str) -> str:
        """Return the SHA-256 (hex) over the digests of the named files (default: all)."""
        chosen = names or sorted(self.files)
        return hashlib.sha256("".join(self.files[name]["sha256"] for name in chosen).encode()).hexdigest()


def root() -> Path:
    """Return the folder of entries of this format."""
    return cache_dir() / f"v{FORMAT}"


def key_of(**parts: Any) -> str:
    """Return the SHA-256 (hex) of plain values, the key of their result."""
    return json_checksum({"format": FORMAT, **parts})


def get(kind: str, key: str) -> Entry | None:
    """Return the entry, or None if it is missing or damaged; a damaged entry is removed."""
    path = root() / kind / key
    wrong = fault(path)
    if wrong is None:
        os.utime(path / MANIFEST)  # time of last use
        return open_entry(path)
    if path.exists():
        print(f"note          {wrong}; removed, and recreated when needed", file=sys.stderr)
        in_use.unpin(path / MANIFEST)
        shutil.rmtree(path, ignore_errors=True)
    return None


def fault(path: Path) -> str | None:
    """Return what is wrong with an entry (missing, a file missing, a wrong checksum), or None."""
    manifest = path / MANIFEST
    try:
        in_use.pin(manifest)
        document = json.loads(manifest.read_text())
        if document.pop("sha256") != json_checksum(document):
            return f"{manifest} was altered"
        files: dict[str, dict[str, Any]] = document["files"]
        digests = file_digests.file_digests([path / file["file"] for file in files.values()])
    except FileNotFoundError as error:
        return f"{error.filename or manifest} is missing"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return f"{path} cannot be read"
    wrong = [file["file"] for file, digest in zip(files.values(), digests, strict=True) if digest != file["sha256"]]
    return f"{path / wrong[0]} was altered" if wrong else None


def damaged() -> list[Path]:
    """Return the folders of damaged entries (a file missing or altered); reads the whole store."""
    with file_digests.paranoid():
        return [path for path in entries() if fault(path) is not None]


def entries() -> list[Path]:
    """Return the folders of all entries, damaged or not."""
    return sorted(path.parent for path in root().glob(f"*/*/{MANIFEST}") if not path.parent.name.startswith("."))


def is_left_behind(path: Path) -> bool:
    """Return whether a partial entry's writer has ended; for another machine's, assume so after LEFTOVER_SECONDS."""
    _, host, pid, started, *_ = [*path.name.removeprefix(".").split("-", 4), "", "", "", ""]
    if pid.isdecimal() and host == _host():
        return started != _writer(int(pid)).rpartition("-")[2]
    return time.time() - path.stat().st_mtime > LEFTOVER_SECONDS


def open_entry(path: Path) -> Entry:
    """Open the entry in a folder from `get` or `put` without checking its files again."""
    manifest = json.loads((path / MANIFEST).read_text())
    return Entry(path, manifest["facts"], manifest["files"])


def put(
    kind: str,
    key: str,
    arrays: Mapping[str, NDArray[Any]],
    facts: Mapping[str, Any],
    files: Mapping[str, Path] | None = None,
) -> Entry:
    """Store arrays and facts under a key, atomically; keep an entry that another process made meanwhile.

    Args:
        kind, key: the entry's address in the store.
        arrays: arrays by name.
        facts: plain values, stored in the manifest.
        files: files by name, hard-linked if possible, else copied; they keep their file names.

    Raises:
        InputError: the folder is not writable, the disk is full, or the entry does not read back.
    """
    folder = root() / kind
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".new-{_writer(os.getpid())}-", dir=folder))
        try:
            _write(temporary, arrays, facts, files or {})
            with in_use.placing(temporary / MANIFEST, folder / key / MANIFEST):
                _rename(temporary, folder / key)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"cannot write prepared data to {folder}: {error.strerror or error}; "
            "free some space (fitflow cache clear) or set FITFLOW_CACHE_DIR to a writable folder"
        ) from None
    entry = get(kind, key)
    if entry is None:
        raise InputError(f"prepared data in {folder / key} cannot be read back; check the disk, then run again")
    return entry


def open_split(dataset_path: str, split: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the memory-mapped images and labels of a stored dataset's split, "train" or "test"."""
    images, labels = (np.load(f"{dataset_path}/{x}_{split}.npy", mmap_mode="r", allow_pickle=False) for x in "xy")
    return np.asarray(images), np.asarray(labels)  # plain views of the maps: np.memmap's own indexing is slow


def open_rows(prepared_path: str, split: str) -> NDArray[np.int64]:
    """Return the row numbers of prepared data's split, "train" or "val", into the dataset's training split."""
    return np.load(f"{prepared_path}/{split}_rows.npy", allow_pickle=False)


def lock(kind: str, key: str) -> filelock.BaseFileLock:
    """Return a lock between processes, so that concurrent runs make an entry only once.

    Raises:
        InputError: the store is not writable.
    """
    folder = root() / "locks"
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
    return hashlib.sha256(identity.machine().encode()).hexdigest()[:8]


def _writer(pid: int) -> str:
    """Return a process's machine, pid and start time, used to name its temporary folders."""
    return f"{_host()}-{pid}-{identity.started(pid)}"


def _write(
    folder: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any], taken: Mapping[str, Path]
) -> None:
    files: dict[str, dict[str, Any]] = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        files[name] = {"file": path.name, "shape": list(array.shape), "dtype": str(array.dtype)}
    for name, source in taken.items():
        _link_or_copy(source, folder / source.name)
        files[name] = {"file": source.name}
    for file, digest in zip(
        files.values(), file_digests.file_digests([folder / file["file"] for file in files.values()]), strict=True
    ):
        file |= {"sha256": digest, "bytes": (folder / file["file"]).stat().st_size}
    document: dict[str, Any] = {"facts": dict(facts), "files": files}
    write_atomic(folder / MANIFEST, json.dumps(document | {"sha256": json_checksum(document)}, sort_keys=True))


def _link_or_copy(source: Path, target: Path) -> None:
    """Hard-link a file; copy it if both are not on one file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _rename(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not (target / MANIFEST).is_file():
            raise
    sync_folder(target.parent)
