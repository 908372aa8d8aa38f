"""Curves in MLflow that grow while a network trains: each epoch's numbers, and from time to time the figure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from fitflow import report, tracking

FIGURE_SECONDS = 10.0  # drawing and logging take about 0.2 s


class CurveLogger:
    """Called after each epoch with its metrics and its number, from 0.

    Args:
        run_id: the MLflow run.
        history: curves of the epochs before.
    """

    def __init__(self, run_id: str, history: Mapping[str, Sequence[float]]) -> None:
        self._run_id = run_id
        self._history = {name: list(values) for name, values in history.items()}
        self._drawn = time.monotonic()

    def __call__(self, metrics: Mapping[str, float], epoch: int) -> None:
        """Log one point of each curve."""
        tracking.log_metrics(self._run_id, metrics, epoch)
        for name, value in metrics.items():
            self._history.setdefault(name, []).append(value)
        if time.monotonic() - self._drawn > FIGURE_SECONDS:
            tracking.log_figures(self._run_id, {"curves": report.curves(self._history)})
            self._drawn = time.monotonic()
