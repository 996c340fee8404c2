"""Every derivative against finite differences, forward against reverse, and the decomposition against the change."""

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tests.economy.test_properties import economy_of, everything
from tradetalks.economy.instruments import INSTRUMENTS
from tradetalks.economy.solve import Anderson
from tradetalks.errors import PolicyError

EXACT = Anderson(tolerance=1e-13)
STEP = 1e-5


@pytest.fixture(scope="module")
def solved():
    economy = economy_of(21, scale=True, markup=True)
    return tt.solve(economy, everything(economy, 21), method=EXACT)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_reverse_against_differences_and_forward(solved, instrument):
    economy, policy = solved.economy, solved.policy
    slopes = tt.gradient(solved, "real_income_hat_n", "R0")[instrument]
    level = getattr(policy, instrument)
    direction = level * 0
    if instrument == "transfer":
        direction[0], direction[1] = 1.0, -1.0
    else:
        where = (0, 1, 1) if level.ndim == 3 else (0, 1)
        direction[where] = 1.0
    forward = tt.response(solved, **{instrument: direction}).real_income_hat_n[0]
    assert forward == pytest.approx((slopes * direction).sum().item(), rel=1e-8)

    def income(sign):
        moved = policy.replace(**{instrument: level + sign * STEP * direction})
        return tt.solve(economy, moved, method=EXACT).values.real_income_hat_n[0]

    assert forward == pytest.approx((income(1) - income(-1)) / (2 * STEP), rel=1e-6)


def test_the_first_export_tax_has_a_slope(solved):
    """Where no export is taxed, equations do not read what an export tax would leave; derivatives do."""
    economy = solved.economy
    untaxed = tt.solve(economy, solved.policy.replace(export_tax=economy.tariff * 0), method=EXACT)
    slope = tt.gradient(untaxed, "real_income_hat_n", "R0")["export_tax"][0, 1, 1].item()

    def income(sign):
        tax = economy.tariff * 0
        tax[0, 1, 1] = sign * STEP
        return tt.solve(economy, untaxed.policy.replace(export_tax=tax), method=EXACT).values.real_income_hat_n[0]

    assert abs(slope) > 1e-4
    assert slope == pytest.approx((income(1) - income(-1)) / (2 * STEP), rel=1e-6)


def test_gradient_of_a_users_own_function(solved):
    named = tt.gradient(solved, "tariff_revenue_n", "R1")
    own = tt.gradient(solved, lambda outcome: outcome.tariff_revenue_n[1])
    for instrument in INSTRUMENTS:
        np.testing.assert_allclose(own[instrument], named[instrument], rtol=1e-9, atol=1e-12)


def test_parts_add_up_to_the_exact_change(solved):
    parts = tt.decompose(solved)
    np.testing.assert_allclose(parts.sum("part"), solved.real_income_change, rtol=1e-7, atol=1e-7)


def test_unknown_outcome(solved):
    with pytest.raises(PolicyError) as error:
        tt.gradient(solved, "welfare", "R0")
    assert str(error.value) == (
        "there is no country outcome 'welfare'\n"
        "choose from real_income_hat_n, income_n, price_index_hat_n, wage_hat_n, tariff_revenue_n, "
        "export_tax_revenue_n, subsidy_cost_n, profit_n, deficit_n"
    )


def test_batch_equals_one_by_one():
    economy = economy_of(4, scale=True)
    policies = [tt.raise_tariffs(economy, by="R0", on="R1", rate=rate) for rate in (0.0, 0.1, 0.5, 2.0)]
    batch = tt.solve_many(economy, policies)
    for k, policy in enumerate(policies):
        np.testing.assert_allclose(batch.real_income_change[k], tt.solve(economy, policy).real_income_change, atol=1e-8)
    assert repr(batch) == "Batch(4 policies, 4 solved)"
    together = tt.Policy(tariff=xr.concat([p.tariff for p in policies], "policy"))
    np.testing.assert_array_equal(tt.solve_many(economy, together).real_income_change, batch.real_income_change)
    with pytest.raises(PolicyError) as error:
        tt.solve_many(economy, tt.Policy(tariff=economy.tariff))
    assert str(error.value) == (
        "these are not stacked policies\nexpected arrays with one common length along a dimension policy\ngot      none"
    )


def test_large_worlds_take_the_block_path():
    """Country blocks and the dense inverse lead to the same equilibrium."""
    from tradetalks.economy.instruments import instruments_of
    from tradetalks.economy.kernel.implicit import solve_outcomes
    from tradetalks.economy.kernel.preconditioner import country_blocks

    economy = economy_of(9, n=4, j=5, scale=True)
    new = instruments_of(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.4))
    blocks = country_blocks(economy.baseline, economy.unchanged)
    dense = tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.4))
    solution, found = solve_outcomes(economy.baseline, new, blocks, np.zeros_like(dense.state), 1e-11)
    assert float(solution.residual) <= 1e-11
    np.testing.assert_allclose(found.real_income_hat_n, dense.values.real_income_hat_n, atol=1e-9)
