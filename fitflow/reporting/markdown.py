"""Metrics as tables in Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from fitflow.references import Metrics
from fitflow.system.markdown import table


def values_table(values: Mapping[str, float]) -> str:
    """Metrics as a Markdown table."""
    return table(("metric", "value"), [(name, f"{value:.6g}") for name, value in values.items()])


def results_table(metrics: Metrics) -> str:
    """Test metrics as a Markdown table, with their intervals if known."""
    rows = [(name, f"{value:.6g}", _interval(metrics, name)) for name, value in metrics.values.items()]
    return table(("metric", "value", "95 % interval"), rows)


def _interval(metrics: Metrics, name: str) -> str:
    if name not in metrics.intervals:
        return ""
    low, high = metrics.intervals[name]
    return f"{low:.4g} to {high:.4g}"
