"""Every dataset source keeps what its card says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitflow import discovery
from fitflow.config import DatasetConfig
from fitflow.data import locate
from fitflow.data.cards import Card, Source

NAMES = discovery.available("datasets")
READ_FROM_A_FILE = {"csv"}  # has no data of its own: test_csv.py


def source(name: str) -> Source:
    return discovery.find("datasets", name).SOURCE


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_is_a_card(name: str):
    text = discovery.find("datasets", name).__doc__ or ""
    card = source(name).card
    assert card.name == name.replace("_", "-")
    for part in ("Licence:", "Source:", str(card.dtype)):
        assert part in text
    if name != "synthetic":
        assert f"{card.num_train:,}" in text and f"{card.num_test:,}" in text
    assert len(set(card.class_names)) == card.num_classes


ON_THIS_MACHINE = [name for name in NAMES if source(name).generate or source(name).bundled]


@pytest.mark.parametrize("name", ON_THIS_MACHINE)
def test_the_data_is_as_the_card_says(name: str):
    check(name, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(NAMES) - set(ON_THIS_MACHINE) - READ_FROM_A_FILE))
def test_the_users_data_is_as_the_card_says(name: str, data_dir: Path):
    check(name, data_dir)


def check(name: str, data_dir: Path | None) -> None:
    card: Card = source(name).card
    ref = locate.load(DatasetConfig(name=name), data_dir)
    for split, count in (("train", card.num_train), ("test", card.num_test)):
        images, labels = (np.load(f"{ref.path}/{axis}_{split}.npy", mmap_mode="r") for axis in "xy")
        assert images.shape == (count, *card.input_shape) and str(images.dtype) == card.dtype
        assert labels.shape == (count,) and labels.dtype == (np.int64 if card.class_names else np.float64)
        assert not card.class_names or set(np.unique(labels)) == set(range(card.num_classes))
        low, high = card.value_range or (-np.inf, np.inf)
        assert low <= images.min() and images.max() <= high
    assert ref.variant != "unrecognised"
