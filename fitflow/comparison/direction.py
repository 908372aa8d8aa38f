"""Whether higher or lower values of a metric are better, from the words in its name."""

from __future__ import annotations

from typing import Literal

Direction = Literal["higher", "lower"]

# Checked in this order: examples_per_second contains a second, loss_fell_by a loss.
WORDS: tuple[tuple[Direction, frozenset[str]], ...] = (
    ("higher", frozenset({"per", "fell", "solved"})),
    ("higher", frozenset({"accuracy", "acc", "precision", "recall", "f1", "auc", "r2"})),
    ("lower", frozenset({"loss", "error", "mse", "rmse", "mae", "ece", "brier", "difference", "nll"})),
    ("lower", frozenset({"seconds", "latency", "bytes"})),
)


def better(name: str) -> Direction | None:
    """Return the better direction: test_accuracy is higher, val_loss is lower, weight_x is neither (None)."""
    words = set(name.lower().replace("/", "_").replace(".", "_").replace("-", "_").split("_"))
    return next((direction for direction, known in WORDS if words & known), None)


def best(values: dict[str, float], direction: Direction | None) -> set[str]:
    """Return the names with the best value; none if all values are equal or have no direction."""
    if direction is None or len(set(values.values())) < 2:
        return set()
    top = (max if direction == "higher" else min)(values.values())
    return {name for name, value in values.items() if value == top}
