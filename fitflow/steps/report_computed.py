"""report, for a recipe without training: draw the method's figures and write its tables; never reused."""

from __future__ import annotations

from pathlib import Path

from fitflow import tracking
from fitflow.config import Computation
from fitflow.references import Computed, Metrics, RunRef
from fitflow.reporting.markdown import values_table
from fitflow.steps import compute


def run(recipe: Computation, computed: Computed, metrics: Metrics, record: RunRef) -> str:
    """Log figures, arrays and tables as artifacts of the run; return the tables in Markdown."""
    tracking.log_figures(record.run_id, compute.figures(computed))
    tracking.log_folder(record.run_id, Path(computed.path), "arrays")
    text = f"# {recipe.name}\n\n{values_table(metrics.values)}\n"
    tracking.log_text(record.run_id, text, "report.md")
    return text
