"""Every accepted format reads back what was written, and every broken file is refused as what it is."""

from __future__ import annotations

import contextlib
import io
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fitflow.data.cards import Card
from fitflow.data.formats import cifar_batches, idx, image_folder, npz, table
from fitflow.errors import DataError

CARD = Card(
    name="two",
    title="Two",
    input_shape=(4, 4, 3),
    dtype="uint8",
    value_range=(0, 255),
    num_train=4,
    num_test=2,
    class_names=("cat", "dog"),
    license="none",
    source="this test",
)
RANDOM = np.random.default_rng(0)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.randoms())
def test_idx_reads_back_any_shape(shape: list[int], random):
    values = bytes(random.randrange(256) for _ in range(int(np.prod(shape))))
    header = bytes([0, 0, 8, len(shape)]) + b"".join(size.to_bytes(4, "big") for size in shape)
    array = idx.parse(header + values)
    assert array.shape == tuple(shape) and array.tobytes() == values


@given(st.binary(max_size=64))
def test_idx_refuses_or_reads_any_bytes_but_never_crashes(content: bytes):
    with contextlib.suppress(DataError):
        idx.parse(content)


@given(st.binary(max_size=64))
def test_a_batch_of_any_bytes_is_refused(content: bytes):
    with pytest.raises(DataError):
        cifar_batches.parse(content)


@pytest.mark.parametrize("cut", [3, 10, 20])
def test_a_truncated_idx_file_says_so(cut: int):
    content = bytes([0, 0, 8, 2, 0, 0, 0, 4, 0, 0, 0, 4]) + bytes(16)
    with pytest.raises(DataError, match=r"truncated|magic number"):
        idx.parse(content[:cut])


def cifar_folder(folder: Path) -> Path:
    folder.mkdir()
    for place, name in enumerate(cifar_batches.BATCHES):
        rows = RANDOM.integers(0, 256, (5, 3072), np.uint8)
        batch = {b"data": rows, b"labels": [place] * 5}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))
    return folder


def test_cifar_batches_read_alike_from_a_folder_and_from_an_archive(tmp_path: Path):
    folder = cifar_folder(tmp_path / cifar_batches.FOLDER)
    with tarfile.open(tmp_path / "cifar.tar.gz", "w:gz") as archive:
        archive.add(folder, cifar_batches.FOLDER)
    arrays = cifar_batches.read(folder)
    assert arrays.digest() == cifar_batches.read(tmp_path / "cifar.tar.gz").digest()
    assert arrays.x_train.shape == (25, 32, 32, 3) and arrays.y_test.tolist() == [5] * 5
    first = pickle.loads((folder / "data_batch_1").read_bytes(), encoding="bytes")[b"data"][0]
    assert arrays.x_train[0, 0, 1].tolist() == [first[1], first[1025], first[2049]]


def test_a_pickle_that_names_a_function_is_refused_and_not_run(tmp_path: Path):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "ran",))

    with pytest.raises(DataError, match="only numpy arrays and plain values"):
        cifar_batches.parse(pickle.dumps({b"data": Evil()}))
    assert not (tmp_path / "ran").exists()


def test_a_truncated_archive_says_so(tmp_path: Path):
    folder = cifar_folder(tmp_path / cifar_batches.FOLDER)
    path = tmp_path / "cifar.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, cifar_batches.FOLDER)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DataError, match="truncated"):
        cifar_batches.read(path)


def images(folder: Path) -> Path:
    for split, count in (("train", 2), ("test", 1)):
        for label in CARD.class_names:
            for number in range(count):
                path = folder / split / label / f"{number}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(RANDOM.integers(0, 256, (4, 4, 3), np.uint8)).save(path)
    return folder


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.png")):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


def test_images_read_alike_from_a_folder_and_from_a_zip(tmp_path: Path):
    folder = images(tmp_path / "two")
    arrays = image_folder.read(folder, CARD)
    assert arrays.digest() == image_folder.read(zipped(folder, tmp_path / "two.zip"), CARD).digest()
    assert arrays.y_train.tolist() == [0, 0, 1, 1]
    with Image.open(folder / "train" / "cat" / "0.png") as image:
        np.testing.assert_array_equal(arrays.x_train[0], np.asarray(image))


