"""Tasks of recipes without training: a method, its evaluation, its report."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from fitflow import tracking
from fitflow.config import Computation
from fitflow.evaluation.headline import headline
from fitflow.orchestration.caching import cached
from fitflow.orchestration.mlflow_run import artifact
from fitflow.orchestration.run_context import context
from fitflow.orchestration.run_log import run_log
from fitflow.references import Computed, Metrics, PreparedRef, RunRef
from fitflow.reporting.result import step_seconds
from fitflow.steps import compute, judge, report_computed


@cached(compute, Computed, name="compute")
def compute_method(recipe: Computation, prepared: PreparedRef) -> Computed:
    """Run the recipe's method on the training data."""
    return compute.run(recipe, prepared)


def _log_metrics(metrics: Metrics, run: RunRef) -> Metrics:
    tracking.log_results(run.run_id, metrics.values, step=0)
    return metrics


@cached(judge, Metrics, name="evaluate", finish=_log_metrics)
def evaluate_computed(computed: Computed, prepared: PreparedRef, run: RunRef) -> Metrics:  # noqa: ARG001 - for `finish`
    """Compute the metrics of a computation's result."""
    metrics = judge.run(computed, prepared)
    run_log().info(", ".join(f"{name} {value:.6g}" for name, value in metrics.values.items()))
    return metrics


@task(name="report", cache_policy=NO_CACHE)
def write_computed_report(recipe: Computation, computed: Computed, metrics: Metrics, run: RunRef) -> None:
    """Draw the figures and write the tables and the flow run's artifact."""
    text = report_computed.run(recipe, computed, metrics, run)
    seconds = {f"seconds_{name}": value for name, value in step_seconds(recipe, context().refs).items()}
    tracking.log_results(run.run_id, seconds, step=0)
    name, value = headline(metrics.values)
    artifact(recipe.name, text, run, f"{recipe.name}: {name} {value:.6g}")
