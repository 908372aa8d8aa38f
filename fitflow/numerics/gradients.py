"""Gradients by differences: slow, and a check on those that are computed fast."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def central_difference(function: Callable[[Vector], float], x: Vector, h: float = 1e-4) -> Vector:
    """∂f/∂xᵢ ≈ (f(x + h eᵢ) - f(x - h eᵢ)) / 2h, whose error falls with h².

    Args:
        function: from a float64 vector to a number.
        x: (n,), left as it is.
        h: half the distance of the two points; 1e-4 is the sources' choice.

    Returns:
        float64 (n,).
    """
    gradient = np.empty_like(x, np.float64)
    point = np.array(x, np.float64)
    for index, value in enumerate(x):
        point[index] = value + h
        above = function(point)
        point[index] = value - h
        gradient[index] = (above - function(point)) / (2 * h)
        point[index] = value
    return gradient


def relative_difference(a: Vector, b: Vector) -> float:
    """‖a - b‖ / (‖a‖ + ‖b‖): 0 for equal vectors, 1 for opposite ones."""
    total = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / total if total else 0.0
