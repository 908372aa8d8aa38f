"""Data files that are not what their names say: IDX, NumPy archives, CIFAR batches."""

from __future__ import annotations

import gzip
import pickle
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.data.formats import cifar_batches, idx
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
    _case(
        "idx-truncated",
        "an IDX file cut short",
        build.idx_files({0: build.idx_bytes((1, 28, 28))[:-1]}),
        "{dir}/train-images-idx3-ubyte is truncated: its header says 784 values, it has 783; download it again",
    ),
    _case(
        "idx-too-long",
        "an IDX file with a byte too many",
        build.idx_files({0: build.idx_bytes((1, 28, 28)) + b"\0"}),
        "{dir}/train-images-idx3-ubyte is too long: its header says 784 values, it has more; download it again",
    ),
    _case(
        "idx-header-cut",
        "an IDX file that ends in its header",
        build.idx_files({0: b"\0\0\x08\x03\0\0"}),
        "{dir}/train-images-idx3-ubyte is truncated: it ends inside its header; download it again",
    ),
    _case(
        "idx-magic",
        "an IDX file of 32-bit floats",
        build.idx_files({1: b"\0\0\x0d\x01\0\0\0\0"}),
        "{dir}/train-labels-idx1-ubyte has the magic number 00000d01; expected IDX, 000008 and a rank of 1 to 4; download it again",
    ),
    _case(
        "idx-empty",
        "an empty file",
        build.idx_files({1: b""}),
        "{dir}/train-labels-idx1-ubyte is empty; download it again",
    ),
    _case(
        "idx-rank",
        "an IDX file of 200 dimensions",
        build.idx_files({0: b"\0\0\x08\xc8" + bytes(800)}),
        "{dir}/train-images-idx3-ubyte has the magic number 000008c8; expected IDX, 000008 and a rank of 1 to 4; download it again",
    ),
    _case(
        "idx-claims",
        "16 bytes that claim 80 GiB",
        build.idx_files({0: build.idx_bytes((2**20, 2**8, 2**8 + 2**6), b"")}),
        "{dir}/train-images-idx3-ubyte unpacks to 85899345920 bytes; the limit is 2147483648 bytes; expected a dataset file",
    ),
    _case(
        "idx-none",
        "four IDX files without one image",
        build.idx_files({i: build.idx_bytes((0, 28, 28) if i % 2 == 0 else (0,)) for i in range(4)}),
        "data-dir ({dir}), train split is empty; expected fashion-mnist",
    ),
    _case(
        "idx-page",
        "a web page in place of a file",
        build.idx_files({0: build.WEB_PAGE}),
        "{dir}/train-images-idx3-ubyte is an HTML page, not data: a server sent a web page; download it again",
    ),
    _case(
        "idx-missing",
        "three of the four files",
        _without(build.idx_files(), LABELS),
        "{dir} has train-images-idx3-ubyte but no train-labels-idx1-ubyte(.gz); expected all four IDX files",
    ),
    _case(
        "idx-folder",
        "a folder in place of a file",
        _folder_in_place(build.idx_files(), LABELS),
        "{dir} has train-images-idx3-ubyte but no train-labels-idx1-ubyte(.gz); expected all four IDX files",
    ),
    _case(
        "idx-counts",
        "one image more than labels",
        build.idx_files({1: build.idx_bytes((2,))}),
        "data-dir ({dir}), train split: 1 images but 2 labels; expected equal counts",
    ),
    _case(
        "idx-shape",
        "images of another size",
        build.idx_files({0: build.idx_bytes((1, 32, 32))}),
        "data-dir ({dir}), train split: examples are uint8 (32, 32, 1); expected uint8 (28, 28, 1), as fashion-mnist has",
    ),
    _case(
        "idx-few",
        "a single image",
        build.idx_files(),
        "data-dir ({dir}), train split: 1 examples; expected 60000, as fashion-mnist has",
    ),
    _case(
        "idx-label-images",
        "images where labels belong",
        build.idx_files({1: build.idx_bytes((1, 28, 28))}),
        "data-dir ({dir}), train split: images of shape (1, 28, 28, 1), labels of (1, 28, 28); expected one label per image",
    ),
    _case(
        "gzip-cut",
        "a gzip file cut short",
        build.idx_files({1: gzip.compress(build.idx_bytes((1,)))[:-6]}, ".gz"),
        "{dir}/train-labels-idx1-ubyte.gz is a damaged or truncated gzip file; download it again",
    ),
    _case(
        "gzip-damaged",
        "a gzip file with a wrong byte",
        build.idx_files({1: b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\x99" * 40}, ".gz"),
        "{dir}/train-labels-idx1-ubyte.gz is a damaged or truncated gzip file; download it again",
    ),
    _case(
        "gzip-page",
        "a web page, gzipped",
        build.idx_files({1: gzip.compress(build.WEB_PAGE)}, ".gz"),
        "{dir}/train-labels-idx1-ubyte.gz is an HTML page, not data: a server sent a web page; download it again",
    ),
    _case(
        "gzip-bomb",
        "a gzip file that unpacks to far more than its header says",
        build.idx_files({0: _gzip_of_zeros(2**27)}, ".gz"),
        "{dir}/train-images-idx3-ubyte.gz is too long: its header says 784 values, it has more; download it again",
    ),
    _case(
        "labels-out-of-range",
        "a label of 17",
        build.whole_idx(b"\x11" + bytes(59_999)),
        "data-dir ({dir}), train split: labels run from 0 to 17; expected 0..9",
    ),
    _case(
        "counts-differ",
        "60,000 images and 59,999 labels",
        build.whole_idx(bytes(59_999), 59_999),
        "data-dir ({dir}), train split: 60000 images but 59999 labels; expected equal counts",
    ),
    _case(
        "wrong-checksum",
        "data of the right shape that is not Fashion-MNIST",
        build.whole_idx(),
        "data-dir ({dir}) has the wrong checksum: it is not Fashion-MNIST; download it again",
    ),
]
NPZ = [
    _case(
        "npz-truncated",
        "an .npz cut short",
        written("fashion-mnist.npz", b"PK\x03\x04 cut"),
        "{dir}/fashion-mnist.npz is not a readable .npz of plain arrays: File is not a zip file; expected x_train, y_train, x_test, y_test",
    ),
    _case(
        "npz-page",
        "a web page named .npz",
        written("fashion-mnist.npz", build.WEB_PAGE),
        "{dir}/fashion-mnist.npz is an HTML page, not data: a server sent a web page; download it again",
    ),
    _case(
        "npz-empty",
        "an empty .npz",
        written("fashion-mnist.npz", b""),
        "{dir}/fashion-mnist.npz is not a readable .npz of plain arrays: File is not a zip file; expected x_train, y_train, x_test, y_test",
    ),
    _case(
        "npz-missing",
        "an .npz without y_test",
        build.npz("fashion-mnist.npz", y_test=None),
        "{dir}/fashion-mnist.npz has no array 'y_test'; expected x_train, y_train, x_test, y_test",
    ),
    _case(
        "npz-objects",
        "an .npz with Python objects in it",
        build.npz("fashion-mnist.npz", x_train=np.array([{}], object)),
        "{dir}/fashion-mnist.npz is not a readable .npz of plain arrays: Object arrays cannot be loaded when allow_pickle=False; expected x_train, y_train, x_test, y_test",
    ),
    _case(
        "npz-labels-nan",
        "labels that are NaN",
        build.npz("fashion-mnist.npz", y_train=np.array([np.nan, 0])),
        "{dir}/fashion-mnist.npz: y_train has dtype float64; expected whole numbers, the classes from 0",
    ),
    _case(
        "npz-images-nan",
        "images of floats with NaN",
        build.npz("fashion-mnist.npz", x_train=np.full((2, 28, 28), np.nan)),
        "data-dir ({dir}/fashion-mnist.npz), train split: examples are float64 (28, 28, 1); expected uint8 (28, 28, 1), as fashion-mnist has",
    ),
    _case(
        "npz-scalar",
        "a single number where images belong",
        build.npz("fashion-mnist.npz", x_train=np.uint8(1)),
        "data-dir ({dir}/fashion-mnist.npz), train split: images of shape (), labels of (2,); expected one label per image",
    ),
    _case(
        "npz-counts",
        "two images and three labels",
        build.npz("fashion-mnist.npz", y_train=np.arange(3)),
        "data-dir ({dir}/fashion-mnist.npz), train split: 2 images but 3 labels; expected equal counts",
    ),
    _case(
        "npz-claims",
        "an .npz whose arrays claim a terabyte",
        _npy_that_claims,
        "{dir}/fashion-mnist.npz is not a readable .npz of plain arrays: …; expected x_train, y_train, x_test, y_test",
    ),
    _case(
        "npz-bomb",
        "an .npz that says it unpacks to 4 GiB",
        _zip_bomb,
        "{dir}/fashion-mnist.npz unpacks to 4294967296 bytes; the limit is 2147483648 bytes; expected a dataset file",
    ),
]
BATCHES = [
    _case(
        "batch-truncated",
        "a batch cut short",
        build.batches({"data_batch_3": build.batch()[:-9]}),
        "{dir}/cifar-10-batches-py/data_batch_3 is not a CIFAR-10 batch (truncated or damaged?): not enough data in stream to read uint1; download it again",
        CIFAR,
    ),
    _case(
        "batch-empty",
        "an empty batch",
        build.batches({"test_batch": b""}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): pickle exhausted before seeing STOP; download it again",
        CIFAR,
    ),
    _case(
        "batch-page",
        "a web page in place of a batch",
        build.batches({"test_batch": build.WEB_PAGE}),
        "{dir}/cifar-10-batches-py/test_batch is an HTML page, not data: a server sent a web page; download it again",
        CIFAR,
    ),
    _case(
        "batch-missing",
        "five of the six batches",
        _without(build.batches(), f"{cifar_batches.FOLDER}/test_batch"),
        "cannot read {dir}/cifar-10-batches-py/test_batch: No such file or directory; expected data_batch_1, data_batch_2, data_batch_3, data_batch_4, data_batch_5, test_batch",
        CIFAR,
    ),
    _case(
        "batch-foreign",
        "a pickle that names a function",
        build.batches({"test_batch": pickle.dumps(Foreign())}),
        "{dir}/cifar-10-batches-py/test_batch is refused: it names builtins.print, but only numpy arrays and plain values are allowed; download it again from a source you trust",
        CIFAR,
    ),
    _case(
        "batch-attribute",
        "a pickle that names getattr",
        build.batches({"test_batch": pickle.dumps(Attribute())}),
        "{dir}/cifar-10-batches-py/test_batch is refused: it names builtins.getattr, but only numpy arrays and plain values are allowed; download it again from a source you trust",
        CIFAR,
    ),
    _case(
        "batch-other",
        "a pickle of something else",
        build.batches({"test_batch": pickle.dumps([1, 2])}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): not a dict of data and labels; download it again",
        CIFAR,
    ),
    _case(
        "batch-width",
        "images of 28 x 28",
        build.batches({"test_batch": build.batch(np.zeros((2, 784), np.uint8))}),
        "{dir}/cifar-10-batches-py/test_batch contains uint8 (2, 784) images and (2,) labels; expected uint8 (n, 3072) and as many labels",
        CIFAR,
    ),
    _case(
        "batch-floats",
        "images of floats with infinite values",
        build.batches({"test_batch": build.batch(np.full((2, 3072), np.inf))}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): an array of type 'f8'; expected whole numbers; download it again",
        CIFAR,
    ),
    _case(
        "batch-counts",
        "two images and three labels",
        build.batches({"test_batch": build.batch(labels=[0, 1, 2])}),
        "{dir}/cifar-10-batches-py/test_batch contains uint8 (2, 3072) images and (3,) labels; expected uint8 (n, 3072) and as many labels",
        CIFAR,
    ),
    _case(
        "batch-labels-text",
        "labels that are text",
        build.batches({"test_batch": build.batch(labels=["cat", "dog"])}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): labels are not whole numbers; download it again",
        CIFAR,
    ),
    _case(
        "batch-labels-nested",
        "ten thousand million labels in some hundred bytes",
        build.batches({"test_batch": build.batch(labels=_nested())}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): labels are not whole numbers; download it again",
        CIFAR,
    ),
    _case(
        "batch-memo",
        "a pickle of a dozen bytes that would take 32 GiB",
        build.batches({"test_batch": _memo()}),
        "{dir}/cifar-10-batches-py/test_batch is not a CIFAR-10 batch (truncated or damaged?): more than 1000000 operations; expected about 60,000; download it again",
        CIFAR,
    ),
    _case(
        "batch-few",
        "twelve images",
        build.batches(),
        "data-dir ({dir}/cifar-10-batches-py), train split: 10 examples; expected 50000, as cifar10 has",
        CIFAR,
    ),
]
TAR = [
    _case(
        "tar-truncated",
        "an archive cut short",
        build.batch_archive(cut=200),
        "{dir}/cifar-10-python.tar.gz is a damaged or truncated gzip file; download it again",
        CIFAR,
    ),
    _case(
        "tar-page",
        "a web page named .tar.gz",
        written("cifar-10-python.tar.gz", build.WEB_PAGE),
        "{dir}/cifar-10-python.tar.gz is an HTML page, not data: a server sent a web page; download it again",
        CIFAR,
    ),
    _case(
        "tar-no-tar",
        "a gzip file that is no archive",
        written("cifar-10-python.tar.gz", gzip.compress(b"x" * 2000)),
        "{dir}/cifar-10-python.tar.gz is not a readable .tar.gz (truncated?): invalid header; download it again",
        CIFAR,
    ),
    _case(
        "tar-missing",
        "an archive without a batch",
        build.batch_archive(without="data_batch_2"),
        "{dir}/cifar-10-python.tar.gz has no data_batch_2; expected CIFAR-10's python version, with data_batch_1, data_batch_2, data_batch_3, data_batch_4, data_batch_5, test_batch",
        CIFAR,
    ),
    _case(
        "tar-dots",
        "an archive with a member in `../`",
        build.batch_archive(build.member("../../evil")),
        "{dir}/cifar-10-python.tar.gz has a member named '../../evil', which is outside the archive; download it again",
        CIFAR,
    ),
    _case(
        "tar-absolute",
        "an archive with a member in `/etc`",
        build.batch_archive(build.member("/etc/evil")),
        "{dir}/cifar-10-python.tar.gz has a member named '/etc/evil', which is outside the archive; download it again",
        CIFAR,
    ),
    _case(
        "tar-symlink",
        "an archive with a symbolic link",
        build.batch_archive(build.header("link", tarfile.SYMTYPE)),
        "{dir}/cifar-10-python.tar.gz has a member 'link' that is not a file or folder; download it again",
        CIFAR,
    ),
    _case(
        "tar-hard-link",
        "an archive with a hard link",
        build.batch_archive(build.header("link", tarfile.LNKTYPE)),
        "{dir}/cifar-10-python.tar.gz has a member 'link' that is not a file or folder; download it again",
        CIFAR,
    ),
    _case(
        "tar-device",
        "an archive with a device",
        build.batch_archive(build.header("null", tarfile.CHRTYPE)),
        "{dir}/cifar-10-python.tar.gz has a member 'null' that is not a file or folder; download it again",
        CIFAR,
    ),
    _case(
        "tar-claims",
        "an archive with a member that claims 10 GiB",
        build.batch_archive(build.header("big", size=10 * 2**30)),
        "{dir}/cifar-10-python.tar.gz unpacks to 10737456712 bytes; the limit is 536870912 bytes; expected a dataset file",
        CIFAR,
    ),
    _case(
        "tar-long-name",
        "an archive whose member's name claims 10 GiB",
        build.batch_archive(build.header("big", tarfile.GNUTYPE_LONGNAME, 10 * 2**30)),
        "{dir}/cifar-10-python.tar.gz is not a readable .tar.gz (truncated?): end of file header; download it again",
        CIFAR,
    ),
]
PLACES = [
    Case(
        id="data-dir-missing",
        given="a folder that is not there",
        command=FASHION + "/none",
        said="--data-dir {dir}/none is not a folder; expected a folder with fashion-mnist",
        through="data",
    ),
    Case(
        id="data-dir-empty",
        given="an empty folder",
        command=FASHION,
        said="no Fashion-MNIST in --data-dir {dir}; expected fashion-mnist/ or the files, as the four IDX files, gzip or not, fashion-mnist.npz, train/<class>/*.png|jpg and test/... in a folder or fashion-mnist.zip, train.csv and test.csv or .parquet",
        through="data",
    ),
    _case(
        "data-dir-file",
        "a file in place of a folder",
        written("file", b"x"),
        "--data-dir {dir}/file is not a folder; expected a folder with fashion-mnist",
        FASHION + "/file",
    ),
    _case(
        "data-dir-other",
        "a folder of other things",
        written("readme.txt", b"x"),
        "no CIFAR-10 in --data-dir {dir}; expected cifar10/ or the files, as cifar-10-batches-py or its .tar.gz, cifar10.npz, train/<class>/*.png|jpg and test/... in a folder or cifar10.zip, train.csv and test.csv or .parquet",
        CIFAR,
    ),
]
CASES = [*PLACES, *IDX, *NPZ, *BATCHES, *TAR]
