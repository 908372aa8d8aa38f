"""CIFAR-10's python batches: five training pickles and a test one, in a folder or a .tar.gz.

Each is a dict with b"data", uint8 (num_examples, 3072) in channel-row-column order, and b"labels". A pickle can run any
code, so these are read with an unpickler that admits numpy's array constructors and plain values, and nothing else.
Source: https://www.cs.toronto.edu/~kriz/cifar.html.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.datasets.base import Array, Arrays
from fitflow.datasets.formats.files import MAX_BYTES, refuse_web_page
from fitflow.errors import DataError

FOLDER = "cifar-10-batches-py"
BATCHES = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")
ADMITTED = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.numeric", "_frombuffer"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) not in ADMITTED:
            raise DataError(f"it names {module_name}.{global_name}, and only numpy arrays and plain values are read")
        return super().find_class(module_name.replace("numpy.core", "numpy._core"), global_name)


def parse(content: bytes, name: str = "CIFAR batch") -> tuple[Array, Array]:
    """One batch's images and labels.

    Returns:
        uint8 (num_examples, 32, 32, 3), int64 (num_examples,).

    Raises:
        DataError: not such a pickle, a foreign global, or images and labels that do not fit each other.
    """
    try:
        batch = _PlainUnpickler(io.BytesIO(content), encoding="bytes").load()
        rows = np.asarray(batch[b"data"])
        labels = np.asarray(batch[b"labels"], dtype=np.int64)
    except DataError as error:
        raise DataError(f"{name} is refused: {error}") from None
    except Exception as error:  # a damaged pickle raises almost anything
        reason = str(error) or type(error).__name__
        raise DataError(f"{name} is not a CIFAR-10 batch (truncated or damaged?): {reason}") from None
    if rows.dtype != np.uint8 or rows.ndim != 2 or rows.shape[1] != 3072 or labels.shape != rows.shape[:1]:
        raise DataError(
            f"{name} holds {rows.dtype} {rows.shape} images and {labels.shape} labels; "
            "expected uint8 (n, 3072) and as many labels"
        )
    return rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), labels


def read(path: Path) -> Arrays:
    """A folder of batches or a .tar.gz of one, read in memory; nothing is unpacked to disk."""
    batches = [parse(content, name) for name, content in _contents(path)]
    return Arrays(
        x_train=np.concatenate([images for images, _ in batches[:-1]]),
        y_train=np.concatenate([labels for _, labels in batches[:-1]]),
        x_test=np.ascontiguousarray(batches[-1][0]),
        y_test=batches[-1][1],
    )


def md5(path: Path) -> dict[str, str]:
    """MD5 (hex) of each batch file, by its name: what the source publishes to recognise the original."""
    digests = (hashlib.md5(content, usedforsecurity=False).hexdigest() for _, content in _contents(path))
    return dict(zip(BATCHES, digests, strict=True))


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    return _folder(path) if path.is_dir() else _archive(path)


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in BATCHES:
        file = path / name
        try:
            content = file.read_bytes()
        except OSError as error:
            raise DataError(f"cannot read {file}: {error.strerror}; expected {', '.join(BATCHES)}") from None
        refuse_web_page(file, content)
        yield str(file), content


def _archive(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with path.open("rb") as file:
            refuse_web_page(path, file.read(200))
        with tarfile.open(path) as archive:
            members = {Path(member.name).name: member for member in archive if member.isfile()}
            for name in BATCHES:
                if name not in members:
                    raise DataError(f"{path} has no {name}; expected CIFAR-10's python version")
                if members[name].size > MAX_BYTES:
                    raise DataError(f"{path}: {name} claims {members[name].size} bytes; expected about 31 million")
                stream = archive.extractfile(members[name])
                yield f"{path}: {name}", stream.read() if stream else b""
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError(f"{path} is not a readable .tar.gz (truncated?): {error}") from None
