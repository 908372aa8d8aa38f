"""Tasks of experiments without training: a method, its judgement, its report."""

from __future__ import annotations

from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from fitflow import computing, steps, store, tracking
from fitflow.config import Computation
from fitflow.refs import Computed, Metrics, PreparedRef, Result, RunRef
from tasks.caching import cached, run_is_here
from tasks.record import artifact, described, headline
from tasks.work import done, reused


def compute_method(recipe: Computation, prepared: PreparedRef) -> Computed:
    """Do the recipe's computation on the training data."""
    return done("compute", _compute(recipe, prepared))


def evaluate_computed(computed: Computed, prepared: PreparedRef, run: RunRef) -> Metrics:
    """Judge what was computed."""
    metrics = _judge(computed, prepared)
    tracking.log_results(run.run_id, metrics.values, step=0)
    return done("evaluate", metrics)


@cached(steps.compute, Computed, name="compute", there=run_is_here)
def _compute(recipe: Computation, prepared: PreparedRef) -> Computed:
    return computing.compute(recipe, prepared)


@cached(steps.judge, Metrics, name="evaluate")
def _judge(computed: Computed, prepared: PreparedRef) -> Metrics:
    metrics = computing.evaluate(computed, prepared)
    get_run_logger().info(", ".join(f"{name} {value:.6g}" for name, value in metrics.values.items()))
    return metrics


@task(name="report", cache_policy=NO_CACHE)
def report_computed(
    recipe: Computation, prepared: PreparedRef, computed: Computed, metrics: Metrics, run: RunRef
) -> Result:
    """Draw the figures and write the flow run's artifact; returns what --json prints."""
    from fitflow import report

    tracking.log_figures(run.run_id, computing.figures(computed))
    tracking.log_folder(run.run_id, Path(computed.path), "arrays")
    card = f"# {recipe.name}\n\n{report.values_table(metrics.values)}\n"
    tracking.log_text(run.run_id, card, "report.md")
    steps = {"load": prepared.dataset, "prepare": prepared, "compute": computed, "evaluate": metrics}
    seconds = {name: round(ref.seconds, 3) for name, ref in steps.items()}
    tracking.log_results(run.run_id, {f"seconds_{name}": value for name, value in seconds.items()}, step=0)
    name, value = headline(metrics.values)
    artifact(recipe.name, card, run, f"{recipe.name}: {name} {value:.6g}")
    return {
        "run_id": run.run_id,
        "flow_run_id": str(flow_run.id),
        "status": "FINISHED",
        "recipe": recipe.name,
        "metrics": metrics.values,
        "seconds": seconds,
        "seed": recipe.seed,
        "arrays": sorted(store.open_entry(Path(computed.path)).files),
        "data": described(prepared),
        "url": run.url,
        **reused(),
    }
