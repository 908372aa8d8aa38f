"""Reading bytes from files that may be missing, cut short, or a web page saved under the wrong name."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from fitflow.errors import DataError

# Far above any dataset fitflow knows (CIFAR-10 unpacked is 184 MB): a compressed file that grows past it is refused.
MAX_BYTES = 2 * 1024**3


def read_bytes(path: Path) -> bytes:
    """A file's content, un-gzipped where it is gzip.

    Raises:
        DataError: unreadable, a damaged gzip stream, an HTML page, or more than MAX_BYTES.
    """
    try:
        raw = path.read_bytes()
        content = _gunzip(path) if raw[:2] == b"\x1f\x8b" else raw
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(f"{path} is a damaged or truncated gzip file; fetch it again") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None
    refuse_web_page(path, content)
    return content


def refuse_web_page(path: Path, content: bytes) -> None:
    """Raise DataError where the content is HTML: a login or error page saved as data."""
    if content[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise DataError(f"{path} is an HTML page, not data: a download was answered by a web page; fetch it again")


def _gunzip(path: Path) -> bytes:
    with gzip.open(path) as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise DataError(f"{path} unpacks to more than {MAX_BYTES // 1024**3} GiB; expected a dataset file")
    return content
