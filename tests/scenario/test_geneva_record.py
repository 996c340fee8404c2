"""geneva-2025 against the record: every step of 2025 is the change of the published averages, and the truce is what it says."""

import datetime

import pandas as pd
import pytest

from tradetalks.data.record import load_average_tariffs
from tradetalks.scenario.read import read_scenario

PAIRS = {"us_on_china": ("USA", "CHN"), "china_on_us": ("CHN", "USA")}


@pytest.fixture(scope="module")
def scenario():
    return read_scenario("geneva-2025")


def increase(acts, pair: tuple[str, str], day: datetime.date) -> float:
    """Points added since 1 January 2025 and in force on ``day``, the same in every sector."""
    removed = {act.of for act in acts if act.kind == "remove" and act.start <= day}
    steps = [a for a in acts if a.kind == "add" and a.start <= day and a.id not in removed and not a.profile]
    rates = [{rate for importer, exporter, _, rate in act.cells if (importer, exporter) == pair} for act in steps]
    assert all(len(found) <= 1 for found in rates)
    return 100 * sum(rate for found in rates for rate in found)


@pytest.mark.parametrize("column", PAIRS)
def test_the_main_line_follows_the_published_averages(scenario, column):
    record = load_average_tariffs().set_index("date")[column]
    record = record[(record.index >= pd.Timestamp(2025, 1, 1)) & (record.index <= pd.Timestamp(2025, 5, 14))]
    for day, average in record.items():
        assert increase(scenario.acts, PAIRS[column], day.date()) == pytest.approx(average - record.iloc[0], abs=0.011)


def test_branches_end_where_they_say(scenario):
    """24 points come back; April's rates are those of 12 April less what the truce let go; January is where the year began."""
    day = datetime.date(2025, 12, 31)
    ends = {
        b.name: [increase((*scenario.acts, *b.acts), pair, day) for pair in PAIRS.values()] for b in scenario.branches
    }
    truce = [increase(scenario.acts, pair, day) for pair in PAIRS.values()]
    assert ends["january"] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert ends["snap-back"][1] - truce[1] == pytest.approx(24.0)
    assert (ends["snap-back"][0] - truce[0]) / 24 == pytest.approx((51.76 - 42.66 - 2.46) / 10, abs=0.005)
    assert ends["april"] == pytest.approx([127.23 - 20.74, 147.60 - 21.17], abs=0.05)
    assert ends["busan"] == pytest.approx([truce[0] - 10, truce[1] - 0.72])
