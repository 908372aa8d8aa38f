"""Gradients by finite differences: slow, used to check analytic ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def central_difference(function: Callable[[Vector], float], x: Vector, h: float = 1e-4) -> Vector:
    """Approximate ∂f/∂xᵢ by (f(x + h eᵢ) - f(x - h eᵢ)) / 2h, with an error of O(h²).

    Args:
        function: maps a float64 vector to a number.
        x: (n,), not modified.
        h: half the distance between the two points; 1e-4 is from the sources.

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
    """Return ‖a - b‖ / (‖a‖ + ‖b‖): 0 for equal vectors, 1 for opposite ones."""
    total = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / total if total else 0.0
