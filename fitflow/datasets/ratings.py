"""Ratings: a small user-item matrix in the recipe; 0 means unknown. 13 training and 13 test ratings.

Examples: int64 (2,), the indices of a user (row) and an item (column). Targets: float64, the known ratings. Training
and test ratings are the same: the question is how well a low-rank factorization describes them.
Options: matrix.
Licence: none needed. Source: the recipe; the default is the source documents' example of a recommender.
"""

from collections.abc import Sequence

import numpy as np

from fitflow.data.cards import Arrays, Card, Source
from fitflow.data.options import matrix as checked

MATRIX = ((5, 3, 0, 1), (4, 0, 0, 1), (1, 1, 0, 5), (1, 0, 0, 4), (0, 1, 5, 4))


def card(*, matrix: Sequence[Sequence[float]] = MATRIX) -> Card:
    """Return the card for this matrix.

    Raises:
        ValueError: not a matrix, or no known rating.
    """
    rows = np.array(checked("matrix", matrix))
    known = int((rows != 0).sum())
    if known == 0:
        raise ValueError("matrix has no known rating: every entry is 0, which means unknown")
    return Card(
        name="ratings",
        title="Ratings",
        input_shape=(2,),
        dtype="int64",
        value_range=(0, max(rows.shape) - 1),
        num_train=known,
        num_test=known,
        task="ratings",
        feature_names=("user", "item"),
        target="rating",
        license="none needed",
        source="the recipe",
        notes=f"{rows.shape[0]} users, {rows.shape[1]} items, {known} of {rows.size} ratings known",
    )


def generate(*, matrix: Sequence[Sequence[float]] = MATRIX) -> Arrays:
    """Return the known ratings, row by row, the same for training and test."""
    ratings = np.array(checked("matrix", matrix))
    pairs = np.argwhere(ratings != 0).astype(np.int64)
    known = ratings[ratings != 0].astype(np.float64)
    return Arrays(x_train=pairs, y_train=known, x_test=pairs, y_test=known)


CARD = card()
SOURCE = Source(card=CARD, place="generated", generate=generate, card_for=card)
