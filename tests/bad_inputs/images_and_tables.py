"""Images in folders and zips, and tables: the formats of users' own data."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tests.bad_inputs import build
from tests.bad_inputs.build import Make, written
from tests.bad_inputs.case import Case

CIFAR, MNIST = "run cifar-lenet --data-dir {dir}", "run mnist-dense --data-dir {dir}"
HOUSES = "run house-prices --data-dir {dir} --set dataset.options.path=rows.csv"
FEATURES = ' --set dataset.options.features=["area","rooms"]'
ROWS = "area,rooms,price\n" + "".join(f"{50 + i},{i % 4 + 1},{1000 + 10 * i}\n" for i in range(20))


def _images(id: str, given: str, changed: dict[str, bytes], said: str) -> Case:
    return Case(id=id, given=given, command=CIFAR, make=build.images(changed), said=said, through="data")


def _zip(id: str, given: str, make: Make, said: str) -> Case:
    return Case(id=id, given=given, command=CIFAR, make=make, said=said, through="data")


def _csv(id: str, given: str, text: str | bytes, said: str, options: str = FEATURES) -> Case:
    make = written("rows.csv", text if isinstance(text, bytes) else text.encode())
    return Case(id=id, given=given, command=HOUSES + options, make=make, said=said, through="data")


def _table(id: str, given: str, make: Make, said: str) -> Case:
    return Case(id=id, given=given, command=MNIST, make=make, said=said, through="data")


def _pixels(suffix: str = "csv", **changed: Any) -> Make:
    """Tables of three images of 28 x 28, with some columns replaced, or left out where None."""

    def make(folder: Path) -> None:
        frame = pd.DataFrame(np.zeros((3, 784), int), columns=[f"p{i}" for i in range(784)]).assign(label=[0, 1, 2])
        for name, values in changed.items():
            frame = frame.drop(columns=name) if values is None else frame.assign(**{name: values})
        for split in ("train", "test"):
            path = folder / f"{split}.{suffix}"
            frame.to_csv(path, index=False) if suffix == "csv" else frame.to_parquet(path)

    return make


def _both(content: bytes, suffix: str) -> Make:
    return build.all_of(written(f"train.{suffix}", content), written(f"test.{suffix}", content))


def _parquet_bomb(folder: Path) -> None:
    """Four thousand million equal cells: some kilobytes on disk, and 32 GiB as numbers."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2**20, np.int8)), pa.array([0]))
    with parquet.ParquetWriter(folder / "train.parquet", pa.schema([("label", column.type)])) as writer:
        for _ in range(512):
            writer.write_table(pa.table({"label": column}))
    (folder / "test.parquet").write_bytes((folder / "train.parquet").read_bytes())


