"""Measures models' latency for one batch, side by side for comparison."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from fitflow.arrays import Array

ROUNDS = 50
WARM_UP = 3  # the first call builds the graph


def medians(predicts: Sequence[Callable[[Array], Any]], batch: Array, rounds: int = ROUNDS) -> list[float]:
    """Median milliseconds per batch of each model, timed in turn in one process: what slows one slows all.

    Args:
        predicts: for a Keras model its `predict_on_batch`; `predict` adds about ten milliseconds to each call.
        batch: raw examples.
        rounds: number of timed calls.
    """
    for predict in predicts:
        for _ in range(WARM_UP):
            predict(batch)
    times: list[list[float]] = [[] for _ in predicts]
    for _ in range(rounds):
        for place, predict in enumerate(predicts):
            start = time.perf_counter()
            predict(batch)
            times[place].append(1000 * (time.perf_counter() - start))
    return [statistics.median(values) for values in times]
