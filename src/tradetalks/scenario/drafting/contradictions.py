"""What does not fit: two sentences of a text, two texts, or a text and the record that ships, side by side."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence

import pandas as pd

from tradetalks.data.record import load_average_tariffs
from tradetalks.scenario.drafting.quoting import Quoter
from tradetalks.scenario.sections.acts import GOODS
from tradetalks.text.findings import TariffMeasure
from tradetalks.text.parties import TARIFF, codes_of

# Whose average tariffs on whom the record has, and in which column.
RECORDED = {("USA", "CHN"): "us_on_china", ("CHN", "USA"): "china_on_us"}

# Points by which a rate in words and an average of accounts may differ without a contradiction: both are rounded.
CLOSE = 0.5


def contradictions(measures: Sequence[tuple[TariffMeasure, Quoter]]) -> list[str]:
    """Pairs of measures that cannot both be meant: of one country on another's same goods, with another rate or another day.

    Args:
        measures: in the order of the texts, each with the text that it is of.
    """
    found = []
    standing = [
        (measure, quoter) for measure, quoter in measures if measure.rate and measure.instrument.value == TARIFF
    ]
    for (one, first), (other, second) in itertools.combinations(standing, 2):
        if any(getattr(one, name).value != getattr(other, name).value for name in ("by", "on", "sectors", "status")):
            continue
        days = (one.start.value, other.start.value)
        is_one_rate = one.rate.value == other.rate.value
        if is_one_rate and None not in days and days[0] != days[1]:
            found.append(f"two first days: {first.said(one.start)[2:]} and {second.said(other.start)[2:]}")
        elif not is_one_rate and days[0] == days[1]:
            found.append(f"two rates: {first.said(one.rate)[2:]} and {second.said(other.rate)[2:]}")
    return found


def against_averages(measures: Sequence[tuple[TariffMeasure, Quoter]]) -> list[str]:
    """Tariffs that a text says are in force on all goods, where the average tariff of that day on record is another.

    What is on top of the ordinary duty cannot be above the average; what includes it is the average.
    """
    found = []
    for measure, quoter, average in _recorded(measures):
        rate = 100 * float(str(measure.rate.value)) if measure.rate else average
        gap = rate - average
        if measure.sectors.value != GOODS or (gap <= CLOSE and (measure.basis.value != "total" or gap >= -CLOSE)):
            continue
        found.append(
            f"{measure.by.value} on {measure.on.value}: the text has {rate:g} percent in force on all goods "
            f"({quoter.said(measure.rate)[2:]}); the average on record for {quoter.source.date} is {average:.1f} percent"
        )
    return found


def averages_on_record(measures: Sequence[tuple[TariffMeasure, Quoter]]) -> list[str]:
    """The average tariffs of the day of a text on record, for whose tariffs it says are in force: to compare with."""
    said = (
        f"on record for {quoter.source.date}: tariffs of {measure.by.value} on {measure.on.value} average {average:.1f} percent "
        "of the imports of all goods"
        for measure, quoter, average in _recorded(measures)
    )
    return list(dict.fromkeys(said))


def _recorded(measures: Sequence[tuple[TariffMeasure, Quoter]]) -> Iterator[tuple[TariffMeasure, Quoter, float]]:
    """Measures in force, with the average tariff of the day of their text, percent of imports, where there is one on record."""
    record = load_average_tariffs()
    for measure, quoter in measures:
        pair = (*codes_of(measure.by), *codes_of(measure.on))
        day = quoter.source.date
        if pair not in RECORDED or day is None or measure.status.value != "in_force":
            continue
        average = _average(record, RECORDED[pair], day)
        if average is not None:
            yield measure, quoter, average


def _average(record: pd.DataFrame, column: str, day: datetime.date) -> float | None:
    """The average in force on a day; None outside the record."""
    table = record.reset_index()
    days = pd.to_datetime(table["date"])
    before = table[days <= pd.Timestamp(day)]
    if before.empty or pd.Timestamp(day) > days.max() + pd.Timedelta(days=365):
        return None
    return float(before[column].iloc[-1])
