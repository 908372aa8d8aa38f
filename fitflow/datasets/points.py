"""Points: a few rows in the recipe, used for both training and test; by default five points near a line.

Examples: float64 (number of features,). Targets: float64. Training and test rows are the same; by default 5.
Options: x, a list of numbers or of rows of numbers; y, a list of numbers.
Licence: none needed. Source: the recipe; the default is the source documents' example of a fitted line.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fitflow.data.cards import Arrays, Card, Source
from fitflow.data.options import matrix, numbers

X, Y = (1, 2, 3, 4, 5), (1, 3, 2, 3, 5)


def card(*, x: Sequence[Any] = X, y: Sequence[float] = Y) -> Card:
    """Return the card for these points.

    Raises:
        ValueError: no points, values that are not numbers, or unequal numbers of rows and targets.
    """
    rows = _rows(x)
    numbers("y", y, len(rows))
    width = len(rows[0])
    return Card(
        name="points",
        title="Points",
        input_shape=(width,),
        dtype="float64",
        value_range=None,
        num_train=len(rows),
        num_test=len(rows),
        task="regression",
        feature_names=("x",) if width == 1 else tuple(f"x{position}" for position in range(width)),
        target="y",
        license="none needed",
        source="the recipe",
    )


def generate(*, x: Sequence[Any] = X, y: Sequence[float] = Y) -> Arrays:
    """Return the points as arrays, the same for training and test."""
    rows, targets = np.array(_rows(x), np.float64), np.array(y, np.float64)
    return Arrays(x_train=rows, y_train=targets, x_test=rows, y_test=targets)


def _rows(x: Sequence[Any]) -> tuple[tuple[float, ...], ...]:
    nested = not isinstance(x, str) and bool(x) and isinstance(x[0], Sequence)
    return matrix("x", x) if nested else tuple((value,) for value in numbers("x", x))


CARD = card()
SOURCE = Source(card=CARD, place="generated", generate=generate, card_for=card)
