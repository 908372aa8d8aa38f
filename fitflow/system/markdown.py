"""Tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

BAR = re.compile(r"(?<!\\)\|")


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A Markdown table; a bar or a line break in a cell does not end it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: Any) -> str:
    return BAR.sub(r"\\|", " ".join(str(value).split()))
