"""The flow that trains a recipe: load -> prepare -> build -> train -> evaluate -> register -> report."""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from prefect import flow

from fitflow.config import Recipe
from fitflow.orchestration.cancellation import cancellable
from fitflow.orchestration.mlflow_run import recorded
from fitflow.orchestration.notices import notify
from fitflow.orchestration.run_context import flow_facts, reusing
from fitflow.reporting.result import PartialResult, TrainingResult, training_result
from fitflow.reuse.options import Reuse
from fitflow.tasks.data import load_dataset, prepare_data
from fitflow.tasks.model import build_model, evaluate_model, find_start, train_model
from fitflow.tasks.record import register_model, write_report


@flow(
    name="train",
    flow_run_name="{recipe.name}-seed{recipe.seed}",
    persist_result=False,
    on_completion=[notify],
    on_failure=[notify],
    on_crashed=[notify],
)
def train(
    recipe: Recipe,
    data_dir: str | None = None,
    continue_from: str | None = None,
    parent: str | None = None,
    resume: str | None = None,
    reuse: Reuse = Reuse(),  # noqa: B008 - frozen
) -> TrainingResult | PartialResult:
    """Train a recipe and evaluate it on the test split, as one tracked run.

    Args:
        recipe: from `load_recipe`.
        data_dir: look for the data only here.
        continue_from: id of a finished MLflow run whose training to continue.
        parent: id of the parent MLflow run.
        resume: id of an interrupted MLflow run to resume from its last checkpoint; a retried or restarted flow run
            finds its own.
        reuse: which cached steps to run again (default none).

    Returns:
        what `fitflow run --json` prints: run_id, flow_run_id, status, recipe, metrics, seconds and more.
    """
    return train_recipe(recipe, data_dir, continue_from, parent, resume, reuse)


@cancellable
@reusing
def train_recipe(
    recipe: Recipe,
    data_dir: str | None = None,
    continue_from: str | None = None,
    parent: str | None = None,
    resume: str | None = None,
    reuse: Reuse = Reuse(),  # noqa: ARG001, B008 - frozen; read by `reusing`
) -> TrainingResult:
    """The steps of `train`, inside a flow run that has begun; the scheduled flow calls it too."""
    dataset = load_dataset(recipe.dataset, data_dir)
    prepared = prepare_data(dataset, recipe)
    model = build_model(recipe, prepared)
    start = find_start(recipe, prepared, continue_from) if continue_from else None
    with recorded(recipe, prepared, model, start=start, parent=parent, resume=resume, data_dir=data_dir) as run:
        trained = train_model(recipe, prepared, model, run, start)
        metrics = evaluate_model(trained, prepared, run)
        version = register_model(trained, prepared, run)
        write_report(recipe, prepared, model, trained, metrics, version, run)
        return training_result(recipe, prepared, model, trained, metrics, version, run, flow_facts(recipe))
