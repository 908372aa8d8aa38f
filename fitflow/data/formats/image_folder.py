"""Images as `split/class/*.{png,jpg,jpeg}`, in a folder or a .zip, sorted by class, then by name.

Nothing is unpacked to disk; member names that lead out of the archive are rejected all the same.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.formats.files import check_size, read_up_to, refuse_path, refuse_web_page_at, single_file
from fitflow.errors import DataError, first_line

NAME = "images"
EXPECTS = "train/<class>/*.png|jpg and test/... in a folder or {name}.zip"
SUFFIXES = {".png", ".jpg", ".jpeg"}
MODES = {1: "L", 3: "RGB"}  # Pillow's names, by the number of channels
MAX_IMAGE_BYTES = 64 * 1024**2
Reader = Callable[[str], bytes]


def is_image_folder(path: Path) -> bool:
    """Return whether a folder contains `train/` and `test/` folders."""
    return (path / "train").is_dir() and (path / "test").is_dir()


def read(path: Path, card: Card) -> Arrays:
    """Read all images of both splits.

    Returns:
        images of the card's shape; a label is the index of the class folder's name in `card.class_names`.

    Raises:
        DataError: an unknown class, an image that is unreadable or has another size or mode, a member name that leads
            out of the archive, or an archive that unpacks to more than MAX_BYTES.
    """
    if path.is_dir():
        names = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        return _splits(names, lambda name: _image_bytes((path / name).open("rb")), card, path)
    refuse_web_page_at(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bad_members(archive, path)
            return _splits(archive.namelist(), lambda name: _image_bytes(archive.open(name)), card, path)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DataError(f"{path} is not a readable zip (truncated?): {first_line(error)}; download it again") from None


def _refuse_bad_members(archive: zipfile.ZipFile, path: Path) -> None:
    for member in archive.infolist():
        refuse_path(path, member.filename)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise DataError(f"{path} has a member {member.filename!r} that is a symbolic link; download it again")
    check_size(sum(member.file_size for member in archive.infolist()), str(path))


def _image_bytes(stream: IO[bytes]) -> bytes:
    with stream:
        content = read_up_to(stream, MAX_IMAGE_BYTES + 1)
    check_size(len(content), "it", MAX_IMAGE_BYTES)
    return content


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
    """Decode one image, after checking its header against the card, so that a decompression bomb is not decoded."""
    from PIL import Image

    height, width, channels = card.input_shape
    expected = f"expected {width} x {height}, {MODES[channels]}, as all of {card.name}"
    try:
        # Only these two of Pillow's readers: some others start programs.
        with Image.open(io.BytesIO(reader(name)), formats=("PNG", "JPEG")) as image:
            if (image.width, image.height, image.mode) != (width, height, MODES[channels]):
                raise DataError(f"{path}: {name} is {image.width} x {image.height}, {image.mode}; {expected}")
            pixels = np.asarray(image)
    except DataError:
        raise
    except Exception as error:  # Pillow and zlib raise many exceptions on damaged input
        raise DataError(f"{path}: {name} is not a readable image: {_reason(error)}; {expected}") from None
    return pixels.reshape(card.input_shape)


def _reason(error: Exception) -> str:
    """Return the reason for users; Pillow's message only names an object in memory."""
    return "neither PNG nor JPEG" if "cannot identify" in str(error) else first_line(error)


def find_at(path: Path, stems: Sequence[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """Find the folder with all its files, or a .zip of one."""
    if is_image_folder(path):
        return path, tuple(sorted(file for file in path.rglob("*") if file.is_file()))
    return single_file(path, ".zip", [f"{stem}*.zip" for stem in stems])


def read_found(found: Found, card: Card) -> Arrays:
    """Read the folder or archive that was found."""
    return read(found.files_root(), card)
