"""report: draw the figures and write the model card."""

from __future__ import annotations

from pathlib import Path

from fitflow import tracking
from fitflow.config import Recipe
from fitflow.references import Metrics, ModelRef, ModelVersion, PreparedRef, ReportRef, RunRef, TrainedRef
from fitflow.reuse import results
from fitflow.reuse.keys import Step, fields, make_step
from fitflow.store import entries
from fitflow.system.files import json_checksum

CARD = "model_card.md"
DRAWN = (CARD, "figures")  # artifacts that belong to the report


def key(recipe: Recipe, prepared: PreparedRef, trained: TrainedRef, metrics: Metrics) -> Step:
    """Return the step's key."""
    inputs = {
        "data": [prepared.dataset.name, prepared.dataset.variant, prepared.dataset.target],
        "network": trained.digest,
        "curves": json_checksum(trained.history),
        "metrics": json_checksum(metrics.values),
        "predictions": Path(metrics.path).name,
        "MLflow store": tracking.tracking_uri(),
    }
    return make_step("report", fields(recipe.name, "name") | fields(recipe.seed, "seed"), inputs, [run])


def is_there(drawn: ReportRef, _: results.Record) -> bool:
    """Return whether the model card exists; True for one on a server, which the flow checks later."""
    return results.artifact_is_there(drawn.location, CARD)


def is_recorded(drawn: ReportRef, _: results.Record) -> bool:
    """Return whether MLflow has the model card."""
    return tracking.has_artifact(drawn.run_id, CARD)


def run(
    recipe: Recipe,
    prepared: PreparedRef,
    model: ModelRef,
    trained: TrainedRef,
    metrics: Metrics,
    version: ModelVersion,
    record: RunRef,
) -> ReportRef:
    """Draw the figures, write the model card, and log both as artifacts of the run."""
    from fitflow.reporting import figures
    from fitflow.reporting.model_card import model_card

    predictions = entries.open_entry(Path(metrics.path))
    tracking.log_figures(record.run_id, figures.figures(trained, predictions, prepared.dataset))
    tags = tracking.get_run(record.run_id)["tags"]
    card = model_card(recipe, prepared, model, trained, metrics, version, tags, record.run_id)
    tracking.log_text(record.run_id, card, CARD)
    return ReportRef(run_id=record.run_id, location=tracking.artifact_location(record.run_id))
