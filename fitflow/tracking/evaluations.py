"""Evaluations of a trained model, as separate runs, so that the training run's metrics stay unchanged."""

from __future__ import annotations

import time
from collections.abc import Mapping

from fitflow.references import DatasetRef, RunRef, ServedModel
from fitflow.tracking.connection import connect, reaching
from fitflow.tracking.runs import create_run, dataset_input
from fitflow.tracking.writing import log_inputs

EVALUATES = "fitflow.evaluates"  # the run whose model was evaluated
RECIPE = "fitflow.evaluated_recipe"


def start_evaluation(model: ServedModel, dataset: DatasetRef, tags: Mapping[str, str]) -> RunRef:
    """Create a run in the training run's experiment, linked to the model and to the evaluation data.

    Raises:
        InputError: the store cannot be opened.
    """
    from mlflow.entities import LoggedModelInput

    client = connect()
    trained = client.get_run(model.run_id)
    recipe = trained.data.tags.get("fitflow.recipe", model.name)
    links = {
        EVALUATES: model.run_id,
        RECIPE: recipe,
        "fitflow.model_uri": model.uri,
        "fitflow.data": f"{dataset.name}: {dataset.variant}, {dataset.found}",
        "fitflow.data_sha256": dataset.digest,
    }
    experiment = client.get_experiment(trained.info.experiment_id).name
    run = create_run(experiment, f"evaluate-{recipe}", links | dict(tags))
    data = dataset_input(dataset, "test", "testing", dataset.num_test)
    log_inputs(run.run_id, [data], [LoggedModelInput(_id(model))])
    return run


def log_evaluation(run_id: str, model: ServedModel, dataset: DatasetRef, metrics: Mapping[str, float]) -> None:
    """Log an evaluation's metrics to its run; MLflow also shows them on the model and dataset pages.

    Raises:
        Unreachable: the store cannot be used now.
    """
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    data = dataset_input(dataset, "test", "testing", dataset.num_test).dataset
    points = [Metric(name, value, now, 0, _id(model), data.name, data.digest) for name, value in metrics.items()]
    with reaching():
        connect().log_batch(run_id, metrics=points)


def _id(model: ServedModel) -> str:
    return model.uri.removeprefix("models:/")
