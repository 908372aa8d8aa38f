"""The main metric of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fitflow.tracking.query import MAIN_METRICS


def headline_of(names: Iterable[str]) -> str | None:
    """Return the name of the main metric among these; None if there is none."""
    known = set(names)
    return next((name for name in MAIN_METRICS if name in known), None)


def headline(values: Mapping[str, float]) -> tuple[str, float]:
    """Return the main metric, else the first, and its value."""
    name = headline_of(values) or next(iter(values))
    return name, values[name]
