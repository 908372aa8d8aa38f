"""The flow that trains a recipe: load -> prepare -> build -> train -> evaluate -> register -> report."""

from __future__ import annotations

from prefect import flow

from fitflow.config import Recipe
from fitflow.refs import Result
from tasks.data import load_dataset, prepare
from tasks.model import build_model, evaluate_model, train_model
from tasks.record import recorded, register_model, report


@flow(name="train", flow_run_name="{recipe.name}-seed{recipe.seed}", persist_result=False)
def train(recipe: Recipe, data_dir: str | None = None) -> Result:
    """Train a recipe and evaluate it on the test split, as one tracked run.

    Args:
        recipe: what to do; `load_recipe` makes one.
        data_dir: look for data here and nowhere else.

    Returns:
        what `fitflow run --json` prints: run_id, flow_run_id, status, recipe, metrics, seconds and more.
    """
    dataset = load_dataset(recipe.dataset, data_dir)
    prepared = prepare(dataset, recipe)
    model = build_model(recipe, prepared)
    with recorded(recipe, prepared, model) as run:
        trained = train_model(recipe, prepared, model, run)
        metrics = evaluate_model(trained, prepared, run)
        version = register_model(trained, prepared, run)
        return report(recipe, prepared, model, trained, metrics, version, run)
