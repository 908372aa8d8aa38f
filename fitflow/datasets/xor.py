"""Xor: the four rows of exclusive or, used for both training and test: 4 training and 4 test rows.

Examples: uint8 (2,), 0 or 1. Labels: 1 if exactly one of the two is 1.
Licence: none needed. Source: M. Minsky and S. Papert, "Perceptrons", 1969: no single layer computes it.
"""

import numpy as np

from fitflow.data.cards import Arrays, Card, Source

CARD = Card(
    name="xor",
    title="Exclusive or",
    input_shape=(2,),
    dtype="uint8",
    value_range=(0, 1),
    num_train=4,
    num_test=4,
    class_names=("0", "1"),
    feature_names=("a", "b"),
    license="none needed",
    source="fitflow/datasets/xor.py",
)


def generate() -> Arrays:
    """Return all four rows, the same for training and test."""
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.uint8)
    labels = (rows[:, 0] ^ rows[:, 1]).astype(np.int64)
    return Arrays(x_train=rows, y_train=labels, x_test=rows, y_test=labels)


SOURCE = Source(card=CARD, place="generated", generate=generate)
