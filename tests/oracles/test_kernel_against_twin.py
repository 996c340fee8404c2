"""The kernel and the slow twin agree to 1e-9 on random worlds with every instrument and option switched on."""

import numpy as np
import pytest

import tradetalks as tt
from tests.economy.test_properties import everything
from tests.oracles import twin
from tests.worlds import random_accounts
from tradetalks.economy.solve import Anderson


def as_world(economy) -> twin.World:
    use = economy.gamma_ikj * economy.sales_ij[:, None, :]
    return twin.World(
        economy.flows_nij, economy.tariff_nij, economy.export_tax_nij, economy.subsidy_ij, use,
        economy.theta_j, economy.psi_j, economy.markup_j,
    )  # fmt: skip


def as_shock(economy, policy) -> twin.Shock:
    commitments = tuple(
        (
            economy.regions.index(c.buyer),
            [(economy.regions.index(c.seller), economy.sectors.index(s)) for s in c.sectors],
            c.quantity_busd,
        )
        for c in policy.commitments
    )
    return twin.Shock(
        policy.tariff.values, policy.export_tax.values, policy.production_subsidy.values, policy.trade_cost_hat.values,
        policy.technology_hat.values, policy.transfer.values, commitments,
    )  # fmt: skip


@pytest.mark.parametrize("deficits", ["fixed", "proportional"])
@pytest.mark.parametrize(("scale", "markup"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_instrument(seed, scale, markup, deficits):
    economy = tt.calibrate(random_accounts(seed, n=3, j=2, scale=scale, markup=markup), deficits=deficits)
    policy = everything(economy, seed)
    ours = tt.solve(economy, policy, method=Anderson(tolerance=1e-13))
    theirs = twin.solve(as_world(economy), as_shock(economy, policy), proportional=deficits == "proportional")
    assert abs(theirs["walras"]) < 1e-10
    np.testing.assert_allclose(ours.values.real_income_hat_n, theirs["real_income"], rtol=1e-9)
    np.testing.assert_allclose(ours.values.wage_hat_n, theirs["wage"], rtol=1e-9)
    np.testing.assert_allclose(ours.values.price_hat_nj, theirs["P"], rtol=1e-9)
    np.testing.assert_allclose(ours.values.sales_ij, theirs["R"], rtol=1e-9)
    np.testing.assert_allclose(np.moveaxis(ours.values.flows_jni, 0, 2), theirs["M"], rtol=2e-9)
    np.testing.assert_allclose(ours.commitment_wedge, theirs["wedge"], atol=1e-9)


def test_rebased_policies_compose():
    """From the baseline to A and from A to B is from the baseline to B, also with subsidies in the new baseline."""
    economy = tt.calibrate(random_accounts(3, n=3, j=2, scale=True), deficits="fixed")
    policy = everything(economy, 3).replace(commitments=(), transfer=None, trade_cost_hat=None, technology_hat=None)
    exact = Anderson(tolerance=1e-13)
    there = tt.rebase(tt.solve(economy, policy, method=exact))
    back = tt.solve(there, tt.Policy(
        tariff=economy.tariff, export_tax=policy.export_tax * 0, production_subsidy=policy.production_subsidy * 0
    ), method=exact)  # fmt: skip
    direct = tt.solve(economy, policy, method=exact).values.real_income_hat_n
    np.testing.assert_allclose(back.values.real_income_hat_n * direct, 1.0, rtol=1e-8)
    shock = twin.Shock(
        economy.tariff_nij, np.zeros((3, 3, 2)), np.zeros((3, 2)), np.ones((3, 3, 2)), np.ones((3, 2)), np.zeros(3)
    )
    theirs = twin.solve(as_world(there), shock)
    np.testing.assert_allclose(back.values.real_income_hat_n, theirs["real_income"], rtol=1e-9)
