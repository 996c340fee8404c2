"""Tables, words and charts say what the equilibria say."""

import numpy as np
import pytest

from tradetalks.data.elasticities import TRADE_BAND
from tradetalks.report.cost.average_tariffs import average_tariffs_table
from tradetalks.report.cost.charts import cost_charts
from tradetalks.report.cost.headline import headline_table, real_income_observations
from tradetalks.report.cost.ranges import busd_band, told_change
from tradetalks.report.cost.tables import cost_tables
from tradetalks.report.cost.words import cost_sentences
from tradetalks.report.format import without_zero_sign
from tradetalks.report.rests import answers_by_assumption
from tradetalks.report.style import house_style
from tradetalks.scenario.negotiate import clock_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.run import run_scenario
from tradetalks.scenario.run_cost import policy_dates, solve_cost


@pytest.fixture(scope="module")
def beijing(beijing_run):
    return beijing_run.cost


def test_rollback_in_january_2019(beijing):
    """An independent computation's gains from a full rollback, percent: with all scale economies and without them."""
    scenario = read_scenario("beijing-2019", {"model.elasticities": "LL2023_mining_as_minerals"})
    ends = {m.branch or str(m.date): m for m in policy_dates(scenario)}
    january, september = (ends[name] for name in ("2019-01-07", "september-2019"))
    found = solve_cost(scenario, [january, september])
    assert found.by_scale["high"] is found.equilibria
    got = found.by_scale_effects(january, "real_income_change").sel(region=["USA", "CHN"])
    np.testing.assert_allclose(got.sel(scale_effects="high"), [-0.009, -0.558], atol=6e-4)
    np.testing.assert_allclose(got.sel(scale_effects="low"), [-0.018, -0.105], atol=6e-4)
    there = found.by_scale_effects(september, "real_income_change").sel(scale_effects="high", region="CHN")
    assert there.item() == pytest.approx(-0.932, abs=6e-4)


def test_the_headline_stands_between_low_and_high_scale_effects(beijing):
    """January 2019, mining corrected: China loses 0.105, 0.239 and 0.563 percent with none, half and all of what is published."""
    observed = real_income_observations(beijing)
    last = observed[(observed["date"] == beijing.now.date) & (observed["branch"] == "")].set_index("region")
    assert beijing.by_scale["middle"] is beijing.equilibria and not beijing.unsolved
    names = [f"real_income_change_percent_{name}_scale_effects" for name in ("low", "middle", "high")]
    got = last.loc[["CHN", "USA"], names].to_numpy(float)
    np.testing.assert_allclose(got, [[-0.105, -0.239, -0.563], [-0.0186, -0.0167, -0.0084]], atol=6e-4)
    assert set(beijing.by_trade) == set(TRADE_BAND)
    chn = [solved[beijing.now].real_income_change.sel(region="CHN").item() for solved in beijing.by_trade.values()]
    np.testing.assert_allclose(chn, [-0.069, -0.122, -0.141], atol=1e-3)


def test_elasticities_of_the_file_s_own_stand_beside_the_three_levels():
    scenario = read_scenario("beijing-2019", {"model.scale_elasticity": {"MAC": 0.06}})
    january = next(moment for moment in policy_dates(scenario) if str(moment) == "2019-01-07")
    found = solve_cost(scenario, [january])
    change = found.by_scale_effects(january)
    assert list(change["scale_effects"].values) == ["low", "middle", "high", "stated"]
    stated = found.equilibria[january].real_income_change_busd
    np.testing.assert_allclose(change.sel(scale_effects="stated"), stated)
    assert "the model of the file" in answers_by_assumption(found)


def test_branches_end_where_they_should(beijing):
    ends = {m.branch: beijing.equilibria[m] for m in beijing.branches}
    assert abs(ends["rollback"].real_income_change).max() < 1e-5
    assert ends["september-2019"].real_income_change.sel(region="CHN").item() == pytest.approx(-0.398, abs=6e-4)


def test_dataset_holds_what_others_rely_on(beijing):
    data = beijing.to_dataset()
    assert data["real_income_change"].dims == ("date", "region")
    assert data["branch_real_income_change"].dims == ("branch", "region")
    assert data["real_income_change"].sel(region="CHN").values[-1] == pytest.approx(
        beijing.equilibria[beijing.now].real_income_change.sel(region="CHN").item()
    )
    levels = data["real_income_change_by_scale_effects"]
    assert levels.dims == ("scale_effects", "date", "region") and list(data["scale_effects"]) == [
        "low",
        "middle",
        "high",
    ]
    assert levels.sel(region="USA", scale_effects="low").values[-1] == pytest.approx(-0.0186, abs=6e-4)
    beside = [name for name in data.data_vars if name.endswith("_by_scale_effects")]
    assert len(beside) == 4 and all("published scale elasticities" in data[name].attrs["long_name"] for name in beside)
    assert data["real_income_change_by_elasticity_set"].dims == ("elasticity_set", "date", "region")
    assert all("long_name" in coordinate.attrs for coordinate in data.coords.values())
    assert data["branch_date"].dims == ("branch",)