def _link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("train/cat/link.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def _claim(archive: zipfile.ZipFile) -> None:
    archive.infolist()[0].file_size = 10 * 2**30


def _cut_zip(folder: Path) -> None:
    build.image_zip()(folder)
    path = folder / "cifar10.zip"
    path.write_bytes(path.read_bytes()[:300])


IMAGES = [
    _images("image-size", "an image of another size", {"train/cat/1.png": build.png(31, 32)}, "?"),
    _images("image-mode", "a grey image among coloured ones", {"train/cat/1.png": build.png(mode="L")}, "?"),
    _images("image-palette", "an image with a palette", {"train/cat/1.png": build.png(mode="P")}, "?"),
    _images("image-alpha", "an image with transparency", {"train/cat/1.png": build.png(mode="RGBA")}, "?"),
    _images("image-jpeg-cut", "a JPEG cut short", {"train/cat/1.jpg": build.jpeg()[:-100]}, "?"),
    _images("image-jpeg-corrupt", "a JPEG of wrong bytes", {"train/cat/1.jpg": b"\xff\xd8\xff" + b"\x99" * 99}, "?"),
    _images("image-empty", "an empty file", {"train/cat/1.png": b""}, "?"),
    _images("image-page", "a web page named .jpg", {"train/cat/1.jpg": build.WEB_PAGE}, "?"),
    _images(
        "image-postscript", "a program in PostScript named .png", {"train/cat/1.png": b"%!PS-Adobe-3.0 EPSF-3.0\n"}, "?"
    ),
    _images(
        "image-bomb",
        "an image of some bytes that claims 100,000 x 100,000",
        {"train/cat/1.png": build.png_that_claims(100_000, 100_000)},
        "?",
    ),
    _images("image-class", "a class that the dataset does not have", {"train/cow/0.png": build.png()}, "?"),
    _images("image-few", "four images", {}, "?"),
    Case(
        id="image-none",
        given="folders without images",
        command=CIFAR,
        make=build.all_of(written("train/a.txt", b""), written("test/a.txt", b"")),
        said="?",
        through="data",
    ),
    _zip("zip-dots", "a zip with a member in `../`", build.image_zip({"../evil.png": b"x"}), "?"),
    _zip("zip-absolute", "a zip with a member in `/etc`", build.image_zip({"/etc/evil.png": b"x"}), "?"),
    _zip("zip-symlink", "a zip with a symbolic link", build.image_zip(spoil=_link), "?"),
    _zip("zip-claims", "a zip with a member that claims 10 GiB", build.image_zip(spoil=_claim), "?"),
    _zip("zip-cut", "a zip cut short", _cut_zip, "?"),
    _zip("zip-page", "a web page named .zip", written("cifar10.zip", build.WEB_PAGE), "?"),
    _zip(
        "zip-class",
        "a zip with a class that the dataset does not have",
        build.image_zip({"test/cow/0.png": build.png()}),
        "?",
    ),
]
TABLES = [
    _table("table-no-label", "a table without a label column", _pixels(label=None), "?"),
    _table("table-width", "a table with a pixel too few", _pixels(p0=None), "?"),
    _table("table-text", "a table with text for a pixel", _pixels(p0="x"), "?"),
    _table("table-range", "a pixel of 999", _pixels(p0=999), "?"),
    _table("table-nan", "a blank pixel", _pixels(p0=[0, np.nan, 0]), "?"),
    _table("table-infinite", "an infinite pixel", _pixels(p0=np.inf), "?"),
    _table("table-fraction", "a pixel of 0.5", _pixels(p0=0.5), "?"),
    _table("table-label-blank", "a blank label", _pixels(label=[0, np.nan, 1]), "?"),
    _table("table-label-fraction", "a label of 1.5", _pixels(label=1.5), "?"),
    _table("table-label-text", "a label that is text", _pixels(label="seven"), "?"),
    _table("table-few", "three images", _pixels(), "?"),
    _table("table-page", "a web page named .csv", _both(build.WEB_PAGE, "csv"), "?"),
    _table("table-empty", "an empty .csv", _both(b"", "csv"), "?"),
    _table("parquet-cut", "a Parquet file cut short", _both(b"PAR1 cut", "parquet"), "?"),
    _table("parquet-page", "a web page named .parquet", _both(build.WEB_PAGE, "parquet"), "?"),
    _table("parquet-label", "a Parquet file with a label of 1.5", _pixels("parquet", label=1.5), "?"),
    _table("parquet-bomb", "a Parquet file of some kilobytes that unpacks to 4 GiB", _parquet_bomb, "?"),
]
CSV = [
    _csv("csv-column", "a column that is not there", ROWS.replace("rooms", "room"), "?"),
    _csv("csv-target", "a target that is not there", ROWS.replace("price", "prize"), "?"),
    _csv("csv-text", "text among numbers", ROWS.replace("52,3,", "52,three,"), "?"),
    _csv("csv-infinite", "an infinite value", ROWS.replace("52,3,", "inf,3,"), "?"),
    _csv("csv-nan", "the word nan", ROWS.replace("52,3,", "nan,3,"), "?"),
    _csv("csv-huge", "a number beyond what a float holds", ROWS.replace("52,3,", "1e400,3,"), "?"),
    _csv("csv-empty-column", "a wholly empty column", "area,rooms,price\n,1,2\n?,2,3\n,3,4\n", "?"),
    _csv("csv-one-row", "one row", "area,rooms,price\n1,2,3\n", "?"),
    _csv("csv-no-row", "a line of names alone", "area,rooms,price\n", "?"),
    _csv("csv-empty", "an empty file", "", "?"),
    _csv("csv-few", "rows that all lack something", "area,rooms,price\n1,,3\n?,2,3\n4,5,6\n", "?"),
    _csv("csv-ragged", "a row with a cell too many", ROWS.replace("52,3,", "52,3,3,"), "?"),
    _csv("csv-longer", "every row with a cell too many", "area,rooms,price\n" + "1,2,3,4\n" * 5, "?"),
    _csv("csv-quote", "a quote that never ends", ROWS.replace("52,3,", '"52,3,'), "?"),
    _csv("csv-latin1", "text that is not UTF-8", ROWS.replace("rooms", "räume").encode("latin-1"), "?"),
    _csv("csv-page", "a web page named .csv", build.WEB_PAGE, "?"),
    _csv("csv-binary", "a PNG named .csv", build.png(), "?"),
    _csv("csv-twice", "a feature named twice", ROWS, "?", ' --set dataset.options.features=["area","area"]'),
    _csv(
        "csv-target-feature", "the target as a feature", ROWS, "?", ' --set dataset.options.features=["area","price"]'
    ),
    _csv("csv-features-text", "features that are no list", ROWS, "?", " --set dataset.options.features=area"),
    _csv("csv-no-target", "no target", ROWS, "?", ' --set dataset.options={"path":"rows.csv"}'),
    _csv("csv-target-number", "a target that is a number", ROWS, "?", " --set dataset.options.target=5"),
    _csv("csv-option", "an option with a letter too many", ROWS, "?", " --set dataset.options.targets=price"),
    _csv("csv-split", "all rows for test", ROWS, "?", FEATURES + " --set dataset.options.test_split=1.0"),
    _csv(
        "csv-missing-how",
        "an unknown way with missing cells",
        ROWS,
        "?",
        FEATURES + " --set dataset.options.missing=mean",
    ),
    _csv("csv-scale", "a scale for data without limits", ROWS, "?", FEATURES + " --set preprocessing.scale=unit"),
    _csv(
        "csv-one-class",
        "a target of one class",
        ROWS.replace("rooms", "town")
        .replace(",1,", ",a,")
        .replace(",2,", ",a,")
        .replace(",3,", ",a,")
        .replace(",4,", ",a,"),
        "?",
        ' --set dataset.options.features=["area"] --set dataset.options.target=town --set training.batch_size=4',
    ),
    _csv(
        "csv-many-categories",
        "a text column of 60 different values",
        "area,rooms,price\n" + "".join(f"n{i},1,{i}\n" for i in range(60)),
        "?",
    ),
    Case(id="csv-missing", given="a file that is not there", command=HOUSES, said="?", through="data"),
    Case(
        id="csv-no-path",
        given="no file at all",
        command="run house-prices --set dataset.options.path=null",
        said="?",
        through="data",
    ),
]
OPTIONS = [
    Case(
        id="option-unknown",
        given="an option that a dataset does not have",
        command="run digits-dense --set dataset.options.size=3",
        said="?",
        through="data",
    ),
    Case(
        id="option-range",
        given="an option out of range",
        command="run digits-dense --set dataset.name=synthetic --set dataset.options.num_train=0",
        said="?",
        through="data",
    ),
    Case(
        id="points-counts",
        given="more targets than rows",
        command="run line-fit --set dataset.options.y=[1,2]",
        said="?",
        through="data",
    ),
    Case(
        id="points-infinite",
        given="an infinite value in the recipe",
        command="run line-fit --set dataset.options.y=[1,2,3,4,Infinity]",
        said="?",
        through="data",
    ),
    Case(
        id="ratings-none",
        given="ratings of which none is known",
        command="run svd-recommender --set dataset.options.matrix=[[0,0],[0,0]]",
        said="?",
        through="data",
    ),
    Case(
        id="ratings-ragged",
        given="ratings with rows of two lengths",
        command="run svd-recommender --set dataset.options.matrix=[[1,2],[3]]",
        said="?",
        through="data",
    ),
    Case(
        id="rank-too-large",
        given="more singular values than the matrix has",
        command="run svd-recommender --set method.options.rank=9",
        said="?",
        through="data",
    ),
    Case(
        id="method-option",
        given="an option that a method does not have",
        command="run svd-recommender --set method.options.ranks=2",
        said="?",
        through="data",
    ),
    Case(
        id="model-option",
        given="an option that a model does not have",
        command="run digits-dense --set model.options.unit=3",
        said="?",
        through="data",
    ),
    Case(
        id="model-option-value",
        given="a model's option out of range",
        command="run digits-dense --set model.options.units=-3",
        said="?",
        through="data",
    ),
    Case(
        id="model-too-deep",
        given="a network that shrinks images to nothing",
        command="run digits-dense --set model.name=lenet --set model.options={} --set preprocessing.flatten=false",
        said="?",
        through="data",
    ),
    Case(
        id="batch-too-large",
        given="a batch larger than the data",
        command="run digits-dense --set training.batch_size=100000",
        said="?",
        through="data",
    ),
    Case(
        id="pca-too-many",
        given="more principal components than features",
        command="run digits-dense --set preprocessing.pca=65",
        said="?",
        through="data",
    ),
    Case(
        id="validation-too-small",
        given="a validation split of less than an example a class",
        command="run digits-dense --set preprocessing.validation_split=0.0001",
        said="?",
        through="data",
    ),
]
CASES = [*IMAGES, *TABLES, *CSV, *OPTIONS]
