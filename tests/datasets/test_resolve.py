"""Data is found where the order says, verified by content, and never replaced by other data."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import fitflow.datasets
from fitflow.config import DatasetConfig
from fitflow.data import locate
from fitflow.data.formats import format_named, idx
from fitflow.datasets import fashion_mnist, mnist
from fitflow.errors import DataError, InputError
from fitflow.steps import load

BUNDLED = Path(fitflow.datasets.__file__).parent / "bundled" / "mnist"
MNIST = DatasetConfig(name="mnist")
FASHION = DatasetConfig(name="fashion-mnist")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A writable copy of MNIST's files."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "data" / "mnist"))


def test_mnist_is_bundled():
    ref = load.run(MNIST)
    assert ref.found.startswith("bundled") and ref.variant == "original"


def test_a_data_dir_comes_before_what_is_bundled(copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FITFLOW_DATA_DIR", f"/nowhere:{copy.parent}")
    ref = load.run(MNIST)
    assert ref.found == f"data-dir ({copy})"
    assert ref.digest == load.run(MNIST, BUNDLED).digest


def test_an_environment_folder_without_the_data_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FITFLOW_DATA_DIR", str(tmp_path))
    assert load.run(MNIST).found.startswith("bundled")


def test_a_named_folder_without_the_data_is_an_error(tmp_path: Path):
    with pytest.raises(DataError, match="no MNIST in --data-dir"):
        load.run(MNIST, tmp_path)
    with pytest.raises(DataError, match="is not a folder"):
        load.run(MNIST, tmp_path / "none")


def test_keras_own_cache_is_looked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    arrays = idx.read(idx.find(BUNDLED) or ())
    (tmp_path / "datasets").mkdir()
    names = ("x_train", "y_train", "x_test", "y_test")
    np.savez(tmp_path / "datasets" / "mnist.npz", **{name: getattr(arrays, name).squeeze() for name in names})
    found = locate._on_disk(replace(mnist.SOURCE, bundled=None))
    assert found is not None
    assert (found.place, found.format) == ("keras-cache", "npz")
    assert format_named("npz").read_found(found, mnist.CARD).digest() == arrays.digest()


def test_other_data_under_the_right_name_is_refused(copy: Path):
    with pytest.raises(DataError, match="wrong checksum: it is not Fashion-MNIST"):
        load.run(FASHION, copy)


def test_one_changed_pixel_is_noticed(copy: Path):
    path = copy / "t10k-images-idx3-ubyte.gz"
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[5_000_000] ^= 1
    path.write_bytes(gzip.compress(bytes(content), 1))
    with pytest.raises(DataError, match="wrong checksum"):
        load.run(MNIST, copy)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><html>", "HTML page"),
        (b"\x1f\x8b\x08truncated", "damaged or truncated gzip"),
        (b"\x00\x00\x0d\x03" + bytes(100), "magic number"),
        (b"", "is empty"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_stored(copy: Path, clean_store: Path, content: bytes, said: str):
    (copy / "train-labels-idx1-ubyte.gz").write_bytes(content)
    with pytest.raises(DataError, match=said):
        load.run(MNIST, copy)
    assert not list(clean_store.glob("datasets/*"))


def test_a_missing_file_of_the_four_is_named(copy: Path):
    (copy / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="no train-labels-idx1-ubyte"):
        load.run(MNIST, copy)


def test_counts_that_differ_are_refused(copy: Path):
    path = copy / "train-labels-idx1-ubyte.gz"
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(b"\0\0\x08\x01" + (59_999).to_bytes(4, "big") + content[8:-1]))
    with pytest.raises(DataError, match="60000 images but 59999 labels"):
        load.run(MNIST, copy)


def test_labels_out_of_range_are_refused(copy: Path):
    path = copy / "train-labels-idx1-ubyte.gz"
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[100] = 17
    path.write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(DataError, match="labels run from 0 to 17"):
        load.run(MNIST, copy)


def test_what_is_nowhere_is_an_error_that_lists_places_and_commands(monkeypatch: pytest.MonkeyPatch):
    def no_network() -> None:
        raise OSError("no network")

    monkeypatch.setattr("keras.datasets.fashion_mnist.load_data", no_network)
    source = fashion_mnist.SOURCE
    with pytest.raises(locate.DownloadError) as caught:
        locate.download(source)
    for part in ("keras-cache ", "no network", "--data-dir", "apt-get install dataset-fashion-mnist"):
        assert part in str(caught.value)


def test_synthetic_data_follows_its_options():
    options = {"num_train": 40, "num_test": 8, "num_classes": 2, "seed": 3}
    ref = load.run(DatasetConfig(name="synthetic", options=options))
    assert (ref.num_train, ref.num_test, len(ref.class_names)) == (40, 8, 2)
    assert ref.digest == load.run(DatasetConfig(name="synthetic", options=options)).digest
    assert ref.digest != load.run(DatasetConfig(name="synthetic", options=options | {"seed": 4})).digest


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("synthetic", {"num_trian": 3}, "did you mean 'num_train'"),
        ("synthetic", {"num_train": 0}, "num_train must be a whole number of at least"),
        ("mnist", {"size": 3}, "takes no options"),
    ],
)
def test_a_bad_option_is_refused(name: str, options: dict[str, int], said: str):
    with pytest.raises(InputError, match=said):
        load.run(DatasetConfig(name=name, options=options))
