"""A line on stderr that must not end what it tells of."""

from __future__ import annotations

import contextlib
import sys


def warn(line: str) -> None:
    """Print a line on stderr; where that is a file on a full disk, or a pipe that nobody reads, do without."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
