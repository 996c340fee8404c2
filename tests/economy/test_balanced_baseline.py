"""A world whose trade was balanced in compiled code, where rounding leaves industries more inputs than are bought."""

import dataclasses

import jax.numpy as jnp
import numpy as np

from tests.worlds import random_accounts
from tradetalks.economy.calibrate import calibrate
from tradetalks.economy.drawn_worlds import _overdrawn
from tradetalks.economy.final_use import split_purchases
from tradetalks.economy.kernel.elasticities import balanced_baseline
from tradetalks.economy.kernel.implicit import outcomes
from tradetalks.economy.kernel.state import size


def world():
    economy = calibrate(random_accounts(3, n=2, j=2), deficits="fixed")
    base, unchanged = economy.baseline, economy.unchanged
    return economy, base, unchanged, outcomes(jnp.zeros(size(base, 0)), base, unchanged)


def using(base, found, *, short):
    """The world with industries that use as much of the first good as is bought, and a share ``short`` more."""
    use_nkj = np.array(base.gamma_ikj * found.sales_ij[:, None, :])
    bought = np.array(base.expenditure_nj)
    use_nkj[0, 0] *= bought[0, 0] * (1 + short) / use_nkj[0, 0].sum()
    return use_nkj, dataclasses.replace(base, gamma_ikj=jnp.asarray(use_nkj / np.array(found.sales_ij)[:, None, :]))


def test_rounding_is_taken_from_inputs_as_in_accounts():
    economy, base, unchanged, found = world()
    use_nkj, short = using(base, found, short=1e-7)
    made, _ = balanced_baseline(short, unchanged, found)
    inputs, final = split_purchases(
        regions=economy.regions, sectors=economy.sectors, expenditure_nj=np.array(base.expenditure_nj), use_ikj=use_nkj
    )
    np.testing.assert_allclose(made.gamma_ikj * made.sales_ij[:, None, :], inputs, rtol=1e-12)
    np.testing.assert_allclose(made.alpha_nj * made.income_n[:, None], final, rtol=1e-9, atol=1e-12)
    assert final[0, 0] == 0 and not _overdrawn(short, made, found)
    # What industries do not pay for inputs is value added: every identity holds.
    np.testing.assert_allclose(made.beta_ij + made.gamma_ikj.sum(axis=1), 1, rtol=1e-14)


def test_more_than_rounding_is_told():
    _, base, unchanged, found = world()
    _, short = using(base, found, short=0.01)
    made, _ = balanced_baseline(short, unchanged, found)
    assert _overdrawn(short, made, found)
    fine, _ = balanced_baseline(base, unchanged, found)
    assert not _overdrawn(base, fine, found)
