"""The closed forms, held against numpy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow.numerics.decomposition import covariance, normal_equations, principal_components, truncated_svd
from fitflow.numerics.gradients import central_difference, relative_difference
from fitflow.numerics.p_norm import p_distance, p_norm

RANDOM = np.random.default_rng(0)


def test_the_normal_equations_give_least_squares():
    from sklearn.linear_model import LinearRegression

    x = RANDOM.normal(size=(200, 3)) * [1, 1000, 0.01] + [0, 5000, 3]
    y = RANDOM.normal(size=200)
    theirs = LinearRegression().fit(x, y)
    np.testing.assert_allclose(normal_equations(x, y), [*theirs.coef_, theirs.intercept_], rtol=1e-9)


@pytest.mark.parametrize("rows", [3, 50], ids=["more features than rows", "a column twice and a constant one"])
def test_where_there_are_many_minima_one_is_found(rows: int):
    x = RANDOM.normal(size=(rows, 5))
    x[:, 1], x[:, 2] = x[:, 0], 7.0
    y = RANDOM.normal(size=rows)
    solution = normal_equations(x, y)
    residual = y - x @ solution[:-1] - solution[-1]
    best = y - np.column_stack([x, np.ones(rows)]) @ np.linalg.lstsq(np.column_stack([x, np.ones(rows)]), y)[0]
    assert np.linalg.norm(residual) == pytest.approx(np.linalg.norm(best), abs=1e-9)
    assert solution[2] == pytest.approx(0, abs=1e-9)


def test_the_truncated_svd_is_scikit_learns():
    from sklearn.decomposition import TruncatedSVD

    matrix = RANDOM.normal(size=(20, 8))
    u, s, vt = truncated_svd(matrix, 3)
    theirs = TruncatedSVD(3, algorithm="arpack").fit(matrix)
    np.testing.assert_allclose(s, theirs.singular_values_)
    np.testing.assert_allclose((u * s) @ vt, theirs.inverse_transform(theirs.transform(matrix)), atol=1e-9)


@pytest.mark.parametrize("rank", [0, 9])
def test_a_rank_that_a_matrix_cannot_have_is_refused(rank: int):
    with pytest.raises(ValueError, match="rank must be 1 to 8"):
        truncated_svd(np.ones((20, 8)), rank)


@pytest.mark.parametrize("keep", [2, 0.8])
def test_principal_components_are_scikit_learns_up_to_sign(keep: float):
    from sklearn.decomposition import PCA

    x = RANDOM.normal(size=(300, 6)) @ RANDOM.normal(size=(6, 6)) + 3
    ours = principal_components(*covariance(lambda: [x[:100], x[100:]]), keep)
    theirs = PCA(keep, svd_solver="full").fit(x)
    signs = np.sign((ours.directions * theirs.components_).sum(1))
    np.testing.assert_allclose(ours.directions, theirs.components_ * signs[:, None], atol=1e-9)
    np.testing.assert_allclose(ours.shares, theirs.explained_variance_ratio_, atol=1e-9)
    np.testing.assert_allclose(ours.transform(x), theirs.transform(x) * signs, atol=1e-9)
    np.testing.assert_allclose(
        ours.transform(x) @ ours.directions + ours.mean, theirs.inverse_transform(theirs.transform(x))
    )


def test_more_components_than_directions_are_refused():
    x = np.outer(RANDOM.normal(size=50), [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="has rank 1"):
        principal_components(*covariance(lambda: [x]), 2)


@pytest.mark.parametrize("p", [0.3, 0.5, 1, 2, 3.5, np.inf])
def test_p_norms_are_numpys(p: float):
    x, y = RANDOM.normal(size=(2, 40))
    assert p_norm(x, p) == pytest.approx(np.linalg.norm(x, p), rel=1e-12)
    assert p_distance(x, y, p) == pytest.approx(np.linalg.norm(x - y, p), rel=1e-12)


def test_a_large_p_does_not_overflow_and_p_0_is_refused():
    assert p_norm([1e200, 1e200], 4) == pytest.approx(1e200 * 2**0.25)
    assert p_norm([0.0, 0.0], 0.5) == 0
    with pytest.raises(ValueError, match="above 0"):
        p_norm([1.0], 0)


def test_central_differences_are_the_gradient():
    x = RANDOM.normal(size=5)
    numerical = central_difference(lambda w: float(np.sin(w).sum() + (w**2).prod()), x)
    exact = np.cos(x) + 2 * (x**2).prod() / x
    assert relative_difference(numerical, exact) < 1e-7
    assert relative_difference(exact, -exact) == pytest.approx(1) and relative_difference(exact * 0, exact * 0) == 0
