"""The result of evaluating a model on a dataset, as printed with `--json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from fitflow.references import (
    DatasetRef,
    Metrics,
    RunRef,
    ServedModel,
)
from fitflow.reporting.result import DataFacts, data_facts


class EvaluatedModel(TypedDict):
    """The model that was evaluated, and the run that trained it.

    Attributes:
        name: the model as it was named: a run, NAME@ALIAS or models:/NAME/VERSION.
        uri: the address that MLflow's loaders take: models:/m-<id>.
        run_id: the id of the MLflow run that trained it.
    """

    name: str
    uri: str
    run_id: str


class EvaluationResult(TypedDict):
    """Result of an evaluation of a logged model.

    Attributes:
        run_id: the id of the evaluation's own MLflow run.
        flow_run_id: the id of Prefect's flow run.
        status: FINISHED.
        recipe: the name of the recipe that the model was trained with.
        model: the model.
        metrics: the test metrics by their names: accuracies as shares, errors in the unit of the target.
        intervals: for some metrics the limits between which the value lies with a confidence of 95 %, in its unit.
        per_class: by class: precision, recall and f1, as shares, and the number of its test examples.
        num_examples: the number of test examples.
        test_reads: how often the test split has been read for this registered model, this time included.
        recorded: the training run's values of the same metrics.
        same_data: whether these are of the same data, byte for byte.
        data: the data.
        seconds: how long it took, in seconds: `load`, `evaluate`, `imports`, `server` and `total`.
        url: the page of the evaluation's run where a server is known, else the command that shows it.
    """

    run_id: str
    flow_run_id: str
    status: str
    recipe: str
    model: EvaluatedModel
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    per_class: dict[str, dict[str, float]]
    num_examples: int
    test_reads: int
    recorded: dict[str, float]
    same_data: bool
    data: DataFacts
    seconds: dict[str, float]
    url: str


def evaluation_result(
    model: ServedModel,
    dataset: DatasetRef,
    metrics: Metrics,
    run: RunRef,
    trained: Mapping[str, Any],
    flow_run_id: str,
) -> EvaluationResult:
    """The result of an evaluation.

    Args:
        model, dataset: what was evaluated, and on what.
        metrics, run: the metrics, and the evaluation's own run.
        trained: the run that trained the model, with "metrics" and "tags".
        flow_run_id: id of the Prefect flow run.
    """
    recorded: dict[str, float] = {key: trained["metrics"][key] for key in metrics.values if key in trained["metrics"]}
    return {
        "run_id": run.run_id,
        "flow_run_id": flow_run_id,
        "status": "FINISHED",
        "recipe": trained["tags"].get("fitflow.recipe", model.name),
        "model": {"name": model.name, "uri": model.uri, "run_id": model.run_id},
        "metrics": metrics.values,
        "intervals": metrics.intervals,
        "per_class": metrics.per_class,
        "num_examples": metrics.num_examples,
        "test_reads": metrics.test_reads,
        "recorded": recorded,
        "same_data": trained["tags"].get("fitflow.data_sha256") == dataset.digest,
        "data": data_facts(dataset),
        "seconds": {"load": round(dataset.seconds, 3), "evaluate": round(metrics.seconds, 3)},
        "url": run.url,
    }
