"""Merged accounts: identities, two steps as one, what theory says of solving before and after, and numbers by hand."""

import json
import warnings

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data.aggregation import MERGED
from tradetalks.errors import AccountsError

TABLES = ("flows", "tariff", "intermediate_use", "final_use", "value_added")


def quiet(accounts, **maps):
    """Merged, without the warnings, which other tests are about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tt.UnlikelyData)
        return tt.aggregate(accounts, **maps)


def by_number(labels, groups):
    """A map of old labels to new ones: the first of them starts group 0."""
    return {label: f"G{group}" for label, group in zip(labels, groups, strict=True)}


def groups_of(count):
    return st.lists(st.integers(0, 2), min_size=count, max_size=count)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), regions=groups_of(5), sectors=groups_of(4))
def test_identities_hold_and_sums_stay(seed, regions, sectors):
    accounts = random_accounts(seed, n=5, j=4, scale=True, markup=True)
    merged, report = quiet(
        accounts,
        regions=by_number(accounts["region"].values, regions),
        sectors=by_number(accounts["sector"].values, sectors),
    )
    tt.check_accounts(merged, rtol=1e-12, accept=("own_tariffs", "home_shares", "dispersion", "size"))
    for name in ("flows", "intermediate_use", "final_use", "value_added"):
        assert float(merged[name].sum()) == pytest.approx(float(accounts[name].sum()), rel=1e-12)
    for world in (merged, accounts):
        world["duties"] = world["tariff"] * world["flows"]
    assert float(merged["duties"].sum()) == pytest.approx(float(accounts["duties"].sum()), rel=1e-12)
    # Profits too are what they were, and economies of scale as weak as those that were merged.
    sales = accounts["flows"].sum(("importer", "exporter")), merged["flows"].sum(("importer", "exporter"))
    profits = [float((world["markup"] * sold).sum()) for world, sold in zip((accounts, merged), sales, strict=True)]
    assert profits[1] == pytest.approx(profits[0], rel=1e-12)
    products = [world["trade_elasticity"] * world["scale_elasticity"] for world in (accounts, merged)]
    assert float(products[1].max()) <= float(products[0].max()) * (1 + 1e-12)
    assert (report["highest"] > report["lowest"]).all()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    first=st.tuples(groups_of(5), groups_of(4)),
    second=st.tuples(groups_of(3), groups_of(3)),
    order=st.booleans(),
)
def test_two_steps_are_one(seed, first, second, order):
    accounts = random_accounts(seed, n=5, j=4, scale=True, markup=True)
    regions = by_number(accounts["region"].values, first[0])
    sectors = by_number(accounts["sector"].values, first[1])
    then_regions = {f"G{k}": f"H{to}" for k, to in enumerate(second[0]) if f"G{k}" in regions.values()}
    then_sectors = {f"G{k}": f"H{to}" for k, to in enumerate(second[1]) if f"G{k}" in sectors.values()}
    if order:
        half, _ = quiet(accounts, regions=regions)
        half, _ = quiet(half, sectors=sectors)
    else:
        half, _ = quiet(accounts, sectors=sectors)
        half, _ = quiet(half, regions=regions)
    two, _ = quiet(half, regions=then_regions, sectors=then_sectors)
    one, _ = quiet(
        accounts,
        regions={old: then_regions[new] for old, new in regions.items()},
        sectors={old: then_sectors[new] for old, new in sectors.items()},
    )
    xr.testing.assert_allclose(two.sel(one.indexes), one, rtol=1e-10)
    told = [json.loads(world.attrs[MERGED]) for world in (one, two)]
    for part in ("regions", "sectors"):
        assert {k: sorted(v) for k, v in told[0][part].items()} == {k: sorted(v) for k, v in told[1][part].items()}
    assert told[0]["trade_busd"] == pytest.approx(told[1]["trade_busd"])


def split(accounts, part_n, part_j):
    """Every region and sector in two, alike in everything but size: shares ``part`` and 1 - ``part``."""
    n, j = len(part_n), len(part_j)
    both_n, both_j = np.stack([part_n, 1 - part_n], 1).ravel(), np.stack([part_j, 1 - part_j], 1).ravel()
    twice = {dim: np.repeat(np.arange(n), 2) for dim in ("importer", "exporter", "region")}
    twice |= {dim: np.repeat(np.arange(j), 2) for dim in ("sector", "input", "using_sector")}
    fine = accounts.drop_vars(("region_name", "sector_name")).isel(twice)
    return tt.build_accounts(
        regions=[f"{label}{half}" for label in accounts["region"].values for half in "ab"],
        sectors=[f"{label}{half}" for label in accounts["sector"].values for half in "ab"],
        flows_nij=fine["flows"].values * both_n[:, None, None] * both_n[None, :, None] * both_j,
        tariff_nij=fine["tariff"].values,
        use_nkj=fine["intermediate_use"].values * both_n[:, None, None] * both_j[None, :, None] * both_j,
        final_nj=fine["final_use"].values * both_n[:, None] * both_j,
        value_added_nj=fine["value_added"].values * both_n[:, None] * both_j,
        theta_j=fine["trade_elasticity"].values,
        psi_j=fine["scale_elasticity"].values,
    )


def together(labels):
    return {label: label[:-1] for label in labels}


@pytest.mark.parametrize("scale", [False, True])
def test_solving_and_merging_commute_where_the_merged_are_alike(scale):
    """Regions and sectors that differ in size alone, with equal tariffs, are one region and one sector (a country split in two
    equal halves changes nothing: E1 to E11 are homogeneous in size)."""
    coarse = random_accounts(7, n=3, j=2, scale=scale)
    fine = split(coarse, np.array([0.3, 0.5, 0.8]), np.array([0.6, 0.25]))
    merged, report = quiet(fine, regions=together(fine["region"].values), sectors=together(fine["sector"].values))
    assert report.empty
    for name in TABLES:
        np.testing.assert_allclose(merged[name], coarse[name], rtol=1e-12, err_msg=name)
    small, large = tt.calibrate(merged), tt.calibrate(fine)
    halves = [f"R1{half}" for half in "ab"]
    higher = large.tariff.copy()
    for by in ("R0a", "R0b"):
        for on in halves:
            higher.loc[by, on] += 0.25
    after = tt.solve(large, tt.Policy(tariff=higher)).real_income_change
    before = tt.solve(small, tt.raise_tariffs(small, by="R0", on="R1", rate=0.25)).real_income_change
    for k in range(3):
        for half in "ab":
            assert float(after.sel(region=f"R{k}{half}")) == pytest.approx(float(before[k]), abs=1e-7)


def test_they_differ_where_tariffs_within_a_sector_do():
    """A sector whose halves carry 0 and 40 percent loses more than one with the mean on all of it."""
    coarse = random_accounts(7, n=3, j=2, tariffs=False)
    fine = split(coarse, np.array([0.5, 0.5, 0.5]), np.array([0.5, 0.5]))
    merged, _ = quiet(fine, regions=together(fine["region"].values))
    economy = tt.calibrate(merged)
    uneven, even = economy.tariff.copy(), economy.tariff.copy()
    uneven.loc["R0", "R1", "S0a"] += 0.4
    even.loc["R0", "R1", ["S0a", "S0b"]] += 0.2
    solved = [tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change.sum() for tariff in (uneven, even)]
    assert float(solved[0]) < float(solved[1]) - 1e-3


def world_by_hand():
    """Three countries, two goods: flows and tariffs small enough to merge on paper."""
    flows = np.zeros((3, 3, 2))
    flows[:, :, 0] = [[50, 10, 20], [6, 40, 4], [12, 8, 60]]
    flows[:, :, 1] = [[30, 0, 10], [2, 20, 2], [8, 4, 30]]
    tariff = np.zeros((3, 3, 2))
    tariff[0, 1], tariff[0, 2] = [0.1, 0.3], [0.2, 0.0]
    tariff[1, 0], tariff[1, 2] = [0.5, 0.1], [0.0, 0.2]
    bought, sold = ((1 + tariff) * flows).sum(1), flows.sum(0)
    return tt.build_accounts(
        regions=["A", "B", "C"],
        sectors=["X", "Y"],
        flows_nij=flows,
        tariff_nij=tariff,
        use_nkj=np.zeros((3, 2, 2)),
        final_nj=bought,
        value_added_nj=sold,
        theta_j=np.array([4.0, 8.0]),
        psi_j=np.array([0.1, 0.05]),
        markup_j=np.array([0.1, 0.2]),
        tradable_j=[True, False],
        population_n=np.array([1.0, 2.0, 4.0]),
        accept=("own_tariffs",),
    )


def test_by_hand():
    with pytest.warns(tt.UnlikelyData, match="Z merges sectors that tariffs reach with sectors that they do not"):
        merged, report = tt.aggregate(
            world_by_hand(), regions={"AB": ["A", "B"], "C": ["C"]}, sectors={"Z": ["X", "Y"]}
        )
    assert merged["flows"].sel(importer="AB", exporter="AB").item() == 50 + 10 + 6 + 40 + 30 + 0 + 2 + 20
    assert merged["flows"].sel(importer="AB", exporter="C").item() == 20 + 4 + 10 + 2
    # Duties on C: A pays 0.2 on 20 and 0 on 10, B pays 0 on 4 and 0.2 on 2.
    assert merged["tariff"].sel(importer="AB", exporter="C").item() == pytest.approx(4.4 / 36)
    # Duties inside: A pays 0.1 on 10 of X, B 0.5 on 6 of X and 0.1 on 2 of Y.
    assert merged["tariff"].sel(importer="AB", exporter="AB").item() == pytest.approx(4.2 / 158)
    # Cross-border trade of the first table: 60 in X, 26 in Y.
    assert merged["trade_elasticity"].item() == pytest.approx((60 * 4 + 26 * 8) / 86)
    assert merged["scale_elasticity"].item() == pytest.approx((60 * 0.4 + 26 * 0.4) / (60 * 4 + 26 * 8))
    # Sales: 210 of X, 106 of Y.
    assert merged["markup"].item() == pytest.approx((21 + 21.2) / 316)
    assert merged["tradable"].item()
    assert merged["population"].values.tolist() == [3.0, 4.0]
    rows = report.set_index(["variable", "importer", "exporter"])
    outside = rows.loc[("tariff", "AB", "C")]
    mean = 4.4 / 36
    squares = 20 * (0.2 - mean) ** 2 + 10 * mean**2 + 4 * mean**2 + 2 * (0.2 - mean) ** 2
    assert outside["merged"] == 4 and outside["simple_mean"] == pytest.approx(0.1)
    assert outside["standard_deviation"] == pytest.approx(np.sqrt(squares / 36))
    assert outside["share_elsewhere"] == 1
    harm = 5 * 20 * 0.04 + 9 * 2 * 0.04
    assert outside["uniform_equivalent"] == pytest.approx(np.sqrt(harm / (5 * 24 + 9 * 12)))
    lost = 5 * (20 * (0.2 - mean) ** 2 + 4 * mean**2) + 9 * (10 * mean**2 + 2 * (0.2 - mean) ** 2)
    assert outside["loss_busd"] == pytest.approx(0.5 * lost / (1 + mean))
    # Among members only what they buy from each other: 4.2 of duties on 18.
    assert rows.loc[("tariff", "AB", "AB"), "value"] == pytest.approx(4.2 / 18)
    assert ("tariff", "C", "AB") not in rows.index


def test_with_equal_elasticities_the_uniform_equivalent_is_mean_and_spread():
    """√(mean² + variance): a tariff twice as uneven does more harm at the same mean."""
    accounts = random_accounts(3, n=4, j=3)
    accounts["trade_elasticity"][:] = 5.0
    _, report = quiet(accounts, sectors={"Z": ["S*"]})
    rows = report[report["variable"] == "tariff"]
    assert len(rows) == 12
    np.testing.assert_allclose(
        rows["uniform_equivalent"], np.hypot(rows["value"], rows["standard_deviation"]), rtol=1e-10
    )


def test_where_nothing_is_traded_the_rate_is_the_mean_of_rates():
    accounts = world_by_hand()
    accounts["tariff"].loc["A", "B", "Y"] = 0.3
    merged, _ = quiet(accounts, regions={"B": ["B"], "AC": ["A", "C"]})
    assert merged["tariff"].sel(importer="AC", exporter="B", sector="Y").item() == pytest.approx(0.0)
    accounts["flows"].loc["C", "B", "Y"], accounts["flows"].loc["B", "B", "Y"] = 0.0, 24.0
    accounts["final_use"].loc["C", "Y"] -= 4.0
    accounts["final_use"].loc["B", "Y"] += 4.0
    merged, _ = quiet(accounts, regions={"B": ["B"], "AC": ["A", "C"]})
    assert merged["tariff"].sel(importer="AC", exporter="B", sector="Y").item() == pytest.approx(0.15)


def test_renaming_is_a_map_one_to_one():
    accounts = random_accounts(5)
    renamed, report = tt.aggregate(accounts, regions={"R0": "USA", "R1": "CHN"}, sectors={"S1": "Cars"})
    assert report.empty
    assert renamed["region"].values.tolist() == ["USA", "CHN", "R2"]
    for name in accounts.data_vars:
        np.testing.assert_allclose(renamed[name], accounts[name], rtol=1e-14)


def test_countries_in_any_spelling_groups_patterns_and_the_rest(tmp_path):
    accounts = random_accounts(5, n=6, j=3)
    labels = {"R0": "DEU", "R1": "FRA", "R2": "USA", "R3": "CHN", "R4": "NOR", "R5": "ROW"}
    named, _ = tt.aggregate(accounts, regions=labels)
    file = tmp_path / "map.yaml"
    file.write_text(
        "regions:\n  US: [United States]\n  EU: {name: Europe's union, of: [EU27]}\n  North: [NO]\n  ROW: [rest]\n"
        "sectors:\n  S0: [S0]\n  Others: [S*]\n".replace("[S*]", "[S1, S2]"),
        encoding="utf-8",
    )
    merged, _ = quiet(named, regions=file, sectors=str(file))
    told = json.loads(merged.attrs[MERGED])
    assert told["regions"] == {"US": ["R2"], "EU": ["R0", "R1"], "North": ["R4"], "ROW": ["R3", "R5"]}
    assert merged["region_name"].values.tolist() == ["US", "Europe's union", "North", "ROW"]
    assert told["sectors"] == {"S0": ["S0"], "Others": ["S1", "S2"]}
    assert merged.attrs["aggregation_notes"].startswith("EU27 is taken without AUT, BEL,")
    again, _ = quiet(named, sectors={"all of it": ["S?"]})
    assert again.sizes["sector"] == 1


@pytest.mark.parametrize(
    ("regions", "text"),
    [
        ({"X": ["R0", "R1"], "Y": ["R1"]}, "R1 goes into X and into Y; expected one of them"),
        ({"X": ["R9"]}, "X: 'R9' stands for no region; choose from R0, R1, R2"),
        ({"X": ["Germany"]}, "X: 'Germany' stands for no region; Germany is no region of these accounts"),
        ({"R1": "R0"}, "R0 stays, as the map does not name it, and is also a new label"),
        ({"X": []}, "X: nothing goes into it; expected old labels, or rest"),
        ({"X": ["rest"], "Y": ["rest"]}, "X and Y both take the rest; expected one of them"),
        ({"X": ["R0"], "Y": "R1"}, "the map of regions cannot be read at 'Y'"),
        ({"X": [1]}, "the map of regions cannot be read at 'X'"),
        ({"all": ["R0", "R1"]}, "region 'all' cannot be a label"),
        ("nowhere.yaml", "nowhere.yaml: no such file"),
    ],
)
def test_maps_that_do_not_fit(regions, text):
    with pytest.raises(AccountsError) as error:
        tt.aggregate(random_accounts(5), regions=regions)
    assert text in str(error.value)


def test_files_that_hold_no_map(tmp_path):
    file = tmp_path / "map.yaml"
    for content, text in ((b"[a, b]", "holds no map"), (b"a: [b", "is no YAML"), (b"\xff\xfe\x00", "is no YAML")):
        file.write_bytes(content)
        with pytest.raises(AccountsError, match=text):
            tt.aggregate(random_accounts(5), regions=file)


def test_sections_of_another_name_are_told(tmp_path):
    """Also beside a section that there is: nothing of a file is passed over."""
    file = tmp_path / "map.yaml"
    for content in ("regionen:\n  X: [R0, R1]\n", "sectors: {}\nregionen:\n  X: [R0, R1]\n"):
        file.write_text(content)
        with pytest.raises(AccountsError) as error:
            tt.aggregate(random_accounts(5), regions=file)
        assert "has no section 'regionen'" in str(error.value) and "did you mean regions?" in str(error.value)


def test_trade_among_members_is_right_without_a_word_and_said_among_the_doubts():
    accounts = random_accounts(5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        merged, _ = tt.aggregate(accounts, regions={"X": ["R0", "R1"]})
        tt.calibrate(merged)
    assert merged.attrs["unlikely"].startswith("X levies tariffs on own purchases")
    assert merged.attrs["name"].endswith(", aggregated")
