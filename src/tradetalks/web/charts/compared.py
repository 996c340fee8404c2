"""Two to four scenarios on the same axes, and what sets each apart from the first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tradetalks.report.answer.chart import signed_band
from tradetalks.report.answer.cost import horizon_words, told_policy
from tradetalks.report.band import NumberBand, format_size
from tradetalks.report.chapter import Table
from tradetalks.report.cost.measures import whose_measures
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.format import BUSD_FORMAT, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.plain_text import for_chart
from tradetalks.report.policies import policy_words
from tradetalks.scenario.results.cost import CostRun
from tradetalks.web.charts.band_columns import HIGH_END, LOW_END
from tradetalks.web.charts.bars import LABEL_ROOM, Bar, bars_spec
from tradetalks.web.charts.drawing import ChartPanel, Drawing
from tradetalks.web.charts.ink import axis_ends, colours_of

UNIT = "billion dollars a year"
# Scenarios side by side: what is still told apart.
MOST = 4


def comparison_drawing(runs: Sequence[CostRun], titles: Sequence[str]) -> Drawing:
    """What each scenario's policy costs the countries that any of them speaks of, a panel each, on one axis.

    Args:
        runs: two to four, each with at least one policy.
        titles: of them, in the same order.
    """
    codes = compared_codes(runs)
    bands = [_bands(run, codes) for run in runs]
    ends = [value for found in bands for band in found.values() for value in (band.low, band.high)]
    domain = axis_ends(ends, right=LABEL_ROOM)
    titles = told_apart(titles)
    finding = _finding(runs, titles, bands)
    colours = colours_of(codes, codes)
    names = _names(runs)
    panels = []
    for run, title, found in zip(runs, titles, bands, strict=True):
        bars = [
            Bar(names[code], found[code], signed_band(found[code]), colours[code]) for code in codes if code in found
        ]
        panels.append(ChartPanel(bars_spec(bars, finding, UNIT, domain=domain), f"{title}: {counted_in(run)}"))
    caption = (
        f"Change of real income from before the first act of each, {UNIT}, under the policy that each answer is about; the same "
        f"axis everywhere. Bars: the elasticities of each file; thin lines: {_ranges(runs, titles)}."
    )
    if not one_world(runs):
        caption += f" {_other_worlds(runs)}"
    return Drawing("compared", finding, tuple(panels), caption, comparison_numbers(runs, titles))


def counted_in(run: CostRun) -> str:
    """What the numbers of a scenario are of: whose measures, which policy, which horizon.

    Args:
        run: of the scenario.
    """
    parts = [whose_measures(run), policy_words(run, told_policy(run)), horizon_words(run)]
    return ", ".join(part for part in parts if part)


def told_apart(titles: Sequence[str]) -> list[str]:
    """Titles by which scenarios are told apart: the same one twice has its place behind it.

    Args:
        titles: of scenarios, in their order.
    """
    again = [title for title in titles if titles.count(title) > 1]
    return [f"{title} ({place})" if title in again else title for place, title in enumerate(titles, 1)]


def one_world(runs: Sequence[CostRun]) -> bool:
    """Whether all costs are of one world, so that their dollars are of one year.

    Args:
        runs: to be compared.
    """
    return len({_world(run) for run in runs}) == 1


def _world(run: CostRun) -> tuple[str, str]:
    attrs = run.scenario.accounts.attrs
    return str(attrs.get("title", "")), str(attrs.get("sha256", ""))


def _year(run: CostRun) -> str:
    """The year whose accounts, and dollars, a run is of."""
    return str(run.scenario.accounts.attrs.get("year", ""))


def _years(runs: Sequence[CostRun]) -> list[str]:
    return list(dict.fromkeys(_year(run) for run in runs))


def _other_worlds(runs: Sequence[CostRun]) -> str:
    """That scenarios stand on different worlds: a difference of two of their numbers is one of prices and sizes too."""
    years, what = _years(runs), "with other countries or industries"
    if len(years) > 1:
        what = f"in dollars of {format_list(years)}"
    return f"These scenarios stand on different worlds, {what}: part of every difference is that."


def one_horizon(runs: Sequence[CostRun]) -> bool:
    """Whether all costs are of one horizon, so that one may be taken from another.

    Args:
        runs: to be compared.
    """
    return len({horizon_words(run) for run in runs}) == 1


def _ranges(runs: Sequence[CostRun], titles: Sequence[str]) -> str:
    """What the bands of each scenario span; said once where it is the same."""
    found = [range_words(run).partition(": ")[2] or "none" for run in runs]
    if len(set(found)) == 1:
        return found[0]
    return "; ".join(f"“{title}” {words}" for title, words in zip(titles, found, strict=True))


def compared_codes(runs: Sequence[CostRun]) -> list[str]:
    """Whom the answers speak of: the players of every scenario, each once.

    Args:
        runs: to be compared.
    """
    return list(dict.fromkeys(player for run in runs for player in shown_players(run)))


def _names(runs: Sequence[CostRun]) -> dict[str, str]:
    """Names by code, from whichever world has them."""
    found: dict[str, str] = {}
    for run in reversed(runs):
        found |= {code: country_names(run.scenario.accounts)[code] for code in run.economy.regions}
    return found


def _bands(run: CostRun, codes: Sequence[str]) -> dict[str, NumberBand]:
    """The countries that a world has."""
    moment = told_policy(run)
    return {code: busd_band(run, moment, code) for code in codes if code in run.economy.regions}


def _finding(runs: Sequence[CostRun], titles: Sequence[str], bands: Sequence[dict[str, NumberBand]]) -> str:
    """Which scenario costs the first country most and least."""
    code = next(iter(bands[0]))
    there = [(found[code].middle, title) for found, title in zip(bands, titles, strict=True) if code in found]
    worst, best = min(there), max(there)
    name = CountryNames(_names(runs)).opening(code)
    if not one_horizon(runs):
        return f"What each costs, at its own horizon ({format_list([horizon_words(run) for run in runs])}): not to be subtracted"
    if len(there) < 2 or worst[0] == best[0]:
        return f"{name} has the same in all of them"
    said = f"{name} {_least_and_most(worst, best)}, {UNIT}"
    if len(_years(runs)) > 1:
        return f"{said} of each world's year"
    return said


def _least_and_most(worst: tuple[float, str], best: tuple[float, str]) -> str:
    """The two ends: a loss is called a loss."""
    ends = (f"{format_size(best[0])} under “{best[1]}”", f"{format_size(worst[0])} under “{worst[1]}”")
    if best[0] <= 0:
        return f"loses least, {ends[0]}, and most, {ends[1]}"
    if worst[0] >= 0:
        return f"gains most, {ends[0]}, and least, {ends[1]}"
    return f"gains {ends[0]} and loses {ends[1]}"


def comparison_numbers(runs: Sequence[CostRun], titles: Sequence[str]) -> Table:
    """Every country that is spoken of under every scenario, and how far each is from the first.

    Args:
        runs: to be compared.
        titles: of them.
    """
    names, first, titles = _names(runs), _bands(runs[0], compared_codes(runs)), told_apart(titles)
    rows = []
    for run, title in zip(runs, titles, strict=True):
        for code, band in _bands(run, compared_codes(runs)).items():
            row: dict[str, object] = {
                "scenario": title,
                "policy": policy_words(run, told_policy(run)),
                "country": for_chart(names[code]),
            }
            row |= {"bn/yr": band.middle, LOW_END: band.low, HIGH_END: band.high}
            row |= {"horizon": horizon_words(run), "dollars of": _year(run), "less the first": float("nan")}
            if code in first and run is not runs[0] and horizon_words(run) == horizon_words(runs[0]):
                row["less the first"] = band.middle - first[code].middle
            rows.append(row)
    formats = dict.fromkeys(("bn/yr", LOW_END, HIGH_END, "less the first"), BUSD_FORMAT)
    note = (
        f"change of real income from before the first act of each, {UNIT}; less the first: where both are of one horizon; "
        f"{LOW_END} to {HIGH_END}: {_ranges(runs, titles)}"
    )
    if not one_world(runs):
        note = f"{note}. {_other_worlds(runs)}"
    return Table("compared", "The numbers of this chart", pd.DataFrame(rows), formats, note)


def differences_table(runs: Sequence[CostRun], titles: Sequence[str]) -> Table:
    """What the first scenario costs each country, and how much more or less every other one does.

    Args:
        runs: to be compared.
        titles: of them.
    """
    codes, names, titles = compared_codes(runs), _names(runs), told_apart(titles)
    alike = [horizon_words(run) == horizon_words(runs[0]) for run in runs[1:]]
    first, *others = (_bands(run, codes) for run in runs)
    rows = []
    for code in first:
        row: dict[str, object] = {"country": for_chart(names[code]), titles[0]: first[code].middle}
        for title, found, same in zip(titles[1:], others, alike, strict=True):
            row[f"{title}, less the first"] = float("nan")
            if code in found and same:
                row[f"{title}, less the first"] = found[code].middle - first[code].middle
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = dict.fromkeys(frame.columns[1:], BUSD_FORMAT)
    note = f"{UNIT}, with the elasticities of each file; a country that a world does not have by itself is left empty"
    if not all(alike):
        note += "; so is a scenario of another horizon than the first: one year is not taken from another"
    if not one_world(runs):
        note = f"{note}. {_other_worlds(runs)}"
    return Table("differences", "How far each is from the first", frame, formats, note)
