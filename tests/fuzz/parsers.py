"""What a parser must do with any bytes: give the data that they hold, or say in one line that they hold none."""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from fitflow.data.cards import Arrays, Card, Found
from fitflow.data.check_content import verify
from fitflow.data.formats import cifar_batches, idx, image_folder, npz, table
from fitflow.datasets import csv
from fitflow.errors import InputError
from tests.bad_inputs import build

CARD = Card(
    name="two",
    title="Two",
    input_shape=(4, 4, 3),
    dtype="uint8",
    value_range=(0, 255),
    num_train=2,
    num_test=2,
    class_names=("cat", "dog"),
    license="none",
    source="this test",
)
ROWS = b"area,town,price\n50,a,1000\n51,b,1010\n52,a,1020\n53,b,1030\n54,?,1040\n,a,1050\n"


def check_idx(content: bytes) -> None:
    """What is read is, written again, what was given."""
    array = idx.parse(content)
    assert build.idx_bytes(array.shape, array.tobytes()) == content


def check_cifar(content: bytes) -> None:
    images, labels = cifar_batches.parse(content)
    assert images.dtype == np.uint8 and images.shape == (len(labels), 32, 32, 3)
    assert labels.dtype == np.int64 and images.nbytes <= len(content)


def check_csv(content: bytes) -> None:
    with _file("rows.csv", content) as path:
        card, arrays = csv.read(path, target="price", missing="median")
        verify(card, Found(place="file", format="csv", root=path, paths=(path,)), arrays)


def check_table(content: bytes) -> None:
    with _file("train.csv", content) as path:
        _check_arrays(table.read((path, path), CARD))


def check_npz(content: bytes) -> None:
    with _file("two.npz", content) as path:
        verify(CARD, Found(place="file", format="npz", root=path, paths=(path,)), npz.read(path, (4, 4, 3)))


def check_zip(content: bytes) -> None:
    with _file("two.zip", content) as path:
        _check_arrays(image_folder.read(path, CARD))


def _check_arrays(arrays: Arrays) -> None:
    assert arrays.x_train.dtype == np.uint8 and arrays.x_train.shape == (len(arrays.y_train), 4, 4, 3)
    assert arrays.y_train.dtype == np.int64


def _npz() -> bytes:
    buffer = io.BytesIO()
    images, labels = np.zeros((2, 4, 4, 3), np.uint8), np.arange(2)
    np.savez_compressed(buffer, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return buffer.getvalue()


def _table() -> bytes:
    names = ",".join(["label", *(f"p{i}" for i in range(48))])
    return f"{names}\n{','.join(['0'] * 49)}\n{','.join(['1'] * 49)}\n".encode()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, kind in (("train/cat/0.png", "PNG"), ("train/dog/0.jpg", "JPEG"), ("test/cat/0.png", "PNG")):
            image = io.BytesIO()
            Image.new("RGB", (4, 4)).save(image, kind)
            archive.writestr(name, image.getvalue())
    return buffer.getvalue()


@contextlib.contextmanager
def _file(name: str, content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


# By name: the check, and small valid files to begin with.
PARSERS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "idx": (check_idx, [build.idx_bytes((2, 3, 3), bytes(range(18))), build.idx_bytes((4,))]),
    "cifar": (check_cifar, [build.batch(protocol=protocol) for protocol in (2, 3, 4, 5)]),
    "csv": (check_csv, [ROWS]),
    "table": (check_table, [_table()]),
    "npz": (check_npz, [_npz()]),
    "zip": (check_zip, [_zip()]),
}


def reads_or_refuses(name: str, content: bytes) -> bool:
    """Whether the bytes were read; any error but one for users is the parser's fault and goes on."""
    try:
        PARSERS[name][0](content)
    except InputError as error:
        assert "\n" not in str(error), error
        return False
    return True
