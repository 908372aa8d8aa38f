"""The result documents: what flows return and `--json` prints. Fields are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NotRequired, TypedDict, final

from fitflow import step_table
from fitflow.config import Computation, Experiment, Recipe
from fitflow.references import (
    DatasetRef,
    Metrics,
    ModelRef,
    ModelVersion,
    PreparedRef,
    Ref,
    RunRef,
    TrainedRef,
)


class DataFacts(TypedDict):
    """The data of a run: name, location, variant (which known content), and SHA-256 of all splits.

    Attributes:
        name: the dataset's name.
        found: where its files were.
        variant: which known content they hold.
        sha256: the SHA-256 (hex) over every byte of every split.
        notes: what was done with missing or doubtful values; missing if there is nothing to say.
    """

    name: str
    found: str
    variant: str
    sha256: str
    notes: NotRequired[str]


class LoggedModel(TypedDict):
    """The model that a run logged: its MLflow address, and its name and version in the registry.

    Attributes:
        uri: the address that MLflow's loaders take: models:/m-<id>.
        name: the registered model's name.
        version: its version in the registry, a whole number as text.
    """

    uri: str
    name: str
    version: str


class FlowFacts(TypedDict):
    """Facts of the flow run itself.

    Attributes:
        flow_run_id: the id of Prefect's flow run.
        seconds: by the step's name how long it took, in seconds; on the command line also `imports`, `server` (waiting
            for Prefect's server) and `total`.
        reused: the steps whose results were taken from the cache.
        reused_from: the id of the MLflow run whose training or computation was reused; empty if none was.
    """

    flow_run_id: str
    seconds: dict[str, float]
    reused: list[str]
    reused_from: str


class RunResult(FlowFacts):
    """Result of every finished run: ids, recipe, seed, test metrics, data, and its page in MLflow.

    Attributes:
        run_id: the MLflow run's id.
        status: FINISHED.
        recipe: the recipe's name.
        metrics: the test metrics by their names: accuracies as shares, errors in the unit of the target.
        seed: the recipe's seed.
        data: the data.
        url: the run's page in MLflow where a server is known, else the command that shows it.
    """

    run_id: str
    status: str
    recipe: str
    metrics: dict[str, float]
    seed: int
    data: DataFacts
    url: str


@final
class TrainingResult(RunResult):
    """Result of a training.

    Attributes:
        epochs: the number of epochs that the network has been trained for, those of earlier runs included.
        history: by the curve's name its values, one an epoch.
        coefficients: the weights of a linear regression by feature, and its bias, in the units of the data; else empty.
        closed_form: the same by least squares; else empty.
        examples_per_second: training examples a second.
        model: the model that the run logged.
        runtime: device, precision and compilation, each with its reason.
    """

    epochs: int
    history: dict[str, list[float]]
    coefficients: dict[str, float]
    closed_form: dict[str, float]
    examples_per_second: float
    model: LoggedModel
    runtime: dict[str, str]


@final
class ComputationResult(RunResult):
    """Result of a recipe without training, with the names of the arrays that its method computed.

    Attributes:
        arrays: the names of the arrays.
    """

    arrays: list[str]


@final
class PartialResult(TypedDict):
    """Result of a run that ended after the step `until`; `run_id` is None if it ended before its record.

    Attributes:
        run_id: the MLflow run's id; null if the run ended before its record was started.
        flow_run_id: the id of Prefect's flow run.
        status: FINISHED.
        recipe: the recipe's name.
        until: the name of the last step.
        metrics: the test metrics by their names; empty if the run ended before they were measured.
        seconds: by the step's name how long it took, in seconds; on the command line also `imports`, `server` (waiting
            for Prefect's server) and `total`.
    """

    run_id: str | None
    flow_run_id: str
    status: str
    recipe: str
    until: str
    metrics: dict[str, float]
    seconds: dict[str, float]


Result = TrainingResult | ComputationResult


def training_result(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    run: RunRef,
    flow: FlowFacts,
) -> TrainingResult:
    """The result of a training."""
    return {
        **_run_result(recipe, prepared, metrics, run, flow),
        "epochs": trained.epochs,
        "history": trained.history,
        "coefficients": metrics.coefficients,
        "closed_form": metrics.closed_form,
        "examples_per_second": trained.examples_per_second,
        "model": {"uri": version.uri, "name": version.name, "version": version.version},
        "runtime": model.runtime,
    }


def computation_result(
    recipe: Computation,
    prepared: PreparedRef,
    arrays: Iterable[str],
    metrics: Metrics,
    run: RunRef,
    flow: FlowFacts,
) -> ComputationResult:
    """The result of a recipe without training."""
    return {**_run_result(recipe, prepared, metrics, run, flow), "arrays": sorted(arrays)}


def data_facts(dataset: DatasetRef) -> DataFacts:
    """The data of a run."""
    facts: DataFacts = {
        "name": dataset.name,
        "found": dataset.found,
        "variant": dataset.variant,
        "sha256": dataset.digest,
    }
    return {**facts, "notes": dataset.notes} if dataset.notes else facts


def step_seconds(recipe: Experiment, refs: Mapping[str, Ref]) -> dict[str, float]:
    """Seconds of each step, in order, without the report, which logs them."""
    names = [row.name for row in step_table.steps_of(recipe) if row.name != "report"]
    return {name: round(refs[name].seconds, 3) for name in names if name in refs}


def _run_result(recipe: Experiment, prepared: PreparedRef, metrics: Metrics, run: RunRef, flow: FlowFacts) -> RunResult:
    return {
        "run_id": run.run_id,
        "status": "FINISHED",
        "recipe": recipe.name,
        "metrics": metrics.values,
        "seed": recipe.seed,
        "data": data_facts(prepared.dataset),
        "url": run.url,
        **flow,
    }
