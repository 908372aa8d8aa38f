"""Link metrics, datasets and registered versions to a logged model, for MLflow's model pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlflow import MlflowClient

NOT_OF_THE_MODEL = ("system/", "seconds_", "epoch_seconds", "examples_per_second", "learning_rate")


def link_results(client: MlflowClient, run_id: str, model_id: str) -> int:
    """Log the last point of each of a run's metrics to the model too, with its dataset split.

    MLflow itself links the points of one step (by default the first) to the model, without datasets, and fails if the
    model already has one of them. Points that the run has are not duplicated.

    Returns:
        the number of steps that the model was trained: the last step plus one, a step without metrics.
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
    """Tag a model with its registered version, as MLflow's own registration does."""
    client.set_logged_model_tags(model_id, {"mlflow.modelVersions": json.dumps([{"name": name, "version": version}])})


def _use(entry: Any) -> str:
    """Return the context of a dataset input."""
    return next((tag.value for tag in entry.tags if tag.key == "mlflow.data.context"), "")
