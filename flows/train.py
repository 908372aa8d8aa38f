"""The flow that trains a recipe: load -> prepare -> build -> train -> evaluate -> register -> report."""

# No postponed annotations here: Prefect reads a flow's types where its decorator stands.

from prefect import flow

from fitflow.config import Recipe
from fitflow.refs import Result
from fitflow.reuse import Reuse
from tasks.data import load_dataset, prepare
from tasks.model import build_model, evaluate_model, find_start, train_model
from tasks.notify import tell
from tasks.record import recorded, register_model, report
from tasks.stopping import cancellable
from tasks.work import reusing


@flow(
    name="train",
    flow_run_name="{recipe.name}-seed{recipe.seed}",
    persist_result=False,
    on_completion=[tell],
    on_failure=[tell],
    on_crashed=[tell],
)
@cancellable
@reusing
def train(
    recipe: Recipe,
    data_dir: str | None = None,
    continue_from: str | None = None,
    parent: str | None = None,
    resume: str | None = None,
    reuse: Reuse = Reuse(),  # noqa: ARG001, B008 - frozen; read by `reusing`
) -> Result:
    """Train a recipe and evaluate it on the test split, as one tracked run.

    Args:
        recipe: what to do; `load_recipe` makes one.
        data_dir: look for data here and nowhere else.
        continue_from: the id of a finished MLflow run whose training goes on.
        parent: the id of the MLflow run that this one is a part of.
        resume: the id of an MLflow run that was interrupted; it goes on from its last checkpoint. A flow run that is
            retried or restarted finds its own.
        reuse: which steps are done again although they are done already; by default none.

    Returns:
        what `fitflow run --json` prints: run_id, flow_run_id, status, recipe, metrics, seconds and more.
    """
    dataset = load_dataset(recipe.dataset, data_dir)
    prepared = prepare(dataset, recipe)
    model = build_model(recipe, prepared)
    start = find_start(recipe, prepared, continue_from) if continue_from else None
    with recorded(recipe, prepared, model, start=start, parent=parent, resume=resume, data_dir=data_dir) as run:
        trained = train_model(recipe, prepared, model, run, start)
        metrics = evaluate_model(trained, prepared, run)
        version = register_model(trained, prepared, run)
        return report(recipe, prepared, model, trained, metrics, version, run)
