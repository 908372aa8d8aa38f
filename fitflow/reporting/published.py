"""Published figures compared with ours: the recipes that have some, and the rows of the table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import TypedDict

from fitflow import discovery
from fitflow.config import Published
from fitflow.errors import InputError, nearest
from fitflow.reporting.result import Result
from fitflow.system.markdown import table

HEAD = ("recipe", "source", "metric", "published", "ours", "n", "band", "holds")


class _Figure(TypedDict):
    source: str
    metric: str
    published: str
    ours: float | None
    sd: float
    n: int
    values: list[float]
    band: tuple[float | None, float | None]
    holds: bool
    note: str


class PublishedRow(_Figure):
    """One published figure beside ours, in the figure's own unit.

    Attributes:
        recipe: the recipe's name.
        run_ids: the ids of the MLflow runs.
        seconds: how long these runs took together, in seconds.
        error: why the recipe could not be run; null if it was.
        source: where the figure is printed.
        metric: the metric's name.
        published: the figure as it is printed.
        ours: the mean of our values; null if the recipe could not be run.
        sd: their sample standard deviation; 0 with fewer than two.
        n: the number of seeds.
        values: our values, one a seed.
        band: the least and the greatest mean that holds; null for no limit.
        holds: whether our mean is in the band.
        note: what the figure depends on, or why the band is not met; empty if there is nothing to say.
    """

    recipe: str
    run_ids: list[str]
    seconds: float
    error: str | None


class Provenance(TypedDict):
    """Device, versions and commit behind our results.

    Attributes:
        device: the device: its kind and name.
        backend: Keras's backend.
        versions: the versions of Python and of the libraries, by name.
        commit: the git commit of the code, or the start of the code's digest where there is none.
    """

    device: str
    backend: str
    versions: dict[str, str]
    commit: str


class ReproduceDocument(TypedDict):
    """Published results compared with ours.

    Attributes:
        run_id: the id of the MLflow run whose children the runs of the recipes are.
        flow_run_id: the id of Prefect's flow run.
        rows: a row for each published figure.
        made: device, versions and commit.
    """

    run_id: str
    flow_run_id: str
    rows: list[PublishedRow]
    made: Provenance


class ReproduceResult(ReproduceDocument):
    """What the flow returns.

    Attributes:
        url: the run's page in MLflow where a server is known, else the command that shows it.
    """

    url: str


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


def rows(recipe: str, figures: Sequence[Published], results: Sequence[Sequence[Result]]) -> list[PublishedRow]:
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
    return [
        {
            "recipe": recipe,
            "run_ids": run_ids,
            "seconds": seconds,
            "error": None,
            **_row(figure, [_value(sittings[figure.sitting - 1], figure.metric) for sittings in results]),
        }
        for figure in figures
    ]


def failed(recipe: str, figures: Sequence[Published], error: str) -> list[PublishedRow]:
    """The rows of a recipe that could not be run."""
    return [
        {"recipe": recipe, "run_ids": [], "seconds": 0.0, "error": error, **_row(figure, []), "holds": False}
        for figure in figures
    ]


def markdown(rows: Sequence[PublishedRow]) -> str:
    """The rows as a Markdown table, with remarks below."""
    lines = [table((*HEAD, "seconds"), [(*cells(row), f"{row['seconds']:.0f}") for row in rows])]
    return "\n\n".join([*lines, *remarks(rows)])


def remarks(rows: Sequence[PublishedRow]) -> list[str]:
    """Remarks on rows: why one failed, or a note on its figure."""
    texts = [(row, row["error"] or row["note"]) for row in rows]
    return [f"{row['recipe']}, {row['metric']}: {text}" for row, text in texts if text]


def cells(row: PublishedRow) -> tuple[str, ...]:
    """A row as text, in the order of HEAD."""
    spread = f" ± {row['sd']:.1g}" if row["n"] > 1 else ""
    ours = "failed" if row["ours"] is None else f"{number(row['ours'], row['published'])}{spread}"
    holds = "yes" if row["holds"] else "NO"
    return (row["recipe"], row["source"], row["metric"], row["published"], ours, str(row["n"]), band(row), holds)


def band(row: PublishedRow) -> str:
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


def _row(figure: Published, values: list[float]) -> _Figure:
    mean = statistics.fmean(values) if values else None
    low, high = (limit if math.isfinite(limit) else None for limit in (figure.low, figure.high))
    return {
        "source": figure.source,
        "metric": figure.metric + (f", sitting {figure.sitting}" if figure.sitting else ""),
        "published": figure.published,
        "ours": mean,
        "sd": statistics.stdev(values) if len(values) > 1 else 0.0,
        "n": len(values),
        "values": values,
        "band": (low, high),
        "holds": mean is not None and figure.low <= mean <= figure.high,
        "note": figure.note,
    }


def _value(result: Result, metric: str) -> float:
    """A test metric, or the last value of a curve."""
    if metric in result["metrics"]:
        return float(result["metrics"][metric])
    history: dict[str, list[float]] = result.get("history", {})
    if metric not in history:
        raise InputError(f"{result['recipe']} has no {metric}: {nearest(metric, [*result['metrics'], *history])}")
    return float(history[metric][-1])
