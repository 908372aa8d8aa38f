"""evaluate: measure a trained network on the test split, which no other step reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array, array_digest
from fitflow.evaluation import intervals, regression
from fitflow.evaluation.classification import classification_metrics, per_class, softmax, two_columns, worst_rows
from fitflow.references import DatasetRef, Metrics, PreparedRef, TrainedRef
from fitflow.reuse.keys import Step, make_step, prepared_inputs
from fitflow.store import entries
from fitflow.system import machine

KIND = "predictions"
BATCH_SIZE = 500
SHOWN = 18


def key(trained: TrainedRef, prepared: PreparedRef) -> Step:
    """Return the step's key."""
    inputs = {"network": trained.digest, **prepared_inputs(prepared), "test data": prepared.dataset.digests["test"]}
    inputs |= {"class names": prepared.dataset.class_names, "features": prepared.dataset.feature_names}
    if prepared.dataset.task == "classification":
        inputs.pop("training data")
        inputs.pop("prepared rows")
    return make_step("evaluate", {}, inputs, [run], machine.facts())


def run(trained: TrainedRef, prepared: PreparedRef) -> Metrics:
    """Predict every test example once and compute metrics.

    Returns:
        the metrics of the task, see `classification_metrics` and `regression.metrics`, and for a linear regression
        those of `regression.beside_closed_form`. The predictions are in the store.
    """
    from fitflow.training import networks

    model: Any = networks.load(Path(trained.path))
    return _measured(model, prepared.dataset, prepared, trained.digest)


def run_finished(model: Any, dataset: DatasetRef, uri: str) -> Metrics:
    """Evaluate a logged model on any dataset that it supports; without the comparison with least squares.

    Args:
        model: from `served_model.finished`; its logits are evaluated, so that the metrics equal those of training.
        dataset: its test split is read.
        uri: name of the model, stored with the predictions.
    """
    import keras

    from fitflow.inference import served_model

    network: Any = served_model.to_logits(model)
    kept = keras.config.floatx()
    keras.config.set_floatx("float64" if network.output.dtype == "float64" else "float32")  # avoids rounding examples
    try:
        return _measured(network, dataset, None, uri)
    finally:
        keras.config.set_floatx(kept)


def _measured(model: Any, dataset: DatasetRef, prepared: PreparedRef | None, name: str) -> Metrics:
    examples, labels = entries.open_split(dataset.path, "test")
    outputs = predict(model, examples)
    if dataset.task == "classification":
        arrays, found = _judge_classes(dataset, examples, labels, outputs)
    else:
        arrays, found = _judge_numbers(model, prepared, examples, labels, outputs)
    arrays = {"labels": labels, **arrays}
    key = entries.key_of(arrays=array_digest(*arrays.values()), names=list(arrays))
    entry = entries.put(KIND, key, arrays, {"model": name})
    return Metrics(num_examples=len(labels), path=str(entry.path), **found)


def predict(model: Any, examples: Array) -> Array:
    """Predict raw examples: returns (num_examples, num_outputs) of the network's dtype.

    The last batch may be smaller; no example is dropped.
    """
    from fitflow.data.batches import Batches

    model.compile(jit_compile=False)  # compilation takes longer than it saves in two passes
    rows = np.arange(len(examples), dtype=np.int64)
    batches = Batches(examples, rows, rows, batch_size=min(BATCH_SIZE, len(examples)))
    return np.asarray(model.predict(batches, verbose=0))


Judged = tuple[dict[str, Array], dict[str, Any]]


def _judge_classes(dataset: DatasetRef, examples: Array, labels: Array, outputs: Array) -> Judged:
    logits = two_columns(outputs)
    probabilities = softmax(logits)
    names = dataset.class_names
    found = {
        "values": classification_metrics(labels, logits, len(names)),
        "per_class": per_class(labels, logits, names),
        "intervals": intervals.of_classes(labels, logits.argmax(-1)),
    }
    return {"probabilities": probabilities, **_pictures(dataset, examples, labels, probabilities)}, found


def _judge_numbers(model: Any, prepared: PreparedRef | None, examples: Array, labels: Array, outputs: Array) -> Judged:
    predicted = outputs[:, 0].astype(np.float64)
    found: dict[str, Any] = {"values": regression.metrics(labels, predicted)}
    found["intervals"] = intervals.of_numbers(labels, predicted)
    linear = regression.beside_closed_form(model, prepared, examples, labels) if prepared else None
    if linear is not None:
        found["values"] |= linear.metrics
        found |= {"coefficients": linear.coefficients, "closed_form": linear.closed_form}
    return {"predicted": predicted}, found


def _pictures(dataset: DatasetRef, examples: Array, labels: Array, probabilities: Array) -> dict[str, Array]:
    """Return the images to show in reports, so that nothing else has to read the test split."""
    if len(dataset.input_shape) != 3:
        return {}
    worst = worst_rows(labels, probabilities)
    return {"worst_rows": worst, "worst_images": examples[worst], "shown_images": examples[:SHOWN]}
