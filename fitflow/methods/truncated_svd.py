"""Truncated SVD of a ratings matrix: a few latent factors of users and items. Unknown ratings count as 0.

Source: the source documents' recommender; G. Golub and C. Reinsch, 1970.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from fitflow.arrays import Array
from fitflow.numerics.decomposition import truncated_svd
from fitflow.references import PreparedRef
from fitflow.store import entries


def compute(prepared: PreparedRef, _seed: int, *, rank: int = 2) -> dict[str, Array]:
    """Decompose the ratings matrix.

    Args:
        prepared: ratings, (user, item) pairs with a number each.
        rank: number of singular values to keep.

    Returns:
        matrix (users, items), singular_values (rank,), reconstruction (users, items).

    Raises:
        ValueError: the data is not ratings, or the rank is too large.
    """
    if prepared.dataset.task != "ratings":
        raise ValueError(f"{prepared.dataset.name} holds no ratings; try: --set dataset.name=ratings")
    pairs, known = entries.open_split(prepared.dataset.path, "train")
    matrix = np.zeros(pairs.max(0) + 1)
    matrix[tuple(pairs.T)] = known
    u, s, vt = truncated_svd(matrix, rank)
    return {"matrix": matrix, "singular_values": s, "reconstruction": (u * s) @ vt}


def evaluate(arrays: Mapping[str, Array], prepared: PreparedRef) -> dict[str, float]:
    """Singular values, the reconstruction's first row, and test_mse and test_rmse over the known ratings."""
    pairs, known = entries.open_split(prepared.dataset.path, "test")
    mse = float(np.mean((arrays["reconstruction"][tuple(pairs.T)] - known) ** 2))
    found = {"test_mse": mse, "test_rmse": mse**0.5}
    found |= {f"singular_value_{place}": float(value) for place, value in enumerate(arrays["singular_values"], 1)}
    first = arrays["reconstruction"][0]
    return found | {f"reconstruction_1_{place}": float(value) for place, value in enumerate(first, 1)}


def figures(arrays: Mapping[str, Array]) -> dict[str, Figure]:
    """Draw the ratings and their reconstruction."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("matrix", "reconstruction"), strict=True):
        axes.imshow(arrays[name], cmap="Blues", vmin=0, vmax=arrays["matrix"].max())
        axes.set(title=name, xlabel="item", ylabel="user")
        for (row, column), value in np.ndenumerate(arrays[name]):
            axes.text(column, row, f"{value:.2g}", ha="center", va="center")
    return {"ratings": figure}
