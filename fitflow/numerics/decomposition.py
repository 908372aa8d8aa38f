"""Closed forms of linear algebra, as in the sources; tests compare them with numpy and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class Components(NamedTuple):
    """Principal components: `mean` (features,), `directions` (k, features), `variances` (k,), `shares` of variance."""

    mean: Matrix
    directions: Matrix
    variances: Matrix
    shares: Matrix

    def transform(self, x: Matrix) -> Matrix:
        """Return the coordinates (rows, k) of x (rows, features): (x - mean) directionsᵀ."""
        return (x - self.mean) @ self.directions.T


def normal_equations(x: Matrix, y: Matrix) -> Matrix:
    """Solve least squares: weights and, last, the bias, w = (XᵀX)⁻¹ Xᵀ y, where X is x with a column of ones.

    If XᵀX is singular (a constant column, more features than rows), the pseudo-inverse of X gives the solution of the
    smallest norm. Columns are first scaled to unit standard deviation, which keeps the minimum and keeps XᵀX well
    conditioned when features differ in scale, such as areas and counts.

    Args:
        x: (rows, features).
        y: (rows,).

    Returns:
        float64 (features + 1,).
    """
    mean, spread = x.mean(0), x.std(0)
    spread = np.where(spread > 0, spread, 1.0)
    ones = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    gram = ones.T @ ones
    if np.linalg.matrix_rank(gram) == len(gram):
        solution = np.linalg.solve(gram, ones.T @ y)
    else:
        solution = np.linalg.pinv(ones) @ y
    weights = solution[:-1] / spread
    return np.append(weights, solution[-1] - weights @ mean)


def truncated_svd(matrix: Matrix, rank: int) -> tuple[Matrix, Matrix, Matrix]:
    """Return the best approximation of a rank: A ≈ U diag(s) Vᵀ with the largest singular values (Eckart and Young).

    Returns:
        U (rows, rank), s (rank,) in descending order, Vᵀ (rank, columns).

    Raises:
        ValueError: rank is below 1 or above min(rows, columns).
    """
    if not 1 <= rank <= min(matrix.shape):
        raise ValueError(f"rank must be 1 to {min(matrix.shape)} for a matrix of shape {matrix.shape}, not {rank}")
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    return u[:, :rank], s[:rank], vt[:rank]


def covariance(chunks: Callable[[], Iterable[Matrix]]) -> tuple[Matrix, Matrix]:
    """Return the mean (features,) and the sample covariance (features, features), with divisor n - 1.

    Args:
        chunks: returns an iterator over chunks (rows, features) on each call: data may be larger than memory.

    Raises:
        ValueError: fewer than 2 rows.
    """
    count, total = 0, None
    for chunk in chunks():
        count += len(chunk)
        total = chunk.sum(0) if total is None else total + chunk.sum(0)
    if total is None or count < 2:
        raise ValueError(f"a covariance needs at least 2 rows, not {count}")
    mean = total / count
    squares = np.zeros((len(mean), len(mean)))
    for chunk in chunks():
        squares += (chunk - mean).T @ (chunk - mean)
    return mean, squares / (count - 1)


def principal_components(mean: Matrix, cov: Matrix, keep: float) -> Components:
    """Return the eigenvectors of a covariance, largest eigenvalue (variance) first.

    Each direction's entry of largest magnitude is positive, so that the result does not depend on the library's sign.

    Args:
        mean, cov: mean and covariance of the training rows; see `covariance`.
        keep: number of components, or, below 1, the share of the variance that they explain.

    Raises:
        ValueError: more components than the covariance's rank.
    """
    values, vectors = np.linalg.eigh(cov)
    values, directions = np.maximum(values[::-1], 0), vectors[:, ::-1].T
    shares = values / values.sum() if values.sum() > 0 else values
    rank = int((values > values[0] * len(cov) * np.finfo(np.float64).eps).sum())
    count = int(keep) if keep >= 1 else int(np.searchsorted(np.cumsum(shares), keep) + 1)
    if count > rank:
        raise ValueError(f"{count} principal components requested, but the data has rank {rank}")
    largest = np.abs(directions).argmax(1)
    signs = np.sign(directions[np.arange(len(directions)), largest])
    directions = directions * signs[:, None]
    return Components(mean, directions[:count], values[:count], shares[:count])
