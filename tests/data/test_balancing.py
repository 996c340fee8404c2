"""Tables brought to given sums: closed forms, conditions of the optimum, an optimiser that knows nothing of factors, refusals."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import tradetalks as tt
from tests.worlds import random_accounts, write_tables
from tradetalks.data.biproportional import balance_table
from tradetalks.errors import AccountsError

# The example of the literature on GRAS: three rows, four columns, entries and targets of either sign.
MIXED = np.array([[7, 3, 5, -3], [2, 9, 8, 1], [-2, 0, 2, 1.0]])
ROWS, COLUMNS = np.array([15, 26, -1.0]), np.array([9, 16, 17, -2.0])


def distance(table, found):
    """Σ |a|·(z·ln z − z), z = x/a."""
    live = table != 0
    z = found[live] / table[live]
    return float(np.sum(np.abs(table[live]) * (z * np.log(z) - z)))


def is_optimal(table, found, tolerance=1e-8):
    """ln z = λ_row + μ_column where a > 0, and minus that where a < 0: the first-order conditions of a convex problem."""
    live = table != 0
    at_row, at_column = np.nonzero(live)
    target = np.sign(table[live]) * np.log(found[live] / table[live])
    design = np.zeros((len(at_row), sum(table.shape)))
    design[np.arange(len(at_row)), at_row] = design[np.arange(len(at_row)), table.shape[0] + at_column] = 1
    solved, *_ = np.linalg.lstsq(design, target, rcond=None)
    return np.abs(design @ solved - target).max() < tolerance


@given(st.tuples(*[st.floats(0.1, 10)] * 4), st.tuples(*[st.floats(0.5, 5)] * 2), st.floats(0.1, 0.9))
@settings(max_examples=50, deadline=None)
def test_two_by_two_keeps_the_odds_ratio(entries, rows, share):
    """RAS on two rows and columns: x₁₁·x₂₂ / (x₁₂·x₂₁) stays, which with the four sums is a quadratic equation."""
    (a, b, c, d), (u1, u2) = entries, rows
    v1 = share * (u1 + u2)
    found = balance_table(np.array([[a, b], [c, d]]), rows=np.array(rows), columns=np.array([v1, u1 + u2 - v1])).table
    odds = a * d / (b * c)
    # x(u2 − v1 + x) = odds·(u1 − x)(v1 − x)
    roots = np.roots([1 - odds, u2 - v1 + odds * (u1 + v1), -odds * u1 * v1])
    x = min(abs(root.real - found[0, 0]) for root in np.atleast_1d(roots))
    assert x < 1e-7 * (u1 + u2)


def test_mixed_signs_against_an_optimiser():
    result = balance_table(MIXED, rows=ROWS, columns=COLUMNS)
    found = result.table
    np.testing.assert_allclose(found.sum(1), ROWS, rtol=1e-9)
    np.testing.assert_allclose(found.sum(0), COLUMNS, rtol=1e-9)
    assert is_optimal(MIXED, found)
    assert np.array_equal(np.sign(found), np.sign(MIXED))
    live = MIXED != 0

    def whole(z):
        table = np.zeros_like(MIXED)
        table[live] = MIXED[live] * z
        return table

    # The last column's sum follows from the others.
    constraints = [
        {"type": "eq", "fun": lambda z: whole(z).sum(1) - ROWS},
        {"type": "eq", "fun": lambda z: (whole(z).sum(0) - COLUMNS)[:3]},
    ]
    other = minimize(
        lambda z: distance(MIXED, whole(z)), np.ones(live.sum()), method="SLSQP", constraints=constraints,
        bounds=[(1e-3, 50)] * int(live.sum()), options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert other.success
    np.testing.assert_allclose(whole(other.x), found, atol=1e-4)
    assert distance(MIXED, found) <= distance(MIXED, whole(other.x)) + 1e-8


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), m=st.integers(2, 6), k=st.integers(2, 6), negative=st.booleans())
def test_random_tables(seed, m, k, negative):
    """Targets are the sums of another table of the same zeros and signs, so that there is a solution."""
    rng = np.random.default_rng(seed)
    table = rng.lognormal(0, 1, (m, k)) * (rng.random((m, k)) > 0.2)
    if negative:
        table *= np.where(rng.random((m, k)) < 0.15, -1, 1)
    aim = table * rng.lognormal(0, 0.7, (m, k))
    result = balance_table(table, rows=aim.sum(1), columns=aim.sum(0))
    assert result.gap <= 1e-10
    assert is_optimal(table, result.table, 1e-6)
    assert np.array_equal(result.table == 0, table == 0)
    assert result.moved == pytest.approx(np.abs(result.table - table).sum())


def test_balanced_tables_stay():
    result = balance_table(MIXED, rows=MIXED.sum(1), columns=MIXED.sum(0))
    np.testing.assert_allclose(result.table, MIXED, atol=1e-12)
    assert result.steps == 1 and result.moved == pytest.approx(0, abs=1e-12)


def test_open_targets_have_no_factor():
    result = balance_table(
        np.array([[1.0, 2], [3, 4]]), rows=np.array([6.0, np.nan]), columns=np.array([np.nan, np.nan])
    )
    np.testing.assert_allclose(result.table, [[2, 4], [3, 4]])
    assert result.row_factors[1] == 1 and result.column_factors.tolist() == [1, 1]


def test_a_target_of_zero_empties_a_row():
    result = balance_table(np.array([[1.0, 2], [3, 4]]), rows=np.array([0.0, 5]), columns=np.array([2.0, 3]))
    np.testing.assert_allclose(result.table, [[0, 0], [2, 3]])


def test_entries_that_change_by_orders_of_magnitude():
    """Where a row consists of one large use and one that is nearly nothing, rounds alone creep; Newton's method does not."""
    table = np.array([[1.0, 0.5, 1e-9], [1.0, 1.0, 1.0], [1.0, 1.0, 0.0]])
    aim = np.array([[1e-4, 1e-4, 1.0], [0.5, 0.5, 1e-3], [1.0, 2.0, 0]])
    result = balance_table(table, rows=aim.sum(1), columns=aim.sum(0))
    assert result.gap <= 1e-10
    assert is_optimal(table, result.table, 1e-5)


