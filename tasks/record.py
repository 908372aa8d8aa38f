"""Tasks that write the record of a run: its start and end, its model, its report."""

from __future__ import annotations

import re
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from fitflow import report as reports
from fitflow import store, tracking
from fitflow.config import Recipe
from fitflow.refs import Metrics, ModelRef, ModelVersion, PreparedRef, Result, RunRef, TrainedRef
from tasks.timing import timed


@contextmanager
def recorded(recipe: Recipe, prepared: PreparedRef, model: ModelRef) -> Generator[RunRef]:
    """An MLflow run that ends as the block does: FINISHED, FAILED, or KILLED when it was interrupted."""
    run = open_run(recipe, prepared, model)
    try:
        yield run
    except Exception:
        tracking.end_run(run.run_id, "FAILED", traceback.format_exc())
        raise
    except BaseException:
        tracking.end_run(run.run_id, "KILLED", "interrupted")
        raise
    tracking.end_run(run.run_id, "FINISHED")


@task(name="start record", cache_policy=NO_CACHE)
def open_run(recipe: Recipe, prepared: PreparedRef, model: ModelRef) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    links = {
        "prefect.flow_run_id": str(flow_run.id),
        "prefect.flow_run_url": str(flow_run.ui_url),
        "mlflow.note.content": f"[Prefect flow run]({flow_run.ui_url})",
    }
    run = tracking.start_run(recipe, prepared, model.runtime | links)
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(flow_run.id, {"mlflow.run_id": run.run_id})
    get_run_logger().info("MLflow run %s", run.run_id)
    return run


@task(name="register", cache_policy=NO_CACHE)
def register_model(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    """Log the model, from raw pixels to probabilities, and register it as a new version."""
    version = timed(_register, trained, prepared, run)
    get_run_logger().info("%s version %s", version.name, version.version)
    return version


@task(name="report", cache_policy=NO_CACHE)
def report(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    run: RunRef,
) -> Result:
    """Draw the figures, write the model card and the flow run's artifact; returns what --json prints."""
    predictions = store.open_entry(Path(metrics.path))
    figures = reports.figures(trained, predictions, prepared.dataset.class_names)
    tracking.log_figures(run.run_id, figures)
    card = reports.model_card(recipe, prepared, model, trained, metrics, run.run_id)
    tracking.log_text(run.run_id, card, "model_card.md")
    steps = {"load": prepared.dataset, "prepare": prepared, "build": model, "train": trained}
    steps |= {"evaluate": metrics, "register": version}
    seconds = {name: round(ref.seconds, 3) for name, ref in steps.items()}
    tracking.log_metrics(run.run_id, {f"seconds_{name}": value for name, value in seconds.items()}, step=0)
    create_markdown_artifact(
        key=re.sub(r"[^a-z0-9-]+", "-", f"{recipe.name}-result"),
        markdown=f"{card}\n[MLflow run {run.run_id}]({run.url})\n"
        if "://" in run.url[:8]
        else f"{card}\n`{run.url}`\n",
        description=f"{recipe.name}, seed {recipe.seed}: test accuracy {metrics.values['test_accuracy']:.4f}",
    )
    return {
        "run_id": run.run_id,
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": recipe.name,
        "metrics": metrics.values,
        "seconds": seconds,
        "seed": recipe.seed,
        "epochs": trained.epochs,
        "examples_per_second": trained.examples_per_second,
        "model": {"uri": version.uri, "name": version.name, "version": version.version},
        "data": {
            "name": prepared.dataset.name,
            "found": prepared.dataset.found,
            "variant": prepared.dataset.variant,
            "sha256": prepared.dataset.digest,
        },
        "runtime": model.runtime,
        "url": run.url,
    }


def _register(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    from fitflow import serving

    model = serving.with_probabilities(Path(trained.path))
    example = serving.example(prepared)
    return tracking.log_model(run, model, example, list(prepared.dataset.class_names), run.experiment)
