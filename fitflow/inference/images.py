"""Reads PNG and JPEG files as a model's input: checked before anything is loaded, converted only on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import InputError
from fitflow.references import ServedModel

FORMATS = ("PNG", "JPEG")
MODES = {1: "L", 3: "RGB"}  # Pillow's names for 8 bits grey and 8 bits a colour
NAMES = {"L": "grey", "RGB": "colour (RGB)"}
CONVERTIBLE = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "LAB", "HSV"}
ORIENTATION = 0x0112  # EXIF's tag
FULL = (0, 255)


def check_takes_images(model: ServedModel) -> None:
    """Refuse a model that does not take images.

    Raises:
        InputError: the model takes rows, or arrays that are not images.
    """
    shape = model.input_shape
    if len(shape) != 3 and model.columns:
        names = ", ".join(column.name for column in model.columns)
        raise InputError(f"{model.name} takes rows with the columns {names}; pass them as --csv rows.csv")
    if len(shape) != 3 or shape[-1] not in MODES or model.dtype != "uint8":
        raise InputError(f"{model.name} takes {model.dtype} {shape}, which is not an 8-bit grey or colour image")


def conversions(path: Path, model: ServedModel, resize: bool) -> list[str]:
    """List the conversions that an image file needs, from its header alone; empty if it needs none.

    Raises:
        InputError: not a readable PNG or JPEG, or it needs conversions and `resize` is False.
    """
    height, width, channels = model.input_shape
    mode = MODES[channels]
    with _open(path) as image:
        if image.mode not in CONVERTIBLE:
            raise InputError(f"{path} has pixels of kind {image.mode}; expected 8 bits a channel")
        needed = [f"resized from {image.width}x{image.height} to {width}x{height}"] * (image.size != (width, height))
        needed += [f"converted from {image.mode} to {NAMES[mode]}"] * (image.mode != mode)
        if not resize:
            if needed:
                has = f"{image.width}x{image.height}, {NAMES.get(image.mode, image.mode)}"
                wanted = f"{width}x{height}, {NAMES[mode]}"
                raise InputError(f"{path} is {has}; {model.name} takes {wanted}; pass --resize to convert it")
            return []
        needed += ["oriented according to its EXIF data"] * (image.getexif().get(ORIENTATION, 1) != 1)
    if model.value_range not in (None, FULL):
        needed.append("pixels scaled from 0..255 to {:g}..{:g}".format(*model.value_range or FULL))
    return needed


def read(paths: Sequence[Path], model: ServedModel, resize: bool) -> Array:
    """Decode image files that `conversions` has checked.

    Returns:
        uint8 (number of paths, *model.input_shape).

    Raises:
        InputError: a file is damaged, or has values outside the model's range.
    """
    images = np.empty((len(paths), *model.input_shape), np.uint8)
    for row, path in zip(images, paths, strict=True):
        row[...] = _decode(path, model, resize)
    return images


def summary(done: Sequence[Sequence[str]]) -> list[str]:
    """One line per kind of conversion, with the number of images."""
    counts = Counter(text for texts in done for text in texts)
    return [f"{text}: {count} image{'s' * (count != 1)}" for text, count in counts.items()]


def _open(path: Path) -> Any:
    from PIL import Image

    if not path.is_file():
        kind = "a folder; pass the files in it" if path.is_dir() else "not there"
        raise InputError(f"{path} is {kind}; expected PNG or JPEG files")
    try:
        return Image.open(path, formats=FORMATS)
    except Exception as error:  # Pillow raises many kinds on files that are not images
        reason = str(error).replace(f"{str(path)!r}", "the file")
        raise InputError(f"{path} is not a readable PNG or JPEG image: {reason}") from None


def _decode(path: Path, model: ServedModel, resize: bool) -> Array:
    from PIL import Image, ImageOps

    height, width, channels = model.input_shape
    with _open(path) as image:
        try:
            if resize:
                image = ImageOps.exif_transpose(image).convert(MODES[channels])
                image = image.resize((width, height), Image.Resampling.BILINEAR)
            pixels = np.asarray(image).reshape(model.input_shape)
        except Exception as error:  # Pillow and zlib raise many kinds on damaged input
            raise InputError(f"{path} is a damaged image: {error}") from None
    low, high = model.value_range or FULL
    if resize and (low, high) != FULL:
        return np.rint(low + pixels * ((high - low) / FULL[1])).astype(np.uint8)
    if pixels.min() < low or pixels.max() > high:
        raise InputError(
            f"{path} has pixels up to {pixels.max()}; {model.name} takes {low:g}..{high:g}; "
            "pass --resize to scale them from 0..255"
        )
    return pixels
