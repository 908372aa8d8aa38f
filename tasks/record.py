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
from fitflow.config import Experiment, Recipe
from fitflow.refs import Metrics, ModelRef, ModelVersion, PreparedRef, Result, RunRef, StartRef, TrainedRef
from tasks.timing import timed


@contextmanager
def recorded(
    recipe: Experiment,
    prepared: PreparedRef,
    model: ModelRef | None = None,
    *,
    start: StartRef | None = None,
    parent: str | None = None,
) -> Generator[RunRef]:
    """An MLflow run that ends as the block does: FINISHED, FAILED, or KILLED when it was interrupted.

    `start` is the run that training goes on from, `parent` the id of the run that this one is a part of.
    """
    facts = model.runtime if model else {}
    if start is not None:
        facts = facts | {"fitflow.continues": start.run_id}
    if parent is not None:
        facts = facts | {"mlflow.parentRunId": parent}
    run = open_run(recipe, prepared, facts)
    if start is not None:
        tracking.set_tags(start.run_id, {"fitflow.continued_by": run.run_id})
    with ended_as_the_block(run):
        yield run


@contextmanager
def ended_as_the_block(run: RunRef) -> Generator[None]:
    """End an MLflow run with the status that the block's end means."""
    try:
        yield
    except Exception:
        tracking.end_run(run.run_id, "FAILED", traceback.format_exc())
        raise
    except BaseException:
        tracking.end_run(run.run_id, "KILLED", "interrupted")
        raise
    tracking.end_run(run.run_id, "FINISHED")


@task(name="start record", cache_policy=NO_CACHE)
def open_run(recipe: Experiment, prepared: PreparedRef, facts: dict[str, str]) -> RunRef:
    """Start the MLflow run and link it and the flow run to each other."""
    run = tracking.start_run(recipe, prepared, facts | links())
    label_flow_run(run)
    get_run_logger().info("MLflow run %s", run.run_id)
    return run


def links() -> dict[str, str]:
    """Tags that lead from an MLflow run to this flow run."""
    return {
        "prefect.flow_run_id": str(flow_run.id),
        "prefect.flow_run_url": str(flow_run.ui_url),
        "mlflow.note.content": f"[Prefect flow run]({flow_run.ui_url})",
    }


def label_flow_run(run: RunRef) -> None:
    """Lead from this flow run to its MLflow run."""
    with get_client(sync_client=True) as client:
        client.update_flow_run_labels(flow_run.id, {"mlflow.run_id": run.run_id})


def artifact(name: str, text: str, run: RunRef, description: str) -> None:
    """Keep Markdown with the flow run, with a way to the MLflow run."""
    way = f"[MLflow run {run.run_id}]({run.url})" if "://" in run.url[:8] else f"`{run.url}`"
    create_markdown_artifact(
        key=re.sub(r"[^a-z0-9-]+", "-", f"{name}-result"), markdown=f"{text}\n{way}\n", description=description
    )


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
    figures = reports.figures(trained, predictions, prepared.dataset)
    tracking.log_figures(run.run_id, figures)
    card = reports.model_card(recipe, prepared, model, trained, metrics, run.run_id)
    tracking.log_text(run.run_id, card, "model_card.md")
    steps = {"load": prepared.dataset, "prepare": prepared, "build": model, "train": trained}
    steps |= {"evaluate": metrics, "register": version}
    seconds = {name: round(ref.seconds, 3) for name, ref in steps.items()}
    tracking.log_metrics(run.run_id, {f"seconds_{name}": value for name, value in seconds.items()}, step=0)
    name, value = headline(metrics.values)
    artifact(recipe.name, card, run, f"{recipe.name}, seed {recipe.seed}: {name} {value:.4g}")
    return {
        "run_id": run.run_id,
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": recipe.name,
        "metrics": metrics.values,
        "seconds": seconds,
        "seed": recipe.seed,
        "epochs": trained.epochs,
        "history": trained.history,
        "coefficients": metrics.coefficients,
        "closed_form": metrics.closed_form,
        "examples_per_second": trained.examples_per_second,
        "model": {"uri": version.uri, "name": version.name, "version": version.version},
        "data": described(prepared),
        "runtime": model.runtime,
        "url": run.url,
    }


def described(prepared: PreparedRef) -> dict[str, str]:
    """The data, for --json."""
    dataset = prepared.dataset
    facts = {"name": dataset.name, "found": dataset.found, "variant": dataset.variant, "sha256": dataset.digest}
    return facts | ({"notes": dataset.notes} if dataset.notes else {})


def headline(values: dict[str, float]) -> tuple[str, float]:
    """The metric that a run is known by."""
    name = next((name for name in ("test_accuracy", "test_rmse") if name in values), next(iter(values)))
    return name, values[name]


def _register(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    from fitflow import serving

    dataset = prepared.dataset
    model = serving.finished(Path(trained.path), dataset.task)
    return tracking.log_model(run, model, serving.example(prepared), list(dataset.class_names), dataset.name)
