"""Read files that may be missing, truncated, a decompression bomb, or a web page saved under the wrong name."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from fitflow.errors import DataError

# Limit on unpacked and declared sizes, far above fitflow's datasets (CIFAR-10 unpacked is 184 MB).
MAX_BYTES = 2 * 1024**3
PIECE = 1024**2


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """Open a file, decompressing gzip; errors in the block become DataError.

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
        raise DataError(f"{path} is a damaged or truncated gzip file; download it again") from None
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}; check the file and its permissions") from None


def read_up_to(stream: IO[bytes], limit: int) -> bytes:
    """Read at most `limit` bytes of a stream, in pieces, so that a false size in a header takes no memory."""
    content = bytearray()
    while len(content) < limit:
        piece = stream.read(min(PIECE, limit - len(content)))
        if not piece:
            break
        content += piece
    return bytes(content)


def refuse_web_page(path: Path, content: bytes) -> None:
    """Check that the content is not HTML, such as a login or error page saved as data.

    Raises:
        DataError: it is HTML.
    """
    if content[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise DataError(f"{path} is an HTML page, not data: a server sent a web page; download it again")


def refuse_web_page_at(path: Path) -> None:
    """Check that a file is not HTML, by its first bytes.

    Raises:
        DataError: it is HTML, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            refuse_web_page(path, file.read(200))
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}; check the file and its permissions") from None


def refuse_path(path: Path, name: str) -> None:
    """Check that an archive's member stays inside the archive's folder, although nothing is unpacked.

    Raises:
        DataError: the member's name is absolute or has a `..`.
    """
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise DataError(f"{path} has a member named {name!r}, which is outside the archive; download it again")


def check_size(size: int, what: str, limit: int = MAX_BYTES) -> None:
    """Check a declared size against the limit before unpacking.

    Raises:
        DataError: the size is above the limit.
    """
    if size > limit:
        raise DataError(f"{what} unpacks to {size} bytes; the limit is {limit} bytes; expected a dataset file")


class Bounded(io.RawIOBase):
    """A stream of at most `limit` bytes, for readers that trust the sizes in a header."""

    def __init__(self, stream: IO[bytes], what: str, limit: int) -> None:
        self._stream, self._what, self._limit = stream, what, limit
        self._given = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes, at most PIECE.

        Raises:
            DataError: the stream is longer than the limit.
        """
        piece = self._stream.read(PIECE if size < 0 else min(size, PIECE))
        self._given += len(piece)
        check_size(self._given, self._what, self._limit)
        return piece


def single_file(path: Path, suffix: str, patterns: list[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """Find one file, the path itself or the first match in the folder; return it as root and as the only file."""
    if path.is_file():
        return (path, (path,)) if path.suffix == suffix else None
    matches = sorted(file for pattern in patterns for file in path.glob(pattern) if file.is_file())
    return (matches[0], (matches[0],)) if matches else None
