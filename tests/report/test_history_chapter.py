"""The chapter on history and literature: only where published numbers are about the tariffs of a run, and all of it its own."""

from pathlib import Path

import numpy as np
import pytest

from tradetalks.data.history import load_observed_trade
from tradetalks.report.contents import chapters
from tradetalks.report.history import history_chapter
from tradetalks.scenario.against_trade import BASE_YEARS
from tradetalks.scenario.published import published_beside
from tradetalks.scenario.read import parse_scenario, read_scenario
from tradetalks.scenario.run import run_scenario

OTHER = """name: other
title: The EU raises its tariffs on China
baseline: world2017
players: [EU, CHN]
acts:
  - {id: a, by: EU, on: CHN, kind: add, rate: 10%, from: 2019-01-07, source: made up}
"""


@pytest.fixture(scope="module")
def run():
    return run_scenario(read_scenario("phase-one-2020"), parts={"cost"})


@pytest.fixture(scope="module")
def chapter(run):
    return history_chapter(run.cost)


def test_it_is_the_last_chapter(run, chapter):
    assert [c.name for c in chapters(run)] == ["cost", "rests", "history"]
    assert chapter.title == "History and literature"


def test_a_row_for_every_estimate_with_its_status_and_reason(run, chapter):
    table = chapter.tables[0]
    beside = published_beside(run.cost)
    assert len(table.frame) == len(table.csv) == len(beside) > 10
    assert set(table.frame["status"]) <= {"verified", "secondary", "derived", "memory"}
    reasons = chapter.tables[1].frame
    assert set(reasons["source"]) == set(table.frame["source"]) and (reasons["why ours differs"] != "").all()
    assert not reasons.duplicated().any()
    shown = sorted(zip(table.frame["source"], table.frame["published"], table.frame["here"].fillna(0), strict=True))
    assert shown == sorted((row.estimate.short, row.estimate.value, np.nan_to_num(row.ours)) for row in beside)
    # Real incomes of the long run open the table, what has none of ours beside it ends it.
    assert table.frame["what"][0].endswith("welfare") and table.frame["here"].isna().to_list() == sorted(
        table.frame["here"].isna()
    )
    # An empty cell, not a word for it, where the model has no such measure.
    assert "" in [cells[5] for cells in table.rows()]


def test_sentences_carry_the_runs_numbers(run, chapter):
    solved = run.cost.equilibria[max(run.cost.dates, key=lambda moment: moment.date)]
    china = solved.real_income_change.sel(region="CHN").item()
    (sentence,) = [s for s in chapter.sentences if s.startswith("Real income of China in the long run, percent")]
    assert (
        f"here {china:+.2f}, " in sentence
        and "over published elasticities (tariffs of 1 September 2019)" in sentence
        and "-1.90" in sentence
    )
    ends = [
        case.equilibria[run.cost.dates[-1]].real_income_change.sel(region="CHN").item()
        for case in run.cost.cases.values()
    ]
    assert f"{max(ends):+.2f} to {min(ends):+.2f}" in sentence and min(ends) < china < max(ends)
    # Output of macroeconomic models is no welfare: not in a sentence.
    assert not any("-1.35" in s or "-0.23" in s for s in chapter.sentences)


def test_the_chart_draws_every_loss_and_ours(run, chapter):
    """A panel a country; the sources' points are the table's numbers, ours is the run's, its line ends at low and high."""
    beside = [row for row in published_beside(run.cost) if row.estimate.compare == "real_income_percent"]
    for figure in (chapter.charts["published_losses"], chapter.narrow["published_losses"]):
        assert [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes] == ["China", "United States"]
        for axes, country in zip(figure.axes, ("CHN", "USA"), strict=True):
            rows = [r for r in beside if r.estimate.country == country and r.estimate.at == "long_run"]
            rows = [r for r in rows if r.estimate.measure == "welfare"]
            band, here, others = axes.lines[:3]
            assert sorted(others.get_xdata()) == sorted(r.estimate.value for r in rows)
            assert list(here.get_xdata()) == [rows[0].ours]
            assert sorted(band.get_xdata()) == pytest.approx(
                [min(rows[0].by_case.values()), max(rows[0].by_case.values())]
            )
    assert chapter.data == {"published_losses": "published"}


def test_trade_beside_statistics(chapter):
    table = chapter.tables[2].frame
    assert list(table.columns[:4]) == ["imports of", "from", "2019", "2022"]
    trade = load_observed_trade().sel(importer="USA").sum("sector")
    share = trade.sel(exporter="CHN") / trade.sum("exporter")
    # The base is the share of two years' trade together.
    both = trade.sel(year=list(BASE_YEARS)).sum("year")
    before = float(both.sel(exporter="CHN") / both.sum("exporter"))
    assert table["2019"][0] == pytest.approx(100 * (float(share.sel(year=2019)) / before - 1))
    assert table["here, on the day"][0] > table["here, in the long run"][0]


def test_geneva_has_estimates_and_no_statistics_yet():
    found = history_chapter(run_scenario(read_scenario("geneva-2025"), parts={"cost"}).cost)
    assert found.charts == {}
    assert [table.name for table in found.tables] == ["published", "published_reasons"]


def test_other_tariffs_have_no_such_chapter():
    other = run_scenario(parse_scenario(OTHER, "other.yaml", Path(), {}), parts={"cost"})
    assert history_chapter(other.cost) is None
    assert [c.name for c in chapters(other)] == ["cost", "rests"]
