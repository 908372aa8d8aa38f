"""Validate datasets' options, which a recipe may set to any value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def whole(name: str, value: Any, least: int) -> int:
    """Return a whole number of at least `least`.

    Raises:
        ValueError: it is not.
    """
    if type(value) is not int or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return value


def number(name: str, value: Any, least: float = -math.inf) -> float:
    """Return a finite number of at least `least` as a float.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        limit = "" if least == -math.inf else f" of at least {least:g}"
        raise ValueError(f"{name} must be a finite number{limit}, not {value!r}")
    return float(value)


def numbers(name: str, values: Any, length: int | None = None) -> tuple[float, ...]:
    """Return a non-empty list of finite numbers, of the given length if any, as a tuple.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise ValueError(f"{name} must be a list of numbers, for example [1, 2.5], not {values!r}")
    if length is not None and len(values) != length:
        raise ValueError(f"{name} must have {length} numbers; it has {len(values)}")
    return tuple(number(f"{name}[{position}]", value) for position, value in enumerate(values))


def matrix(name: str, rows: Any) -> tuple[tuple[float, ...], ...]:
    """Return a list of equally long lists of finite numbers as tuples.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise ValueError(f"{name} must be a list of rows, for example [[1, 2], [3, 4]], not {rows!r}")
    first = numbers(f"{name}[0]", rows[0])
    return tuple(numbers(f"{name}[{position}]", row, len(first)) for position, row in enumerate(rows))
