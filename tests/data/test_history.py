"""What happened to trade, and published estimates: tables as shipped, the concordance, statuses."""

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from tradetalks.data.history import (
    OBSERVED,
    PUBLISHED,
    STATUSES,
    load_concordance,
    load_goods_trade,
    load_observed_trade,
    load_published_estimates,
    load_trade_statistics,
)


@pytest.fixture(scope="module")
def trade():
    return load_observed_trade()


@pytest.fixture(scope="module")
def accounts():
    return tt.load_world("world2017")


def test_the_concordance_covers_both_sides(accounts):
    table = load_concordance()
    regions, sectors = (set(table.index[table["dimension"] == kind]) for kind in ("region", "sector"))
    raw = load_goods_trade()
    assert set(raw["importer"].values) == set(raw["exporter"].values) == regions
    assert set(raw["sector"].values) == sectors
    assert set(table.loc[sorted(regions), "world2017"]) == set(accounts["region"].values)
    goods = accounts["sector"].values[accounts["tradable"].values]
    assert set(table.loc[sorted(sectors), "world2017"]) == set(goods)


def test_nothing_is_lost_between_the_labels(trade):
    """No pair of the table lies inside a region of world2017, so that every total is the same."""
    raw = load_goods_trade()
    for total in ("importer", "exporter"):
        for who in ("USA", "CHN"):
            before, after = raw.sel({total: who}).sum(), trade.sel({total: who}).sum()
            assert float(after) == pytest.approx(float(before), rel=1e-12)


def test_one_cell_by_hand(trade):
    """Food stays food, metals are basic and fabricated; the European Union of 28 is the Union of 27 and Britain."""
    raw = load_goods_trade().sel(year=2019, importer="USA")
    metals = sum(float(raw.sel(exporter=i, sector=j)) for i in ("EU", "GBR") for j in ("BMT", "FMT"))
    assert float(trade.sel(year=2019, importer="USA", exporter="EU", sector="MET")) == pytest.approx(metals, rel=1e-12)


def test_only_pairs_with_the_two_are_observed(trade):
    seen = trade.notnull().all("sector").all("year")
    for n in trade["importer"].values:
        for i in trade["exporter"].values:
            assert bool(seen.sel(importer=n, exporter=i)) == (n != i and bool({"USA", "CHN"} & {n, i}))


def test_of_2017_the_two_editions_tell_the_same(trade, accounts):
    """Two editions of the OECD's tables: the README states how far they are apart."""
    old, new = accounts["flows"], trade.sel(year=2017)
    old = old.transpose("importer", "exporter", "sector").sel(sector=new["sector"].values)
    seen = new.notnull()
    there, here = new.values[seen.values], old.values[seen.values]
    # Cells are those of the same table, a tenth of them noisy: logs over all of them hang together closely.
    big = here > 1
    assert np.corrcoef(np.log(there[big]), np.log(here[big]))[0, 1] > 0.97
    apart = {
        who: float(new.sel(importer=who).sum() / old.sel(importer=who).where(seen.sel(importer=who)).sum() - 1)
        for who in ("USA", "CHN")
    }
    assert apart == pytest.approx({"USA": -0.05, "CHN": -0.07}, abs=0.005)
    pair = {"importer": "USA", "exporter": "CHN"}
    assert float(new.sel(pair).sum() / old.sel(pair).sum() - 1) == pytest.approx(-0.07, abs=0.005)


def test_what_the_readme_says_of_customs():
    totals = load_trade_statistics().set_index(["measure", "period"])["value"]
    from_china, all_ = totals["us_goods_imports_from_china"], totals["us_goods_imports"]
    assert from_china["2019"] / from_china["2017"] - 1 == pytest.approx(-0.11, abs=0.005)
    share = {year: from_china[year] / all_[year] for year in ("2017", "2019")}
    assert share["2019"] / share["2017"] - 1 == pytest.approx(-0.16, abs=0.005)


def test_the_balanced_share_fell_by_nine_percent(trade):
    bought = trade.sel(importer="USA").sum("sector")
    share = bought.sel(exporter="CHN") / bought.sum("exporter")
    assert float(share.sel(year=2019) / share.sel(year=2017) - 1) == pytest.approx(-0.09, abs=0.005)


def test_every_number_has_a_status():
    statistics, published = load_trade_statistics(), load_published_estimates()
    assert set(statistics["status"]) | set(published["status"]) <= set(STATUSES)
    # What was read says where; what was not says so.
    for table in (statistics, published):
        read = table["status"] != "memory"
        assert (table["read_in"][read] != "").all()
    assert (statistics["read_in"][statistics["status"] == "memory"] == "").all()


def test_published_estimates_as_shipped():
    table = load_published_estimates()
    assert table["id"].is_unique and table["value"].notna().all()
    assert pd.api.types.is_datetime64_any_dtype(table["from"]) and (table["from"] <= table["to"]).all()
    assert (table["why"] != "").all()
    for _, row in table.iterrows():
        assert (row["compare"] == "none") == (row["at"] == "none")


@pytest.mark.parametrize(
    ("paper", "unit", "country", "value"),
    [
        ("Fajgelbaum", "% of GDP", "USA", -0.04),
        ("Fajgelbaum", "bn USD a year", "USA", -7.2),
        ("Amiti, Redding", "bn USD a month", "USA", -1.4),
        ("Li, Balistreri", "%", "CHN", -1.9),
        ("Zhou", "% of GDP", "USA", -0.08),
        ("Zhou", "% of GDP", "CHN", -0.29),
    ],
)
def test_numbers_that_are_quoted_everywhere(paper, unit, country, value):
    table = load_published_estimates()
    rows = table[table["paper"].str.startswith(paper) & (table["unit"] == unit) & (table["country"] == country)]
    assert value in set(rows["value"])


def test_readmes_name_every_file_and_column():
    observed, published = (folder.joinpath("README.md").read_text() for folder in (OBSERVED, PUBLISHED))
    assert all(f"`{path.name}`" in observed for path in OBSERVED.glob("*.csv"))
    assert all(f"`{column}`" in published for column in load_published_estimates().columns)
