"""Whatever makes an economy makes an equilibrium: without a change of policy nothing changes."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy.calibrate import at_horizon, purge_deficits, rebase
from tradetalks.economy.economy import economy_from_flows
from tradetalks.errors import AccountsError

TIGHT = tt.economy.Anderson(tolerance=1e-12)
# Percent of real income, from a solve to a relative error of 1e-12.
ROUNDING = 1e-9
# Where imbalances were purged: what the purge, a solve to the default tolerance, leaves of them.
BALANCED = 1e-7
WITHIN = {"zero": BALANCED, "fixed": ROUNDING, "proportional": ROUNDING}


def nothing_changes(economy, within=ROUNDING):
    found = tt.solve(economy, method=TIGHT)
    assert abs(found.real_income_change.values).max() < within
    assert abs(found.wage_change.values).max() < within


def rounded_accounts(seed):
    """Accounts in which all of S0 that R0 buys is used as input, rounded upwards by as much as the checks take."""
    accounts = random_accounts(seed, n=3, j=2)
    use = accounts["intermediate_use"].copy()
    taken = accounts["final_use"].sel(region="R0", sector="S0").item()
    bought = taken + use.sel(region="R0", input="S0").sum().item()
    use.loc[{"region": "R0", "input": "S0", "using_sector": "S1"}] += taken
    value_added = accounts["value_added"].copy()
    value_added.loc[{"region": "R0", "sector": "S1"}] -= taken
    use.loc[{"region": "R0", "input": "S0"}] += 0.4e-4 * bought
    final = accounts["final_use"].copy()
    final.loc[{"region": "R0", "sector": "S0"}] = 0.0
    return accounts.assign(intermediate_use=use, value_added=value_added, final_use=final)


@pytest.mark.parametrize("deficits", ["zero", "fixed", "proportional"])
@pytest.mark.parametrize("world", ["toy", "world2017", "world2022"])
def test_shipped_worlds(world, deficits):
    """Nine cells of ``world2022`` have inputs above purchases, by 35,000 dollars at most: six digits of their accounts."""
    nothing_changes(tt.calibrate(tt.load_world(world), deficits=deficits), WITHIN[deficits])


@pytest.mark.parametrize("deficits", ["zero", "fixed", "proportional"])
def test_accounts_with_rounding_in_them(deficits):
    economy = tt.calibrate(rounded_accounts(2), deficits=deficits)
    nothing_changes(economy, WITHIN[deficits])
    if deficits != "zero":
        assert economy.alpha_nj[0, 0] == 0


@pytest.mark.parametrize("scale", [False, True])
def test_economies_made_of_economies(scale):
    economy = tt.calibrate(random_accounts(3, scale=scale), deficits="fixed")
    nothing_changes(purge_deficits(economy), BALANCED)
    nothing_changes(at_horizon(economy, 2.0, balanced=True), BALANCED)
    nothing_changes(economy.replace(theta_j=1.2 * economy.theta_j, psi_j=economy.psi_j / 2))
    policy = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.3)
    nothing_changes(rebase(tt.solve(economy, policy, method=TIGHT)))


def test_published_shares():
    """Two regions that spend a fifth of what they spend abroad."""
    made = tt.economy_from_shares(
        regions=["A", "B"],
        sectors=["X", "Y"],
        pi_nij=np.array([[[0.8, 0.7], [0.2, 0.3]], [[0.1, 0.4], [0.9, 0.6]]]),
        tariff_nij=np.array([[[0.0, 0.0], [0.1, 0.2]], [[0.05, 0.3], [0.0, 0.0]]]),
        alpha_nj=np.array([[1.0, 0.0], [0.5, 0.5]]),
        gamma_ikj=np.full((2, 2, 2), 0.25),
        wage_bill_n=np.array([3.0, 5.0]),
        theta_j=np.array([4.0, 6.0]),
    )
    nothing_changes(made)


def small(use):
    """Two regions of one sector that sell 10 and buy 10."""
    return economy_from_flows(
        regions=["R0", "R1"],
        sectors=["S0"],
        flows_nij=np.array([[[8.0], [2.0]], [[2.0], [8.0]]]),
        tariff_nij=np.zeros((2, 2, 1)),
        use_ikj=np.array([[[use]], [[6.0]]]),
        theta_j=np.array([4.0]),
    )


def test_more_inputs_than_purchases_are_refused():
    with pytest.raises(AccountsError) as error:
        small(10.5)
    assert str(error.value) == (
        "more is used as input than is bought in\n"
        "  R0, S0: inputs 10.5, purchases 10, gap 0.5 billion dollars a year\n"
        "expected purchases at buyer prices of at least the input use: what is left is final use\n"
        "do       give input use at the buyer prices of these tariffs"
    )
