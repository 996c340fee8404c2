"""Named sets of elasticities for worlds that are no shipped ones: kept in a file, merged, made of official industries."""

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.data.elasticities import has_named_sets, published_scale
from tradetalks.data.industry_codes import divisions_of, parts_of_industries
from tradetalks.data.tables.codes import INDUSTRIES
from tradetalks.errors import AccountsError

GROUPS = {"Farms": ["AGR", "FSH"], "Mines": ["NRG", "MIN", "MNS"], "Machines": ["MAC", "MVH", "ELE"]}


@pytest.mark.parametrize("name", ["CP2015_99_simulation", "LL2023", "LL2023_psi_half"])
def test_a_set_of_merged_sectors_is_the_merged_set(name):
    merged, _ = tt.aggregate(tt.load_world("world2022"), sectors=GROUPS)
    expected, _ = tt.aggregate(tt.load_world("world2022", elasticities=name), sectors=GROUPS)
    found = tt.with_elasticities(merged, name)
    for variable in ("trade_elasticity", "scale_elasticity"):
        np.testing.assert_allclose(found[variable], expected[variable], rtol=1e-12)
    assert found.attrs["elasticities"] == expected.attrs["elasticities"] == name


def test_merging_twice_matches_once():
    world = tt.load_world("world2017")
    half, _ = tt.aggregate(world, sectors={"X": ["TEX", "WPP"], "Y": ["MET", "NMM"]})
    two, _ = tt.aggregate(half, sectors={"Z": ["X", "Y", "MIN"]})
    one, _ = tt.aggregate(world, sectors={"Z": ["TEX", "WPP", "MET", "NMM", "MIN"]})
    for name in ("uniform4", "LL2023"):
        pair = [tt.with_elasticities(accounts, name) for accounts in (two, one)]
        for variable in ("trade_elasticity", "scale_elasticity"):
            values = [float(accounts[variable].sel(sector="Z")) for accounts in pair]
            assert values[0] == pytest.approx(values[1], rel=1e-12)


def test_the_published_scale_elasticities_are_known_after_merging():
    """The default carries half of them, and merging keeps the half a half."""
    merged, _ = tt.aggregate(tt.load_world("world2022"), sectors=GROUPS)
    np.testing.assert_allclose(published_scale(merged), 2 * merged["scale_elasticity"], rtol=1e-12)


def test_a_shipped_world_in_a_file_still_has_its_sets(tmp_path):
    again = tt.read_world(tt.save_world(tt.load_world("world2022"), tmp_path / "w.nc"))
    assert has_named_sets(again)
    expected = tt.load_world("world2022", elasticities="uniform4")
    np.testing.assert_array_equal(
        tt.with_elasticities(again, "uniform4")["trade_elasticity"], expected["trade_elasticity"]
    )


@pytest.mark.parametrize("edition", ["2018", "2021", "2023", "2025", "figaro", "wiod2016"])
def test_every_industry_of_an_edition_has_its_sectors(edition):
    parts = parts_of_industries(INDUSTRIES[edition])
    assert list(parts) == list(INDUSTRIES[edition])
    assert all(sum(weights.values()) == pytest.approx(1) for weights in parts.values())
    world = set(tt.load_world("world2022")["sector"].values)
    assert {sector for weights in parts.values() for sector in weights} == world


@pytest.mark.parametrize(
    ("code", "divisions"),
    [
        ("A01_02", {1, 2}),
        ("C10T12", {10, 11, 12}),
        ("C10-C12", {10, 11, 12}),
        ("05T06", {5, 6}),
        ("C24A", {24}),
        ("C302T309", {30}),
        ("B", {5, 6, 7, 8, 9}),
        ("R_S", {90, 91, 92, 93, 94, 95, 96}),
        ("C01T05AGR", set()),
        ("Wheat", set()),
        ("", set()),
    ],
)
def test_divisions_of_codes(code, divisions):
    assert divisions_of(code) == divisions


def test_other_codes_are_named():
    with pytest.raises(AccountsError, match=r"other codes:\n  C01T05AGR\n"):
        parts_of_industries(INDUSTRIES["2016"])
