"""A model's predictions for raw examples, as plain values and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import InputError
from fitflow.references import ServedModel

BATCH_SIZE = 32  # mlflow.pyfunc's: the same batches give the same numbers
CHUNK = 16 * BATCH_SIZE


class Prediction(TypedDict):
    """What a model predicts for one example.

    Attributes:
        predicted: the class, or the number in the target's own unit; null for a row that lacks a value.
        probability: the probability of that class, a share; classes only.
        probabilities: the probability of every class, shares in the order of `class_names`; classes only.
    """

    predicted: str | float | None
    probability: NotRequired[float | None]
    probabilities: NotRequired[list[float] | None]


class NamedPrediction(Prediction):
    """A prediction with what tells its example from the others.

    Attributes:
        image: the image's path; images only.
        row: the row's number in the table, from 1; rows only.
        conversions: how the image was resized and converted, one line each; missing if it was not.
    """

    image: NotRequired[str]
    row: NotRequired[int]
    conversions: NotRequired[list[str]]


class PredictDocument(TypedDict):
    """What a model predicts for images or rows.

    Attributes:
        model: the address that MLflow's loaders take: models:/m-<id>.
        run_id: the id of the MLflow run that made the model.
        class_names: the classes, in the order of the probabilities; empty if the model does not name them.
        notes: what was done with the images or rows, one sentence each.
        predictions: one for each image or row, in their order.
    """

    model: str
    run_id: str
    class_names: Sequence[str]
    notes: list[str]
    predictions: list[NamedPrediction]


def outputs(network: Any, examples: Array) -> Array:
    """Probabilities (num_examples, num_classes) or numbers (num_examples, 1), in the model's own dtype.

    Args:
        network: from `tracking.load_keras`.
        examples: raw, (num_examples, *input_shape).

    Raises:
        InputError: the network does not accept the values, for example a user id without an embedding.
    """
    try:
        return np.asarray(network.predict(examples, batch_size=BATCH_SIZE, verbose=0))
    except Exception as error:  # each backend raises its own
        lines = [line for line in str(error).strip().splitlines() if line.strip()]
        reason = next((line for line in lines if "not in" in line), lines[-1] if lines else type(error).__name__)
        raise InputError(f"the model cannot predict these values: {reason.strip()}") from None


def predictions(found: Array, model: ServedModel) -> list[Prediction]:
    """One dict per example: `predicted`, and for classes `probability` and `probabilities`."""
    if model.task != "classification":
        return [{"predicted": float(row[0])} for row in found]
    names = class_names(model)
    return [
        {
            "predicted": names[int(row.argmax())],
            "probability": float(row.max()),
            "probabilities": [float(value) for value in row],
        }
        for row in found
    ]


def class_names(model: ServedModel) -> Sequence[str]:
    """Class names in the order of the model's outputs; class numbers if the model has no names."""
    return model.class_names or [str(number) for number in range(model.num_outputs)]


def nothing(model: ServedModel) -> Prediction:
    """The entry of a row without a prediction."""
    if model.task != "classification":
        return {"predicted": None}
    return {"predicted": None, "probability": None, "probabilities": None}


def as_csv(rows: Sequence[Mapping[str, Any]], model: ServedModel) -> str:
    """Predictions as CSV: the example's name or row, `predicted`, `probability`, and a column per class.

    Numbers keep all their digits.
    """
    names = class_names(model) if model.task == "classification" else ()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    fields = [name for name in rows[0] if name not in ("probabilities", "conversions")]
    writer.writerow([*fields, *(f"probability_{name}" for name in names)])
    for row in rows:
        writer.writerow([*(row[field] for field in fields), *(row.get("probabilities") or [None] * len(names))])
    return text.getvalue()
