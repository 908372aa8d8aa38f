"""IDX, MNIST's file format: two zero bytes, a type code, the rank, big-endian sizes, then the values.

Source: http://yann.lecun.com/exdb/mnist/, "THE IDX FILE FORMAT". Only unsigned bytes (type 0x08) occur in practice.
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
    """Decode uncompressed IDX bytes; see `parse_stream`."""
    return parse_stream(io.BytesIO(content), name)


def parse_stream(stream: IO[bytes], name: str) -> Array:
    """Decode a stream of IDX bytes; reads at most one byte more than the header declares.

    Args:
        stream: the whole file, uncompressed.
        name: the file's name, for errors.

    Returns:
        uint8, of the shape in the header.

    Raises:
        DataError: wrong magic number, a type other than unsigned byte, a size above MAX_BYTES, or a size that does not
            match the header.
    """
    shape = _shape(stream, name)
    expected = math.prod(shape)
    check_size(expected, name)
    values = read_up_to(stream, expected + 1)
    if len(values) < expected:
        raise DataError(
            f"{name} is truncated: its header says {expected} values, it has {len(values)}; download it again"
        )
    if len(values) > expected:
        raise DataError(f"{name} is too long: its header says {expected} values, it has more; download it again")
    try:
        return np.frombuffer(values, np.uint8).reshape(shape)
    except ValueError as error:  # no values, in a shape that numpy does not support
        raise DataError(f"{name} has the shape {shape}: {error}; expected a dataset file") from None


def _shape(stream: IO[bytes], name: str) -> tuple[int, ...]:
    magic = stream.read(4)
    if not magic:
        raise DataError(f"{name} is empty; download it again")
    if len(magic) < 4 or magic[:3] != bytes([0, 0, UNSIGNED_BYTE]) or not 1 <= magic[3] <= MAX_RANK:
        raise DataError(
            f"{name} has the magic number {magic.hex()}; expected IDX, 000008 and a rank of 1 to "
            f"{MAX_RANK}; download it again"
        )
    sizes = stream.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(f"{name} is truncated: it ends inside its header; download it again")
    return struct.unpack(f">{magic[3]}I", sizes)


def find(folder: Path) -> tuple[Path, ...] | None:
    """Find the four files in a folder, gzip or not, in the order of FILES; None if there are none.

    Raises:
        DataError: some of the four are missing.
    """
    paths = [next((p for p in (folder / f"{name}.gz", folder / name) if p.is_file()), None) for name in FILES]
    present = tuple(path for path in paths if path is not None)
    if present and len(present) < len(FILES):
        missing = next(name for name, path in zip(FILES, paths, strict=True) if path is None)
        raise DataError(f"{folder} has {present[0].name} but no {missing}(.gz); expected all four IDX files")
    return present or None


def read(paths: tuple[Path, ...]) -> Arrays:
    """Read the four files; images get a channel axis: uint8 (num_examples, height, width, 1)."""
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
    """Find a folder with the four files, in the order of FILES; None if there are none."""
    files = find(path) if path.is_dir() else None
    return (path, files) if files else None


def read_found(found: Found, _: Card) -> Arrays:
    """Read the files that were found."""
    return read(found.paths)
