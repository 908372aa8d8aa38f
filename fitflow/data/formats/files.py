"""Reading bytes from files that may be missing, cut short, a bomb, or a web page saved under the wrong name."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from fitflow.errors import DataError

# Far above any dataset fitflow knows (CIFAR-10 unpacked is 184 MB): what unpacks, or claims to, beyond it is refused.
MAX_BYTES = 2 * 1024**3
PIECE = 1024**2


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """A file's content as a stream, un-gzipped where it is gzip; what goes wrong in the block is a DataError.

    Raises:
        DataError: unreadable, a damaged gzip stream, or an HTML page.
    """
    try:
        with path.open("rb") as file:
            start = file.read(200)
            file.seek(0)
            if start[:2] != b"\x1f\x8b":
                refuse_web_page(path, start)
                yield file
                return
            with gzip.open(file) as unzipped:
                refuse_web_page(path, unzipped.peek(200))
                yield cast("IO[bytes]", unzipped)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(f"{path} is a damaged or truncated gzip file; fetch it again") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}; check the file and its permissions") from None


def read_up_to(stream: IO[bytes], limit: int) -> bytes:
    """All that a stream holds but no more than `limit` bytes, taken in pieces: a claim alone costs no memory."""
    content = bytearray()
    while len(content) < limit:
        piece = stream.read(min(PIECE, limit - len(content)))
        if not piece:
            break
        content += piece
    return bytes(content)


def refuse_web_page(path: Path, content: bytes) -> None:
    """Raise DataError where the content is HTML: a login or error page saved as data."""
    if content[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise DataError(f"{path} is an HTML page, not data: a download was answered by a web page; fetch it again")


def refuse_web_page_at(path: Path) -> None:
    """The same for a file, by its first bytes.

    Raises:
        DataError: it is HTML, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            refuse_web_page(path, file.read(200))
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}; check the file and its permissions") from None


def refuse_path(path: Path, name: str) -> None:
    """Refuse an archive with a member that would land outside the archive's folder; nothing is unpacked anyway.

    Raises:
        DataError: the member's name is absolute or has a `..`.
    """
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise DataError(f"{path} has a member named {name!r}, which leads out of the archive; fetch it again")


def check_size(size: int, what: str, limit: int = MAX_BYTES) -> None:
    """Refuse what says of itself that it is larger than the limit, before a byte of it is unpacked.

    Raises:
        DataError: it is.
    """
    if size > limit:
        raise DataError(f"{what} unpacks to {size} bytes; the limit is {limit} bytes; expected a dataset file")


class Bounded(io.RawIOBase):
    """A stream that refuses to give more than `limit` bytes, for readers that believe what a header claims."""

    def __init__(self, stream: IO[bytes], what: str, limit: int) -> None:
        self._stream, self._what, self._limit = stream, what, limit
        self._given = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """As much as is asked for, at most PIECE bytes.

        Raises:
            DataError: the limit is passed.
        """
        piece = self._stream.read(PIECE if size < 0 else min(size, PIECE))
        self._given += len(piece)
        check_size(self._given, self._what, self._limit)
        return piece


def single_file(path: Path, suffix: str, patterns: list[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """One file twice, as root and as files: the path itself, or the first in the folder that matches."""
    if path.is_file():
        return (path, (path,)) if path.suffix == suffix else None
    matches = sorted(file for pattern in patterns for file in path.glob(pattern) if file.is_file())
    return (matches[0], (matches[0],)) if matches else None
