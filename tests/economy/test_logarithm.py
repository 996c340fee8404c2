"""The kernel's own logarithm against the C library's, and its derivative."""

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.economy.kernel.logarithm import log

# Units in the last place of the result.
UNITS = 4


def test_as_exact_as_it_says():
    rng = np.random.default_rng(0)
    magnitudes = np.exp(rng.uniform(-690, 690, 20_000))
    near_one = 1 + 1e-6 * rng.normal(size=20_000)
    ordinary = rng.uniform(0.4, 2.5, 20_000)
    ends_of_the_reduction = np.array([0.5, 0.5**0.5, np.nextafter(0.5**0.5, 0), 1.0, 2**0.5, 2.0])
    x = np.concatenate([magnitudes, near_one, ordinary, ends_of_the_reduction])
    exact = np.log(x)
    assert np.all(np.abs(np.asarray(log(x)) - exact) <= UNITS * np.spacing(np.maximum(np.abs(exact), 1e-300)))


def test_edges():
    values = np.asarray(log(np.array([0.0, np.inf, np.nan, -1.0, -np.inf])))
    assert values[0] == -np.inf
    assert values[1] == np.inf
    assert np.isnan(values[2:]).all()


def test_derivatives_of_every_order_and_in_batches():
    for x in (0.3, 1.0, 7.0):
        assert np.isclose(jax.grad(log)(x), 1 / x)
        assert np.isclose(jax.grad(jax.grad(jax.grad(log)))(x), 2 / x**3)
    points = jnp.array([0.5, 2.0])
    assert np.allclose(jax.vmap(jax.grad(log))(points), 1 / points)
