"""p-norms and the distances that they define."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def p_norm(x: ArrayLike, p: float) -> float:
    """Return ‖x‖ₚ = (Σ |xᵢ|ᵖ)^(1/p), or max |xᵢ| for p = ∞. For p < 1 it is not a norm (no triangle inequality).

    Args:
        x: any shape, taken as one vector.
        p: above 0; may be infinite.

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
    """Return ‖x - y‖ₚ of two arrays of the same shape."""
    return p_norm(np.asarray(x, np.float64) - np.asarray(y, np.float64), p)
