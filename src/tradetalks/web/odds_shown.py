"""The odds that the view Talks shows: a bar for each source, a sentence, and what of the reader's moves is in them."""

from __future__ import annotations

import dataclasses

import numpy as np
import xarray as xr

from tradetalks.report.answer.odds import likelier_outcome, odds_word
from tradetalks.report.format import format_day, format_hundredths, format_in_hundred
from tradetalks.report.talks.odds_bars import INKS, outcome_names
from tradetalks.scenario.moved_bargain import MovedBargain
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.web.state import PageState

SOURCES = {"together": "both together", "game": "the game", "record": "past deadlines"}
NOT_THE_THREAT = (
    "The odds are not those of the threat that you moved: the game is played with what the scenario threatens. Deals and zone "
    "above are those of your threat."
)


@dataclasses.dataclass(frozen=True)
class OddsPart:
    """An outcome in a bar of odds: its percent, from where, its colour, and the whole number that is said, of a hundred."""

    name: str
    percent: float
    begin: float
    ink: str
    count: str


@dataclasses.dataclass(frozen=True)
class OddsBar:
    """A source of odds: its parts of a hundred; the band of a deal in words."""

    name: str
    parts: tuple[OddsPart, ...]
    band: str


def odds_bars(talks: TalksRun, table: xr.Dataset) -> list[OddsBar]:
    """A bar for each source of odds.

    Args:
        talks: solved.
        table: odds and bands by source and outcome, of what was moved.
    """
    bars = []
    for source, name in SOURCES.items():
        values = 100 * table["odds"].sel(source=source).values
        if not np.isfinite(values).all():
            bars.append(OddsBar(name, (), "no odds"))
            continue
        begins = np.append(0.0, np.cumsum(values))
        parts = tuple(
            OddsPart(label, round(float(value), 2), round(float(begin), 2), ink, count)
            for label, value, begin, ink, count in zip(
                outcome_names(talks), values, begins[:-1], INKS, format_hundredths(values / 100), strict=True
            )
        )
        low, high = table["odds_band"].sel(source=source).values[0]
        bars.append(OddsBar(name, parts, _band_words(float(values[0]) / 100, float(low), float(high))))
    return bars


def _band_words(share: float, low: float, high: float) -> str:
    """The band of a deal's odds beside their bar; where most draws have another number than the bar, that is said."""
    first, last = format_in_hundred(low), format_in_hundred(high)
    said = f"a deal {first} to {last} in 100"
    if first == last:
        said = f"a deal {last} in 100"
    if last == "0":
        said = "no deal"
    if low <= share <= high and first != last:
        return said
    return f"in most draws {said}"


def said_odds(talks: TalksRun, state: PageState, table: xr.Dataset) -> str:
    """The odds of a deal in a sentence, with what is likelier.

    Args:
        talks: solved.
        state: what was moved.
        table: odds and bands by source and outcome, of what was moved.
    """
    together = table.sel(source="together")
    likelier = likelier_outcome(talks, together["odds"].values)
    given = ""
    if state.threat is not None:
        given = "With the scenario's own threat: "
    low, high = (float(end) for end in together["odds_band"].values[0])
    share = format_in_hundred(float(together["odds"].values[0]))
    day = format_day(state.deadline or talks.deadline)
    band = f"{format_in_hundred(low)} to {format_in_hundred(high)}"
    return f"{given}{odds_word(low, high)}: a deal by {day} in {share} of 100 ({band}){likelier}."


def odds_note(talks: TalksRun, state: PageState, table: xr.Dataset, found: MovedBargain) -> str:
    """What moved the odds, and what of the moves is not in them.

    Args:
        talks: solved.
        state: what was moved.
        table: odds and bands by source and outcome, of what was moved.
        found: the deals under what was moved.
    """
    parts = []
    if state.threat is not None:
        parts.append(NOT_THE_THREAT)
    elif found.closed:
        parts.append("No deal suits both: what is left of the odds is what past deadlines of this kind came to.")
    own = talks.course
    if state.deadline is not None and own is not None:
        sources = {"record": "past deadlines", "game": "the game"}
        now = {name: float(table["odds"].sel(source=name).values[0]) for name in (*sources, "together")}
        labels = [str(name) for name in own.labels["source"]]
        before = {name: float(own.odds.odds[labels.index(name), 0]) for name in now}
        moved = [
            f"{words} {format_in_hundred(before[name])} before and {format_in_hundred(now[name])} now"
            for name, words in sources.items()
            if np.isfinite(now[name]) and np.isfinite(before[name])
        ]
        whose = "own deadline"
        if state.rivalry is not None:
            whose = "own deadline and rivalry"
        parts.append(
            f"By the scenario's {whose}, {format_day(talks.deadline)}, a deal comes in "
            f"{format_in_hundred(before['together'])} of 100: {', '.join(moved)}."
        )
    return " ".join(parts)
