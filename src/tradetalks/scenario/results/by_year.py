"""What the policies of the main line cost in each calendar year, to date, and in the twelve months that follow."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import xarray as xr

from tradetalks.bargaining.discounting import year_fraction
from tradetalks.scenario.model import Date
from tradetalks.talks.impasse_clock import ImpasseClock

BUSD = "billion USD"
# The longest stretch, days, over which a flow is taken to move in a straight line: with quarters of a year the cost of the first
# year of a tariff is 0.2 percent off, with a whole year 2.7.
QUARTER = 92
# What is given by year, in this order; a year may be covered in part.
IN_YEAR, PERCENT, TO_DATE, SHARE = (
    "real_income_change_in_year",
    "real_income_change_in_year_percent",
    "real_income_change_to_date",
    "share_of_year",
)
AHEAD = "real_income_change_year_ahead"


def clock_days(first: Date, last: Date, changes: tuple[Date, ...]) -> list[Date]:
    """The days on which a clock is read so that calendar years can be told apart.

    Args:
        first: day of the first act.
        last: until when costs are counted.
        changes: days on which policies change.

    Returns:
        The first day, every change, every New Year and the last day, then the same day a year later, and as many days between
        them that no two are more than a quarter of a year apart.
    """
    years = [datetime.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    within = {day for day in changes if first <= day <= last}
    ends = [*sorted({first, last, *years, *within}), year_later(last)]
    between = [day for start, end in pairwise(ends) for day in _evenly_between(start, end)]
    return sorted({*ends, *between})


def _evenly_between(start: Date, end: Date) -> list[Date]:
    """Days inside a stretch, none where it is short."""
    length = (end - start).days
    pieces = -(-length // QUARTER)
    return [start + datetime.timedelta(days=round(k * length / pieces)) for k in range(1, pieces)]


def year_later(day: Date) -> Date:
    """The same day a year later; of the 29th of February, the 28th."""
    if (day.month, day.day) == (2, 29):
        return datetime.date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def cost_by_year(clock: ImpasseClock, income_n: np.ndarray, last_day: Date) -> xr.Dataset:
    """Changes of real income by calendar year, from a clock on :func:`clock_days`.

    Args:
        clock: changes of real income of every region since the first act, losses negative.
        income_n: income of the baseline, billion dollars a year.
        last_day: until when costs are counted by year; the year ahead follows.

    Returns:
        ``real_income_change_in_year`` (year, region) in billion dollars, the same in percent of the income of the part of the
        year that is covered, ``real_income_change_to_date`` (year, region) cumulated over years, ``share_of_year`` (year), and
        ``real_income_change_year_ahead`` (region): the twelve months after the last day if policies stay as they are. The
        coordinate ``until`` is the last day that a year covers. There is no year where the first act is on the last day.
    """
    days, spans = clock.days, year_spans(clock.days, last_day)
    lost_yn = changes_in(spans, clock.so_far)
    share_y = np.array([year_fraction(days[a], days[b]) for a, b in spans])
    dims = ("year", "region")
    coords = {
        "year": [days[a].year for a, _ in spans],
        "region": list(clock.sides),
        "until": ("year", np.array([days[b] for _, b in spans], "datetime64[ns]")),
    }
    percent_yn = 100 * lost_yn / (income_n * share_y[:, None])
    ahead_n = clock.so_far[-1] - clock.so_far[days.index(last_day)]
    return xr.Dataset(
        {
            IN_YEAR: (
                dims,
                lost_yn,
                _attrs(BUSD, "change of real income in the part of the calendar year that is covered"),
            ),
            PERCENT: (dims, percent_yn, _attrs("percent of baseline", "the same, percent of the income of that part")),
            TO_DATE: (dims, lost_yn.cumsum(axis=0), _attrs(BUSD, "change of real income since the first act")),
            SHARE: (("year",), share_y, _attrs("1", "part of the calendar year that is covered, 365 days = 1")),
            AHEAD: (("region",), ahead_n, _attrs(BUSD, "twelve months after the last date, policies as they are then")),
        },
        coords,
    )


def year_spans(days: Sequence[Date], last_day: Date) -> list[tuple[int, int]]:
    """The parts of calendar years up to the last day, as positions of their first and last day among those of a clock."""
    last = days.index(last_day)
    at = [k for k in range(last + 1) if k in (0, last) or (days[k].month, days[k].day) == (1, 1)]
    return list(pairwise(at))


def changes_in(spans: Sequence[tuple[int, int]], so_far: np.ndarray) -> np.ndarray:
    """(y, ...) What was added to (k, ...) sums over the days of a clock in each of y spans."""
    found = [so_far[last] - so_far[first] for first, last in spans]
    return np.array(found).reshape(len(spans), *so_far.shape[1:])


def _attrs(units: str, long_name: str) -> dict[str, str]:
    return {"units": units, "long_name": long_name}
