"""Computations without training match their sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitflow import load_recipe
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment
from fitflow.steps import compute, judge, load, prepare
from fitflow.store import entries
from fitflow.training import runtime


def computed(name: str, **overrides: object) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    recipe = load_experiment(name, {key.replace("__", "."): value for key, value in overrides.items()})
    prepared = prepare.run(load.run(recipe.dataset), recipe.preprocessing, recipe.seed)
    done = compute.run(recipe, prepared)
    assert compute.figures(done)
    entry = entries.open_entry(Path(done.path))
    return judge.run(done, prepared).values, {name: entry.array(name) for name in entry.files}


def test_weights_that_are_not_trained_are_right_by_chance():
    values, arrays = computed("mnist-random-search", dataset__name="digits")
    assert 0.02 < values["test_accuracy"] < 0.35
    assert (np.diff(arrays["losses"]) <= 0).all()


def test_differences_agree_with_keras_and_the_loss_falls():
    values, arrays = computed("numerical-gradient")
    assert values["gradient_relative_difference"] < 1e-7 and values["losses_max_difference"] < 1e-9
    assert (np.diff(arrays["keras_losses"]) < 0).all()


def test_keras_is_left_in_float32_after_the_gradient_check():
    import keras

    runtime.apply(runtime.choose(load_recipe("digits-dense").runtime, convolutional=False))
    computed("numerical-gradient", method__options={"rows": 5, "steps": 1})
    assert keras.config.floatx() == "float32" and keras.config.dtype_policy().name == "float32"


def test_networks_side_by_side_are_those_that_train_alone():
    """Seed 2, 200 steps: the third of the stack against the recipe's own network, fitted by itself."""
    import keras

    from fitflow.models import xor_mlp
    from fitflow.training.seeding import seeded

    _, arrays = computed("xor-mlp-seeds", method__options={"seeds": 3, "steps": 200})
    with seeded(2):
        alone = xor_mlp.build((2,), 1)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    alone.compile(keras.optimizers.SGD(0.1), keras.losses.BinaryCrossentropy(from_logits=True))
    alone.fit(np.tile(x, (200, 1)), np.tile([0.0, 1.0, 1.0, 0.0], 200), batch_size=4, shuffle=False, verbose=0)
    expected = 1 / (1 + np.exp(-np.asarray(alone.predict(x, verbose=0))[:, 0]))
    np.testing.assert_allclose(arrays["probabilities"][2], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "overrides", "said"),
    [
        ("svd-recommender", {"method__options": {"rank": 5}}, "rank must be 1 to 4"),
        ("svd-recommender", {"method__options": {"rang": 2}}, "did you mean 'rank'"),
        ("svd-recommender", {"dataset__name": "digits"}, "holds no ratings"),
        ("svd-recommender", {"dataset__options": {"matrix": [[0, 0], [0, 0]]}}, "no known rating"),
        ("svd-recommender", {"dataset__options": {"matrix": [[1, 2], [3]]}}, "must have 2 numbers; it has 1"),
        ("pca", {"method__options": {"components": 9}}, "9 principal components requested, but the data has rank 5"),
        ("norms", {"method__options": {"orders": [0]}}, "p must be above 0"),
        ("pca", {"dataset__options": {"num_rows": 1}}, "num_rows must be a whole number of at least 2"),
    ],
)
def test_what_a_method_cannot_take_is_one_line(name: str, overrides: dict, said: str):
    with pytest.raises(InputError, match=said):
        computed(name, **overrides)


def test_a_computation_cannot_be_loaded_as_something_to_train():
    with pytest.raises(InputError, match="trains no network; try: fitflow run pca"):
        load_recipe("pca")
