"""The contract of every architecture: logits, its stated size, and what is saved is what is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fitflow import discovery

MODELS = discovery.available("models")


@pytest.fixture(params=MODELS)
def architecture(request: pytest.FixtureRequest):
    return discovery.find("models", request.param)


def test_it_has_the_number_of_parameters_that_it_states(architecture):
    shape, num_outputs = architecture.REFERENCE_SHAPE
    assert architecture.build(shape, num_outputs).count_params() == architecture.NUM_PARAMETERS


def test_it_trains_a_step_and_loads_as_it_was_saved(architecture, tmp_path: Path):
    import keras

    shape, num_outputs = architecture.REFERENCE_SHAPE
    keras.utils.set_random_seed(0)
    network = architecture.build(shape, num_outputs)
    random = np.random.default_rng(0)
    images = random.random((8, *shape), np.float32)
    before = [np.array(weights) for weights in network.get_weights()]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True) if num_outputs > 1 else "mean_squared_error"
    network.compile("sgd", loss, jit_compile=False)
    network.train_on_batch(images, random.integers(0, num_outputs, 8) if num_outputs > 1 else random.normal(size=8))
    assert any((old != new).any() for old, new in zip(before, network.get_weights(), strict=True))
    network.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    expected = network.predict(images, verbose=0)
    np.testing.assert_array_equal(loaded.predict(images, verbose=0), expected)
    assert expected.shape == (8, num_outputs) and expected.dtype == np.float32


def test_it_gives_logits_not_probabilities(architecture):
    import keras

    shape, num_outputs = architecture.REFERENCE_SHAPE
    keras.utils.set_random_seed(0)
    outputs = architecture.build(shape, num_outputs).predict(
        np.random.default_rng(0).random((4, *shape), np.float32) * 3, verbose=0
    )
    assert not np.allclose(outputs.sum(-1), 1)


def test_cifar_cnn_keeps_to_its_budget():
    assert discovery.find("models", "cifar_cnn").NUM_PARAMETERS <= 600_000
