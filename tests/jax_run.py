"""Trains the digits without Prefect or MLflow: what runs when Keras's backend is JAX."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fitflow import preprocessing, runtime
from fitflow.datasets import resolve
from fitflow.recipe import load_recipe


def accuracy() -> float:
    """Test accuracy of two epochs."""
    keras = runtime.import_keras()
    from fitflow import evaluation, training
    from models import mnist_dense

    recipe = load_recipe("digits-dense", {"training.epochs": 5})
    prepared = preprocessing.prepare(resolve.load(recipe.dataset), recipe.preprocessing, recipe.seed)
    chosen = runtime.choose(recipe.runtime, convolutional=False)
    runtime.apply(chosen)
    keras.utils.set_random_seed(0)
    network = mnist_dense.build(preprocessing.network_input_shape(prepared), 10, units=64)
    path = Path(tempfile.mkdtemp()) / "model.keras"
    trained = training.train(network, recipe, prepared, chosen, path, lambda metrics, epoch: None)
    return evaluation.evaluate(trained, prepared).values["test_accuracy"]
