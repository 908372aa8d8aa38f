"""Gaussian: normal random numbers from numpy's legacy generator, without a target, for unsupervised methods.

Examples: float64 (num_features,), from N(0, 1); 100 training rows of 5 features, and 2 test rows, the first of them.
Targets: float64, all 0. Options: num_rows, num_features, seed.
Licence: none needed. Source: `numpy.random.RandomState(seed).randn`, as in the source documents' PCA example.
"""

import numpy as np

from fitflow.data.cards import Arrays, Card, Source
from fitflow.data.options import whole

NUM_TEST = 2


def card(*, num_rows: int = 100, num_features: int = 5, seed: int = 0) -> Card:
    """Return the card for these options.

    Raises:
        ValueError: an option out of range.
    """
    for name, value, least in (("num_rows", num_rows, 2), ("num_features", num_features, 1), ("seed", seed, 0)):
        whole(name, value, least)
    return Card(
        name="gaussian",
        title="Gaussian",
        input_shape=(num_features,),
        dtype="float64",
        value_range=None,
        num_train=num_rows,
        num_test=NUM_TEST,
        task="regression",
        feature_names=tuple(f"x{position}" for position in range(num_features)),
        target="nothing",
        license="none needed",
        source="fitflow/datasets/gaussian.py",
    )


def generate(*, num_rows: int = 100, num_features: int = 5, seed: int = 0) -> Arrays:
    """Draw the rows from the seed."""
    rows = np.random.RandomState(seed).randn(num_rows, num_features)
    test = rows[:NUM_TEST].copy()
    return Arrays(x_train=rows, y_train=np.zeros(num_rows), x_test=test, y_test=np.zeros(NUM_TEST))


CARD = card()
SOURCE = Source(card=CARD, place="generated", generate=generate, card_for=card)
