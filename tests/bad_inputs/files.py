"""Files of data that are not what their names say: IDX, NumPy's archives, CIFAR's batches."""

from __future__ import annotations

import gzip
import pickle
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.datasets.formats import cifar_batches, idx
from tests.bad_inputs import build
from tests.bad_inputs.build import Make, written
from tests.bad_inputs.case import Case

FASHION, CIFAR = "run fashion-softmax --data-dir {dir}", "run cifar-lenet --data-dir {dir}"
LABELS = idx.FILES[1]


def _case(id: str, given: str, make: Make, said: str, command: str = FASHION) -> Case:
    return Case(id=id, given=given, command=command, make=make, said=said, through="data")


def _without(make: Make, name: str) -> Make:
    def made(folder: Path) -> None:
        make(folder)
        (folder / name).unlink()

    return made


def _folder_in_place(make: Make, name: str) -> Make:
    def made(folder: Path) -> None:
        make(folder)
        (folder / name).unlink()
        (folder / name).mkdir()

    return made


class Foreign:
    """A pickle that would run a command."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("this ran",))


class Attribute:
    """A pickle that reaches for a function through a class that is admitted."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (getattr, (np.ndarray, "tofile"))


def _nested() -> list[Any]:
    """Ten lists deep, each ten times the one below: ten thousand million numbers in a hundred bytes."""
    labels: list[Any] = [0] * 10
    for _ in range(9):
        labels = [labels] * 10
    return labels


def _memo() -> bytes:
    """A pickle of a dozen bytes whose memo would take 32 GiB."""
    return b"\x80\x02Nr\xff\xff\xff\x7f."


def _npy_that_claims(folder: Path) -> None:
    """An .npz with an array whose header claims a terabyte."""
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000, 1000), }\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    with zipfile.ZipFile(folder / "fashion-mnist.npz", "w") as archive:
        for name in build.ARRAYS:
            archive.writestr(f"{name}.npy", content)


