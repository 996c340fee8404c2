"""What each chart of the chapter shows, as its title."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from tradetalks.report.band import MOST_DRAWS, NumberBand
from tradetalks.report.cost.numbers import farthest_policy, jobs_moved, sector_titles, trade_change
from tradetalks.report.cost.players import player_pairs, shown_players
from tradetalks.report.cost.ranges import percent_band
from tradetalks.report.cost.words import more_or_less
from tradetalks.report.format import SMALL_BUSD, SMALL_PERCENT, format_amount, format_billions, format_number
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# Half of the last digit shown of jobs, billion dollars of wages a year.
SMALL_JOBS = 0.005
# Half of the last digit shown of a tariff's change, percentage points.
SMALL_POINTS = 0.05
# Changes of tariffs that differ by less, in percentage points, differ by rounding errors alone.
SAME_POINTS = 1e-9


def income_finding(run: CostRun) -> str:
    """Who loses and who gains most among the players on the last date, with ranges: the title of the welfare chart."""
    names = country_names(run.scenario.accounts)
    bands = {player: percent_band(run, run.now, player) for player in shown_players(run)}
    low, high = (pick(bands, key=lambda player: bands[player].middle) for pick in (min, max))
    loser, winner = names.said(low), names.said(high)
    if max(abs(bands[low].middle), abs(bands[high].middle)) < SMALL_PERCENT:
        return f"No player's real income changes noticeably ({policy_label(run, run.now)})"
    parts = []
    if bands[low].middle <= -SMALL_PERCENT:
        parts.append(f"{loser} loses {_size(bands[low])} percent of real income")
    if bands[high].middle >= SMALL_PERCENT:
        of_what = ""
        if not parts:
            of_what = " of real income"
        parts.append(f"{winner} gains {_size(bands[high])} percent{of_what}")
    elif winner != loser and bands[high].middle > -SMALL_PERCENT:
        parts.append(f"{winner}'s hardly moves")
    elif winner != loser:
        parts.append(f"{winner} {_size(bands[high])}")
    said = f"{', '.join(parts)} {run.horizon} ({policy_label(run, run.now)})"
    return said[:1].upper() + said[1:]


def _size(band: NumberBand) -> str:
    """The size of a change in percent with its range; what lies on the other side of zero has a minus."""
    sign = math.copysign(1, band.middle)
    low, high = sorted((sign * band.low, sign * band.high))
    middle, low_end, high_end = (format_number(value, "{:.2f}") for value in (sign * band.middle, low, high))
    if low_end == high_end:
        return middle
    if band.is_outside and middle not in (low_end, high_end):
        return f"{middle} ({MOST_DRAWS}{low_end} to {high_end})"
    return f"{middle} ({low_end} to {high_end})"


def trade_finding(run: CostRun) -> str:
    """The largest change of a player's imports and what happens to its other imports: the title of the trade chart."""
    moment = farthest_policy(run)
    frame = trade_change(run, moment)
    frame = frame[frame["importer"].isin(shown_players(run))]
    if frame.empty or frame["change bn"].abs().max() < SMALL_BUSD:
        return f"No player's imports of goods change noticeably ({policy_label(run, moment)})"
    names = country_names(run.scenario.accounts)
    largest = frame.iloc[int(frame["change bn"].abs().to_numpy().argmax())]
    importer, exporter, change = largest["importer"], largest["exporter"], largest["change bn"]
    text = f"{names.opening(importer)} buys {_so_much(change)} from {names.said(exporter)}"
    rest = frame.loc[(frame["importer"] == importer) & (frame["exporter"] != exporter), "change bn"]
    total = float(rest.sum())
    if abs(total) < SMALL_BUSD:
        return f"{text} ({policy_label(run, moment)})"
    others = "the others"
    if len(rest) == 1:
        others = "the other"
    return f"{text}, {format_amount(total)} {more_or_less(total)} from {others} ({policy_label(run, moment)})"


def _so_much(change: float) -> str:
    return f"{format_amount(change)} billion dollars a year {more_or_less(change)}"


def sector_finding(run: CostRun) -> str:
    """The industries with most jobs gained and lost among the players, weighed by wages: the title of the sector chart."""
    moment = farthest_policy(run)
    found = _jobs(run, moment)
    parts = []
    if found and max(found).busd >= SMALL_JOBS:
        parts.append(max(found).said())
    if found and min(found).busd <= -SMALL_JOBS:
        parts.append(min(found).said())
    if not parts:
        return f"No goods industry of a player changes its employment noticeably ({policy_label(run, moment)})"
    return f"Of goods industries, {', '.join(parts)}, {policy_label(run, moment)}"


@dataclasses.dataclass(frozen=True, order=True)
class Jobs:
    """Jobs that an industry gains or loses: billion dollars of wages a year, percent of its employment, which and where."""

    busd: float
    percent: float
    sector: str
    region: str

    def said(self) -> str:
        """``Electronics loses most jobs in CHN (-3.1 billion dollars of wages a year, -2.4 percent)``."""
        verb = "loses"
        if self.busd > 0:
            verb = "gains"
        size = f"{format_billions(self.busd)} billion dollars of wages a year, {self.percent:+.1f} percent"
        return f"{self.sector} {verb} most jobs in {self.region} ({size})"


def _jobs(run: CostRun, moment: PolicyDate) -> list[Jobs]:
    """Every goods industry of every player."""
    titles, regions, names = sector_titles(run), run.economy.regions, country_names(run.scenario.accounts)
    percent, busd = run.equilibria[moment].employment_change.values, jobs_moved(run, moment)
    places = [(regions.index(player), int(j)) for player in shown_players(run) for j in run.economy.goods_index]
    return [
        Jobs(float(busd[n, j]), float(percent[n, j]), titles[j], names.said(regions[n]))
        for n, j in places
        if np.isfinite(percent[n, j])
    ]


@dataclasses.dataclass(frozen=True)
class LargestChange:
    """A change of a player's tariff on another: by how many percentage points, by whom, on whom, and in what."""

    points: float
    by: str
    on: str
    where: str


def tariff_finding(run: CostRun) -> str:
    """The largest change of a tariff between the players: the title of the heat map."""
    found = _largest_change(run)
    if found is None or abs(found.points) < SMALL_POINTS:
        return "No tariff between the players changes"
    verb = "fall"
    if found.points > 0:
        verb = "rise"
    size = f"{abs(found.points):.1f} percentage points"
    names = country_names(run.scenario.accounts)
    return f"Tariffs of {names.said(found.by)} on {names.said(found.on)} {verb} by up to {size} ({found.where})"


def _largest_change(run: CostRun) -> LargestChange | None:
    """The first of the largest changes; its sector is named where no other changes as much."""
    found: LargestChange | None = None
    titles = sector_titles(run)
    for moment, solved in run.equilibria.items():
        points_nij = 100 * (solved.tariff.values - run.economy.tariff_nij)
        for by, on in player_pairs(run):
            points = points_nij[run.economy.regions.index(by), run.economy.regions.index(on)]
            j = int(np.abs(points).argmax())
            if found is not None and abs(points[j]) <= abs(found.points) + SAME_POINTS:
                continue
            alike = int((np.abs(points - points[j]) < SMALL_POINTS).sum())
            where = policy_label(run, moment)
            if alike == 1:
                where = f"{titles[j]}, {where}"
            found = LargestChange(float(points[j]), by, on, where)
    return found
