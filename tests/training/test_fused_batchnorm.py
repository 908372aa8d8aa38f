"""The fused kernel trains to what Keras's own batch normalisation trains to, and leaves a plain Keras model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from fitflow.training.fused_batchnorm import fuse
from fitflow.training.runtime import Device, Runtime

CPU = Device("tensorflow", "cpu", "some CPU", False)


def runtime(device: Device = CPU, jit_compile: bool = False) -> Runtime:
    return Runtime(device, "float32", "", "float32", jit_compile, "", 1, False)


def network(**options: Any) -> keras.Model:
    """A convolution and a normalisation within a model within a model, with weights that differ by channel."""
    inner = keras.Input((6, 6, 3))
    x = keras.layers.Conv2D(4, 3, use_bias=False)(inner)
    x = keras.layers.BatchNormalization(momentum=0.8, **options)(x)
    outputs = keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(keras.layers.Activation("relu")(x)))
    inputs = keras.Input((6, 6, 3))
    model = keras.Model(inputs, keras.Model(inner, outputs)(inputs))
    random = np.random.default_rng(5)
    model.set_weights([np.abs(random.normal(0.5, 0.3, weight.shape)) for weight in model.get_weights()])
    return model


def normalization(model: Any) -> Any:
    return next(layer for layer in model.layers[-1].layers if isinstance(layer, keras.layers.BatchNormalization))


def trained(model: Any) -> list[Any]:
    """Its weights after a few steps, the last batch smaller than the others."""
    random = np.random.default_rng(6)
    images = random.normal(2, 3, (20, 6, 6, 3)).astype("float32")
    model.compile(keras.optimizers.SGD(0.05), keras.losses.MeanSquaredError(), jit_compile=False)
    model.fit(images, random.normal(size=(20, 2)), batch_size=8, epochs=3, shuffle=False, verbose=0)
    return model.get_weights()


def is_fused(model: Any) -> bool:
    return "call" in vars(normalization(model))


def test_weights_and_moving_statistics_are_those_of_keras():
    plain, fused = network(), network()
    fuse(fused, runtime())
    assert is_fused(fused) and not is_fused(plain)
    before = plain.get_weights()
    for name, start, expected, found in zip(
        [weight.path for weight in plain.weights], before, trained(plain), trained(fused), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=2e-4, atol=2e-5, err_msg=name)
        assert not np.allclose(start, expected, rtol=1e-3), name


def test_what_does_not_train_is_keras_own():
    plain, fused = network(), network()
    fuse(fused, runtime())
    images = np.random.default_rng(7).normal(size=(4, 6, 6, 3)).astype("float32")
    assert np.array_equal(fused(images, training=False), plain(images, training=False))
    normalization(fused).trainable = False
    assert np.array_equal(fused(images, training=True), plain(images, training=False))


def test_the_saved_model_is_a_plain_one(tmp_path: Path):
    model = network()
    fuse(model, runtime())
    trained(model)
    model.save(tmp_path / "model.keras")
    loaded: Any = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert type(normalization(loaded)) is keras.layers.BatchNormalization and not is_fused(loaded)
    images = np.random.default_rng(7).normal(size=(4, 6, 6, 3)).astype("float32")
    assert np.array_equal(loaded.predict(images, verbose=0), model.predict(images, verbose=0))


@pytest.mark.parametrize(
    "elsewhere",
    [
        runtime(Device("tensorflow", "gpu", "", True)),
        runtime(Device("jax", "cpu", "", False)),
        runtime(jit_compile=True),
    ],
    ids=["gpu", "jax", "XLA"],
)
def test_other_backends_and_compilers_are_left_alone(elsewhere: Runtime):
    model = network()
    fuse(model, elsewhere)
    assert not is_fused(model)


@pytest.mark.parametrize("options", [{"scale": False}, {"center": False}, {"axis": 1}, {"dtype": "float64"}], ids=str)
def test_layers_that_the_kernel_cannot_stand_for_are_left_alone(options: dict[str, Any]):
    model = network(**options)
    fuse(model, runtime())
    assert not is_fused(model)
