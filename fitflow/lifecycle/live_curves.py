"""Log curves to MLflow during training: each epoch's metrics, and periodically the figure."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fitflow import tracking
from fitflow.system.stderr import warn

FIGURE_SECONDS = 10.0  # drawing and logging take about 0.2 s
RETRY_SECONDS = 5.0  # retry interval for an unreachable store, which short epochs would try too often
PENDING = "pending.jsonl"
CURVE = "loss"  # every epoch has it


class CurveLogger:
    """Logs each epoch to MLflow exactly once; call it with the metrics and the epoch's number, from 0.

    After a resume, training may repeat epochs that MLflow has, and have others that it lacks. Points that cannot be
    sent wait in a file.

    Args:
        run_id: the MLflow run.
        folder: the run's folder, for the file.
        history: curves of earlier epochs.
        first: first epoch of this run, from 0.
    """

    def __init__(self, run_id: str, folder: Path, history: Mapping[str, Sequence[float]], first: int = 0) -> None:
        self._run_id = run_id
        self._folder = folder
        self._history = {name: list(values) for name, values in history.items()}
        self._drawn = time.monotonic()
        self._away: float | None = None
        self._known: int | None = None
        self._waiting = waiting(folder)
        kept = {point["step"] for point in self._waiting}
        for epoch in range(first, len(self._history.get(CURVE, ()))):
            if epoch not in kept:
                self._waiting.append(_point({name: values[epoch] for name, values in self._history.items()}, epoch))
        self._deliver()

    def __call__(self, metrics: Mapping[str, float], epoch: int) -> None:
        """Log one epoch."""
        for name, value in metrics.items():
            self._history.setdefault(name, []).append(value)
        self._waiting.append(_point(metrics, epoch))
        if self._away is not None and time.monotonic() - self._away < RETRY_SECONDS:
            _keep(self._folder, self._waiting[-1:])
            return
        self._deliver()

    def _deliver(self) -> None:
        """Log the waiting points, or keep them in the file."""
        if not self._waiting:
            return
        try:
            self._known = _log(self._run_id, self._waiting, self._known)
            self._draw()
        except tracking.Unreachable:
            self._away, self._known = time.monotonic(), None  # some points may have arrived: query the last step again
            (self._folder / PENDING).unlink(missing_ok=True)
            _keep(self._folder, self._waiting)
            return
        self._away = None
        self._waiting.clear()
        (self._folder / PENDING).unlink(missing_ok=True)

    def _draw(self) -> None:
        if time.monotonic() - self._drawn > FIGURE_SECONDS:
            from fitflow.reporting import figures

            tracking.log_figures(self._run_id, {"curves": figures.curves(self._history)})
            self._drawn = time.monotonic()


def deliver(run_id: str, folder: Path) -> None:
    """Log the points that wait in a run's folder.

    Raises:
        Unreachable: the store still cannot be used.
    """
    _log(run_id, waiting(folder), None)
    (folder / PENDING).unlink(missing_ok=True)


def waiting(folder: Path) -> list[dict[str, Any]]:
    """Return the points that wait in a run's folder, oldest first; skip a line that a kill truncated."""
    try:
        lines = (folder / PENDING).read_text().splitlines()
    except FileNotFoundError:
        return []
    points: list[dict[str, Any]] = []
    for line in lines:
        with contextlib.suppress(json.JSONDecodeError):
            points.append(json.loads(line))
    return points


def _log(run_id: str, points: Sequence[Mapping[str, Any]], known: int | None) -> int | None:
    """Log the points after step `known` (None: query MLflow's last step); return the new last step."""
    if not points:
        return known
    last = tracking.last_step(run_id, CURVE) if known is None else known
    for point in sorted(points, key=lambda point: point["step"]):
        if point["step"] > last:
            tracking.log_metrics(run_id, point["metrics"], point["step"], milliseconds=point["time"])
            last = point["step"]
    return last


def _point(metrics: Mapping[str, float], epoch: int) -> dict[str, Any]:
    return {"step": epoch, "time": int(time.time() * 1000), "metrics": dict(metrics)}


def _keep(folder: Path, points: Sequence[Mapping[str, Any]]) -> None:
    try:
        with (folder / PENDING).open("a") as file:
            file.writelines(json.dumps(point) + "\n" for point in points)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:  # the next checkpoint also holds the curves
        warn(f"could not keep the metrics of epoch {points[-1]['step'] + 1}: {error.strerror or error}")
