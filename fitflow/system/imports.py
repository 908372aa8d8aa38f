"""Imports without the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Generator[None]:
    """Import TensorFlow, Prefect or MLflow in the block: a quarter of the time less.

    Modules make millions of objects that live as long as the process, and the collector goes through them again and
    again. They are frozen afterwards, so that it never does (docs/decisions.md has the measurement).
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