@pytest.mark.parametrize("name", ["../evil.png", "/evil.png", "train/../../evil.png"])
def test_a_member_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str):
    path = zipped(images(tmp_path / "two"), tmp_path / "two.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(DataError, match="is outside the archive"):
        image_folder.read(path, CARD)


def test_images_of_another_size_class_or_kind_are_refused(tmp_path: Path):
    folder = images(tmp_path / "two")
    odd = folder / "train" / "cat" / "odd.png"
    Image.fromarray(np.zeros((5, 4, 3), np.uint8)).save(odd)
    with pytest.raises(DataError, match=r"odd.png is 4 x 5, RGB; expected 4 x 4, RGB"):
        image_folder.read(folder, CARD)
    odd.write_bytes(b"not an image")
    with pytest.raises(DataError, match="not a readable image"):
        image_folder.read(folder, CARD)
    odd.unlink()
    (folder / "train" / "cow").mkdir()
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(folder / "train" / "cow" / "0.png")
    with pytest.raises(DataError, match="class folder 'cow'"):
        image_folder.read(folder, CARD)


def test_an_npz_reads_back_and_refuses_objects(tmp_path: Path):
    arrays = {name: np.zeros((2, 4, 4, 3), np.uint8) for name in ("x_train", "x_test")}
    arrays |= {name: np.array([[0], [1]]) for name in ("y_train", "y_test")}
    np.savez(tmp_path / "two.npz", **arrays)
    assert npz.read(tmp_path / "two.npz", (4, 4, 3)).y_train.tolist() == [0, 1]
    np.savez(tmp_path / "two.npz", **(arrays | {"x_train": np.array([{}], object)}))
    with pytest.raises(DataError, match="plain arrays"):
        npz.read(tmp_path / "two.npz", (4, 4, 3))
    arrays.pop("y_test")
    np.savez(tmp_path / "two.npz", **arrays)
    with pytest.raises(DataError, match="no array 'y_test'"):
        npz.read(tmp_path / "two.npz", (4, 4, 3))


def frame(rows: int) -> pd.DataFrame:
    pixels = pd.DataFrame(RANDOM.integers(0, 256, (rows, 48)), columns=[f"p{i}" for i in range(48)])
    return pixels.assign(label=np.arange(rows) % 2)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_reads_back(tmp_path: Path, suffix: str):
    train, test = frame(4), frame(2)
    for name, rows in (("train", train), ("test", test)):
        path = tmp_path / f"{name}.{suffix}"
        rows.to_csv(path, index=False) if suffix == "csv" else rows.to_parquet(path)
    arrays = table.read(table.find(tmp_path) or (), CARD)
    np.testing.assert_array_equal(arrays.x_train.reshape(4, 48), train.drop(columns="label"))
    assert arrays.y_test.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.drop(columns="label"), "no column 'label'"),
        (lambda rows: rows.drop(columns="p0"), "47 feature columns; expected 48"),
        (lambda rows: rows.assign(p0="x"), "is not a number"),
        (lambda rows: rows.assign(p0=999), "outside 0..255"),
        (lambda rows: rows.assign(p0=np.nan), "blank or infinite"),
        (lambda rows: rows.assign(p0=np.inf), "blank or infinite"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, change, said: str):
    for name in ("train", "test"):
        change(frame(4)).to_csv(tmp_path / f"{name}.csv", index=False)
    with pytest.raises(DataError, match=said):
        table.read(table.find(tmp_path) or (), CARD)


def test_a_web_page_in_place_of_an_archive_is_named(tmp_path: Path):
    page = b"<!DOCTYPE html><html>Please log in</html>"
    for read, name in ((cifar_batches.read, "c.tar.gz"), (lambda path: image_folder.read(path, CARD), "c.zip")):
        (tmp_path / name).write_bytes(page)
        with pytest.raises(DataError, match="HTML page"):
            read(tmp_path / name)


def test_bytes_that_are_no_archive_are_refused(tmp_path: Path):
    (tmp_path / "c.zip").write_bytes(io.BytesIO(b"PK\x03\x04 cut").getvalue())
    with pytest.raises(DataError, match="not a readable zip"):
        image_folder.read(tmp_path / "c.zip", CARD)