def test_every_table_can_be_written(beijing):
    for table in cost_tables(beijing):
        rows = list(table.rows())
        assert len(rows) == len(table.frame) > 0
        assert all(isinstance(cell, str) for row in rows for cell in row)


def test_rounded_zero_has_no_sign():
    assert [without_zero_sign(t) for t in ("-0.000", "+0.0", "-0.001", "CHN")] == ["0.000", "0.0", "-0.001", "CHN"]


def test_sentences_carry_the_numbers(beijing):
    said = cost_sentences(beijing)
    assert f"China {told_change(busd_band(beijing, beijing.now, 'CHN'))} billion dollars a year" in said[0]
    assert said[-2].startswith("The answer rests on economies of scale")
    assert said[-1].startswith("And on how strongly trade answers prices")


def test_charts_draw(beijing):
    with house_style():
        drawn = cost_charts(beijing)
    assert set(drawn) == {"welfare_path", "trade_diverted", "sectors", "tariff_changes"}
    assert all(figure.axes for figure in drawn.values())


def test_published_average_beside_ours(beijing):
    """On 7 January 2019 the averages of 1 January stand; no branch is on record."""
    frame = average_tariffs_table(beijing).frame.set_index("policy")
    recorded = ["United States on China PIIE", "China on United States PIIE"]
    assert frame.loc["7 Jan 2019", recorded].tolist() == [12.06, 16.50]
    assert frame.loc["before", recorded].tolist() == [3.09, 7.99]
    assert frame.loc["No deal", recorded].isna().all()
    assert list(average_tariffs_table(beijing).rows())[-1][2] == ""


def test_summary_shows_every_policy_with_its_range(beijing):
    lines = beijing.summary().splitlines()
    assert len(lines) == 3 + len(beijing.equilibria)
    assert lines[2].split("  ")[-1] == "CHN bn USD/yr"
    january = next(line for line in lines if line.startswith("2019-01-07"))
    assert january.split()[1:] == ["-0.017", "-3", "(-9", "to", "0)", "-0.239", "-27", "(-64", "to", "-8)"]
    assert repr(beijing) == "CostRun(beijing-2019: 4 dates, 3 branches)"
    assert beijing.now == PolicyDate(beijing.scenario.dates[-1])


def test_without_scale_the_model_option_holds():
    run = run_scenario(read_scenario("beijing-2019", {"model.scale": "false"}), parts={"cost"}).cost
    assert not run.economy.has_scale
    assert "Computed without economies of scale." in cost_sentences(run)


def test_every_cost_says_of_which_horizon_it_is(beijing):
    """China in January 2019: 0.113 percent now, with tariffs 0.4 years old, 0.239 in the long run; in words, tables and files."""
    rows = headline_table(beijing).frame.set_index(["policy", "country"])
    row, day = rows.loc[("7 Jan 2019", "China")], beijing.now
    today = beijing.on_the_day[day].real_income_change.sel(region="CHN").item()
    assert today == pytest.approx(-0.113, abs=5e-4) and row["%"].startswith("-0.24 (")
    assert row["bn/yr now"].startswith("-13 (") and row["bn/yr"].startswith("-27 (")
    said = cost_sentences(beijing)[0]
    first, later = said.split("; in the long run ")
    assert "now, at the elasticities of tariffs 0.4 years old on average" in first and "(-0.11 percent" in first
    assert "(-0.24 percent" in later
    notes = {table.name: table.note for table in cost_tables(beijing)}
    assert "each day at the elasticities of its tariffs' age" in notes.pop("by_year")
    assert all("in the long run" in note for name, note in notes.items() if name != "average_tariffs")
    data = beijing.to_dataset()
    for name in ("real_income_change_on_the_day", "branch_real_income_change_busd_on_the_day"):
        assert data[name].attrs["long_name"].endswith(", at the elasticities of that day")
    assert data["real_income_change_on_the_day"].sel(region="CHN").values[-1] == pytest.approx(today)
    observed = real_income_observations(beijing)
    last = observed[(observed["branch"] == "") & (observed["region"] == "CHN")].iloc[-1]
    assert last["real_income_change_percent_on_the_day"] == pytest.approx(today)
    assert last["mean_age_of_tariffs_years"] == pytest.approx(0.41, abs=5e-3)


def test_cost_of_the_day_is_the_clock_s(beijing):
    """The first chapter's now and the talks' clock are one computation."""
    clock = clock_of(beijing)
    day = clock.days.index(beijing.now.date)
    now = beijing.on_the_day[beijing.now].real_income_change_busd.sel(region=["USA", "CHN"])
    np.testing.assert_allclose(clock.flows[day], now, atol=1e-6)


def test_a_fixed_horizon_holds_on_the_day_too():
    """One number then, and it says which."""
    fixed = run_scenario(read_scenario("beijing-2019", {"model.horizon_years": 2.0}), parts={"cost"}).cost
    assert fixed.on_the_day is fixed.equilibria and not fixed.dated
    assert "bn/yr now" not in headline_table(fixed).frame
    assert ", at the elasticities of 2 years the United States" in cost_sentences(fixed)[0]
