"""What looks solved and is no world: refused with the country's name, alone, among many and in a war."""

import dataclasses

import numpy as np
import pytest

import tradetalks as tt
from tests.oracles.random_economies import SHAPES, fate_of
from tests.worlds import random_accounts
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.implicit import solve_state_jit
from tradetalks.economy.kernel.world_adjustment import world_adjustment
from tradetalks.economy.labels import COUNTRY, label
from tradetalks.economy.solve import Anderson, find_equilibrium, solve_instruments
from tradetalks.errors import SolveError

LOWER = "do       lower the transfer, the purchase commitment, the subsidy or the constant deficit that it pays"


@pytest.fixture(scope="module")
def economy():
    return tt.calibrate(random_accounts(2), deficits="fixed")


def gift(economy, share: float) -> tt.Policy:
    """R0 pays ``share`` of its income to R1."""
    paid = share * economy.income_n[0]
    values = [-paid, paid, *[0.0] * (len(economy.regions) - 2)]
    return tt.Policy(
        transfer=label(economy, values, COUNTRY, name="transfer", units="billion USD a year", long_name="gift")
    )


def test_a_transfer_of_more_than_a_country_earns(economy):
    assert tt.solve(economy, gift(economy, 0.5)).real_income_change.values[0] < -40
    for share in (1.5, 10.0):
        with pytest.raises(SolveError) as error:
            tt.solve(economy, gift(economy, share))
        assert str(error.value) == f"no equilibrium was found: R0 would have to pay more than it earns\n{LOWER}"


def test_the_kernel_gives_an_impossible_fixed_point_no_residual(economy):
    """One place for single runs, batches, wars and talks: nothing above zero, nothing below the tolerance."""
    found = find_equilibrium(economy, instruments_of(economy, gift(economy, 1.5)))
    assert found.status.name == "INSOLVENT" and not found.residual <= 1e-10
    zero = np.zeros_like(found.state)
    alone = solve_state_jit(economy.baseline, found.instruments, economy.preconditioner, zero, 1e-10, Anderson().method)
    assert not float(alone.residual) <= 1e-10


def test_many_policies_keep_a_status_each(economy):
    policies = [gift(economy, share) for share in (0.1, 1.5, 0.2)]
    batch = tt.solve_many(economy, policies)
    assert [status.name for status in batch.statuses] == ["SOLVED", "INSOLVENT", "SOLVED"]
    assert (
        np.isnan(batch.real_income_change.values[1]).all()
        and np.isfinite(batch.real_income_change.values[[0, 2]]).all()
    )
    assert (
        str(batch.failure())
        .splitlines()[1]
        .startswith("the first is policy 1: impossible: a country would have to pay more than it earns")
    )


def test_a_constant_deficit_that_becomes_more_than_a_country_earns(economy):
    """Constant deficits are owed whatever happens to income."""
    owed = np.array([-1.2, 0.7, 0.5]) * economy.income_n[0]
    with pytest.raises(SolveError) as error:
        solve_instruments(economy, dataclasses.replace(economy.unchanged, deficit_n=owed))
    assert str(error.value) == f"no equilibrium was found: R0 would have to pay more than it earns\n{LOWER}"


def test_a_country_that_trades_with_nobody_cannot_pay_abroad():
    accounts = random_accounts(2, tariffs=False)
    flows = accounts["flows"].values.copy()
    flows[0, 1:], flows[1:, 0] = 0.0, 0.0
    bought, sold, use = flows.sum(axis=1), flows.sum(axis=0), 0.5 * accounts["intermediate_use"].values
    alone = tt.calibrate(
        tt.build_accounts(
            regions=["R0", "R1", "R2"], sectors=["S0", "S1"], flows_nij=flows, tariff_nij=np.zeros_like(flows),
            use_nkj=use, final_nj=bought - use.sum(axis=2), value_added_nj=sold - use.sum(axis=1),
            theta_j=accounts["trade_elasticity"].values,
        ),
        deficits="fixed",
    )  # fmt: skip
    assert tt.solve(alone).evaluations == 1
    for policy in (gift(alone, 0.1), tt.raise_tariffs(alone, by="R1", on="R2", rate=0.2)):
        with pytest.raises(SolveError) as error:
            tt.solve(alone, policy)
        assert str(error.value) == (
            "no equilibrium was found: R0 trades with nobody\n"
            "do       lower the barriers that cut it off, or leave it out: nothing ties its wage to the world's"
        )


