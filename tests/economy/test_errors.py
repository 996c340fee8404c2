"""Bad policies and unsolvable problems: each message in full."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, label
from tradetalks.economy.solve import Anderson
from tradetalks.errors import AccountsError, PolicyError, SolveError


@pytest.fixture(scope="module")
def economy():
    return tt.calibrate(random_accounts(2), deficits="fixed")


def said(error) -> str:
    return str(error.value)


def test_unknown_region_and_sector(economy):
    with pytest.raises(PolicyError) as error:
        tt.raise_tariffs(economy, by="R9", on="R1", rate=0.1)
    assert said(error) == "there is no region 'R9' in this economy\nchoose from R0, R1, R2"
    with pytest.raises(PolicyError) as error:
        tt.raise_tariffs(economy, by="R0", on="R1", rate=0.1, sectors=["cars"])
    assert said(error) == "there is no sector 'cars' in this economy\nchoose from S0, S1"


def test_wrong_labels(economy):
    tariff = economy.tariff.assign_coords(importer=["R0", "R1", "USA"])
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=tariff))
    assert said(error) == (
        "tariff does not carry the economy's labels along importer\nmissing  R2\nunknown  USA\n"
        "do       reindex it to the economy's own order: .reindex(importer=[...])"
    )
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=economy.tariff[::-1]))
    assert said(error) == (
        "tariff does not carry the economy's labels along importer\nexpected R0, R1, R2\ngot      R2, R1, R0\n"
        "do       reindex it to the economy's own order: .reindex(importer=[...])"
    )


def test_not_labelled_or_wrong_dimensions(economy):
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=25.0))
    assert said(error) == (
        "Policy: tariff is of another kind\nexpected an xarray.DataArray with the economy's labels\n"
        "got      tariff = 25.0\ndo       start from a copy of the economy's own, e.g. economy.tariff.copy()"
    )
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=economy.tariff.sel(sector="S0")))
    assert said(error) == (
        "tariff has the wrong dimensions\nexpected importer, exporter, sector\ngot      importer, exporter"
    )


def test_impossible_rates(economy):
    tariff = economy.tariff
    tariff.loc["R0", "R1", "S0"] = -1.5
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=tariff))
    assert said(error) == (
        "tariff out of range at importer R0, exporter R1, sector S0\n"
        "expected a fraction above -1 (0.25 means 25 percent)\ngot      -1.5"
    )
    tariff.loc["R0", "R1", "S0"] = np.nan
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=tariff))
    assert said(error) == (
        "tariff is not a number at importer R0, exporter R1, sector S0\ndo       fill or remove the missing value"
    )
    tariff = economy.tariff
    tariff.loc["R1", "R1", "S1"] = 0.2
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=tariff))
    assert said(error) == "tariff on a country's own goods at region R1, sector S1\nexpected 0\ngot      0.2"


def test_taxes_on_own_goods_and_subsidies_of_everything(economy):
    tax = economy.tariff * 0
    tax.loc["R1", "R1", "S1"] = 0.2
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(export_tax=tax))
    assert said(error) == "export tax on a country's own goods at region R1, sector S1\nexpected 0\ngot      0.2"
    subsidy = label(economy, np.full((3, 2), 3.0), INDUSTRY, name="s", units="1", long_name="subsidy")
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(production_subsidy=subsidy))
    assert said(error) == (
        "production_subsidy out of range at region R0, sector S0\nexpected a fraction below 1 of sales\ngot      3"
    )


def test_a_percentage_where_a_fraction_belongs(economy):
    with pytest.raises(PolicyError) as error:
        tt.raise_tariffs(economy, by="R0", on="R1", rate=25)
    assert said(error) == (
        "tariff rate looks like a percentage\nexpected a fraction of at most 5 (0.25 means 25 percent)\ngot      25\n"
        "do       write 0.25; to allow larger rates give tariff_max"
    )
    assert tt.raise_tariffs(economy, by="R0", on="R1", rate=25, tariff_max=30).tariff.max() >= 25


def test_tariffs_that_reach_nothing(economy):
    with pytest.raises(PolicyError) as error:
        tt.raise_tariffs(economy, by="R0", on=["R0", "R1"], rate=0.1)
    assert said(error) == "R0 cannot raise tariffs on itself\nexpected other regions in on\ngot      R0, R1"
    with pytest.raises(PolicyError) as error:
        tt.raise_tariffs(economy.replace(goods=("S0",)), by="R0", on="R1", rate=0.1, sectors=["S1"])
    assert said(error) == (
        "tariffs do not reach S1\nexpected sectors among S0\n"
        "do       leave these sectors out, or set their tariffs in Policy(tariff=...)"
    )


def test_accounts_or_arrays_in_place_of_economy_and_policy(economy):
    for call in (tt.solve, lambda world: tt.solve_many(world, []), lambda w: tt.raise_tariffs(w, by="", on="", rate=0)):
        with pytest.raises(PolicyError) as error:
            call(random_accounts(2))  # type: ignore[operator]
        what, *rest = said(error).split(" ", 1)
        assert what in ("solve", "solve_many", "raise_tariffs")
        assert rest == [
            "takes an economy first\nexpected an Economy, from tradetalks.calibrate\ngot      Dataset\n"
            "do       economy = tradetalks.calibrate(accounts)"
        ]
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, economy.tariff)
    assert said(error) == (
        "this is not a policy\nexpected a Policy, as Policy(tariff=...)\ngot      DataArray\n"
        "do       name the instrument: Policy(tariff=...)"
    )
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(tariff=economy.tariff.astype(object).where(economy.tariff > 2, "10%")))
    assert said(error) == (
        "tariff holds something other than numbers\nexpected floats\ngot      object values\n"
        "do       convert it first: .astype(float)"
    )


def test_elasticities_that_no_economy_has(economy):
    theta = economy.theta_j
    do = (
        "expected finite numbers with theta above 0, psi of at least 0, theta*psi below 1, mark-up in [0, 1)\n"
        "do       lower psi below 1/theta there (values up to theta*psi = 0.95 are tested), or switch scale economies off: "
        "calibrate(accounts, scale=False)"
    )
    with pytest.raises(AccountsError) as error:
        economy.replace(psi_j=np.array([1.3, 0.5]) / theta)
    assert said(error) == (
        f"elasticities out of range in\n  S0: theta {theta[0]:g}, psi {1.3 / theta[0]:g}, theta*psi 1.3, mark-up 0\n{do}"
    )
    for change in ({"theta_j": -theta}, {"theta_j": theta * np.nan}, {"theta_j": theta * np.inf},
                   {"psi_j": -theta}, {"psi_j": theta * np.nan}, {"markup_j": np.array([0.0, 1.0])}):  # fmt: skip
        with pytest.raises(AccountsError) as error:
            economy.replace(**change)
        assert said(error).startswith("elasticities out of range in\n  S") and said(error).endswith(do)
    with pytest.raises(AccountsError) as error:
        economy.replace(theta_j=theta[:1])
    assert said(error) == (
        "theta_j has the wrong shape\nexpected 2 numbers, one a sector\ngot      an array of shape (1,)"
    )


def test_markups_above_value_added(economy):
    beta = economy.beta_ij
    with pytest.raises(AccountsError) as error:
        economy.replace(markup_j=np.array([beta[0, 0], 0.0]))
    low = [n for n in range(3) if beta[n, 0] <= beta[0, 0]]
    assert said(error) == "\n".join(
        [
            "no wages are left in",
            *(f"  R{n}, S0: value added {beta[n, 0]:.4g} of sales, mark-up {beta[0, 0]:.4g}" for n in low),
            "expected value added above the mark-up: what is left of it after profits pays labour",
            "do       lower the mark-up of these sectors, or check their input use",
        ]
    )


def test_unbalanced_transfers(economy):
    gift = label(economy, [1.0, 0.0, 0.0], COUNTRY, name="transfer", units="busd", long_name="transfer")
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(transfer=gift))
    assert said(error) == (
        "transfers do not add up to 0\ngot      +1 billion dollars a year\ndo       say who pays what others receive"
    )


def test_commitments_that_cannot_be(economy):
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(commitments=(tt.PurchaseCommitment("R0", "R0", ("S0",), 5.0),)))
    assert said(error) == (
        "purchase commitment of R0 cannot be read\n"
        "expected another seller, at least one sector and a quantity above 0 billion dollars a year\n"
        "got      seller R0, sectors S0, quantity 5"
    )
    twice = tuple(tt.PurchaseCommitment("R0", "R1", ("S0",), q) for q in (1.0, 2.0))
    with pytest.raises(PolicyError) as error:
        tt.solve(economy, tt.Policy(commitments=twice))
    assert said(error) == (
        "two purchase commitments cover the same trade\n"
        "do       merge them, or give each its own sectors: one wedge must meet each quantity"
    )


def test_unsolved_problem_says_where_and_what_to_do(economy):
    policy = tt.raise_tariffs(economy, by="R0", on=["R1", "R2"], rate=0.5)
    with pytest.raises(SolveError) as error:
        tt.solve(economy, policy, method=Anderson(max_steps=0))
    lines = said(error).splitlines()
    assert lines[0] == "no equilibrium was found (stalled: the residual stopped above the tolerance)"
    assert lines[1].startswith("residual ") and lines[1].endswith(", tolerance 1e-10")
    assert lines[2].startswith("worst    E")
    assert lines[3] == (
        "do       look for a country or an industry that the policy shuts down; with theta*psi near 1 an industry can "
        "vanish: lower scale_elasticity there, or approach the policy in smaller steps"
    )


def test_calibrate_options():
    with pytest.raises(AccountsError) as error:
        tt.calibrate(random_accounts(2), deficits="none")
    assert said(error) == (
        "calibrate: unknown deficit rule\nexpected one of zero, fixed, proportional\ngot      deficits = 'none'\n"
        "do       choose from zero, fixed, proportional"
    )
    with pytest.raises(PolicyError) as error:
        tt.calibrate(random_accounts(2), horizon_years=-1.0)
    assert said(error) == (
        "calibrate: a horizon lies after the change\nexpected a number of at least 0 (years after the change)\n"
        "got      horizon_years = -1.0"
    )


def test_batch_needs_policies(economy):
    with pytest.raises(PolicyError) as error:
        tt.solve_many(economy, [])
    assert said(error) == "no policies to solve\nexpected at least one"


def test_the_baseline_cannot_be_changed_by_accident(economy):
    before = economy.tariff_nij.copy()
    tariff = economy.tariff
    tariff[:] = 9.0
    np.testing.assert_array_equal(economy.tariff_nij, before)
    with pytest.raises(ValueError, match="read-only"):
        economy.tariff_nij[0, 1, 0] = 9.0
    assert tariff.dims == TRADE
