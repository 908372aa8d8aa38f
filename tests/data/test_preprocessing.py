"""Scaling and splitting, on the real digits and on arrays whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.config import DatasetConfig, PreprocessingConfig
from fitflow.data import preprocessing
from fitflow.errors import InputError
from fitflow.steps import load
from fitflow.steps import prepare as prepare_step
from fitflow.store import entries
from fitflow.training import architecture, input_layers


def test_a_split_is_seeded_stratified_and_loses_nobody():
    labels = np.repeat(np.arange(4), [100, 200, 300, 400])
    train, val = preprocessing.split_rows(labels, 0.25, seed=1)
    assert sorted([*train, *val]) == list(range(1000))
    assert np.bincount(labels[val]).tolist() == [25, 50, 75, 100]
    again, other = (preprocessing.split_rows(labels, 0.25, seed=seed)[1] for seed in (1, 2))
    assert (val == again).all() and (val != other).any()


def test_a_split_that_leaves_a_class_without_an_example_is_refused():
    with pytest.raises(InputError, match="validation_split"):
        preprocessing.split_rows(np.array([0, 0, 0, 1]), 0.5, seed=0)


def test_statistics_are_those_of_the_chosen_rows_alone():
    images = np.random.default_rng(0).integers(0, 256, (3000, 4, 4, 3), np.uint8)
    rows = np.arange(0, 3000, 2)
    mean, std = preprocessing.channel_statistics(images, rows)
    chosen = images[rows].astype(np.float64)
    np.testing.assert_allclose(mean, chosen.mean((0, 1, 2)))
    np.testing.assert_allclose(std, chosen.std((0, 1, 2)))


@pytest.mark.parametrize(("scale", "low", "high"), [("none", 0.0, 16.0), ("unit", 0.0, 1.0), ("symmetric", -1.0, 1.0)])
def test_the_range_of_the_raw_data_goes_to_the_range_of_the_scale(scale: str, low: float, high: float):
    prepared = prepared_digits(scale)
    factor, offset = prepared.factor[0], prepared.offset[0]
    assert (0 * factor + offset, 16 * factor + offset) == (low, high)


def test_standardized_training_rows_have_mean_0_and_deviation_1():
    prepared = prepared_digits("standardize", validation_split=0.2)
    rows = np.load(f"{prepared.path}/train_rows.npy")
    images = np.load(f"{prepared.dataset.path}/x_train.npy")[rows].astype(np.float64)
    scaled = images * prepared.factor[0] + prepared.offset[0]
    assert abs(scaled.mean()) < 1e-9 and abs(scaled.std() - 1) < 1e-9


def test_the_model_scales_raw_pixels_as_numpy_does():
    import keras

    prepared = prepared_digits("standardize")
    network = keras.Sequential([keras.Input((64,)), keras.layers.Identity()])
    flat = prepared.model_copy(update={"flatten": True})
    model = input_layers.with_preprocessing(network, flat)
    images = np.load(f"{prepared.dataset.path}/x_train.npy")[:5]
    expected = (images.astype(np.float32) * np.float32(prepared.factor[0]) + np.float32(prepared.offset[0])).reshape(
        5, -1
    )
    np.testing.assert_allclose(keras.ops.convert_to_numpy(model(images)), expected, rtol=1e-5, atol=1e-6)


def test_a_batch_larger_than_the_data_is_refused_with_one_that_fits():
    with pytest.raises(InputError, match="batch_size=2000 is larger than the 1437"):
        preprocessing.check_batch_size(2000, prepared_digits("unit"))


def prepared_digits(scale: str, validation_split: float = 0.0):
    config = PreprocessingConfig(scale=scale, validation_split=validation_split)
    return prepare_step.run(load.run(DatasetConfig(name="digits")), config, seed=0)


@pytest.mark.parametrize("keep", [5, 0.9])
def test_principal_components_are_a_layer_that_does_what_scikit_learn_does(keep: float):
    import keras
    from sklearn.decomposition import PCA

    dataset = load.run(DatasetConfig(name="digits"))
    config = PreprocessingConfig(scale="unit", pca=keep, validation_split=0.2)
    prepared = prepare_step.run(dataset, config, seed=0)
    images, _ = entries.open_split(dataset.path, "train")
    rows = np.load(f"{prepared.path}/train_rows.npy")
    flat = (images / 16).reshape(len(images), -1)
    theirs = PCA(keep, svd_solver="full").fit(flat[rows])  # training rows alone
    shape = architecture.input_shape(prepared)
    assert shape == (prepared.num_components,) == (theirs.n_components_,)
    identity = keras.Sequential([keras.Input(shape), keras.layers.Identity()])
    model = input_layers.with_preprocessing(identity, prepared)
    ours = np.asarray(keras.ops.convert_to_numpy(model(images[:50])))
    signs = np.sign((ours * theirs.transform(flat[:50])).sum(0))
    np.testing.assert_allclose(ours, theirs.transform(flat[:50]) * signs, atol=1e-4)
    assert model.trainable_variables == []


def test_more_components_than_pixels_are_refused():
    with pytest.raises(InputError, match=r"preprocessing.pca=65: 65 principal components .* rank 6\d"):
        prepare_step.run(load.run(DatasetConfig(name="digits")), PreprocessingConfig(pca=65), seed=0)
