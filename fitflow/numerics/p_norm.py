"""p-norms, as distances and sizes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def p_norm(x: ArrayLike, p: float) -> float:
    """‖x‖ₚ = (Σ |xᵢ|ᵖ)^(1/p); for p = ∞ the largest |xᵢ|. Below p = 1 it is no norm, since triangles do not hold.

    Args:
        x: any shape, taken as one vector.
        p: above 0, may be infinite.

    Raises:
        ValueError: p is not above 0.
    """
    if not p > 0:
        raise ValueError(f"p must be above 0, not {p}")
    sizes = np.abs(np.asarray(x, np.float64)).ravel()
    largest = float(sizes.max(initial=0.0))
    if largest == 0 or np.isinf(p):
        return largest
    return largest * float(((sizes / largest) ** p).sum() ** (1 / p))  # scaled: no overflow for large p


def p_distance(x: ArrayLike, y: ArrayLike, p: float) -> float:
    """‖x - y‖ₚ of two arrays of one shape."""
    return p_norm(np.asarray(x, np.float64) - np.asarray(y, np.float64), p)
