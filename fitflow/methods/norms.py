"""p-norms of the training rows, compared with numpy's, and their unit circles.

Source: the source documents' definitions of the 1-, 2-, infinity- and p-norms, including p below 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.numerics.p_norm import p_distance, p_norm
from fitflow.references import PreparedRef
from fitflow.store import entries

POINTS = 400


def compute(
    prepared: PreparedRef, _seed: int, *, orders: Sequence[float | str] = (0.5, 1, 2, 3, "inf")
) -> dict[str, Array]:
    """Norm of each row, and its distance to the first row.

    Args:
        prepared: data of any shape; each example is one vector.
        orders: values of p, above 0; "inf" for the largest entry.

    Returns:
        orders (n,); norms and distances (n, rows).
    """
    examples, _ = entries.open_split(prepared.dataset.path, "train")
    rows = examples.reshape(len(examples), -1).astype(np.float64)
    orders_ = np.array([float(order) for order in orders])
    norms = np.array([[p_norm(row, p) for row in rows] for p in orders_])
    distances = np.array([[p_distance(row, rows[0], p) for row in rows] for p in orders_])
    return {"orders": orders_, "norms": norms, "distances": distances}


def evaluate(arrays: Mapping[str, Array], prepared: PreparedRef) -> dict[str, float]:
    """The largest relative difference from numpy.linalg.norm."""
    examples, _ = entries.open_split(prepared.dataset.path, "train")
    rows = examples.reshape(len(examples), -1).astype(np.float64)
    theirs = np.array([[np.linalg.norm(row, p) for row in rows] for p in arrays["orders"]])
    apart = np.array([[np.linalg.norm(row - rows[0], p) for row in rows] for p in arrays["orders"]])
    differences = np.abs(np.stack([arrays["norms"] - theirs, arrays["distances"] - apart]))
    return {"norms_max_relative_difference": float((differences / np.maximum(np.stack([theirs, apart]), 1)).max())}


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Draw the unit circles: the vectors of norm 1 in the plane."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    angles = np.linspace(0, 2 * np.pi, POINTS)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for p in arrays["orders"]:
        points = circle / np.array([[p_norm(point, p)] for point in circle])
        axes.plot(*points.T, label=f"p = {p:g}")
    axes.set(aspect="equal", title="norm 1")
    axes.legend()
    return {"unit_circles": figure}
