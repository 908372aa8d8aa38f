"""Tasks that build, train and evaluate a network. Only training retries: it resumes from its last checkpoint."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from fitflow import tracking
from fitflow.config import Recipe
from fitflow.evaluation import record
from fitflow.lifecycle import continuation
from fitflow.lifecycle.live_curves import CURVE
from fitflow.orchestration.caching import cached
from fitflow.orchestration.device_slots import device_slot
from fitflow.orchestration.retrying import only_after
from fitflow.orchestration.run_log import run_log
from fitflow.references import Metrics, ModelRef, PreparedRef, RunRef, StartRef, TrainedRef
from fitflow.steps import build, evaluate, train


@cached(build, ModelRef, name="build")
def build_model(recipe: Recipe, prepared: PreparedRef) -> ModelRef:
    """Build the network once to describe it, and choose device, precision and compilation."""
    model = build.run(recipe, prepared)
    chosen = model.runtime
    run_log().info(
        "%s, %d parameters, on %s, %s (%s)",
        model.name,
        model.num_parameters,
        chosen["device"],
        chosen["precision"],
        chosen["precision_reason"],
    )
    return model


@task(name="find start", cache_policy=NO_CACHE)
def find_start(recipe: Recipe, prepared: PreparedRef, run_id: str) -> StartRef:
    """Find the run whose training to continue."""
    start = continuation.find_start(run_id, recipe, prepared.dataset)
    run_log().info("continuing from run %s", start.run_id)
    return start


def _log_reused_curves(trained: TrainedRef, run: RunRef) -> TrainedRef:
    """Log the curves of a cached training; a resumed run has some already."""
    if trained.reused:
        first = max(trained.initial_epoch, tracking.last_step(run.run_id, CURVE) + 1)
        tracking.log_curves(run.run_id, trained.history, first)
    return trained


@cached(
    train,
    TrainedRef,
    name="train",
    finish=_log_reused_curves,
    retries=2,
    retry_delay_seconds=[1, 10],
    retry_condition_fn=only_after(OSError),  # such as a lost network disk; a recipe that fails, fails again,
)
def train_model(
    recipe: Recipe, prepared: PreparedRef, model: ModelRef, run: RunRef, start: StartRef | None
) -> TrainedRef:
    """Fit the network, from `start` if given, and save it; each epoch is logged to MLflow as it ends."""
    with device_slot(model):
        trained = train.run(recipe, prepared, model, run, start, run_log())
    tracking.log_file(run.run_id, Path(trained.checkpoint), "checkpoint")
    run_log().info("%d epochs, %.0f examples/s", trained.epochs, trained.examples_per_second)
    return trained


def _log_metrics(metrics: Metrics, trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> Metrics:
    """Log the metrics and the evaluation's record to MLflow, whether new or cached."""
    tracking.log_results(run.run_id, metrics.values, step=trained.epochs - 1)
    record.write(run.run_id, metrics, prepared.dataset)
    return metrics


@cached(evaluate, Metrics, name="evaluate", finish=_log_metrics)
def evaluate_model(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> Metrics:
    """Evaluate the trained network on the test split."""
    dataset = prepared.dataset
    reads = tracking.note_test_read(run.run_id, dataset.name, dataset.digests["test"])  # before it is read
    metrics = evaluate.run(trained, prepared).model_copy(update={"test_reads": reads})
    run_log().info(", ".join(f"{name} {value:.4g}" for name, value in metrics.values.items()))
    return metrics
