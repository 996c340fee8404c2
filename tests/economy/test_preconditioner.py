"""The directions that the approximate inverse of large worlds keeps, beside all singular vectors."""

import numpy as np
import pytest

from tradetalks.economy.kernel.preconditioner import DIRECTIONS, largest_directions

# Rows and columns of the matrices: many of both, one direction more than is wanted, and fewer columns than rows.
SHAPES = ((40, 90), (DIRECTIONS + 1, 30), (30, 12))


@pytest.mark.parametrize("shape", SHAPES)
def test_directions_are_the_first_singular_vectors(shape):
    rng = np.random.default_rng(3)
    rows, columns = shape
    count = min(shape)
    # Two matrices whose singular values fall by half, as those of wages on other countries do or faster.
    left = np.stack([np.linalg.qr(rng.normal(size=(rows, count)))[0] for _ in range(2)])
    right = np.stack([np.linalg.qr(rng.normal(size=(columns, count)))[0] for _ in range(2)])
    sizes = 0.5 ** np.arange(count)
    found = np.asarray(largest_directions(np.einsum("mwk,k,mbk->mwb", left, sizes, right)))
    assert found.shape == (2, DIRECTIONS, rows)
    np.testing.assert_allclose(
        np.einsum("mqw,mpw->mqp", found, found), np.tile(np.eye(DIRECTIONS), (2, 1, 1)), atol=1e-12
    )
    along = np.einsum("mqw,mwk->mqk", found[:, ::-1], left[:, :, :DIRECTIONS])
    np.testing.assert_allclose(np.abs(along), np.tile(np.eye(DIRECTIONS), (2, 1, 1)), atol=1e-3)
