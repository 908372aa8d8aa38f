"""The metric that a run is known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

HEADLINES = ("test_accuracy", "test_rmse")  # the first of these that a run has


def headline_of(names: Iterable[str]) -> str | None:
    """The name of the metric that a run with these is known by; None where it has none of them."""
    known = set(names)
    return next((name for name in HEADLINES if name in known), None)


def headline(values: Mapping[str, float]) -> tuple[str, float]:
    """The metric that a run is known by, else its first, and its value."""
    name = headline_of(values) or next(iter(values))
    return name, values[name]
