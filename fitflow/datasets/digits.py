"""Digits: handwritten digits of 8x8 pixels, 1,437 training and 360 test images. Trains in seconds, for experiments.

Examples: uint8 (8, 8, 1), ink counts 0..16. Labels: the digit, 0..9. The test split is every fifth example.
Included in scikit-learn, which fitflow depends on.
Licence: CC BY 4.0. Source: https://archive.ics.uci.edu/dataset/80 (E. Alpaydin, C. Kaynak, 1998), its test half.
"""

from typing import Any

import numpy as np

from fitflow.data.cards import Arrays, Card, Source

CARD = Card(
    name="digits",
    title="Digits",
    input_shape=(8, 8, 1),
    dtype="uint8",
    value_range=(0, 16),
    num_train=1_437,
    num_test=360,
    class_names=tuple("0123456789"),
    license="CC BY 4.0",
    source="https://archive.ics.uci.edu/dataset/80",
    known={"39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382": "original"},
    strict=True,
)


def generate() -> Arrays:
    """Read from scikit-learn."""
    from sklearn.datasets import load_digits

    data: Any = load_digits()
    images = data.images.astype(np.uint8)[..., None]
    labels = data.target.astype(np.int64)
    test = np.arange(len(labels)) % 5 == 4
    test[-1] = True
    return Arrays(x_train=images[~test], y_train=labels[~test], x_test=images[test], y_test=labels[test])


SOURCE = Source(card=CARD, place="package", generate=generate)
