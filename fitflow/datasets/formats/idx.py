"""IDX, MNIST's own format: two zero bytes, a type code, the rank, big-endian sizes, then the values.

Source: http://yann.lecun.com/exdb/mnist/, "THE IDX FILE FORMAT". Only unsigned bytes (type 0x08) occur in the wild.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np

from fitflow.datasets.base import Array, Arrays
from fitflow.datasets.formats.files import read_bytes
from fitflow.errors import DataError

UNSIGNED_BYTE = 0x08
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def parse(content: bytes, name: str = "IDX data") -> Array:
    """The array in IDX bytes.

    Args:
        content: the whole file, uncompressed.
        name: what to call it in errors.

    Returns:
        uint8, the shape that the header states.

    Raises:
        DataError: wrong magic number, other type than unsigned byte, or size and header disagree.
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UNSIGNED_BYTE or content[3] == 0:
        raise DataError(
            f"{name} has the magic number {content[:4].hex() or 'nothing'}; expected IDX, 000008 and a rank"
        )
    rank = content[3]
    start = 4 + 4 * rank
    if len(content) < start:
        raise DataError(f"{name} is truncated: it ends inside its header")
    shape = struct.unpack(f">{rank}I", content[4:start])
    expected = math.prod(shape)
    if len(content) - start != expected:
        state = "truncated" if len(content) - start < expected else "too long"
        raise DataError(f"{name} is {state}: its header says {expected} values, it holds {len(content) - start}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


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
    x_train, y_train, x_test, y_test = (parse(read_bytes(path), str(path)) for path in paths)
    return Arrays(
        x_train=x_train[..., None],
        y_train=y_train.astype(np.int64),
        x_test=x_test[..., None],
        y_test=y_test.astype(np.int64),
    )
