"""What results of the economy show and hand over: status, tables, and a text that fits on a screen."""

import numpy as np
import pytest
import xarray as xr

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy.failure import SolveStatus, status_of
from tradetalks.economy.solve import Anderson, find_equilibrium
from tradetalks.errors import SolveError, TradeTalksError

# Characters of a screen of ten lines.
SCREEN = 800


@pytest.fixture(scope="module")
def economy():
    return tt.calibrate(random_accounts(5, n=12, j=3))


@pytest.fixture(scope="module")
def solved(economy):
    return tt.solve(economy, tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.3))


def test_a_table_by_region(solved):
    table = solved.to_dataframe()
    assert list(table["region"]) == list(solved.economy.regions)
    np.testing.assert_array_equal(table["real_income_change"], solved.real_income_change)
    assert table.attrs["units"]["real_income_change"] == "percent of baseline"
    assert table.attrs["units"]["tariff_revenue"] == "billion USD a year"
    assert set(table.columns) == {"region", *table.attrs["units"]}


def test_a_table_by_flow_and_one_by_industry(solved):
    flows = solved.to_dataframe(["sector", "importer", "exporter"])
    assert list(flows.columns) == ["importer", "exporter", "sector", "flows", "tariff"]
    assert len(flows) == 12 * 12 * 3
    one = flows.query("importer == 'R0' and exporter == 'R2' and sector == 'S1'")
    assert one["flows"].item() == solved.flows.sel(importer="R0", exporter="R2", sector="S1").item()
    assert list(solved.to_dataframe(("region", "sector")).columns)[:2] == ["region", "sector"]


def test_dimensions_that_no_quantity_has(solved):
    with pytest.raises(TradeTalksError) as error:
        solved.to_dataframe(["policy"])
    assert str(error.value) == (
        "no quantity of this Equilibrium has the dimensions policy\n"
        "choose   region; region, sector; importer, exporter, sector"
    )


def test_commitments_have_a_table_of_their_own(economy):
    bought = 1.5 * float(economy.flows_nij[1, 0].sum())
    promise = tt.PurchaseCommitment("R1", "R0", economy.sectors, bought)
    table = tt.solve(economy, tt.Policy(commitments=(promise,))).to_dataframe(["commitment"])
    assert table["payer"].tolist() == ["R1"] and table["seller"].tolist() == ["R0"]
    assert table["commitment_cost"].item() > 0 and table["commitment_wedge"].item() > 0


def test_texts_fit_on_a_screen(economy, solved):
    batch = tt.solve_many(economy, [solved.policy, tt.Policy()])
    for shown in (economy, solved.policy, solved, batch, tt.Policy()):
        assert len(repr(shown)) < SCREEN and "array" not in repr(shown)
    assert repr(tt.Policy()) == "Policy(nothing changed)"
    assert repr(solved.policy) == "Policy(tariff of 12 importer x 12 exporter x 3 sector)"
    assert "and 4 more" in repr(solved)


def test_a_sweep_keeps_what_failed(economy, solved):
    start_only = Anderson(max_steps=0)
    batch = tt.solve_many(economy, [tt.Policy(), solved.policy], method=start_only)
    assert batch.statuses == (SolveStatus.SOLVED, SolveStatus.STALLED)
    assert np.isfinite(batch.real_income_change[0]).all() and np.isnan(batch.real_income_change[1]).all()
    assert repr(batch) == "Batch(2 policies, 1 solved)"
    with pytest.raises(SolveError) as error:
        batch.raise_if_failed()
    assert str(error.value) == (
        "1 of 2 policies have no equilibrium\n"
        f"the first is policy 1: stalled: the residual stopped above the tolerance, {batch.residual[1]:.2e}\n"
        "do       solve it alone (tradetalks.solve) to see which equation fails, or go on with those solved"
    )
    lines = batch.summary().splitlines()
    assert lines[0] == "2 policies, 1 solved; real income over those solved, percent of baseline"
    assert lines[-1] == "1 stalled: the residual stopped above the tolerance"
    table = batch.to_dataframe()
    assert len(table) == 2 * 12 and {"policy", "region", "real_income_change"} <= set(table.columns)
    assert batch.to_dataframe(["policy"])["status"].tolist() == ["SOLVED", "STALLED"]


def test_an_equilibrium_that_was_not_found(economy, solved):
    found = find_equilibrium(economy, solved.instruments, method=Anderson(max_steps=0))
    assert found.status is SolveStatus.STALLED and found.residual > found.tolerance
    assert repr(found).startswith("Equilibrium(stalled: the residual stopped above the tolerance; residual ")
    with pytest.raises(SolveError, match="no equilibrium was found"):
        found.raise_if_failed()
    assert solved.raise_if_failed() is solved


def test_endings():
    assert status_of(1e-11, 1e-10) is SolveStatus.SOLVED
    assert status_of(1e-9, 1e-10) is SolveStatus.STALLED
    assert status_of(np.nan, 1e-10) is SolveStatus.NOT_FINITE


def test_a_shared_inverse_is_not_handed_on(economy):
    other = economy.replace(theta_j=1.1 * economy.theta_j)
    sharing = other.share_preconditioner(economy)
    assert sharing.preconditioner is economy.preconditioner
    assert sharing.replace(name="changed").shared_preconditioner is None
    policy = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.1)
    xr.testing.assert_allclose(
        tt.solve(sharing, policy).real_income_change, tt.solve(other, policy).real_income_change, atol=1e-8
    )