@pytest.mark.parametrize(
    ("table", "rows", "columns", "text"),
    [
        ([[1, 2], [0, 0]], [1, 1], [1, 1], "row 1 is to be 1 and has no entry above 0"),
        ([[1, 2], [3, 4]], [-1, 3], [1, 1], "row 0 is to be -1 and has no entry below 0"),
        ([[-1, 0], [3, 4]], [0, 3], [1, 2], "row 0 is to be 0 and has only entries below 0"),
        ([[1, 2], [3, 4]], [1, 3], [1, 2], "add up to different totals\ngot      4 and 3"),
        ([[1, 2], [3, 4]], [1, 3], [4], "got      a table of (2, 2), 2 rows, 1 columns"),
        ([[1, np.nan], [3, 4]], [1, 3], [2, 2], "something other than numbers"),
        ([[1, 0], [1, 1]], [2, 1], [1, 2], "row 0 can be at most 1 of 2\n  column 1 can be at most 1 of 2"),
    ],
)
def test_what_cannot_be_balanced_is_named(table, rows, columns, text):
    with pytest.raises(AccountsError) as error:
        balance_table(np.array(table, float), rows=np.array(rows, float), columns=np.array(columns, float))
    assert text in str(error.value)


def shaken(seed=3, spread=0.05):
    """A world whose identities fail by some percent."""
    rng = np.random.default_rng(seed)
    accounts = random_accounts(seed, n=4, j=3)
    for name in ("intermediate_use", "final_use", "value_added"):
        accounts[name] = accounts[name] * rng.lognormal(0, spread, accounts[name].shape)
    return accounts


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), spread=st.floats(0.0, 0.5))
def test_accounts_are_balanced_and_flows_stay(seed, spread):
    accounts = shaken(seed, spread)
    balanced, report = tt.balance(accounts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tt.UnlikelyData)
        tt.check_accounts(balanced, rtol=1e-7)
    for name in ("flows", "tariff", "trade_elasticity"):
        np.testing.assert_array_equal(balanced[name], accounts[name])
    moved = sum(
        float(np.abs(balanced[name] - accounts[name]).sum())
        for name in ("intermediate_use", "final_use", "value_added")
    )
    assert report["moved_busd"].sum() == pytest.approx(moved)
    assert balanced.attrs["balanced_busd"] == pytest.approx(moved)
    assert report.groupby("table")["after_busd"].sum()["final_use"] == pytest.approx(float(balanced["final_use"].sum()))


