"""What the approximate inverse of large worlds keeps: blocks beside the derivative of the equations, directions beside all
singular vectors.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.economy.test_properties import economy_of
from tradetalks.economy.kernel.equations import evaluate
from tradetalks.economy.kernel.preconditioner import DIRECTIONS, largest_directions, own_country_blocks
from tradetalks.economy.kernel.state import kinds_of, size
from tradetalks.economy.kernel.weights import weigh

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


@pytest.mark.parametrize("scale", [False, True])
def test_own_blocks_undo_what_a_country_does_to_itself(scale):
    economy = economy_of(5, n=3, j=4, scale=scale, markup=True)
    base, unchanged = economy.baseline, economy.unchanged
    n, j, kinds = 3, 4, kinds_of(base)
    weights = weigh(base, unchanged)
    derivative = jax.jacfwd(lambda x: evaluate(x, weights, base, unchanged)[0])(jnp.zeros(size(base, 0)))
    left = (np.eye(len(derivative)) - derivative)[n:, n:].reshape(kinds, n, j, kinds, n, j)
    r_knj = np.random.default_rng(0).normal(size=(kinds, n, j))
    y_knj = own_country_blocks(base, unchanged)(r_knj.ravel()).reshape(kinds, n, j)
    own = np.arange(n)
    again_nkj = np.einsum("nkjla,lna->nkj", left[:, own, :, :, own, :], y_knj)
    np.testing.assert_allclose(again_nkj, r_knj.transpose(1, 0, 2), atol=1e-10)
