"""How long models take for one batch, measured so that they can be compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any

from fitflow.datasets.base import Array

ROUNDS = 50
WARM_UP = 3  # the first call builds the graph


def medians(models: Sequence[Any], batch: Array, rounds: int = ROUNDS) -> list[float]:
    """Median milliseconds of each Keras model for the batch, in one process and in turn: what slows one slows all.

    It is the network's own time: `predict` puts about ten milliseconds around each call.
    """
    for model in models:
        for _ in range(WARM_UP):
            model.predict_on_batch(batch)
    times: list[list[float]] = [[] for _ in models]
    for _ in range(rounds):
        for place, model in enumerate(models):
            start = time.perf_counter()
            model.predict_on_batch(batch)
            times[place].append(1000 * (time.perf_counter() - start))
    return [statistics.median(values) for values in times]
