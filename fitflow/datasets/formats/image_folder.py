"""Images as `split/class/*.{png,jpg,jpeg}`, in a folder or a .zip; sorted by class, then by name.

Nothing is unpacked to disk, so a member's name cannot lead out of a folder; names that try are refused all the same.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import numpy as np

from fitflow.datasets.base import Array, Arrays, Card
from fitflow.datasets.formats.files import MAX_BYTES, refuse_web_page
from fitflow.errors import DataError

SUFFIXES = {".png", ".jpg", ".jpeg"}
Reader = Callable[[str], bytes]


def is_image_folder(path: Path) -> bool:
    """Whether a folder holds `train/` and `test/` folders."""
    return (path / "train").is_dir() and (path / "test").is_dir()


def read(path: Path, card: Card) -> Arrays:
    """All images of both splits.

    Returns:
        images of the card's shape, labels by the position of the class folder's name in `card.class_names`.

    Raises:
        DataError: a class the card does not have, an image that is unreadable or of another size or mode, a member name
            that leads out of the archive, or an archive that unpacks to more than MAX_BYTES.
    """
    if path.is_dir():
        names = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        return _splits(names, lambda name: (path / name).read_bytes(), card, path)
    with path.open("rb") as file:
        refuse_web_page(path, file.read(200))
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bad_members(archive, path)
            return _splits(archive.namelist(), archive.read, card, path)
    except (zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"{path} is not a readable zip (truncated?): {error}") from None


def _refuse_bad_members(archive: zipfile.ZipFile, path: Path) -> None:
    for member in archive.infolist():
        name = PurePosixPath(member.filename)
        if name.is_absolute() or ".." in name.parts:
            raise DataError(f"{path} has a member named {member.filename!r}, which leads out of the archive")
    total = sum(member.file_size for member in archive.infolist())
    if total > MAX_BYTES:
        raise DataError(f"{path} unpacks to {total} bytes; the limit is {MAX_BYTES}")


def _splits(names: list[str], reader: Reader, card: Card, path: Path) -> Arrays:
    x_train, y_train = _split(names, "train", reader, card, path)
    x_test, y_test = _split(names, "test", reader, card, path)
    return Arrays(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _split(names: list[str], split: str, reader: Reader, card: Card, path: Path) -> tuple[Array, Array]:
    chosen = sorted(n for n in names if _is_image_of(n, split))
    if not chosen:
        raise DataError(f"{path} has no images under {split}/<class>/; expected .png or .jpg files")
    images = np.empty((len(chosen), *card.input_shape), np.uint8)
    for row, name in zip(images, chosen, strict=True):
        row[...] = _decode(name, reader, card, path)
    return images, np.array([_label(name, card, path) for name in chosen], np.int64)


def _is_image_of(name: str, split: str) -> bool:
    parts = PurePosixPath(name).parts
    return len(parts) == 3 and parts[0] == split and PurePosixPath(name).suffix.lower() in SUFFIXES


def _label(name: str, card: Card, path: Path) -> int:
    folder = PurePosixPath(name).parts[1]
    if folder not in card.class_names:
        raise DataError(f"{path} has a class folder {folder!r}; {card.name} has {', '.join(card.class_names)}")
    return card.class_names.index(folder)


def _decode(name: str, reader: Reader, card: Card, path: Path) -> Array:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(reader(name))) as image:
            pixels = np.asarray(image)
    except Exception as error:  # Pillow and zlib raise many kinds on damaged input
        raise DataError(f"{path}: {name} is not a readable image: {error}") from None
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.shape != card.input_shape or pixels.dtype != np.uint8:
        raise DataError(f"{path}: {name} is {pixels.dtype} {pixels.shape}; expected uint8 {card.input_shape}")
    return pixels
