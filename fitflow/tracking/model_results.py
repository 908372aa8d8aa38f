"""What MLflow's pages show beside a model: its results, the data that they are of, its registered versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow import MlflowClient

NOT_OF_THE_MODEL = ("system/", "seconds_", "epoch_seconds", "examples_per_second", "learning_rate")


def link_results(client: MlflowClient, run_id: str, model_id: str) -> int:
    """Log the last point of each result of a run as the model's too, with the split that it is of.

    MLflow by itself takes the points of one step, the first unless told, as the model's, without data, and fails where
    the model has one of them already. A point that the run has is not logged twice.

    Returns:
        how many steps the model was trained: one more than the last, and so a step of which no result is.
    """
    from mlflow.entities import Metric

    run = client.get_run(run_id)
    splits = {_use(entry): entry.dataset for entry in (run.inputs.dataset_inputs if run.inputs else [])}
    points: list[Metric] = []
    for name in run.data.metrics:
        if name.startswith(NOT_OF_THE_MODEL):
            continue
        last = max(client.get_metric_history(run_id, name), key=lambda point: (point.step, point.timestamp))
        of = splits.get("testing" if name.startswith("test_") else "training")
        data = (of.name, of.digest) if of else (None, None)
        points.append(Metric(name, last.value, last.timestamp, last.step, model_id, *data, run_id=run_id))
    client.log_batch(run_id, metrics=points)
    return max((point.step for point in points), default=-1) + 1


def link_version(client: MlflowClient, model_id: str, name: str, version: str) -> None:
    """Name a registered version at the model that it is of, as MLflow's own way of registering does."""
    client.set_logged_model_tags(model_id, {"mlflow.modelVersions": json.dumps([{"name": name, "version": version}])})


def _use(entry: Any) -> str:
    """What a dataset input was used for."""
    return next((tag.value for tag in entry.tags if tag.key == "mlflow.data.context"), "")
