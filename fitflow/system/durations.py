"""Durations as people type them."""

from __future__ import annotations

import re
from datetime import timedelta

from fitflow.errors import InputError

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: str) -> timedelta:
    """Parse ``90s``, ``10m``, ``2h``, ``1.5d``, ``1w`` or a sequence of them, as in ``1h30m``.

    Raises:
        InputError: malformed.
    """
    parts = re.findall(r"(\d{1,5}(?:\.\d+)?)\s*([smhdw])", text.strip().lower())
    if not parts or "".join(number + unit for number, unit in parts) != re.sub(r"\s", "", text.lower()):
        raise InputError(f"{text!r} is not a duration; expected for example 90s, 10m, 2h or 1d")
    return sum((timedelta(**{UNITS[unit]: float(number)}) for number, unit in parts), timedelta())


def duration_text(duration: timedelta) -> str:
    """Format a duration for `parse_duration`, largest units first: ``1d``, ``1h30m``; ``0s`` below a second."""
    left, text = int(duration.total_seconds()), ""
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, int(timedelta(**{UNITS[unit]: 1}).total_seconds()))
        text += f"{count}{unit}" if count else ""
    return text or "0s"
