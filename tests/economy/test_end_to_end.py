"""Vectors laid end to end are what numpy concatenates, alone, in batches and differentiated."""

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.economy.kernel.end_to_end import end_to_end

PARTS = (np.arange(3.0), np.array([7.0, -1.0]), np.zeros(0))


def test_alone_and_of_mixed_precision():
    np.testing.assert_array_equal(end_to_end(PARTS), np.concatenate(PARTS))
    half = [jnp.arange(4, dtype=jnp.float32), jnp.ones(2)]
    found = end_to_end(half)
    assert found.dtype == float
    np.testing.assert_array_equal(found, [0, 1, 2, 3, 1, 1])


def test_in_batches_and_differentiated():
    def lay(x, y):
        return end_to_end([x, y, 2 * x])

    x, y = np.arange(6.0).reshape(2, 3), np.array([5.0])
    np.testing.assert_array_equal(
        jax.vmap(lay, in_axes=(0, None))(x, y), [np.concatenate([row, y, 2 * row]) for row in x]
    )
    expected = np.concatenate([np.eye(3), np.zeros((1, 3)), 2 * np.eye(3)])
    np.testing.assert_array_equal(jax.jacfwd(lay)(x[0], y), expected)
    np.testing.assert_array_equal(jax.jacrev(lay)(x[0], y), expected)
