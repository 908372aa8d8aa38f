"""register: log the network as an MLflow model and register a new version."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fitflow import tracking
from fitflow.references import ModelVersion, PreparedRef, RunRef, TrainedRef
from fitflow.reuse import results
from fitflow.reuse.keys import Step, make_step
from fitflow.system import machine
from fitflow.tracking import reload_check


def key(trained: TrainedRef, prepared: PreparedRef) -> Step:
    """Return the step's key."""
    inputs = {
        "network": trained.digest,
        "task": prepared.dataset.task,
        "class names": prepared.dataset.class_names,
        "name": prepared.dataset.name,
        "MLflow store": tracking.tracking_uri(),
    }
    return make_step("register", {}, inputs, [run, tracking.log_model], {"backend": machine.backend()})


def is_there(version: ModelVersion, _: results.Record) -> bool:
    """Return whether the model's files exist; True for files on a server, which the flow checks later."""
    return results.artifact_is_there(version.location, "MLmodel")


def is_recorded(version: ModelVersion, _: results.Record) -> bool:
    """Return whether MLflow has the version and its model."""
    return tracking.has_version(version)


def run(trained: TrainedRef, prepared: PreparedRef, record: RunRef) -> ModelVersion:
    """Log the model, from raw examples to probabilities, and a fixed batch of its predictions, and register it."""
    from fitflow.inference import served_model

    dataset = prepared.dataset
    model = served_model.finished(Path(trained.path), dataset.task)
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / reload_check.BATCH
        served_model.write_fixed_batch(batch, model, served_model.example(prepared, reload_check.BATCH_SIZE))
        tracking.log_file(record.run_id, batch, "")
    example, facts = served_model.example(prepared), served_model.facts(dataset)
    return tracking.log_model(record, model, example, facts, dataset.name)
