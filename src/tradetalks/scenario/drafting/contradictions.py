"""What does not fit: two sentences of a text, two texts, or a text and the record that ships, side by side."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence

import pandas as pd

from tradetalks.data.record import load_average_tariffs
from tradetalks.scenario.drafting.quoting import Quoter
from tradetalks.text.findings import TariffMeasure
from tradetalks.text.parties import TARIFF, codes_of

# Whose average tariffs on whom the record has, and in which column.
RECORDED = {("USA", "CHN"): "us_on_china", ("CHN", "USA"): "china_on_us"}


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
    """What a text says stood before, beside the average tariffs of that day on record (percent of imports)."""
    record = load_average_tariffs()
    found = []
    for measure, quoter in measures:
        pair = (*codes_of(measure.by), *codes_of(measure.on))
        day = quoter.source.date
        if pair not in RECORDED or day is None or measure.status.value != "in_force" or not measure.rate:
            continue
        average = _average(record, RECORDED[pair], day)
        if average is not None:
            found.append(
                f"{pair[0]} on {pair[1]}: the text has {100 * float(str(measure.rate.value)):g} percent in force on some goods "
                f"({quoter.said(measure.rate)[2:]}); the average over all goods on record for {day} is {average:.1f} percent"
            )
    return found


def _average(record: pd.DataFrame, column: str, day: datetime.date) -> float | None:
    """The average in force on a day; None outside the record."""
    table = record.reset_index()
    days = pd.to_datetime(table["date"])
    before = table[days <= pd.Timestamp(day)]
    if before.empty or pd.Timestamp(day) > days.max() + pd.Timedelta(days=365):
        return None
    return float(before[column].iloc[-1])