def test_deficits_that_are_shares_of_income_with_a_commitment():
    """Walras' residual was at -0.59 where Newton's five steps had not ended."""
    accounts = random_accounts(7, n=3, j=2)
    flows = accounts["flows"].values.copy()
    flows[0, 1:] *= 8
    tariff = accounts["tariff"].values
    bought, sold, use = ((1 + tariff) * flows).sum(axis=1), flows.sum(axis=0), 0.3 * accounts["intermediate_use"].values
    economy = tt.calibrate(
        tt.build_accounts(
            regions=["R0", "R1", "R2"], sectors=["S0", "S1"], flows_nij=flows, tariff_nij=tariff, use_nkj=use,
            final_nj=bought - use.sum(axis=2), value_added_nj=sold - use.sum(axis=1),
            theta_j=accounts["trade_elasticity"].values,
        ),
        deficits="proportional",
    )  # fmt: skip
    assert economy.deficit_share_n[0] > 0.5
    bought = economy.flows_nij[1, 2].sum()
    for factor in (2.0, 4.0):
        pledge = tt.PurchaseCommitment("R1", "R2", ("S0", "S1"), factor * bought)
        found = tt.solve(economy, tt.Policy(commitments=(pledge,)))
        assert abs(found.walras) < 1e-10 and abs(found.values.deficit_n.sum()) < 1e-7


def gap_of(y, share):
    return lambda tau: (y / (1 - share + tau)).sum() / y.sum() - 1


def test_the_world_adjustment_is_exact_and_differentiable():
    """Against bisection, also where one country's share of income is 0.95 and where incomes differ by a factor of a million."""
    from jax import grad, jvp
    from scipy.optimize import brentq

    for seed in range(20):
        rng = np.random.default_rng(seed)
        y = np.exp(rng.uniform(-7, 7, 5))
        share = rng.uniform(-2, 0.95, 5)

        low = (share - 1 + y / y.sum()).max()
        exact = brentq(
            gap_of(y, share), low * (1 - 1e-12) if low > 0 else low + 1e-12 * abs(low) - 1e-13, low + 10, xtol=1e-15
        )
        assert float(world_adjustment(y, share)) == pytest.approx(exact, abs=1e-10 * max(1, abs(exact)))
        dy, ds = rng.normal(size=5) * y, rng.normal(size=5)
        slope = jvp(world_adjustment, (y, share), (dy, ds))[1]
        h = 1e-6
        apart = (world_adjustment(y + h * dy, share + h * ds) - world_adjustment(y - h * dy, share - h * ds)) / (2 * h)
        assert float(slope) == pytest.approx(float(apart), rel=1e-5)
        back = grad(world_adjustment, argnums=(0, 1))(y, share)
        assert float(back[0] @ dy + back[1] @ ds) == pytest.approx(float(slope), rel=1e-10)


def test_a_commitment_that_no_subsidy_brings_about():
    economy = tt.calibrate(random_accounts(2), deficits="fixed")
    bought = economy.flows_nij[0, 1].sum()
    pledge = tt.PurchaseCommitment("R0", "R1", ("S0", "S1"), 1000 * bought)
    with pytest.raises(SolveError) as error:
        tt.solve(economy, tt.Policy(commitments=(pledge,)))
    title = str(error.value).splitlines()[0]
    assert title.startswith("no equilibrium was found: R0 ")


def fates(seeds, shapes):
    found = [fate_of(seed, shapes) for seed in seeds]
    return found, [fate for fate in found if fate.word in ("silent", "crash")]


def test_random_economies_are_solved_right_or_refused_by_name():
    """Two shapes, so that compiling takes little of the time."""
    found, wrong = fates(range(150), SHAPES[:2])
    assert not wrong
    assert sum(fate.word == "right" for fate in found) > 90
    assert sum(fate.word == "refused" for fate in found) > 12


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_random_economies(part):
    """All shapes, some forty seconds a part."""
    _, wrong = fates(range(1000 * part, 1000 * (part + 1)), SHAPES)
    assert not wrong


def test_a_country_with_imports_and_no_exports_cannot_balance_its_trade():
    """With its trade balanced its wage falls without end, until its own goods are all it buys: no world is there."""
    accounts = random_accounts(2, n=2, j=1, tariffs=False)
    flows = accounts["flows"].values.copy()
    flows[0, 1] = 0.0
    use = 0.1 * accounts["intermediate_use"].values
    built = tt.build_accounts(
        regions=["R0", "R1"], sectors=["S0"], flows_nij=flows, tariff_nij=np.zeros_like(flows), use_nkj=use,
        final_nj=flows.sum(axis=1) - use.sum(axis=2), value_added_nj=flows.sum(axis=0) - use.sum(axis=1),
        theta_j=accounts["trade_elasticity"].values,
    )  # fmt: skip
    with pytest.raises(SolveError) as error:
        tt.calibrate(built)
    assert str(error.value) == (
        "trade cannot be balanced: R1 would trade with nobody\nexpected imports and exports of every country\n"
        'do       look for a country that sells nothing abroad, or keep the imbalances: calibrate(accounts, deficits="fixed")'
    )
