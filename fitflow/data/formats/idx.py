"""IDX, MNIST's own format: two zero bytes, a type code, the rank, big-endian sizes, then the values.

Source: http://yann.lecun.com/exdb/mnist/, "THE IDX FILE FORMAT". Only unsigned bytes (type 0x08) occur in the wild.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.formats.files import check_size, opened, read_up_to
from fitflow.errors import DataError

NAME = "idx"
EXPECTS = "the four IDX files, gzip or not"
UNSIGNED_BYTE = 0x08
MAX_RANK = 4
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def parse(content: bytes, name: str = "IDX data") -> Array:
    """The array in IDX bytes, uncompressed; see `parse_stream`."""
    return parse_stream(io.BytesIO(content), name)


def parse_stream(stream: IO[bytes], name: str) -> Array:
    """The array in a stream of IDX bytes; of what the header does not announce no more than one byte is read.

    Args:
        stream: the whole file, uncompressed.
        name: what to call it in errors.

    Returns:
        uint8, the shape that the header states.

    Raises:
        DataError: wrong magic number, other type than unsigned byte, a size above MAX_BYTES, or size and
            header disagree.
    """
    shape = _shape(stream, name)
    expected = math.prod(shape)
    check_size(expected, name)
    values = read_up_to(stream, expected + 1)
    if len(values) < expected:
        raise DataError(
            f"{name} is truncated: its header says {expected} values, it holds {len(values)}; fetch it again"
        )
    if len(values) > expected:
        raise DataError(f"{name} is too long: its header says {expected} values, it holds more; fetch it again")
    try:
        return np.frombuffer(values, np.uint8).reshape(shape)
    except ValueError as error:  # no values, in a shape that numpy cannot have
        raise DataError(f"{name} has the shape {shape}: {error}; expected a dataset file") from None


def _shape(stream: IO[bytes], name: str) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:3] != bytes([0, 0, UNSIGNED_BYTE]) or not 1 <= magic[3] <= MAX_RANK:
        raise DataError(
            f"{name} has the magic number {magic.hex() or 'nothing'}; expected IDX, 000008 and a rank of 1 to "
            f"{MAX_RANK}; fetch it again"
        )
    sizes = stream.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(f"{name} is truncated: it ends inside its header; fetch it again")
    return struct.unpack(f">{magic[3]}I", sizes)


def find(folder: Path) -> tuple[Path, ...] | None:
    """The four files in a folder, gzip or not, in the order of FILES; None where none is there.

    Raises:
        DataError: some of the four are there and others are missing.
    """
    paths = [next((p for p in (folder / f"{name}.gz", folder / name) if p.is_file()), None) for name in FILES]
    present = tuple(path for path in paths if path is not None)
    if present and len(present) < len(FILES):
        missing = next(name for name, path in zip(FILES, paths, strict=True) if path is None)
        raise DataError(f"{folder} has {present[0].name} but no {missing}(.gz); expected all four IDX files")
    return present or None


def read(paths: tuple[Path, ...]) -> Arrays:
    """The four files as arrays; images get a channel axis: uint8 (num_examples, height, width, 1)."""
    x_train, y_train, x_test, y_test = map(_read_one, paths)
    return Arrays(
        x_train=x_train[..., None],
        y_train=y_train.astype(np.int64),
        x_test=x_test[..., None],
        y_test=y_test.astype(np.int64),
    )


def _read_one(path: Path) -> Array:
    with opened(path) as stream:
        return parse_stream(stream, str(path))


def find_at(path: Path, _: Sequence[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """The folder and its four files, in the order of FILES; None where none is there."""
    files = find(path) if path.is_dir() else None
    return (path, files) if files else None


def read_found(found: Found, _: Card) -> Arrays:
    """The arrays of the files that were found."""
    return read(found.paths)
