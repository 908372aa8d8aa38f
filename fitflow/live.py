"""Curves in MLflow that grow while a network trains: each epoch's numbers, and from time to time the figure."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fitflow import tracking

FIGURE_SECONDS = 10.0  # drawing and logging take about 0.2 s
PENDING = "pending.jsonl"
CURVE = "loss"  # every epoch has it


class CurveLogger:
    """Called after each epoch with its metrics and its number, from 0.

    An epoch that MLflow has already is not logged again: training that goes on from a checkpoint may repeat some. What
    cannot be delivered waits in a file.

    Args:
        run_id: the MLflow run.
        folder: the run's own, for what waits.
        history: curves of the epochs before.
    """

    def __init__(self, run_id: str, folder: Path, history: Mapping[str, Sequence[float]]) -> None:
        self._run_id = run_id
        self._folder = folder
        self._history = {name: list(values) for name, values in history.items()}
        self._logged = max(_last_logged(run_id), max((point["step"] for point in waiting(folder)), default=-1))
        self._drawn = time.monotonic()

    def __call__(self, metrics: Mapping[str, float], epoch: int) -> None:
        """Log one point of each curve."""
        for name, value in metrics.items():
            self._history.setdefault(name, []).append(value)
        if epoch <= self._logged:
            return
        self._logged = epoch
        try:
            deliver(self._run_id, self._folder)
            tracking.log_metrics(self._run_id, metrics, epoch)
            self._draw()
        except tracking.Unreachable:
            _keep(self._folder, {"step": epoch, "time": int(time.time() * 1000), "metrics": dict(metrics)})

    def _draw(self) -> None:
        if time.monotonic() - self._drawn > FIGURE_SECONDS:
            from fitflow import report

            tracking.log_figures(self._run_id, {"curves": report.curves(self._history)})
            self._drawn = time.monotonic()


def deliver(run_id: str, folder: Path) -> int:
    """Log what waits in a run's folder; returns how many epochs that were.

    Raises:
        Unreachable: the MLflow server still does not answer.
    """
    points = waiting(folder)
    if not points:
        return 0
    known = tracking.last_step(run_id, CURVE)
    for point in points:
        if point["step"] > known:
            tracking.log_metrics(run_id, point["metrics"], point["step"], milliseconds=point["time"])
    (folder / PENDING).unlink(missing_ok=True)
    return len(points)


def waiting(folder: Path) -> list[dict[str, Any]]:
    """The points that could not be delivered, oldest first; a line that a kill cut short is left out."""
    try:
        lines = (folder / PENDING).read_text().splitlines()
    except FileNotFoundError:
        return []
    points: list[dict[str, Any]] = []
    for line in lines:
        with contextlib.suppress(json.JSONDecodeError):
            points.append(json.loads(line))
    return points


def _last_logged(run_id: str) -> int:
    try:
        return tracking.last_step(run_id, CURVE)
    except tracking.Unreachable:
        return -1


def _keep(folder: Path, point: dict[str, Any]) -> None:
    with (folder / PENDING).open("a") as file:
        file.write(json.dumps(point) + "\n")
        file.flush()
        os.fsync(file.fileno())
