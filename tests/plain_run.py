"""Trains a small convolutional network on the digits without Prefect or MLflow, for tests in processes of their own."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fitflow.data import locate, preprocessing
from fitflow.recipe_io.loading import load_recipe
from fitflow.training import runtime

CONVOLUTIONAL = {
    "model.name": "small_cnn",
    "model.options": {"filters": [32], "dropout": 0.2},
    "preprocessing.flatten": False,
    "training.augmentation.shift": 1,
    "training.optimizer.learning_rate": 5e-3,
    "training.epochs": 8,
}


def train(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Test metrics, and the SHA-256 of the trained weights."""
    keras = runtime.import_keras()
    from fitflow.evaluation import classification
    from fitflow.models import small_cnn
    from fitflow.training import fit

    recipe = load_recipe("digits-dense", CONVOLUTIONAL | dict(overrides or {}))
    prepared = preprocessing.prepare(locate.load(recipe.dataset), recipe.preprocessing, recipe.seed)
    chosen = runtime.choose(recipe.runtime, convolutional=True)
    runtime.apply(chosen)
    keras.utils.set_random_seed(recipe.seed)
    network = small_cnn.build((8, 8, 1), 10, **recipe.model.options)
    folder = Path(tempfile.mkdtemp())
    trained = fit.train(network, recipe, prepared, chosen, folder, lambda metrics, epoch: None)
    weights = keras.models.load_model(trained.path, compile=False).get_weights()
    digest = hashlib.sha256(b"".join(array.tobytes() for array in weights)).hexdigest()
    return classification.evaluate(trained, prepared).values | {"weights": digest}
