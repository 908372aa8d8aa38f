"""Print to stderr; ignore a full disk or a closed pipe."""

from __future__ import annotations

import contextlib
import sys


def warn(line: str) -> None:
    """Print a line to stderr; ignore failure, such as a full disk or a closed pipe."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)
