"""Curves of several runs: read, thinned, and drawn as a line of blocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from fitflow import tracking
from fitflow.comparison.groups import Group
from fitflow.system.sparkline import blocks

Line = Sequence[tuple[int, float]]
Curves = dict[str, dict[str, Line]]
Point = TypeVar("Point")
POINTS = 300  # of one line; more than a chart's width in pixels
NOT_DRAWN = {"examples_per_second", "epoch_seconds"}  # they show how busy the machine was
ORDER = ("loss", "val_loss", "accuracy", "val_accuracy", "mae", "val_mae")


def read(groups: Sequence[Group]) -> Curves:
    """All curves by name and run: {"loss": {run_id: [(epoch from 0, value), ...]}}, names in ORDER first."""
    by_run = tracking.curves([run["run_id"] for group in groups for run in group.runs])
    names = {name for lines in by_run.values() for name in lines} - NOT_DRAWN
    ordered = sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {
        name: {run: thinned(lines[name], POINTS) for run, lines in by_run.items() if name in lines} for name in ordered
    }


def span(lines: Sequence[Line]) -> tuple[float, float]:
    """Minimum and maximum of the finite values of some lines; 0 and 0 if there are none."""
    values = [value for line in lines for _, value in line if math.isfinite(value)]
    return (min(values), max(values)) if values else (0.0, 0.0)


def sparkline(line: Line, low: float, high: float, width: int) -> str:
    """A line as block characters scaled from `low` to `high`; a space for a value that is not finite."""
    chosen = [line[round(place * (len(line) - 1) / max(width - 1, 1))] for place in range(min(width, len(line)))]
    return blocks((value for _, value in (chosen if len(line) > width else line)), low, high)


def thinned(line: Sequence[Point], most: int) -> Sequence[Point]:
    """Return at most so many points of a line, evenly spaced, including the first and the last."""
    if len(line) <= most:
        return line
    return [line[round(place * (len(line) - 1) / (most - 1))] for place in range(most)]
