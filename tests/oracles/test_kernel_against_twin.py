"""The kernel and the slow twin agree to 1e-9 on random worlds with every instrument and option switched on."""

from dataclasses import replace

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


EXACT = Anderson(tolerance=1e-13)


def assert_same(ours, theirs, rtol=1e-9):
    """Every outcome of the kernel and of the twin."""
    assert abs(theirs["walras"]) < 1e-10
    np.testing.assert_allclose(ours.values.real_income_hat_n, theirs["real_income"], rtol=rtol)
    np.testing.assert_allclose(ours.values.wage_hat_n, theirs["wage"], rtol=rtol)
    np.testing.assert_allclose(ours.values.price_hat_nj, theirs["P"], rtol=rtol)
    np.testing.assert_allclose(ours.values.sales_ij, theirs["R"], rtol=rtol)
    np.testing.assert_allclose(np.moveaxis(ours.values.flows_jni, 0, 2), theirs["M"], rtol=2 * rtol)
    np.testing.assert_allclose(ours.commitment_wedge, theirs["wedge"], atol=rtol)


def aged(world: twin.World, years) -> twin.World:
    """The same world with the elasticities of ``years`` after a change (None: of the long run)."""
    if years is None:
        return world
    adjusted = 1 - np.exp(-years / 4)
    return replace(world, theta=world.theta * (0.35 + 0.65 * adjusted), psi=world.psi * adjusted)


def as_published(accounts) -> twin.World:
    """Accounts as the twin takes them."""
    flows = accounts["flows"].values
    n, _, j = flows.shape
    return twin.World(
        flows, accounts["tariff"].values, np.zeros((n, n, j)), np.zeros((n, j)), accounts["intermediate_use"].values,
        accounts["trade_elasticity"].values, accounts["scale_elasticity"].values, accounts["markup"].values,
    )  # fmt: skip


@pytest.mark.parametrize("deficits", ["fixed", "proportional"])
@pytest.mark.parametrize(("scale", "markup"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("seed", range(1, 6))
def test_every_instrument(seed, scale, markup, deficits):
    economy = tt.calibrate(random_accounts(seed, n=3, j=2, scale=scale, markup=markup), deficits=deficits)
    policy = everything(economy, seed)
    ours = tt.solve(economy, policy, method=EXACT)
    theirs = twin.solve(as_world(economy), as_shock(economy, policy), proportional=deficits == "proportional")
    assert_same(ours, theirs)


@pytest.mark.parametrize("years", [None, 2.0])
@pytest.mark.parametrize(("scale", "markup"), [(False, False), (True, True)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_deficits_purged_at_a_horizon(seed, scale, markup, years):
    """From the accounts on: imbalances purged in the long run, then the elasticities of the horizon and every instrument."""
    accounts = random_accounts(seed, n=3, j=2, scale=scale, markup=markup)
    economy = tt.calibrate(accounts, deficits="zero", horizon_years=years)
    world = aged(twin.purged(as_published(accounts)), years)
    balance = world.M.sum(axis=(1, 2)) - world.M.sum(axis=(0, 2))
    assert np.abs(balance).max() < 1e-9
    np.testing.assert_allclose(economy.flows_nij, world.M, rtol=1e-8)
    policy = everything(economy, seed)
    assert_same(tt.solve(economy, policy, method=EXACT), twin.solve(world, as_shock(economy, policy)), rtol=1e-8)


@pytest.mark.parametrize(("deficits", "seed"), [("fixed", 4), ("proportional", 5)])
def test_a_larger_world(deficits, seed):
    """Four countries and three sectors, scale economies and profits, every instrument."""
    economy = tt.calibrate(random_accounts(seed, n=4, j=3, scale=True, markup=True), deficits=deficits)
    policy = everything(economy, seed)
    theirs = twin.solve(as_world(economy), as_shock(economy, policy), proportional=deficits == "proportional")
    assert_same(tt.solve(economy, policy, method=EXACT), theirs)


@pytest.mark.parametrize("seed", [11, 12])
def test_near_singular_scale_economies(seed):
    """θψ = 0.95 in every sector: the answer is the twin's, not only a small residual."""
    flat = tt.calibrate(random_accounts(seed, n=3, j=2), deficits="fixed")
    steep = flat.replace(psi_j=0.95 / flat.theta_j)
    policy = everything(steep, seed).replace(
        commitments=(), technology_hat=None, production_subsidy=None, trade_cost_hat=None
    )
    small = policy.replace(
        tariff=steep.tariff + 0.1 * (policy.tariff - steep.tariff), export_tax=0.1 * policy.export_tax
    )
    ours = tt.solve(steep, small, method=EXACT)
    shock = twin.Shock(
        small.tariff.values, small.export_tax.values, np.zeros((3, 2)), np.ones((3, 3, 2)), np.ones((3, 2)),
        small.transfer.values,
    )  # fmt: skip
    assert_same(ours, twin.solve(as_world(steep), shock), rtol=1e-8)
    assert np.abs(ours.real_income_change - tt.solve(flat, small).real_income_change).max() > 0.05


def test_rebased_policies_compose():
    """From the baseline to A and from A to B is from the baseline to B, also with subsidies in the new baseline."""
    economy = tt.calibrate(random_accounts(3, n=3, j=2, scale=True), deficits="fixed")
    policy = everything(economy, 3).replace(commitments=(), transfer=None, trade_cost_hat=None, technology_hat=None)
    there = tt.rebase(tt.solve(economy, policy, method=EXACT))
    back = tt.solve(there, tt.Policy(
        tariff=economy.tariff, export_tax=policy.export_tax * 0, production_subsidy=policy.production_subsidy * 0
    ), method=EXACT)  # fmt: skip
    direct = tt.solve(economy, policy, method=EXACT).values.real_income_hat_n
    np.testing.assert_allclose(back.values.real_income_hat_n * direct, 1.0, rtol=1e-8)
    shock = twin.Shock(
        economy.tariff_nij, np.zeros((3, 3, 2)), np.zeros((3, 2)), np.ones((3, 3, 2)), np.ones((3, 2)), np.zeros(3)
    )
    theirs = twin.solve(as_world(there), shock)
    np.testing.assert_allclose(back.values.real_income_hat_n, theirs["real_income"], rtol=1e-9)
