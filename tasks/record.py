"""Tasks that finish the record of a training run: its model and its report."""

from __future__ import annotations

from fitflow import tracking
from fitflow.config import Recipe
from fitflow.evaluation.headline import headline
from fitflow.orchestration.caching import cached
from fitflow.orchestration.mlflow_run import artifact
from fitflow.orchestration.run_context import context
from fitflow.orchestration.run_log import run_log
from fitflow.references import Metrics, ModelRef, ModelVersion, PreparedRef, ReportRef, RunRef, TrainedRef
from fitflow.reporting.result import step_seconds
from fitflow.steps import register, report
from fitflow.tracking import reload_check


def _link_reused(version: ModelVersion, run: RunRef) -> ModelVersion:
    """Link a cached version that another run registered; a resumed run has its own."""
    if version.reused and version.reused != run.run_id:
        tracking.link_model(run.run_id, version)
        tracking.copy_artifacts(version.reused, run.run_id, [reload_check.BATCH])
    return version


@cached(register, ModelVersion, name="register", finish=_link_reused)
def register_model(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> ModelVersion:
    """Log the model, from raw examples to probabilities, and register it once as a new version."""
    version = register.run(trained, prepared, run)
    run_log().info("%s version %s", version.name, version.version)
    return version


def _publish(drawn: ReportRef, recipe: Recipe, metrics: Metrics, run: RunRef) -> ReportRef:
    """Log figures, card and step seconds to this run, and write the flow run's artifact."""
    if drawn.reused and drawn.run_id != run.run_id:
        tracking.copy_artifacts(drawn.run_id, run.run_id, report.DRAWN)
    card = tracking.read_text(run.run_id, report.CARD)
    seconds = {f"seconds_{name}": value for name, value in step_seconds(recipe, context().refs).items()}
    tracking.log_results(run.run_id, seconds, step=0)
    name, value = headline(metrics.values)
    artifact(recipe.name, card, run, f"{recipe.name}, seed {recipe.seed}: {name} {value:.4g}")
    return drawn


@cached(report, ReportRef, name="report", finish=_publish)
def write_report(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    run: RunRef,
) -> ReportRef:
    """Draw the figures and write the model card."""
    return report.run(recipe, prepared, model, trained, metrics, version, run)
