"""User tables: missing cells are counted, text is encoded as columns, errors are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitflow.config import DatasetConfig, PreprocessingConfig
from fitflow.data import preprocessing
from fitflow.errors import DataError, InputError
from fitflow.steps import load as load_step
from fitflow.steps import prepare
from fitflow.store import entries

ROWS = "area,rooms,town,price\n" + "".join(f"{50 + i},{i % 4 + 1},{'abc'[i % 3]},{1000 + 10 * i}\n" for i in range(20))


@pytest.fixture
def load(tmp_path: Path, clean_store: Path):
    def read(text: str, **options: object):
        (tmp_path / "rows.csv").write_text(text)
        return load_step.run(
            DatasetConfig(name="csv", options={"path": "rows.csv", "target": "price", **options}), tmp_path
        )

    return read


def split(ref, name: str):
    return entries.open_split(ref.path, name)


def test_numbers_stay_and_text_becomes_a_column_each(load):
    ref = load(ROWS)
    assert ref.feature_names == ("area", "rooms", "town=a", "town=b", "town=c")
    assert (ref.task, ref.target, ref.num_train, ref.num_test) == ("regression", "price", 16, 4)
    x, y = split(ref, "train")
    assert x.dtype == y.dtype == np.float64
    np.testing.assert_array_equal(y, 1000 + 10 * (x[:, 0] - 50))
    np.testing.assert_array_equal(x[:, 2:].sum(1), 1)


def test_a_target_of_text_makes_classes(load):
    ref = load(ROWS, target="town")
    assert (ref.task, ref.class_names) == ("classification", ("a", "b", "c"))
    assert split(ref, "train")[1].dtype == np.int64


def test_what_is_missing_is_counted_and_its_row_dropped(load):
    text = ROWS.replace("52,3,", "?,3,").replace("53,4,", ",4,").replace("60,3,", "60,?,")
    ref = load(text)
    assert ref.num_train + ref.num_test == 17
    assert ref.notes == "2 cells of area missing; 1 cells of rooms missing; 3 of 20 rows dropped"


def test_or_becomes_the_median_of_the_training_rows(load):
    x, y = split(load(ROWS, missing="median"), "train")
    holed = load(ROWS.replace(f"\n{x[0, 0]:.0f},", "\n?,"), missing="median")
    assert holed.num_train + holed.num_test == 20
    filled, targets = split(holed, "train")
    assert targets.tolist() == y.tolist() and filled[1:].tolist() == x[1:].tolist()
    assert filled[0, 0] == np.median(x[1:, 0])


def test_the_seed_decides_which_rows_are_for_test(load):
    first, again, other = (split(load(ROWS, seed=seed), "test")[1].tolist() for seed in (0, 0, 1))
    assert first == again != other


BAD = [
    ({"target": "prize"}, ROWS, "did you mean 'price'"),
    ({"features": ["area", "room"]}, ROWS, "did you mean 'rooms'"),
    ({}, ROWS.replace("52,3,", "52,three,"), "'rooms' is numeric except for 1 cells, first 'three' in row 3"),
    ({}, ROWS.replace("52,3,", "inf,3,"), "'area' is numeric except for 1 cells, first 'inf'"),
    ({}, "area,price\n?,1\n,2\n?,3\n", "'area' is empty"),
    ({}, "area,price\n1,2\n", "has 1 row of data"),
    ({}, "area,price\n", "has 0 rows of data"),
    ({}, "", "not a readable CSV file"),
    ({}, "area,price\n1,2\n?,3\n?,4\n", "too few"),
    ({"features": "area"}, ROWS, "must be a list"),
    ({"features": ["area", "price"]}, ROWS, "cannot be a feature too"),
    ({"missing": "mean"}, ROWS, "'drop' or 'median'"),
    ({"test_split": 1.0}, ROWS, "above 0 and below 1"),
    ({"test_splits": 0.1}, ROWS, "did you mean 'test_split'"),
    ({"path": "row.csv"}, ROWS, "no file row.csv"),
    ({"path": None}, ROWS, "needs a file"),
]


@pytest.mark.parametrize(("options", "text", "said"), BAD, ids=[said for _, _, said in BAD])
def test_what_is_wrong_is_named(options: dict, text: str, said: str, load, clean_store: Path):
    with pytest.raises(InputError, match=said):
        load(text, **options)
    assert not list(clean_store.glob("datasets/*"))


def test_text_of_very_many_values_is_refused(load):
    text = "name,price\n" + "".join(f"n{i},{i}\n" for i in range(60))
    with pytest.raises(DataError, match="60 different values"):
        load(text)


def test_a_constant_column_becomes_0_when_standardised(load):
    ref = load("a,b,price\n" + "".join(f"0.1,{i},{i}\n" for i in range(20)))
    assert ref.notes == "constant: a"
    prepared = prepare.run(ref, PreprocessingConfig(scale="standardize"), seed=0)
    scaled = preprocessing.scaled(split(ref, "train")[0], prepared.factor, prepared.offset)
    np.testing.assert_allclose(scaled[:, 0], 0, atol=1e-12)
    np.testing.assert_allclose(scaled[:, 1].std(), 1)


@pytest.mark.parametrize("scale", ["unit", "symmetric"])
def test_a_scale_that_needs_limits_is_refused(scale, load):
    with pytest.raises(InputError, match="standardize"):
        prepare.run(load(ROWS), PreprocessingConfig(scale=scale), seed=0)


@pytest.mark.slow
def test_king_county_is_read_with_its_dirt(data_dir: Path, clean_store: Path):
    options = {
        "path": "housing/kc_house_data.csv",
        "target": "price",
        "features": ["sqft_basement", "waterfront", "yr_renovated"],
    }
    ref = load_step.run(DatasetConfig(name="csv", options=options), data_dir)
    assert "454 cells of sqft_basement missing" in ref.notes and "2376 cells of waterfront missing" in ref.notes
    assert {"waterfront=NO", "waterfront=YES"} <= set(ref.feature_names)
