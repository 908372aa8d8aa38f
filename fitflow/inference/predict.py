"""A model's predictions for raw examples, as plain values and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import InputError
from fitflow.references import ServedModel

BATCH_SIZE = 32  # mlflow.pyfunc's: the same batches give the same numbers
CHUNK = 16 * BATCH_SIZE

Prediction = dict[str, Any]


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
    empty: Prediction = {"predicted": None}
    return empty | ({"probability": None, "probabilities": None} if model.task == "classification" else {})


def as_csv(rows: Sequence[Prediction], model: ServedModel) -> str:
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
