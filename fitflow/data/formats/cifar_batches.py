"""CIFAR-10's python batches: five training pickles and a test pickle, in a folder or a .tar.gz.

Each is a dict with b"data", uint8 (num_examples, 3072) in channel-row-column order, and b"labels". A pickle can run
arbitrary code, so `plain_pickle` reads these and allows only numpy arrays and plain values.
Source: https://www.cs.toronto.edu/~kriz/cifar.html.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.formats import plain_pickle
from fitflow.data.formats.files import (
    Bounded,
    check_size,
    opened,
    read_up_to,
    refuse_path,
    refuse_web_page,
    single_file,
)
from fitflow.errors import DataError, first_line

NAME = "batches"
EXPECTS = "cifar-10-batches-py or its .tar.gz"
FOLDER = "cifar-10-batches-py"
BATCHES = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")
MAX_BATCH_BYTES = 64 * 1024**2  # the original batches have 31 million
MAX_ARCHIVE_BYTES = 512 * 1024**2  # the original archive has 186 million


def parse(content: bytes, name: str = "CIFAR batch") -> tuple[Array, Array]:
    """Decode one batch.

    Returns:
        uint8 (num_examples, 32, 32, 3), int64 (num_examples,).

    Raises:
        DataError: not a CIFAR-10 pickle, a forbidden global, or images and labels that do not match.
    """
    try:
        batch = plain_pickle.load(content)
        if not isinstance(batch, dict) or not batch.keys() >= {b"data", b"labels"}:
            raise ValueError("not a dict of data and labels")
        rows, labels = plain_pickle.array(batch[b"data"]), _labels(batch[b"labels"])
    except plain_pickle.ForeignGlobal as error:
        raise DataError(f"{name} is refused: {error}; download it again from a source you trust") from None
    except Exception as error:  # a damaged pickle can raise almost any exception
        raise DataError(
            f"{name} is not a CIFAR-10 batch (truncated or damaged?): {first_line(error)}; download it again"
        ) from None
    if rows.dtype != np.uint8 or rows.ndim != 2 or rows.shape[1] != 3072 or labels.shape != rows.shape[:1]:
        raise DataError(
            f"{name} contains {rows.dtype} {rows.shape} images and {labels.shape} labels; "
            "expected uint8 (n, 3072) and as many labels"
        )
    return rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), labels


def _labels(values: Any) -> Array:
    """Return int64 labels from a flat list or an array; lists that contain each other would never end."""
    if isinstance(values, list) and all(type(value) is int for value in values):
        return np.array(values, np.int64)
    if isinstance(values, list):
        raise ValueError("labels are not whole numbers")
    return plain_pickle.array(values).astype(np.int64)


def read(path: Path) -> Arrays:
    """Read a folder of batches, or a .tar.gz of one without unpacking it to disk."""
    batches = [parse(content, name) for name, content in _contents(path)]
    return Arrays(
        x_train=np.concatenate([images for images, _ in batches[:-1]]),
        y_train=np.concatenate([labels for _, labels in batches[:-1]]),
        x_test=np.ascontiguousarray(batches[-1][0]),
        y_test=batches[-1][1],
    )


def md5(path: Path) -> dict[str, str]:
    """Return the MD5 (hex) of each batch file by name; the source publishes these."""
    digests = (hashlib.md5(content, usedforsecurity=False).hexdigest() for _, content in _contents(path))
    return dict(zip(BATCHES, digests, strict=True))


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    return _folder(path) if path.is_dir() else _archive(path)


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in BATCHES:
        file = path / name
        try:
            with file.open("rb") as stream:
                content = read_up_to(stream, MAX_BATCH_BYTES + 1)
        except OSError as error:
            raise DataError(f"cannot read {file}: {error.strerror}; expected {', '.join(BATCHES)}") from None
        refuse_web_page(file, content)
        check_size(len(content), str(file), MAX_BATCH_BYTES)
        yield str(file), content


def _archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the batches of a .tar.gz in order; the archive is streamed, up to the size limit."""
    try:
        with opened(path) as stream:
            bounded: Any = Bounded(stream, str(path), MAX_ARCHIVE_BYTES)
            with tarfile.open(fileobj=bounded, mode="r|") as archive:
                found = dict(_members(archive, path))
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise DataError(
            f"{path} is not a readable .tar.gz (truncated?): {first_line(error)}; download it again"
        ) from None
    for name in BATCHES:
        if name not in found:
            raise DataError(f"{path} has no {name}; expected CIFAR-10's python version, with {', '.join(BATCHES)}")
        yield f"{path}: {name}", found.pop(name)


def _members(archive: tarfile.TarFile, path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the batches' names and contents in archive order; reject members outside the archive's folder."""
    total = 0
    for member in archive:
        refuse_path(path, member.name)
        if not (member.isfile() or member.isdir()):
            raise DataError(f"{path} has a member {member.name!r} that is not a file or folder; download it again")
        total += member.size
        check_size(total, str(path), MAX_ARCHIVE_BYTES)
        name = PurePosixPath(member.name).name
        if name in BATCHES and member.isfile():
            check_size(member.size, f"{path}: {name}", MAX_BATCH_BYTES)
            stream = archive.extractfile(member)
            yield name, read_up_to(stream, member.size) if stream else b""


def find_at(path: Path, _: Sequence[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """Find the folder of batches, at the path or in it, or the archive."""
    for folder in (path, path / FOLDER):
        if (folder / BATCHES[0]).is_file():
            return folder, tuple(folder / batch for batch in BATCHES)
    return single_file(path, ".gz", ["cifar-10*.tar.gz"])


def read_found(found: Found, _: Card) -> Arrays:
    """Read the folder or archive that was found."""
    return read(found.files_root())
