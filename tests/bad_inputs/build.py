"""Small valid and invalid files of every accepted format, used by the cases."""

from __future__ import annotations

import gzip
import io
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from PIL import Image

from fitflow.data.formats import cifar_batches, idx

Make = Callable[[Path], None]
WEB_PAGE = b"<!DOCTYPE html>\n<html><body>Please log in</body></html>"
ARRAYS = ("x_train", "y_train", "x_test", "y_test")
TRAIN, TEST = 60_000, 10_000


def idx_bytes(shape: tuple[int, ...], values: bytes | None = None) -> bytes:
    """An IDX file of zeros, or of the given values."""
    header = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return header + (bytes(int(np.prod(shape))) if values is None else values)


def written(name: str, content: bytes) -> Make:
    """A file of the given bytes, its folders made."""

    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return make


def all_of(*makers: Make) -> Make:
    """One after the other; a later file replaces an earlier one."""

    def make(folder: Path) -> None:
        for maker in makers:
            maker(folder)

    return make


def idx_files(changed: Mapping[int, bytes] | None = None, suffix: str = "") -> Make:
    """The four IDX files with one tiny image and label each, some of them replaced."""
    good = [idx_bytes((1, 28, 28)), idx_bytes((1,))] * 2
    contents = [(changed or {}).get(place, content) for place, content in enumerate(good)]
    return all_of(*(written(f"{name}{suffix}", content) for name, content in zip(idx.FILES, contents, strict=True)))


def whole_idx(labels: bytes = bytes(TRAIN), count: int = TRAIN) -> Make:
    """Fashion-MNIST's sizes with black images, gzipped."""
    contents = [
        idx_bytes((TRAIN, 28, 28)),
        idx_bytes((count,), labels),
        idx_bytes((TEST, 28, 28)),
        idx_bytes((TEST,)),
    ]
    return all_of(
        *(written(f"{name}.gz", gzip.compress(content, 1)) for name, content in zip(idx.FILES, contents, strict=True))
    )


def npz(name: str, **changed: Any) -> Make:
    """An .npz of two images of 28 x 28 with some arrays replaced, or left out where None."""
    arrays: dict[str, Any] = {key: np.zeros((2, 28, 28), np.uint8) if key[0] == "x" else np.arange(2) for key in ARRAYS}
    kept = {key: value for key, value in (arrays | changed).items() if value is not None}

    def make(folder: Path) -> None:
        np.savez_compressed(folder / name, allow_pickle=True, **kept)

    return make


def batch(images: Any = None, labels: Any = None, protocol: int = 2) -> bytes:
    """A CIFAR batch of two images, or with other things in its place."""
    rows = np.zeros((2, 3072), np.uint8) if images is None else images
    return pickle.dumps({b"data": rows, b"labels": [0, 1] if labels is None else labels}, protocol=protocol)


def batches(changed: Mapping[str, bytes] | None = None) -> Make:
    """A folder of CIFAR batches of two images each, some of them replaced."""
    contents = {name: batch() for name in cifar_batches.BATCHES} | dict(changed or {})
    return all_of(*(written(f"{cifar_batches.FOLDER}/{name}", content) for name, content in contents.items()))


def batch_archive(*extra: tuple[tarfile.TarInfo, IO[bytes] | None], without: str = "", cut: int | None = None) -> Make:
    """The same as a .tar.gz, with members more or less, or cut after some bytes."""

    def make(folder: Path) -> None:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for name in cifar_batches.BATCHES:
                if name != without:
                    archive.addfile(*member(f"{cifar_batches.FOLDER}/{name}", batch()))
            for info, content in extra:
                archive.addfile(info, content)
        (folder / "cifar-10-python.tar.gz").write_bytes(buffer.getvalue()[:cut])

    return make


def member(name: str, content: bytes = b"x") -> tuple[tarfile.TarInfo, IO[bytes]]:
    """A file in a tar archive."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, io.BytesIO(content)


def header(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tuple[tarfile.TarInfo, None]:
    """A member without content: a link, a device, or a file that claims a size and ends before it."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    return info, None


def png(width: int = 32, height: int = 32, mode: str = "RGB") -> bytes:
    """A black image."""
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


def jpeg(width: int = 32, height: int = 32) -> bytes:
    """A grey image."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (128, 128, 128)).save(buffer, "JPEG")
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are an image of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


IMAGES = {"train/cat/0.png": png(), "train/dog/0.png": png(), "test/cat/0.png": png(), "test/dog/0.png": png()}


def images(changed: Mapping[str, bytes] | None = None) -> Make:
    """A folder of CIFAR-like images, some of them replaced or added."""
    return all_of(*(written(name, content) for name, content in (IMAGES | dict(changed or {})).items()))


def image_zip(
    changed: Mapping[str, bytes] | None = None, spoil: Callable[[zipfile.ZipFile], None] | None = None
) -> Make:
    """The same as cifar10.zip."""

    def make(folder: Path) -> None:
        with zipfile.ZipFile(folder / "cifar10.zip", "w") as archive:
            for name, content in (IMAGES | dict(changed or {})).items():
                archive.writestr(name, content)
            if spoil:
                spoil(archive)

    return make
