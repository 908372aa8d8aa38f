"""Principal components of the training rows: standardise, covariance, eigenvectors, keep the first few.

Source: the source documents' procedure; K. Pearson, 1901, and H. Hotelling, 1933.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.data.preprocessing import scaled
from fitflow.numerics.decomposition import covariance, principal_components
from fitflow.references import PreparedRef
from fitflow.store import entries


def compute(prepared: PreparedRef, _seed: int, *, components: float = 2) -> dict[str, Array]:
    """Find the components of the scaled training rows.

    Args:
        prepared: data of any shape; each example is one vector.
        components: their number, or if below 1 the fraction of the variance to keep.

    Returns:
        directions (k, features), variances and shares (k,), coordinates (rows, k).

    Raises:
        ValueError: more components than the data has directions.
    """
    rows = _rows(prepared)
    found = principal_components(*covariance(lambda: [rows]), components)
    return {
        "directions": found.directions,
        "variances": found.variances,
        "shares": found.shares,
        "coordinates": found.transform(rows),
    }


def evaluate(arrays: Mapping[str, Array], prepared: PreparedRef) -> dict[str, float]:
    """Fractions of the variance, and largest differences from scikit-learn's components and coordinates, up to sign."""
    from sklearn.decomposition import PCA

    rows = _rows(prepared)
    theirs = PCA(len(arrays["directions"]), svd_solver="full").fit(rows)
    signs = np.sign((theirs.components_ * arrays["directions"]).sum(1))
    directions = np.abs(arrays["directions"] - theirs.components_ * signs[:, None]).max()
    coordinates = np.abs(arrays["coordinates"] - theirs.transform(rows) * signs).max()
    found = {"components_max_difference": float(directions), "coordinates_max_difference": float(coordinates)}
    found["explained_variance"] = float(arrays["shares"].sum())
    return found | {f"share_{place}": float(share) for place, share in enumerate(arrays["shares"][:10], 1)}


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Plot the rows by their first two coordinates, and each component's share of the variance."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    coordinates = arrays["coordinates"]
    left.scatter(coordinates[:, 0], coordinates[:, 1] if coordinates.shape[1] > 1 else np.zeros(len(coordinates)), s=8)
    left.set(xlabel="component 1", ylabel="component 2")
    right.bar(np.arange(1, len(arrays["shares"]) + 1), arrays["shares"])
    right.set(xlabel="component", ylabel="share of the variance")
    return {"components": figure}


def _rows(prepared: PreparedRef) -> Array:
    examples, _ = entries.open_split(prepared.dataset.path, "train")
    chosen = entries.open_rows(prepared.path, "train")
    return scaled(examples[chosen], prepared.factor, prepared.offset)
