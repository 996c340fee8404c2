"""Bad policies and unsolvable problems: each message in full."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.economy.labels import COUNTRY, TRADE, label
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
        tt.solve(economy, tt.Policy(tariff=np.zeros((3, 3, 2))))
    assert said(error) == (
        "tariff is not a labelled array\nexpected an xarray.DataArray with dimensions importer, exporter, sector\n"
        "got      ndarray\ndo       start from a copy of the economy's own, e.g. economy.tariff.copy()"
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
    assert said(error) == "unknown deficit rule 'none'\nexpected one of zero, fixed, proportional"
    with pytest.raises(PolicyError) as error:
        tt.calibrate(random_accounts(2), horizon_years=-1.0)
    assert said(error) == "a horizon lies after the change\nexpected years of at least 0\ngot      -1"


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
