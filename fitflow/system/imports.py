"""Import with the garbage collector off."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def gc_disabled() -> Generator[None]:
    """Turn garbage collection off in the block: importing TensorFlow, Prefect or MLflow takes a quarter less time.

    Modules create millions of objects that live as long as the process. They are frozen afterwards, so that the
    collector never scans them (measured in docs/decisions.md).
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
