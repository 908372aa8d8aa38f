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
    """300 million blanks: half a megabyte on disk, and over 2 GiB as numbers."""
    column = pa.nulls(2**20)
    with parquet.ParquetWriter(folder / "train.parquet", pa.schema([("label", column.type)])) as writer:
        for _ in range(300):
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
    _images(
        "image-size",
        "an image of another size",
        {"train/cat/1.png": build.png(31, 32)},
        "{dir}: train/cat/1.png is 31 x 32, RGB; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-mode",
        "a grey image among coloured ones",
        {"train/cat/1.png": build.png(mode="L")},
        "{dir}: train/cat/1.png is 32 x 32, L; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-palette",
        "an image with a palette",
        {"train/cat/1.png": build.png(mode="P")},
        "{dir}: train/cat/1.png is 32 x 32, P; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-alpha",
        "an image with transparency",
        {"train/cat/1.png": build.png(mode="RGBA")},
        "{dir}: train/cat/1.png is 32 x 32, RGBA; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-jpeg-cut",
        "a JPEG cut short",
        {"train/cat/1.jpg": build.jpeg()[:-100]},
        "{dir}: train/cat/1.jpg is not a readable image: Truncated File Read; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-jpeg-corrupt",
        "a JPEG of wrong bytes",
        {"train/cat/1.jpg": b"\xff\xd8\xff" + b"\x99" * 99},
        "{dir}: train/cat/1.jpg is not a readable image: neither PNG nor JPEG; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-empty",
        "an empty file",
        {"train/cat/1.png": b""},
        "{dir}: train/cat/1.png is not a readable image: neither PNG nor JPEG; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-page",
        "a web page named .jpg",
        {"train/cat/1.jpg": build.WEB_PAGE},
        "{dir}: train/cat/1.jpg is not a readable image: neither PNG nor JPEG; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-postscript",
        "a program in PostScript named .png",
        {"train/cat/1.png": b"%!PS-Adobe-3.0 EPSF-3.0\n"},
        "{dir}: train/cat/1.png is not a readable image: neither PNG nor JPEG; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-bomb",
        "an image of some bytes that claims 100,000 x 100,000",
        {"train/cat/1.png": build.png_that_claims(100_000, 100_000)},
        "{dir}: train/cat/1.png is not a readable image: Image size (10000000000 pixels) exceeds limit of 178956970 pixels, could be decompression bomb DOS attack.; expected 32 x 32, RGB, as all of cifar10",
    ),
    _images(
        "image-class",
        "a class that the dataset does not have",
        {"train/cow/0.png": build.png()},
        "{dir} has a class folder 'cow'; cifar10 has airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck",
    ),
    _images(
        "image-few", "four images", {}, "data-dir ({dir}), train split: 2 examples; expected 50000, as cifar10 has"
    ),
    Case(
        id="image-none",
        given="folders without images",
        command=CIFAR,
        make=build.all_of(written("train/a.txt", b""), written("test/a.txt", b"")),
        said="{dir} has no images under train/<class>/; expected .png or .jpg files",
        through="data",
    ),
    _zip(
        "zip-dots",
        "a zip with a member in `../`",
        build.image_zip({"../evil.png": b"x"}),
        "{dir}/cifar10.zip has a member named '../evil.png', which is outside the archive; download it again",
    ),
    _zip(
        "zip-absolute",
        "a zip with a member in `/etc`",
        build.image_zip({"/etc/evil.png": b"x"}),
        "{dir}/cifar10.zip has a member named '/etc/evil.png', which is outside the archive; download it again",
    ),
    _zip(
        "zip-symlink",
        "a zip with a symbolic link",
        build.image_zip(spoil=_link),
        "{dir}/cifar10.zip has a member 'train/cat/link.png' that is a symbolic link; download it again",
    ),
    _zip(
        "zip-claims",
        "a zip with a member that claims 10 GiB",
        build.image_zip(spoil=_claim),
        "{dir}/cifar10.zip unpacks to 10737418486 bytes; the limit is 2147483648 bytes; expected a dataset file",
    ),
    _zip(
        "zip-cut",
        "a zip cut short",
        _cut_zip,
        "{dir}/cifar10.zip is not a readable zip (truncated?): File is not a zip file; download it again",
    ),
    _zip(
        "zip-page",
        "a web page named .zip",
        written("cifar10.zip", build.WEB_PAGE),
        "{dir}/cifar10.zip is an HTML page, not data: a server sent a web page; download it again",
    ),
    _zip(
        "zip-class",
        "a zip with a class that the dataset does not have",
        build.image_zip({"test/cow/0.png": build.png()}),
        "{dir}/cifar10.zip has a class folder 'cow'; cifar10 has airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck",
    ),
]
TABLES = [
    _table(
        "table-no-label",
        "a table without a label column",
        _pixels(label=None),
        "{dir}/train.csv has no column 'label': known: p0, p1, p2, p3, p4, p5",
    ),
    _table(
        "table-width",
        "a table with a pixel too few",
        _pixels(p0=None),
        "{dir}/train.csv has 783 feature columns; expected 784, as mnist has",
    ),
    _table(
        "table-text",
        "a table with text for a pixel",
        _pixels(p0="x"),
        "{dir}/train.csv has a value that is not a number: could not convert string to float: 'x'; correct it",
    ),
    _table(
        "table-range",
        "a pixel of 999",
        _pixels(p0=999),
        "{dir}/train.csv has values outside 0..255; expected raw uint8 values",
    ),
    _table(
        "table-nan",
        "a blank pixel",
        _pixels(p0=[0, np.nan, 0]),
        "{dir}/train.csv has blank or infinite values; expected a raw uint8 value in every cell",
    ),
    _table(
        "table-infinite",
        "an infinite pixel",
        _pixels(p0=np.inf),
        "{dir}/train.csv has blank or infinite values; expected a raw uint8 value in every cell",
    ),
    _table(
        "table-fraction",
        "a pixel of 0.5",
        _pixels(p0=0.5),
        "{dir}/train.csv has values that are not whole; expected raw uint8 values",
    ),
    _table(
        "table-label-blank",
        "a blank label",
        _pixels(label=[0, np.nan, 1]),
        "{dir}/train.csv has labels that are not whole numbers; expected 0..9",
    ),
    _table(
        "table-label-fraction",
        "a label of 1.5",
        _pixels(label=1.5),
        "{dir}/train.csv has labels that are not whole numbers; expected 0..9",
    ),
    _table(
        "table-label-text",
        "a label that is text",
        _pixels(label="seven"),
        "{dir}/train.csv has a value that is not a number: could not convert string to float: 'seven'; correct it",
    ),
    _table(
        "table-few",
        "three images",
        _pixels(),
        "data-dir ({dir}), train split: 3 examples; expected 60000, as mnist has",
    ),
    _table(
        "table-page",
        "a web page named .csv",
        _both(build.WEB_PAGE, "csv"),
        "{dir}/train.csv is an HTML page, not data: a server sent a web page; download it again",
    ),
    _table(
        "table-empty",
        "an empty .csv",
        _both(b"", "csv"),
        "{dir}/train.csv is not a readable table: No columns to parse from file; expected columns of numbers and one named 'label'",
    ),
    _table(
        "parquet-cut",
        "a Parquet file cut short",
        _both(b"PAR1 cut", "parquet"),
        "{dir}/train.parquet is not a readable table: Parquet magic bytes not found in footer. Either the file is corrupted or this is not a parquet file.; expected columns of numbers and one named 'label'",
    ),
    _table(
        "parquet-page",
        "a web page named .parquet",
        _both(build.WEB_PAGE, "parquet"),
        "{dir}/train.parquet is an HTML page, not data: a server sent a web page; download it again",
    ),
    _table(
        "parquet-label",
        "a Parquet file with a label of 1.5",
        _pixels("parquet", label=1.5),
        "{dir}/train.parquet has labels that are not whole numbers; expected 0..9",
    ),
    _table(
        "parquet-bomb",
        "a Parquet file of half a megabyte that unpacks to 2.3 GiB",
        _parquet_bomb,
        "{dir}/train.parquet unpacks to 2516582400 bytes; the limit is 2147483648 bytes; expected a dataset file",
    ),
]
CSV = [
    _csv(
        "csv-column",
        "a column that is not there",
        ROWS.replace("rooms", "room"),
        "{dir}/rows.csv has no column 'rooms': did you mean 'room'?",
    ),
    _csv(
        "csv-target",
        "a target that is not there",
        ROWS.replace("price", "prize"),
        "{dir}/rows.csv has no column 'price': did you mean 'prize'?",
    ),
    _csv(
        "csv-text",
        "text among numbers",
        ROWS.replace("52,3,", "52,three,"),
        "{dir}/rows.csv: column 'rooms' is numeric except for 1 cells, first 'three' in row 3; correct them, or leave them blank",
    ),
    _csv(
        "csv-infinite",
        "an infinite value",
        ROWS.replace("52,3,", "inf,3,"),
        "{dir}/rows.csv: column 'area' is numeric except for 1 cells, first 'inf' in row 3; correct them, or leave them blank",
    ),
    _csv(
        "csv-nan",
        "the word nan",
        ROWS.replace("52,3,", "nan,3,"),
        "{dir}/rows.csv: column 'area' is numeric except for 1 cells, first 'nan' in row 3; correct them, or leave them blank",
    ),
    _csv(
        "csv-huge",
        "a number beyond what a float holds",
        ROWS.replace("52,3,", "1e400,3,"),
        "{dir}/rows.csv: column 'area' is numeric except for 1 cells, first '1e400' in row 3; correct them, or leave them blank",
    ),
    _csv(
        "csv-empty-column",
        "a wholly empty column",
        "area,rooms,price\n,1,2\n?,2,3\n,3,4\n",
        "{dir}/rows.csv: column 'area' is empty; leave it out of dataset.options.features",
    ),
    _csv(
        "csv-one-row", "one row", "area,rooms,price\n1,2,3\n", "{dir}/rows.csv has 1 row of data; expected at least 2"
    ),
    _csv(
        "csv-no-row",
        "a line of names alone",
        "area,rooms,price\n",
        "{dir}/rows.csv has 0 rows of data; expected at least 2",
    ),
    _csv(
        "csv-empty",
        "an empty file",
        "",
        "{dir}/rows.csv is not a readable CSV file: No columns to parse from file; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-few",
        "rows that all lack something",
        "area,rooms,price\n1,,3\n?,2,3\n4,5,6\n",
        "{dir}/rows.csv has 1 complete rows, too few for a test_split of 0.2; try: --set dataset.options.missing=median",
    ),
    _csv(
        "csv-ragged",
        "a row with a cell too many",
        ROWS.replace("52,3,", "52,3,3,"),
        "{dir}/rows.csv is not a readable CSV file: Error tokenizing data. C error: Expected 3 fields in line 4, saw 4; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-longer",
        "every row with a cell too many",
        "area,rooms,price\n" + "1,2,3,4\n" * 5,
        "{dir}/rows.csv is not a readable CSV file: Length of header or names does not match length of data. This leads to a loss of data with index_col=False.; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-quote",
        "a quote that never ends",
        ROWS.replace("52,3,", '"52,3,'),
        "{dir}/rows.csv is not a readable CSV file: Error tokenizing data. C error: EOF inside string starting at row 3; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-latin1",
        "text that is not UTF-8",
        ROWS.replace("rooms", "räume").encode("latin-1"),
        "{dir}/rows.csv is not a readable CSV file: 'utf-8' codec can't decode byte 0xe4 in position 1: invalid continuation byte; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-page",
        "a web page named .csv",
        build.WEB_PAGE,
        "{dir}/rows.csv is an HTML page, not data: a server sent a web page; download it again",
    ),
    _csv(
        "csv-binary",
        "a PNG named .csv",
        build.png(),
        "{dir}/rows.csv is not a readable CSV file: 'utf-8' codec can't decode byte 0x89 in position 0: invalid start byte; expected a header, then rows, in UTF-8",
    ),
    _csv(
        "csv-twice",
        "a feature named twice",
        ROWS,
        "dataset.options.features lists 'area' twice; list it once",
        ' --set dataset.options.features=["area","area"]',
    ),
    _csv(
        "csv-target-feature",
        "the target as a feature",
        ROWS,
        "dataset.options: 'price' is the target and cannot be a feature too",
        ' --set dataset.options.features=["area","price"]',
    ),
    _csv(
        "csv-features-text",
        "features that are no list",
        ROWS,
        'dataset.options.features must be a list of columns, for example ["area", "rooms"]',
        " --set dataset.options.features=area",
    ),
    _csv(
        "csv-no-target",
        "no target",
        ROWS,
        "dataset.options.target is missing; add: --set dataset.options.target=VALUE",
        ' --set dataset.options={"path":"rows.csv"}',
    ),
    _csv(
        "csv-target-number",
        "a target that is a number",
        ROWS,
        "{dir}/rows.csv has no column 5: known: area, price, rooms",
        " --set dataset.options.target=5",
    ),
    _csv(
        "csv-option",
        "an option with a letter too many",
        ROWS,
        "unknown key 'dataset.options.targets': did you mean 'target'?",
        " --set dataset.options.targets=price",
    ),
    _csv(
        "csv-split",
        "all rows for test",
        ROWS,
        "dataset.options: test_split must be above 0 and below 1, not 1.0",
        FEATURES + " --set dataset.options.test_split=1.0",
    ),
    _csv(
        "csv-missing-how",
        "an unknown way with missing cells",
        ROWS,
        "dataset.options.missing must be 'drop' or 'median', not 'mean'",
        FEATURES + " --set dataset.options.missing=mean",
    ),
    _csv(
        "csv-scale",
        "a scale for data without limits",
        ROWS,
        "preprocessing.scale=unit needs data with a known value range, and rows has none; try: --set preprocessing.scale=standardize",
        FEATURES + " --set preprocessing.scale=unit",
    ),
    _csv(
        "csv-one-class",
        "a target of one class",
        ROWS.replace("rooms", "town")
        .replace(",1,", ",a,")
        .replace(",2,", ",a,")
        .replace(",3,", ",a,")
        .replace(",4,", ",a,"),
        "{dir}/rows.csv: 'town' has one value, 'a'; expected at least two classes",
        ' --set dataset.options.features=["area"] --set dataset.options.target=town --set training.batch_size=4',
    ),
    _csv(
        "csv-empty-in-training",
        "a column with no value in the training rows",
        "area,rooms,price\n1,,2\n2,,3\n3,4,4\n",
        "{dir}/rows.csv: column 'rooms' is empty in all 2 training rows; leave it out of dataset.options.features, or try another dataset.options.seed",
        FEATURES + " --set dataset.options.missing=median --set dataset.options.seed=0",
    ),
    _csv(
        "csv-many-categories",
        "a text column of 60 different values",
        "area,rooms,price\n" + "".join(f"n{i},1,{i}\n" for i in range(60)),
        "{dir}/rows.csv: text column 'area' has 60 different values; at most 50 become columns; leave it out of dataset.options.features",
    ),
    Case(
        id="csv-missing",
        given="a file that is not there",
        command=HOUSES,
        said="no file rows.csv; searched {dir}/rows.csv; pass its folder: --data-dir DIR",
        through="data",
    ),
    Case(
        id="csv-no-path",
        given="no file at all",
        command="run house-prices --set dataset.options.path=null",
        said="dataset csv needs a file; for example: --set dataset.options.path=rows.csv",
        through="data",
    ),
]
OPTIONS = [
    Case(
        id="option-unknown",
        given="an option that a dataset does not have",
        command="run digits-dense --set dataset.options.size=3",
        said="unknown key 'dataset.options.size': this dataset takes no options",
        through="data",
    ),
    Case(
        id="option-range",
        given="an option out of range",
        command="run digits-dense --set dataset.name=synthetic --set dataset.options.num_train=0",
        said="dataset.options: num_train must be a whole number of at least 4, not 0",
        through="data",
    ),
    Case(
        id="points-counts",
        given="more targets than rows",
        command="run line-fit --set dataset.options.y=[1,2]",
        said="dataset.options: y must have 5 numbers; it has 2",
        through="data",
    ),
    Case(
        id="points-infinite",
        given="an infinite value in the recipe",
        command="run line-fit --set dataset.options.y=[1,2,3,4,Infinity]",
        said="dataset.options: y[4] must be a finite number, not inf",
        through="data",
    ),
    Case(
        id="ratings-none",
        given="ratings of which none is known",
        command="run svd-recommender --set dataset.options.matrix=[[0,0],[0,0]]",
        said="dataset.options: matrix has no known rating: every entry is 0, which means unknown",
        through="data",
    ),
    Case(
        id="ratings-ragged",
        given="ratings with rows of two lengths",
        command="run svd-recommender --set dataset.options.matrix=[[1,2],[3]]",
        said="dataset.options: matrix[1] must have 2 numbers; it has 1",
        through="data",
    ),
    Case(
        id="rank-too-large",
        given="more singular values than the matrix has",
        command="run svd-recommender --set method.options.rank=9",
        said="truncated_svd: rank must be 1 to 4 for a matrix of shape (5, 4), not 9",
        through="data",
    ),
    Case(
        id="method-option",
        given="an option that a method does not have",
        command="run svd-recommender --set method.options.ranks=2",
        said="unknown key 'method.options.ranks': did you mean 'rank'?",
        through="data",
    ),
    Case(
        id="model-option",
        given="an option that a model does not have",
        command="run digits-dense --set model.options.unit=3",
        said="unknown key 'model.options.unit': did you mean 'units'?",
        through="data",
    ),
    Case(
        id="model-option-value",
        given="a model's option out of range",
        command="run digits-dense --set model.options.units=-3",
        said="model mnist_dense cannot be built for examples of shape (64,): Received an invalid value for `units`, expected a positive integer. Received: units=-3",
        through="data",
    ),
    Case(
        id="model-too-deep",
        given="a network that shrinks images to nothing",
        command="run digits-dense --set model.name=lenet --set model.options={} --set preprocessing.flatten=false",
        said="model lenet cannot be built for examples of shape (8, 8, 1): Computed output size would be zero or negative. Received `inputs shape=(None, 2, 2, 6)`, `kernel shape=(5, 5, 6, 16)`, `dilation_rate=[1 1]`, `strides=(1, 1)`, `padding=valid`.",
        through="data",
    ),
    Case(
        id="batch-too-large",
        given="a batch larger than the data",
        command="run digits-dense --set training.batch_size=100000",
        said="training.batch_size=100000 is larger than the 1293 training examples; for example: --set training.batch_size=32",
        through="data",
    ),
    Case(
        id="pca-too-many",
        given="more principal components than features",
        command="run digits-dense --set preprocessing.pca=65",
        said="preprocessing.pca=65: 65 principal components requested, but the data has rank 61",
        through="data",
    ),
    Case(
        id="validation-too-small",
        given="a validation split of less than an example a class",
        command="run digits-dense --set preprocessing.validation_split=0.0001",
        said="preprocessing.validation_split=0.0001 is not possible: The test_size = 1 should be greater or equal to the number of classes = 10",
        through="data",
    ),
]
CASES = [*IMAGES, *TABLES, *CSV, *OPTIONS]
