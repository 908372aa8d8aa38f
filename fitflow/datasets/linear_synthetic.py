"""Linear-synthetic: y = x·w + b + noise, to test whether a regression finds w and b. 1,000 training and 200 test rows.

Examples: float64 (len(w),), each number drawn from N(0, 1). Targets: float64, with noise from N(0, sigma).
Options: w, b, sigma, num_train, num_test, seed.
Licence: none needed. Source: A. Zhang et al., "Dive into Deep Learning", section 3.3, with its w, b and sigma.
"""

from collections.abc import Sequence

import numpy as np

from fitflow.arrays import Array
from fitflow.data.cards import Arrays, Card, Source
from fitflow.data.options import number, numbers, whole

W, B, SIGMA = (2.0, -3.4), 4.2, 0.01


def card(
    *,
    w: Sequence[float] = W,
    b: float = B,
    sigma: float = SIGMA,
    num_train: int = 1000,
    num_test: int = 200,
    seed: int = 0,
) -> Card:
    """Return the card for these options.

    Raises:
        ValueError: an option out of range.
    """
    weights = numbers("w", w)
    number("sigma", sigma, least=0)
    for name, value, least in (("num_train", num_train, 1), ("num_test", num_test, 2), ("seed", seed, 0)):
        whole(name, value, least)
    return Card(
        name="linear-synthetic",
        title="Linear, synthetic",
        input_shape=(len(weights),),
        dtype="float64",
        value_range=None,
        num_train=num_train,
        num_test=num_test,
        task="regression",
        feature_names=tuple(f"x{position}" for position in range(len(weights))),
        target="y",
        parameters=(*weights, number("b", b)),
        license="none needed",
        source="fitflow/datasets/linear_synthetic.py",
    )


def generate(
    *,
    w: Sequence[float] = W,
    b: float = B,
    sigma: float = SIGMA,
    num_train: int = 1000,
    num_test: int = 200,
    seed: int = 0,
) -> Arrays:
    """Draw both splits from the seed: the same options give the same bytes."""
    random = np.random.default_rng(seed)
    x_train, y_train = _split(random, np.array(w, np.float64), b, sigma, num_train)
    x_test, y_test = _split(random, np.array(w, np.float64), b, sigma, num_test)
    return Arrays(x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def _split(random: np.random.Generator, w: Array, b: float, sigma: float, count: int) -> tuple[Array, Array]:
    x = random.normal(size=(count, len(w)))
    return x, x @ w + b + random.normal(0, sigma, count)


CARD = card()
SOURCE = Source(card=CARD, place="generated", generate=generate, card_for=card)
