"""Synthetic: generated images that a small network can learn, for tests and experiments.

Examples: uint8 (image_size, image_size, 1). Labels 0..num_classes-1, balanced. Each class has a random pattern drawn
from the seed; an image is its class's pattern plus noise with a standard deviation of 60 pixel values.
Options: num_train, num_test, num_classes, image_size, seed.
Licence: none needed. Source: this file.
"""

import numpy as np

from fitflow.arrays import Array
from fitflow.data import options
from fitflow.data.cards import Arrays, Card, Source

NOISE = 60.0
CARD = Card(
    name="synthetic",
    title="Synthetic",
    input_shape=(12, 12, 1),
    dtype="uint8",
    value_range=(0, 255),
    num_train=512,
    num_test=128,
    class_names=tuple("0123"),
    license="none needed",
    source="fitflow/datasets/synthetic.py",
)


def card(
    *, num_train: int = 512, num_test: int = 128, num_classes: int = 4, image_size: int = 12, seed: int = 0
) -> Card:
    """Return the card for these options.

    Raises:
        ValueError: an option out of range.
    """
    limits = {"num_train": (num_train, num_classes), "num_test": (num_test, num_classes)}
    limits |= {"num_classes": (num_classes, 2), "image_size": (image_size, 2), "seed": (seed, 0)}
    for name, (value, least) in limits.items():
        options.whole(name, value, least)
    return Card(
        name=CARD.name,
        title=CARD.title,
        input_shape=(image_size, image_size, 1),
        dtype=CARD.dtype,
        value_range=CARD.value_range,
        num_train=num_train,
        num_test=num_test,
        class_names=tuple(str(label) for label in range(num_classes)),
        license=CARD.license,
        source=CARD.source,
    )


def generate(
    *, num_train: int = 512, num_test: int = 128, num_classes: int = 4, image_size: int = 12, seed: int = 0
) -> Arrays:
    """Draw both splits from the seed: the same options give the same bytes."""
    random = np.random.default_rng(seed)
    patterns = random.uniform(0, 255, (num_classes, image_size, image_size, 1))
    x_train, y_train = _split(random, patterns, num_train)
    x_test, y_test = _split(random, patterns, num_test)
    return Arrays(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _split(random: np.random.Generator, patterns: Array, num_examples: int) -> tuple[Array, Array]:
    labels = random.permutation(np.arange(num_examples) % len(patterns)).astype(np.int64)
    noisy = patterns[labels] + random.normal(0, NOISE, (num_examples, *patterns.shape[1:]))
    return np.clip(noisy, 0, 255).astype(np.uint8), labels


SOURCE = Source(card=CARD, place="generated", generate=generate, card_for=card)