def _zip_bomb(folder: Path) -> None:
    """Four members of one GiB of zeros each, four MiB in all: their sizes are announced, and nothing is unpacked."""
    with zipfile.ZipFile(folder / "fashion-mnist.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in build.ARRAYS:
            archive.writestr(f"{name}.npy", b"")
        for info in archive.infolist():
            info.file_size = 2**30


def _gzip_of_zeros(size: int) -> bytes:
    """Zeros behind a right header of few values."""
    return gzip.compress(build.idx_bytes((1, 28, 28)) + bytes(size), 1)


IDX = [
    _case("idx-truncated", "an IDX file cut short", build.idx_files({0: build.idx_bytes((1, 28, 28))[:-1]}), "?"),
    _case(
        "idx-too-long",
        "an IDX file with a byte too many",
        build.idx_files({0: build.idx_bytes((1, 28, 28)) + b"\0"}),
        "?",
    ),
    _case("idx-header-cut", "an IDX file that ends in its header", build.idx_files({0: b"\0\0\x08\x03\0\0"}), "?"),
    _case("idx-magic", "an IDX file of 32-bit floats", build.idx_files({1: b"\0\0\x0d\x01\0\0\0\0"}), "?"),
    _case("idx-empty", "an empty file", build.idx_files({1: b""}), "?"),
    _case("idx-rank", "an IDX file of 200 dimensions", build.idx_files({0: b"\0\0\x08\xc8" + bytes(800)}), "?"),
    _case(
        "idx-claims",
        "16 bytes that claim 80 GiB",
        build.idx_files({0: build.idx_bytes((2**20, 2**8, 2**8 + 2**6), b"")}),
        "?",
    ),
    _case(
        "idx-none",
        "four IDX files without one image",
        build.idx_files({i: build.idx_bytes((0, 28, 28) if i % 2 == 0 else (0,)) for i in range(4)}),
        "?",
    ),
    _case("idx-page", "a web page in place of a file", build.idx_files({0: build.WEB_PAGE}), "?"),
    _case("idx-missing", "three of the four files", _without(build.idx_files(), LABELS), "?"),
    _case("idx-folder", "a folder in place of a file", _folder_in_place(build.idx_files(), LABELS), "?"),
    _case("idx-counts", "one image more than labels", build.idx_files({1: build.idx_bytes((2,))}), "?"),
    _case("idx-shape", "images of another size", build.idx_files({0: build.idx_bytes((1, 32, 32))}), "?"),
    _case("idx-few", "a single image", build.idx_files(), "?"),
    _case("idx-label-images", "images where labels belong", build.idx_files({1: build.idx_bytes((1, 28, 28))}), "?"),
    _case(
        "gzip-cut", "a gzip file cut short", build.idx_files({1: gzip.compress(build.idx_bytes((1,)))[:-6]}, ".gz"), "?"
    ),
    _case(
        "gzip-damaged",
        "a gzip file with a wrong byte",
        build.idx_files({1: b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\x99" * 40}, ".gz"),
        "?",
    ),
    _case("gzip-page", "a web page, gzipped", build.idx_files({1: gzip.compress(build.WEB_PAGE)}, ".gz"), "?"),
    _case(
        "gzip-bomb",
        "a gzip file that unpacks to far more than its header says",
        build.idx_files({0: _gzip_of_zeros(2**27)}, ".gz"),
        "?",
    ),
    _case("labels-out-of-range", "a label of 17", build.whole_idx(b"\x11" + bytes(59_999)), "?"),
    _case("counts-differ", "60,000 images and 59,999 labels", build.whole_idx(bytes(59_999), 59_999), "?"),
    _case("wrong-checksum", "data of the right shape that is not Fashion-MNIST", build.whole_idx(), "?"),
]
NPZ = [
    _case("npz-truncated", "an .npz cut short", written("fashion-mnist.npz", b"PK\x03\x04 cut"), "?"),
    _case("npz-page", "a web page named .npz", written("fashion-mnist.npz", build.WEB_PAGE), "?"),
    _case("npz-empty", "an empty .npz", written("fashion-mnist.npz", b""), "?"),
    _case("npz-missing", "an .npz without y_test", build.npz("fashion-mnist.npz", y_test=None), "?"),
    _case(
        "npz-objects",
        "an .npz with Python objects in it",
        build.npz("fashion-mnist.npz", x_train=np.array([{}], object)),
        "?",
    ),
    _case("npz-labels-nan", "labels that are NaN", build.npz("fashion-mnist.npz", y_train=np.array([np.nan, 0])), "?"),
    _case(
        "npz-images-nan",
        "images of floats with NaN",
        build.npz("fashion-mnist.npz", x_train=np.full((2, 28, 28), np.nan)),
        "?",
    ),
    _case(
        "npz-scalar", "a single number where images belong", build.npz("fashion-mnist.npz", x_train=np.uint8(1)), "?"
    ),
    _case("npz-counts", "two images and three labels", build.npz("fashion-mnist.npz", y_train=np.arange(3)), "?"),
    _case("npz-claims", "an .npz whose arrays claim a terabyte", _npy_that_claims, "?"),
    _case("npz-bomb", "an .npz that says it unpacks to 4 GiB", _zip_bomb, "?"),
]
BATCHES = [
    _case("batch-truncated", "a batch cut short", build.batches({"data_batch_3": build.batch()[:-9]}), "?", CIFAR),
    _case("batch-empty", "an empty batch", build.batches({"test_batch": b""}), "?", CIFAR),
    _case("batch-page", "a web page in place of a batch", build.batches({"test_batch": build.WEB_PAGE}), "?", CIFAR),
    _case(
        "batch-missing",
        "five of the six batches",
        _without(build.batches(), f"{cifar_batches.FOLDER}/test_batch"),
        "?",
        CIFAR,
    ),
    _case(
        "batch-foreign",
        "a pickle that names a function",
        build.batches({"test_batch": pickle.dumps(Foreign())}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-attribute",
        "a pickle that names getattr",
        build.batches({"test_batch": pickle.dumps(Attribute())}),
        "?",
        CIFAR,
    ),
    _case("batch-other", "a pickle of something else", build.batches({"test_batch": pickle.dumps([1, 2])}), "?", CIFAR),
    _case(
        "batch-width",
        "images of 28 x 28",
        build.batches({"test_batch": build.batch(np.zeros((2, 784), np.uint8))}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-floats",
        "images of floats with infinite values",
        build.batches({"test_batch": build.batch(np.full((2, 3072), np.inf))}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-counts",
        "two images and three labels",
        build.batches({"test_batch": build.batch(labels=[0, 1, 2])}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-labels-text",
        "labels that are text",
        build.batches({"test_batch": build.batch(labels=["cat", "dog"])}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-labels-nested",
        "ten thousand million labels in some hundred bytes",
        build.batches({"test_batch": build.batch(labels=_nested())}),
        "?",
        CIFAR,
    ),
    _case(
        "batch-memo",
        "a pickle of a dozen bytes that would take 32 GiB",
        build.batches({"test_batch": _memo()}),
        "?",
        CIFAR,
    ),
    _case("batch-few", "twelve images", build.batches(), "?", CIFAR),
]
TAR = [
    _case("tar-truncated", "an archive cut short", build.batch_archive(cut=200), "?", CIFAR),
    _case("tar-page", "a web page named .tar.gz", written("cifar-10-python.tar.gz", build.WEB_PAGE), "?", CIFAR),
    _case(
        "tar-no-tar",
        "a gzip file that is no archive",
        written("cifar-10-python.tar.gz", gzip.compress(b"x" * 2000)),
        "?",
        CIFAR,
    ),
    _case("tar-missing", "an archive without a batch", build.batch_archive(without="data_batch_2"), "?", CIFAR),
    _case("tar-dots", "an archive with a member in `../`", build.batch_archive(build.member("../../evil")), "?", CIFAR),
    _case(
        "tar-absolute", "an archive with a member in `/etc`", build.batch_archive(build.member("/etc/evil")), "?", CIFAR
    ),
    _case(
        "tar-symlink",
        "an archive with a symbolic link",
        build.batch_archive(build.header("link", tarfile.SYMTYPE)),
        "?",
        CIFAR,
    ),
    _case(
        "tar-hard-link",
        "an archive with a hard link",
        build.batch_archive(build.header("link", tarfile.LNKTYPE)),
        "?",
        CIFAR,
    ),
    _case(
        "tar-device", "an archive with a device", build.batch_archive(build.header("null", tarfile.CHRTYPE)), "?", CIFAR
    ),
    _case(
        "tar-claims",
        "an archive with a member that claims 10 GiB",
        build.batch_archive(build.header("big", size=10 * 2**30)),
        "?",
        CIFAR,
    ),
    _case(
        "tar-long-name",
        "an archive whose member's name claims 10 GiB",
        build.batch_archive(build.header("big", tarfile.GNUTYPE_LONGNAME, 10 * 2**30)),
        "?",
        CIFAR,
    ),
]
PLACES = [
    Case(
        id="data-dir-missing", given="a folder that is not there", command=FASHION + "/none", said="?", through="data"
    ),
    Case(id="data-dir-empty", given="an empty folder", command=FASHION, said="?", through="data"),
    _case("data-dir-file", "a file in place of a folder", written("file", b"x"), "?", FASHION + "/file"),
    _case("data-dir-other", "a folder of other things", written("readme.txt", b"x"), "?", CIFAR),
]
CASES = [*PLACES, *IDX, *NPZ, *BATCHES, *TAR]
