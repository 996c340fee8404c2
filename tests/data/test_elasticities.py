"""Named sets of elasticities: their numbers, where they come from, what rests on them."""

import csv
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.data.elasticities import (
    DEFAULT_SET,
    SCALE_SHARES,
    TRADE_BAND,
    elasticities_of_world,
    published_scale,
    scale_is_bounded,
)
from tradetalks.data.paths import FILES
from tradetalks.data.record import load_tariff_increase
from tradetalks.errors import AccountsError

COMPILED = Path(__file__).parents[3] / "shared/data/elasticities"
# What each shipped world has no rows of: a set that only the first world ever carried.
MISSING = {"world2017": set(), "world2022": {"LL2023_mining_as_minerals"}}
# Real income of the United States and China after the tariffs of September 2019, percent: computed independently.
SEPTEMBER_2019 = {
    "LL2023": (-0.039, -0.939),
    "LL2023_psi_half": (-0.063, -0.40),
    "LL2023_psi_zero": (-0.072, -0.17),
    "LL2023_mining_as_minerals": (-0.040, -0.93),
    "LL2023_twfe": (-0.051, -0.89),
    "BCDR2019_median4": (-0.074, -0.53),
}


@pytest.mark.parametrize("world", MISSING)
def test_every_set_is_whole_and_allows_an_equilibrium(world):
    sets, rows = tt.elasticity_sets(), elasticities_of_world(world)
    sectors = list(tt.load_world(world)["sector"].values)
    assert set(rows["set"]) == set(sets.index) - MISSING[world] and {DEFAULT_SET, *TRADE_BAND} <= set(sets.index)
    for name, part in rows.groupby("set"):
        assert list(part["sector"]) == sectors, name
        assert (part["trade_elasticity"] > 0).all() and (part["scale_elasticity"] >= 0).all(), name
        assert scale_is_bounded(part["trade_elasticity"], part["scale_elasticity"]).all(), name
        assert (part["scale_elasticity"].max() == 0) == (sets.loc[name, "scale_share"] == 0), name
    assert (sets[["title", "source", "status"]] != "").all(axis=None)
    assert (rows[["status", "rule"]] != "").all(axis=None)


@pytest.mark.parametrize("world", MISSING)
def test_the_numbers_are_those_that_were_compiled(world):
    """Cell by cell; petroleum of one set is capped, and says so."""
    if not COMPILED.exists():
        pytest.skip("the reference data are not here")
    with (COMPILED / f"by_{world}.csv").open(encoding="utf-8") as file:
        compiled = {(r["set"], r["sector"]): r for r in csv.DictReader(file)}
    shipped = elasticities_of_world(world).set_index(["set", "sector"])
    for key, row in compiled.items():
        ours = shipped.loc[key]
        assert ours["trade_elasticity"] == float(row["theta"]), key
        if row["below_one"] == "NO":
            assert ours["scale_elasticity"] == float(row["psi_capped_095"]) and row["psi"] in ours["rule"], key
            continue
        assert ours["scale_elasticity"] == float(row["psi"]), key


@pytest.mark.parametrize("world", MISSING)
def test_the_tables_of_the_world_hold_the_default_set(world):
    plain = tt.read_accounts(FILES / world)
    for variable in ("trade_elasticity", "scale_elasticity"):
        np.testing.assert_array_equal(plain[variable], tt.load_world(world)[variable])
    assert tt.load_world(world).attrs["elasticities"] == DEFAULT_SET


def test_a_set_that_a_world_does_not_carry():
    with pytest.raises(AccountsError) as error:
        tt.load_world("world2022", elasticities="LL2023_mining_as_minerals")
    title, expected = str(error.value).splitlines()
    assert title == "world2022 has no rows of the set of elasticities 'LL2023_mining_as_minerals'"
    assert expected.startswith("expected one of LL2023, LL2023_psi_half, ")


def test_mining_is_given_the_row_of_mining():
    """Lashkaripour & Lugovskyy (2023), Table 3: "Agriculture and Mining"; 5.283 and 0.167 are of mineral products."""
    at = tt.load_world(elasticities="LL2023").sel(sector="MIN")
    assert (at["trade_elasticity"].item(), at["scale_elasticity"].item()) == (6.227, 0.143)


def test_low_middle_and_high_are_shares_of_what_is_published():
    full = tt.load_world(elasticities="LL2023")["scale_elasticity"].values
    for name, share in (("LL2023_psi_zero", "low"), ("LL2023_psi_half", "middle"), ("LL2023", "high")):
        world = tt.load_world(elasticities=name)
        np.testing.assert_allclose(world["scale_elasticity"], SCALE_SHARES[share] * full, atol=1e-9)
    np.testing.assert_allclose(published_scale(tt.load_world()), full, atol=1e-9)
    own = tt.load_world().drop_attrs()
    np.testing.assert_array_equal(published_scale(own), own["scale_elasticity"])


@pytest.mark.parametrize("name", SEPTEMBER_2019)
def test_what_september_2019_costs_with_each_set(name):
    economy = tt.calibrate(tt.load_world(elasticities=name))
    increase, tariff = load_tariff_increase(), economy.tariff.copy()
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
        cells = {"importer": importer, "exporter": exporter, "sector": increase["sector"]}
        tariff.loc[cells] += increase.loc[importer, exporter]
    change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
    expected = SEPTEMBER_2019[name]
    np.testing.assert_allclose(change.sel(region=["USA", "CHN"]), expected, atol=6e-3)


def test_a_set_for_accounts_of_ones_own_is_refused():
    own = tt.load_world().assign_attrs(name="mine")
    with pytest.raises(AccountsError, match="does not fit these accounts"):
        tt.with_elasticities(own, "LL2023")
    with pytest.raises(AccountsError, match="does not fit these accounts"):
        tt.load_world("toy", elasticities="LL2023")
    with pytest.raises(AccountsError, match="did you mean LL2023"):
        tt.load_world(elasticities="LL2033")


def test_elasticities_put_in_since_are_their_own_whole():
    """Half of a set is half of what is published only as long as it is that set."""
    changed = tt.load_world()
    changed["scale_elasticity"] = 0.01 + 0 * changed["scale_elasticity"]
    np.testing.assert_array_equal(published_scale(changed), changed["scale_elasticity"])


def test_tables_of_ones_own_in_a_folder_of_that_name_are_no_shipped_world():
    with pytest.raises(AccountsError, match="does not fit these accounts"):
        tt.with_elasticities(tt.read_accounts(FILES / "world2017"), "LL2023")


def test_no_sector_is_less_sure_than_its_set_says():
    """How many goods sectors have a status that the set's own does not name is in the set's status."""
    sets, rows = tt.elasticity_sets(), elasticities_of_world()
    worse = {
        "filled": "filled",
        "secondary": "secondary",
        "partly memory": "from memory",
        "constructed (psi capped)": "constructed",
    }
    for name, table in rows.groupby("set"):
        goods, said = table[table["status"] != "convention"], sets.loc[name, "status"]
        for status, count in goods["status"].value_counts().items():
            if status in worse and count < len(goods) / 2:
                assert f"{count} of {len(goods)} goods sectors {worse[status]}" in said, name
            elif len(goods["status"].unique()) == 1:
                assert "goods sectors" not in said, name


def test_the_status_is_told_with_the_source():
    for name, words in (("LL2023_psi_half", "(constructed from verified)"), ("BCDR2019_median4", "(psi from memory;")):
        assert words in tt.load_world(elasticities=name).attrs["elasticities_source"]
