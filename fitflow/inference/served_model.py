"""The served model: from raw examples to class probabilities or numbers, with built-in Keras layers only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from fitflow.arrays import Array, Task
from fitflow.references import DatasetRef, PreparedRef
from fitflow.store import entries
from fitflow.training import networks


def finished(path: Path, task: Task) -> keras.Model:
    """Load a saved model as a served model.

    Args:
        path: from raw examples to logits or numbers.
        task: for "classification", a softmax or sigmoid turns the logits into probabilities.

    Returns:
        from raw examples to float32 probabilities (batch, num_classes), whose rows sum to 1, or to numbers (batch, 1).
    """
    model: Any = networks.load(path)
    if task != "classification":
        return model
    if model.output.shape[-1] == 1:
        outputs = _both_probabilities(model.output)
    else:
        outputs = keras.layers.Softmax(dtype="float32", name="probabilities")(model.output)
    return keras.Model(model.input, outputs, name="classifier")


def example(prepared: PreparedRef, count: int = 2) -> Array:
    """The first raw training examples; two suffice for the logged model's signature."""
    examples, _ = entries.open_split(prepared.dataset.path, "train")
    return np.array(examples[:count])


def write_fixed_batch(path: Path, model: keras.Model, examples: Array) -> None:
    """Write some raw examples and a model's predictions for them to an .npz file, as `examples` and `outputs`.

    A later load of the model can then check that its predictions are unchanged.
    """
    predicting: Any = model
    np.savez(path, examples=examples, outputs=predicting.predict(examples, verbose=0))


def facts(dataset: DatasetRef) -> dict[str, Any]:
    """Return the metadata that users need to interpret inputs and predictions, as plain values."""
    fields = {"class_names", "task", "columns", "target", "value_range"}
    return {"dataset": dataset.name, **dataset.model_dump(mode="json", include=fields)}


def to_logits(model: keras.Model) -> keras.Model:
    """A served classifier without its last layers: from raw examples to the logits."""
    names = [layer.name for layer in model.layers]
    if "second" in names:
        logits: Any = model.get_layer("second").input
    elif "probabilities" in names:
        logits = model.get_layer("probabilities").input
    else:
        return model
    return keras.Model(model.input, logits, name="logits")


def _both_probabilities(logit: Any) -> Any:
    """Probabilities 1 - p and p from the logit of the second class."""
    second: Any = keras.layers.Activation("sigmoid", dtype="float32", name="second")(logit)
    first = keras.layers.Rescaling(-1.0, 1.0, dtype="float32", name="first")(second)
    return keras.layers.Concatenate(dtype="float32", name="probabilities")([first, second])
