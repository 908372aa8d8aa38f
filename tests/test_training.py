"""Training really uses what the recipe says, and stops where the numbers break."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitflow import load_recipe, preprocessing, runtime
from fitflow.datasets import resolve
from fitflow.errors import InputError, RunFailed
from fitflow.refs import TrainedRef

QUICK = {"training.epochs": 2, "dataset.name": "synthetic", "runtime.jit_compile": False}


def fit(tmp_path: Path, name: str = "digits-dense", **overrides: object) -> TrainedRef:
    keras = runtime.import_keras()
    from fitflow import training
    from models import mnist_dense, small_cnn

    recipe = load_recipe(name, QUICK | {key.replace("__", "."): value for key, value in overrides.items()})
    prepared = preprocessing.prepare(resolve.load(recipe.dataset), recipe.preprocessing, recipe.seed)
    chosen = runtime.choose(recipe.runtime, convolutional=False)
    keras.utils.set_random_seed(recipe.seed)
    build = mnist_dense.build if recipe.preprocessing.flatten else small_cnn.build
    network = build(preprocessing.network_input_shape(prepared), len(prepared.dataset.class_names))
    return training.train(network, recipe, prepared, chosen, tmp_path / "model.keras", lambda metrics, epoch: None)


def test_the_loss_falls_and_each_curve_has_a_point_an_epoch(tmp_path: Path):
    trained = fit(tmp_path, training__epochs=4)
    assert trained.history["loss"][-1] < trained.history["loss"][0]
    assert {len(curve) for curve in trained.history.values()} == {4}
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"} <= set(trained.history)


def test_the_same_seed_gives_the_same_weights_and_another_does_not(tmp_path: Path):
    import keras

    runs = [(0, "a"), (0, "b"), (1, "c")]
    weights = []
    for seed, folder in runs:
        trained = fit(tmp_path / folder, seed=seed)
        weights.append(keras.models.load_model(trained.path, compile=False).get_weights())
    assert all((a == b).all() for a, b in zip(weights[0], weights[1], strict=True))
    assert any((a != c).any() for a, c in zip(weights[0], weights[2], strict=True))


def test_a_loss_that_breaks_stops_the_run_and_says_where(tmp_path: Path):
    with pytest.raises(RunFailed, match=r"the loss became (nan|inf) in epoch \d+, steps? \d+.*learning_rate"):
        fit(tmp_path, training__optimizer={"name": "sgd", "learning_rate": 1e30}, training__epochs=20)


def test_early_stopping_ends_the_run_and_keeps_the_best_weights(tmp_path: Path):
    overrides = {"training__epochs": 60, "training__optimizer": {"name": "sgd", "learning_rate": 3.0}}
    trained = fit(tmp_path, training__early_stopping={"patience": 2}, **overrides)
    losses = trained.history["val_loss"]
    assert trained.best_epoch == int(np.argmin(losses))
    assert trained.epochs <= trained.best_epoch + 3


def test_the_learning_rate_follows_the_schedule(tmp_path: Path):
    optimizer = {"name": "sgd", "learning_rate": 0.1, "schedule": {"name": "linear", "warmup_epochs": 1}}
    rates = fit(tmp_path, training__epochs=4, training__optimizer=optimizer).history["learning_rate"]
    assert rates[0] == pytest.approx(0.1, rel=0.1)
    assert rates == sorted(rates, reverse=True) and rates[-1] == pytest.approx(0, abs=1e-6)


def test_a_warmup_as_long_as_the_run_is_refused(tmp_path: Path):
    optimizer = {"name": "sgd", "learning_rate": 0.1, "schedule": {"name": "cosine", "warmup_epochs": 2}}
    with pytest.raises(InputError, match="warmup_epochs"):
        fit(tmp_path, training__optimizer=optimizer)


def test_label_smoothing_and_augmentation_train_a_convolutional_network(tmp_path: Path):
    overrides = {"preprocessing__flatten": False, "training__augmentation": {"flip": True, "shift": 1}}
    trained = fit(tmp_path, training__label_smoothing=0.1, training__epochs=6, **overrides)
    assert trained.history["loss"][-1] < trained.history["loss"][0]
