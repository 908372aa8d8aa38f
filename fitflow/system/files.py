"""Atomic file writes, and checksums."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

NEW = ".new-"  # begins the name of what is half written; a process that was killed leaves it behind


def write_atomic(path: Path, content: str | bytes | memoryview, *, mode: int = 0o644) -> None:
    """Write a file under a temporary name beside it, sync it to the disk, and rename it.

    A reader sees the old content or the new one, also after a power cut. The folder is made where there is none.

    Args:
        path: the file.
        content: text is written in UTF-8.
        mode: the file's permissions, less the process's umask.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old content stays.
    """
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{NEW}{secrets.token_hex(4)}-{path.name}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)  # it has its name by now, or has failed
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the system write a folder's names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def json_checksum(document: dict[str, Any]) -> str:
    """SHA-256 (hex) of a document of plain values, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
