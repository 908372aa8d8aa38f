"""Coverage-guided fuzzing of one parser: `python -m tests.fuzz.fuzz idx -max_total_time=600` for as long as one likes.

What comes after the parser's name are options of libFuzzer. A parser that raises anything but an error for users, takes
more than MEMORY_MIB or more than 10 seconds ends it with the input in a file.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fitflow.data", "pickletools", "tarfile"], enable_loader_override=False):
    from tests.fuzz.parsers import PARSERS, reads_or_refuses

LIMITS = ["-timeout=10", "-max_len=8192"]
MEMORY_MIB = 512  # beyond what the process had at its start, which counts that of its parent


def main(name: str, options: list[str], check: Callable[[bytes], object] | None = None) -> None:
    """Fuzz a parser, or another check of bytes, beginning with its valid files."""

    def one(content: bytes) -> None:
        (check or (lambda given: reads_or_refuses(name, given)))(content)

    with tempfile.TemporaryDirectory() as corpus:
        for place, content in enumerate(PARSERS[name][1]):
            (Path(corpus) / str(place)).write_bytes(content)
        at_start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        limits = [*LIMITS, f"-rss_limit_mb={at_start + MEMORY_MIB}"]
        atheris.Setup([sys.argv[0], *limits, *options, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