def test_the_report_names_the_cell_that_moved_most():
    accounts = random_accounts(3, n=3, j=2)
    accounts["final_use"].loc["R1", "S1"] += 2.0
    _, report = tt.balance(accounts)
    row = report.set_index(["region", "table"]).loc[("R1", "final_use")]
    assert row["largest_at"] == "S1" and -2 < row["largest_busd"] < 0
    assert report[report["region"] == "R0"]["moved_busd"].max() < 1e-7


def test_an_industry_that_nothing_is_known_of_is_named():
    accounts = random_accounts(3, n=3, j=2)
    accounts["intermediate_use"].loc["R1", :, "S1"] = 0.0
    accounts["value_added"].loc["R1", "S1"] = 0.0
    with pytest.raises(AccountsError, match=r"R1: these targets cannot be met\n  costs of S1 is to be"):
        tt.balance(accounts)


def test_tables_of_ones_own_are_balanced_as_they_are_read(tmp_path):
    write_tables(shaken(), tmp_path / "mine")
    with pytest.raises(AccountsError, match=r'repair=\("balance",\) closes larger gaps by rule'):
        tt.read_accounts(tmp_path / "mine")
    with pytest.warns(tt.UnlikelyData, match="rules of repair moved"):
        accounts = tt.read_accounts(tmp_path / "mine", repair=("balance",))
    assert accounts.attrs["repaired"].startswith("balance: ")
    assert accounts.attrs["repaired_busd"] > 0
    tt.calibrate(accounts)


def test_a_world_that_grows_is_balanced_again():
    """Exports of one country doubled: its industries produce more, and everything else stays as near as it can."""
    accounts = random_accounts(3, n=3, j=2, tariffs=False)
    sold_more = accounts["flows"].loc["R0", "R1"].sum()
    accounts["flows"].loc["R0", "R1"] *= 2
    balanced, _ = tt.balance(accounts)
    gained = balanced["value_added"].sum("sector") - accounts["value_added"].sum("sector")
    assert float(gained.sel(region="R1")) > 0
    # Of what the industries sell more, a part pays for inputs.
    assert float(gained.sel(region="R1")) < float(sold_more)
    assert float(abs(gained.sel(region="R2"))) < 1e-6


def test_an_industry_of_rounding_is_left_alone():
    """One that sells next to nothing, all of it to itself, would be left with itself as its only input, and I − Γ singular."""
    accounts = random_accounts(3, n=3, j=3, tariffs=False)
    tiny = 1e-7
    for name in ("flows", "intermediate_use", "final_use", "value_added"):
        for dim in {"sector", "input", "using_sector"} & set(accounts[name].dims):
            accounts[name].loc[{dim: "S2"}] = 0.0
    for region in ("R0", "R1", "R2"):
        accounts["flows"].loc[region, region, "S2"] = tiny
        accounts["intermediate_use"].loc[region, "S2", "S2"] = tiny * (1 - 1e-9)
        accounts["intermediate_use"].loc[region, "S0", "S2"] = 0.03 * tiny
        accounts["final_use"].loc[region, "S2"] = 1e-9 * tiny
    balanced, _ = tt.balance(accounts)
    own = balanced["intermediate_use"].sel(input="S2", using_sector="S2") / tiny
    assert float(own.max()) == pytest.approx(1, abs=1e-6)
    assert float((balanced["intermediate_use"].sel(input="S0", using_sector="S2") / tiny).min()) > 0.02
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tt.UnlikelyData)
        # What it uses beyond its sales is scaled away, and leaves its other inputs their share.
        economy = tt.calibrate(balanced, deficits="fixed")
    assert economy.beta_ij.min() >= -1e-12
    assert economy.gamma_ikj[:, 2, 2].max() < 0.98
    higher = tt.raise_tariffs(economy, by="R0", on="R1", rate=0.1)
    assert np.isfinite(tt.solve(economy, higher).real_income_change).all()
