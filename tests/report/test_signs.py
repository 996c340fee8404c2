"""What is said follows the signs: a tariff cut, a toy where nobody trades more, a policy that does nothing."""

import numpy as np
import pytest

from tradetalks.economy.welfare import PARTS
from tradetalks.report.cost.average_tariffs import average_tariffs_table
from tradetalks.report.cost.by_source import source_tables
from tradetalks.report.cost.charts import cost_charts
from tradetalks.report.cost.findings import income_finding, sector_finding, tariff_finding, trade_finding
from tradetalks.report.cost.income_path_chart import spread_apart
from tradetalks.report.cost.numbers import farthest_policy
from tradetalks.report.cost.ranges import percent_band
from tradetalks.report.cost.tables import cost_tables, sector_tables, trade_diverted_table
from tradetalks.report.cost.who_pays import by_year_tables, countries_table, to_date_sentence
from tradetalks.report.cost.words import cost_sentences
from tradetalks.report.style import house_style
from tradetalks.scenario.read import parse_scenario
from tradetalks.scenario.run import run_scenario

CUT = """name: cut
title: The EU cuts its tariffs
baseline: world2017
players: [EU, ROW]
acts:
  - {id: a, by: EU, on: all, kind: set, rate: 0, from: 2020-01-01, source: made up}
"""
TOY = """name: two
title: One tariff between two
baseline: toy
players: [HOME, ABROAD]
acts:
  - {id: a, by: HOME, on: ABROAD, rate: 10%, from: 2020-01-01, source: made up}
"""
NOTHING = TOY.replace("10%", "0%")
SUBSIDY = """name: subs
title: An export tax and a subsidy
baseline: world2017
players: [USA, CHN]
acts:
  - {id: a, by: CHN, on: USA, instrument: export_tax, rate: 5%, from: 2020-01-01, source: made up}
  - {id: b, by: CHN, sectors: [ELE], instrument: production_subsidy, rate: 2%, from: 2020-02-01, source: made up}
branches:
  off:
    title: The export tax goes
    acts: [{id: c, by: CHN, kind: remove, of: a, from: 2020-03-01, source: made up}]
"""


def solved(text, tmp_path_factory):
    return run_scenario(parse_scenario(text, "made up", tmp_path_factory.mktemp("x"), {})).cost


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    return solved(CUT, tmp_path_factory)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return solved(TOY, tmp_path_factory)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return solved(NOTHING, tmp_path_factory)


@pytest.fixture(scope="module")
def subsidy(tmp_path_factory):
    return solved(SUBSIDY, tmp_path_factory)


def test_a_cut_is_told_as_a_cut(cut):
    said = cost_sentences(cut)
    assert said[2].startswith("All others gain, China (+") and said[2].endswith(
        "where tariffs are lowest (1 Jan 2020)."
    )
    assert said[3].startswith(
        "Of goods trade, in the long run, the largest fall is what the rest of the world buys from "
    )
    assert (
        "the largest rise is what the European Union buys from China (40 billion dollars a year more, 14 percent)"
        in said[3]
    )
    found = income_finding(cut)
    assert found.startswith("The European Union loses 0.11 (") and ", the rest of the world gains 0.05 (" in found
    assert found.endswith(") percent in the long run (1 Jan 2020)")
    for region, told in (("EU", "0.11"), ("ROW", "0.05")):
        band = percent_band(cut, cut.now, region)
        low, high = sorted((abs(band.low), abs(band.high)))
        assert f"{told} ({low:.2f} to {high:.2f}) percent" in found
    assert trade_finding(cut) == (
        "The European Union buys 40 billion dollars a year more from China, 60 more from the others (1 Jan 2020)"
    )
    assert tariff_finding(cut).startswith(
        "Tariffs of the European Union on the rest of the world fall by up to 3.1 percentage points"
    )


def test_a_toy_where_nobody_trades_more(toy):
    said = [s for s in cost_sentences(toy) if s]
    assert len(said) == 4
    assert "age, in the twelve months after 1 January 2020, if nothing changes, HOME +" in said[1]
    assert said[2].endswith("billion dollars a year less, 18 percent); no pair trades more.")
    assert (
        income_finding(toy)
        == "ABROAD loses 0.95 percent of real income, HOME gains 0.78 percent in the long run (1 Jan 2020)"
    )
    assert trade_finding(toy).endswith(" less from HOME (1 Jan 2020)") or trade_finding(toy).endswith(
        " less from ABROAD (1 Jan 2020)"
    )
    assert sector_finding(toy) == "No goods industry of a player changes its employment noticeably (1 Jan 2020)"


def test_nothing_is_told_as_nothing(nothing):
    assert income_finding(nothing) == "No player's real income changes noticeably (1 Jan 2020)"
    assert trade_finding(nothing) == "No player's imports of goods change noticeably (1 Jan 2020)"
    assert tariff_finding(nothing) == "No tariff between the players changes"
    assert "Trade in goods between regions hardly changes." in cost_sentences(nothing)


def test_sentences_and_titles_have_no_sign_against_their_word(cut, toy, nothing, subsidy):
    for run in (cut, toy, nothing, subsidy):
        for text in [
            *cost_sentences(run),
            income_finding(run),
            trade_finding(run),
            sector_finding(run),
            tariff_finding(run),
        ]:
            for wrong in ("less from others", "rise is what -", "gains -", "loses -", "+0.0 ", "-0.0 ", "nan"):
                assert wrong not in text, text


def test_few_rows_are_shown_once(toy):
    for table in (trade_diverted_table(toy), *sector_tables(toy)):
        assert not table.frame.duplicated().any(), table.name


