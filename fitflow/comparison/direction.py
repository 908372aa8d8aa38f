"""Which way a metric is better, from the words in its name; None where a name does not say."""

from __future__ import annotations

from typing import Literal

Direction = Literal["higher", "lower"]

# Looked at in this order: examples_per_second has a second in it, loss_fell_by a loss.
WORDS: tuple[tuple[Direction, frozenset[str]], ...] = (
    ("higher", frozenset({"per", "fell", "solved"})),
    ("higher", frozenset({"accuracy", "acc", "precision", "recall", "f1", "auc", "r2"})),
    ("lower", frozenset({"loss", "error", "mse", "rmse", "mae", "ece", "brier", "difference", "nll"})),
    ("lower", frozenset({"seconds", "latency", "bytes"})),
)


def better(name: str) -> Direction | None:
    """The direction in which a metric is better: test_accuracy is higher, val_loss is lower, weight_x is neither."""
    words = set(name.lower().replace("/", "_").replace(".", "_").replace("-", "_").split("_"))
    return next((direction for direction, known in WORDS if words & known), None)


def best(values: dict[str, float], direction: Direction | None) -> set[str]:
    """The names whose value is the best; none where there is nothing to choose between."""
    if direction is None or len(set(values.values())) < 2:
        return set()
    top = (max if direction == "higher" else min)(values.values())
    return {name for name, value in values.items() if value == top}
