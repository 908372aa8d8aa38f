"""Seed Keras so that other threads cannot affect its random draws."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Generator
from typing import Any

import keras
from keras.src.random import seed_generator


class _Draws(threading.local):
    """Python's `random` for Keras: a generator of its own within `seeded`, the process's generator elsewhere."""

    source: Any = random

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)


_DRAWS = _Draws()


@contextlib.contextmanager
def seeded(seed: int) -> Generator[None]:
    """Seed everything that Keras draws from; layers built within the block depend on the seed alone.

    Keras takes the seeds of initial weights and of dropout from Python's `random`, which all threads of a process
    share. A draw by another thread after `keras.utils.set_random_seed`, such as the waiting time of a client that
    retries a request, would give the network other weights. Within the block this thread's layers get the same
    seeds from a generator of their own.

    Args:
        seed: 0 <= seed < 2**32; the network is the one that `keras.utils.set_random_seed(seed)` gives.
    """
    keras.utils.set_random_seed(seed)
    seed_generator.python_random = _DRAWS  # type: ignore[attr-defined]
    _DRAWS.source = random.Random(seed)  # noqa: S311
    try:
        yield
    finally:
        _DRAWS.source = random
