"""One curve of several runs as an SVG line chart, with the data of its table and its slider."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fitflow.comparison.curves import thinned

WIDTH, HEIGHT = 760, 320  # of the chart, in SVG units
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 12, 40  # margins
TICKS = 5
ROWS = 20  # of the table
TOTAL = 20_000  # points per chart
Points = Sequence[tuple[int, float | None]]  # step and value


def chart(
    name: str, curves: Mapping[str, Points], lines: Sequence[Mapping[str, str]], ours: bool
) -> dict[str, Any] | None:
    """Compute a chart; None if no value is finite, or if several runs have one constant value.

    Args:
        name: the curve's name.
        curves: points by run.
        lines: `run`, `name` and `style` of each run, in the order of the legend.
        ours: whether all runs are fitflow's; their steps are epochs, recorded from 0 and shown from 1.
    """
    shift = 1 if ours else 0
    kept = {run: thinned(points, TOTAL // len(curves)) for run, points in curves.items()}
    finite = [(step + shift, value) for points in kept.values() for step, value in points if value is not None]
    if not finite:
        return None
    steps, values = [step for step, _ in finite], [value for _, value in finite]
    if len(set(values)) == 1 and len(curves) > 1:
        return None  # constant, such as a fixed learning rate
    across, up = _Scale(min(steps), max(steps), LEFT, WIDTH - RIGHT), _Scale(*_roomy(values), HEIGHT - BOTTOM, TOP)
    drawn = [_line(line, kept[line["run"]], shift, across, up) for line in lines if line["run"] in kept]
    return {
        "name": name,
        "unit": "epoch" if ours else "step",
        "lines": drawn,
        "across": [{"at": across(tick), "text": f"{tick:g}"} for tick in across.ticks(whole=True)],
        "up": [{"at": up(tick), "text": f"{tick:.4g}"} for tick in up.ticks()],
        "first": min(steps),
        "last": max(steps),
        "table": _table(kept, drawn, shift),
        "data": {line["run"]: [[step + shift, value] for step, value in kept[line["run"]]] for line in drawn},
        "frame": {"left": LEFT, "right": WIDTH - RIGHT, "top": TOP, "bottom": HEIGHT - BOTTOM},
        "size": {"width": WIDTH, "height": HEIGHT},
    }


class _Scale:
    """Maps values to positions in the chart."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, whole: bool = False) -> list[float]:
        """Round tick values within the scale."""
        rough = (self.high - self.low) / TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
        step = max(step, 1.0) if whole else step
        first = math.ceil(self.low / step)
        return [place * step for place in range(first, math.floor(self.high / step) + 1)]


def _line(line: Mapping[str, str], points: Points, shift: int, across: _Scale, up: _Scale) -> dict[str, Any]:
    """An SVG path, interrupted where a value is missing, and its description."""
    parts: list[str] = []
    command = "M"
    for step, value in points:
        if value is None:
            command = "M"
            continue
        parts.append(f"{command}{across(step + shift)} {up(value)}")
        command = "L"
    known = [(step + shift, value) for step, value in points if value is not None]
    last = f"{known[-1][1]:.4g}" if known else "no value"
    lowest, highest = (choose(known, key=lambda point: point[1]) if known else (0, 0.0) for choose in (min, max))
    words = (
        f"{line['name']}: last {last}, lowest {lowest[1]:.4g} at {lowest[0]}, highest {highest[1]:.4g} at {highest[0]}"
    )
    return {**line, "path": " ".join(parts), "words": words, "last": last}


def _table(kept: Mapping[str, Points], lines: Sequence[Mapping[str, Any]], shift: int) -> list[dict[str, Any]]:
    """Up to ROWS steps, with each line's value at each step."""
    steps = sorted({step for points in kept.values() for step, _ in points})
    known: dict[str, dict[int, float | None]] = {run: dict(points) for run, points in kept.items()}
    return [
        {"step": step + shift, "values": [_text(known[line["run"]].get(step)) for line in lines]}
        for step in thinned(steps, ROWS)
    ]


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _roomy(values: Sequence[float]) -> tuple[float, float]:
    """The values' range with a margin."""
    low, high = min(values), max(values)
    room = (high - low) * 0.04 or abs(low) * 0.1 or 1.0
    return low - room, high + room
