"""Published figures compared with ours: the recipes that have some, and the rows of the table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from fitflow import discovery
from fitflow.config import Published
from fitflow.errors import InputError, nearest
from fitflow.references import Result
from fitflow.reporting.markdown import table

HEAD = ("recipe", "source", "metric", "published", "ours", "n", "band", "holds")


def published() -> dict[str, tuple[Published, ...]]:
    """Return published figures by recipe name."""
    found: dict[str, tuple[Published, ...]] = {}
    for module in discovery.available("recipes"):
        figures: tuple[Published, ...] = getattr(discovery.find("recipes", module), "PUBLISHED", ())
        if figures:
            found[discovery.dashed("recipes", module)] = figures
    return found


def chosen(names: Sequence[str]) -> dict[str, tuple[Published, ...]]:
    """Return the figures of the named recipes; without names, those of the source documents.

    Raises:
        InputError: a recipe has no published figure.
    """
    known = published()
    for name in names:
        if name not in known:
            raise InputError(f"recipe {name!r} has no published figure: {nearest(name, known)}")
    if names:
        return {name: known[name] for name in names}
    return {name: figures for name, figures in known.items() if not all(figure.beyond for figure in figures)}


def rows(recipe: str, figures: Sequence[Published], results: Sequence[Sequence[Result]]) -> list[dict[str, Any]]:
    """One row a published figure.

    Args:
        recipe: the recipe's name.
        figures: its published figures.
        results: for each seed, the results of its sittings, as printed by `fitflow run --json`.

    Returns:
        recipe, source, metric, published, ours (mean), sd, n, values, band, holds, note, run_ids, seconds.
    """
    run_ids = [result["run_id"] for sittings in results for result in sittings]
    seconds = sum(result["seconds"]["total"] for sittings in results for result in sittings)
    common = {"recipe": recipe, "run_ids": run_ids, "seconds": seconds, "error": None}
    return [
        common | _row(figure, [_value(sittings[figure.sitting - 1], figure.metric) for sittings in results])
        for figure in figures
    ]


def failed(recipe: str, figures: Sequence[Published], error: str) -> list[dict[str, Any]]:
    """The rows of a recipe that could not be run."""
    empty = {"ours": math.nan, "sd": 0.0, "n": 0, "values": [], "holds": False}
    common = {"recipe": recipe, "run_ids": [], "seconds": 0.0, "error": error}
    return [common | _row(figure, []) | empty for figure in figures]


def markdown(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table, with remarks below."""
    lines = [table((*HEAD, "seconds"), [(*cells(row), f"{row['seconds']:.0f}") for row in rows])]
    return "\n\n".join([*lines, *remarks(rows)])


def remarks(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Remarks on rows: why one failed, or a note on its figure."""
    texts = [(row, row["error"] or row["note"]) for row in rows]
    return [f"{row['recipe']}, {row['metric']}: {text}" for row, text in texts if text]


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A row as text, in the order of HEAD."""
    spread = f" ± {row['sd']:.1g}" if row["n"] > 1 else ""
    ours = "failed" if row["error"] else f"{number(row['ours'], row['published'])}{spread}"
    holds = "yes" if row["holds"] else "NO"
    return (row["recipe"], row["source"], row["metric"], row["published"], ours, str(row["n"]), band(row), holds)


def band(row: dict[str, Any]) -> str:
    """The band as text; a narrow one only by its half-width."""
    low, high = row["band"]
    if low is None and high is None:
        return "reported"
    if low is None:
        return f"≤ {high:.4g}"
    if high is None:
        return f"≥ {low:.4g}"
    if low == high:
        return f"{low:g}"
    reach = (high - low) / 2
    return f"± {reach:.0e}" if reach < 1e-6 * abs(low + high) else f"{low:.4g} to {high:.4g}"


def number(value: float, published: str) -> str:
    """Format a value with as many decimals as the published figure (at least 4); tiny values with 2 significant digits.

    Four significant digits if the published figure is not a number.
    """
    digits = max(4, len(published.partition(".")[2]))
    try:
        float(published)
    except ValueError:
        return f"{value:.4g}"
    return f"{value:.{digits}f}" if abs(value) >= 1e-4 else f"{value:.2g}"


def _row(figure: Published, values: list[float]) -> dict[str, Any]:
    mean = statistics.fmean(values) if values else math.nan
    return {
        "source": figure.source,
        "metric": figure.metric + (f", sitting {figure.sitting}" if figure.sitting else ""),
        "published": figure.published,
        "ours": mean,
        "sd": statistics.stdev(values) if len(values) > 1 else 0.0,
        "n": len(values),
        "values": values,
        "band": [limit if math.isfinite(limit) else None for limit in (figure.low, figure.high)],
        "holds": figure.low <= mean <= figure.high,
        "note": figure.note,
    }


def _value(result: Result, metric: str) -> float:
    """A test metric, or the last value of a curve."""
    if metric in result["metrics"]:
        return float(result["metrics"][metric])
    history = result.get("history", {})
    if metric not in history:
        raise InputError(f"{result['recipe']} has no {metric}: {nearest(metric, [*result['metrics'], *history])}")
    return float(history[metric][-1])