def test_csv_tables_hold_every_observation(cut):
    n, j = len(cut.economy.regions), len(cut.economy.sectors)
    length = {t.file or t.name: len(t.csv) for t in cost_tables(cut)}
    assert length == {
        "headline": 2,
        "countries": n,
        "by_year": n,
        "trade_diverted": n * (n - 1),
        "sectors": n * j,
        "average_tariffs": 2 * (1 + 1),
        "by_source": len(PARTS) * n,
    }
    for table in (table for table in cost_tables(cut) if table.name != "by_source"):
        assert {"date", "branch"} < set(table.csv.columns) or {"year", "until_date"} < set(table.csv.columns)
        assert not any(" " in column for column in table.csv.columns)


def test_where_it_comes_from_adds_up(cut):
    """The parts of the last date add up to the change of real income, in the table too."""
    (table,) = source_tables(cut)
    change = cut.equilibria[cut.now].real_income_change.to_series()
    np.testing.assert_allclose(
        table.csv.groupby("region")["real_income_change_percent"].sum()[change.index], change, atol=1e-6
    )
    shown = table.frame.set_index("from")
    assert shown.loc["all together", "European Union %"] == pytest.approx(change["EU"], abs=1e-6)
    assert any(name.endswith("(terms of trade)") for name in shown.index)


def test_wages_and_prices_stand_in_the_csv(cut):
    frame = countries_table(cut).csv.set_index("region")
    real = (1 + frame["wage_change_percent"] / 100) / (1 + frame["consumer_price_change_percent"] / 100)
    assert ((real - 1) * 100 - frame["real_wage_change_percent"]).abs().max() < 1e-9


def test_who_pays_adds_up(cut):
    """Before revenue and revenue are real income; dollars a household are the same over the households of the world."""
    frame = countries_table(cut).csv.set_index("region")
    parts = frame["real_income_change_before_revenue_busd"] + frame["revenue_change_busd"]
    assert (parts - frame["real_income_change_busd"]).abs().max() < 1e-9
    usa = frame.loc["USA"]
    assert usa["real_income_change_per_household_usd"] == pytest.approx(1000 * usa["real_income_change_busd"] / 126.2)
    before = usa["real_income_change_before_revenue_per_household_usd"]
    assert before == pytest.approx(1000 * usa["real_income_change_before_revenue_busd"] / 126.2)
    shown = countries_table(cut).frame.set_index("country").loc["United States"]
    assert shown["$ before revenue"].startswith(f"{before:+.0f} (") and shown["$ a household"].count(" to ") == 1
    assert "from memory and not checked" in countries_table(cut).note


def test_nobody_is_counted_where_the_accounts_do_not(toy):
    table = countries_table(toy)
    assert "$ a household" not in table.frame and not [name for name in table.csv if "per_" in name]
    assert table.note.endswith("the accounts count neither households nor people")


def test_by_year_adds_up(cut, subsidy):
    """Years add up to what it has cost to date; the players and all others are the world."""
    assert by_year_tables(cut)[0].frame["year"].unique().tolist() == ["year ahead"]
    (table,) = by_year_tables(subsidy)
    frame, full = table.frame, table.csv
    whom = ["United States", "China", "others"]
    assert frame["year"].tolist() == ["2020 from 1 Jan to 1 Feb"] * 3 + ["year ahead"] * 3
    assert frame["country"].tolist() == whom * 2
    assert "age, from 1 January 2020 to 1 February 2020: " in to_date_sentence(subsidy)
    by_region = full.groupby("region")["real_income_change_busd"].cumsum()
    assert (by_region - full["real_income_change_to_date_busd"]).abs().max() < 1e-9
    for end in ("lowest", "highest"):
        first = full[full["year"] == full["year"].iloc[0]]
        assert (
            first[f"real_income_change_busd_{end}"] - first[f"real_income_change_to_date_busd_{end}"]
        ).abs().max() < 1e-12
    # All others are told together.
    rest = full[~full["region"].isin(["USA", "CHN"]) & (full["year"] == "ahead")]["real_income_change_busd"].sum()
    told = frame[(frame["country"] == "others") & (frame["year"] == "year ahead")]["bn"].item()
    assert float(told.split(" ")[0]) == pytest.approx(rest, abs=0.5)


def test_no_published_average_beside_what_is_made_up(cut):
    eu, rest = "European Union", "Rest of world"
    assert list(average_tariffs_table(cut).frame.columns) == ["policy", f"{eu} on {rest}", f"{rest} on {eu}"]
    assert average_tariffs_table(cut).frame["policy"].tolist() == ["before", "1 Jan 2020"]


def test_other_instruments_are_in_the_dataset(subsidy):
    data = subsidy.to_dataset()
    assert data["export_tax"].sel(importer="USA", exporter="CHN", sector="ELE").values.tolist() == [0.05, 0.05]
    assert data["production_subsidy"].sel(region="CHN", sector="ELE").values.tolist() == [0.0, 0.02]
    assert data["branch_export_tax"].max().item() == 0.0
    assert str(data["branch_date"].values[0])[:10] == "2020-03-01"
    assert str(farthest_policy(subsidy)) == "2020-02-01"
    assert "where policies are farthest from the baseline (1 Feb 2020)" in cost_sentences(subsidy)[3]


def test_charts_of_odd_scenarios_draw(cut, toy, nothing, subsidy):
    with house_style():
        for run in (cut, toy, nothing, subsidy):
            for figure in cost_charts(run).values():
                figure.draw_without_rendering()


def test_labels_are_spread_in_order():
    places = spread_apart([0.0, 0.01, -1.0, 0.02], 0.1)
    assert sorted(range(4), key=lambda k: places[k]) == [2, 0, 1, 3]
    assert places[2] == -1.0
    assert places[1] - places[0] == pytest.approx(0.1) and places[3] - places[1] == pytest.approx(0.1)
