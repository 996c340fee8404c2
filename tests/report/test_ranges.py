"""Every range that is printed is from the least to the greatest of what was solved, with the file's own number inside."""

import re
from itertools import chain

import numpy as np
import pytest

from tradetalks.report.answer.lines import answer_lines
from tradetalks.report.contents import chapters
from tradetalks.report.cost.headline import real_income_observations
from tradetalks.report.cost.ranges import busd_band, household_band, percent_band, step_band, today_band
from tradetalks.report.cost.tables import cost_tables
from tradetalks.report.style import house_style
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario

# A number with its range, as sentences and tables have them: ``27 (8 to 64)``, ``-27 (-64 to -8)``.
TOLD = re.compile(r"([-+]?\d[\d,.]*) \(([-+]?\d[\d.]*) to ([-+]?\d[\d.]*)\)")
# Shipped scenarios and what is laid over them: scale effects at the middle, at the high end, of the file's own, none at all.
RUNS = {
    "the war of 2018 and 2019": ("us-china-trade-war", {}),
    "January 2019, all of the published scale effects": ("beijing-2019", {"model.elasticities": "LL2023"}),
    "of the file's own": ("beijing-2019", {"model.scale_elasticity": {"MAC": 0.06}}),
    "a set without scale economies": ("beijing-2019", {"model.elasticities": "uniform4"}),
    "a fixed horizon": ("phase-one-2020", {"model.horizon_years": 3.0}),
}


@pytest.fixture(scope="module", params=RUNS.values(), ids=RUNS)
def run(request):
    name, over = request.param
    return run_scenario(read_scenario(name, over), parts={"cost"})


def income(solved, region):
    return solved.real_income_change_busd.sel(region=region).item()


def test_ranges_span_what_was_solved(run):
    cost = run.cost
    assert next(iter(cost.cases.values())) is cost.stated
    assert len(cost.cases) == len({id(case) for case in cost.cases.values()}) >= 4
    for moment in cost.equilibria:
        for region in cost.economy.regions:
            values = [income(case.equilibria[moment], region) for case in cost.cases.values()]
            band = busd_band(cost, moment, region)
            assert (band.low, band.middle, band.high) == (min(values), values[0], max(values))
            days = [income(case.on_the_day[moment], region) for case in cost.cases.values()]
            today = today_band(cost, moment, region)
            assert (today.low, today.middle, today.high) == (min(days), days[0], max(days))
            for other in (percent_band(cost, moment, region), household_band(cost, moment, region)):
                assert other.low <= other.middle <= other.high
    step = step_band(cost, cost.dates[0], cost.now, "CHN")
    assert step.middle == pytest.approx(
        income(cost.equilibria[cost.now], "CHN") - income(cost.equilibria[cost.dates[0]], "CHN")
    )


def test_every_printed_range_holds_its_number(run):
    with house_style():
        parts = chapters(run)
    sentences = [sentence for part in parts for sentence in (part.opening, *part.sentences)]
    cells = [cell for part in parts for table in part.tables for row in table.rows() for cell in row]
    lines = [line.text for line in answer_lines(run)]
    found = [match.groups() for text in chain(sentences, cells, lines) for match in TOLD.finditer(text)]
    assert len(found) > 40
    for told, low, high in found:
        assert float(low) <= float(told.replace(",", "")) <= float(high), (told, low, high)


def test_files_have_the_same_ends(run):
    cost, data = run.cost, run.cost.to_dataset()
    rows = real_income_observations(cost)
    day = np.datetime64(cost.now.date, "ns")
    for _, row in rows[(rows["branch"] == "") & (rows["date"] == cost.now.date)].iterrows():
        band = busd_band(cost, cost.now, row["region"])
        assert (row["real_income_change_busd_lowest"], row["real_income_change_busd_highest"]) == (band.low, band.high)
        for name in ("real_income_change_busd", "real_income_change_busd_on_the_day", "real_income_change"):
            low, here, high = (
                data[f"{name}{end}"].sel(date=day, region=row["region"]).item() for end in ("_lowest", "", "_highest")
            )
            assert low <= here <= high
            if name == "real_income_change_busd":
                assert (low, high) == (band.low, band.high)
    (table,) = [table for table in cost_tables(cost) if table.name == "by_year"]
    for name in ("real_income_change_busd", "real_income_change_to_date_busd"):
        low, here, high = (table.csv[f"{name}{end}"] for end in ("_lowest", "", "_highest"))
        assert ((low - 1e-9 <= here) & (here <= high + 1e-9)).all() and (low < high).any()
    for name in ("real_income_change_in_year", "real_income_change_to_date", "real_income_change_year_ahead"):
        low, here, high = (data[f"{name}{end}"].values for end in ("_lowest", "", "_highest"))
        assert (low <= here).all() and (here <= high).all()


def test_the_year_of_a_case_is_its_own(run):
    """Low and high costs by year are those of the clocks, not ends of something else."""
    cost = run.cost
    case = list(cost.cases.values())[-1]
    years = cost.by_year_in_cases[-1]
    last = case.clock.days.index(cost.now.date)
    np.testing.assert_allclose(
        years["real_income_change_year_ahead"], case.clock.so_far[-1] - case.clock.so_far[last], rtol=1e-12
    )
