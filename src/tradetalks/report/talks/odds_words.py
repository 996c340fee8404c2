"""The odds at the deadline in words: record and game together, each alone, and what they rest on."""

from __future__ import annotations

import numpy as np

from tradetalks.data.deadlines import OUTCOMES
from tradetalks.report.format import counted, format_day, format_list, format_probability
from tradetalks.report.talks.assumption_names import driver_name
from tradetalks.report.talks.plain_names import side_names
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.odds import SOURCES, TalksOdds

# The outcomes at the deadline as a sentence names them.
OUTCOME_WORDS = {
    "deal": "a deal",
    "partial_deal": "a partial deal",
    "extension": "an extension",
    "escalation": "escalation",
    "lapse": "a lapse (the day passes and nothing happens)",
}
# Assumptions named: those that the odds follow most.
NAMED_DRIVERS = 3
# From this share of the draws on it is said that no deal suits both in some of them.
SMALL_SHARE = 0.005
# What the numbers of the war of attrition are: it is solved once, and not in every joint draw as the game at the deadline is.
AT_THE_STATED = "at the assumptions as the file states them, without a band"


def format_banded(share: float, low: float, high: float) -> str:
    """``42% (20% to 66%)``: odds with the range of eight draws of ten."""
    return f"{format_probability(share)} ({format_probability(low)} to {format_probability(high)})"


def probability_of(odds: TalksOdds, source: str, outcome: str) -> str:
    """Odds of an outcome by one source, with their band."""
    row, column = SOURCES.index(source), OUTCOMES.index(outcome)
    return format_banded(float(odds.odds[row, column]), *map(float, odds.band[row, column]))


def odds_sentence(run: TalksRun, course: Course) -> str:
    """What becomes of the deadline: together first, then the record and the game alone."""
    odds = course.odds
    together = [f"{OUTCOME_WORDS[name]} {probability_of(odds, 'together', name)}" for name in OUTCOMES]
    said = f"By {format_day(run.deadline)}, record and game together: {format_list(together)}"
    record = probability_of(odds, "record", "deal")
    source = (
        f"The record alone ({counted(odds.record.rows, 'deadline')} before {format_day(run.opening)}, "
        f"{odds.record.of_kind} of this kind) gives a deal {record}"
    )
    if odds.pooled is None:
        return f"{said}. {source}; it stands alone, for {odds.game.why_not}."
    game = probability_of(odds, "game", "deal")
    return f"{said}. {source}, the deadline game alone {game}; {weight_words(odds)}.{_exceptions(odds)}"


def weight_words(odds: TalksOdds) -> str:
    """How much the game counts, and what taught it."""
    weight = odds.weight
    said = f"the game counts {weight.mean:.0%} ({weight.low:.0%} to {weight.high:.0%})"
    if not weight.deadlines:
        return f"{said}: no earlier deadline had its stakes priced, so nothing has taught that weight yet"
    return f"{said}, learnt from {counted(len(weight.deadlines), 'earlier deadline')} with priced stakes"


def _exceptions(odds: TalksOdds) -> str:
    """Draws in which there is no deal, or nothing to wait for."""
    parts = []
    for share, what in (
        (odds.game.closed.mean(), "no deal suits both"),
        (odds.game.compatible.mean(), "one deal meets both public texts"),
    ):
        if share > SMALL_SHARE:
            parts.append(f"{what} in {format_probability(float(share))} of the draws")
    if not parts:
        return ""
    return f" In the game {format_list(parts)}."


def drivers_sentence(run: TalksRun, course: Course) -> str:
    """What the game's odds follow most when every assumption moves at once."""
    game = course.odds.game
    found = [driver for driver in game.drivers if driver.noticeable]
    if not game.quoted or not game.drivers:
        return ""
    if not found:
        return "No assumption moves the game's odds of an agreement noticeably when all move at once."
    parts = [
        f"{driver_name(driver.name, side_names(run))} ({format_probability(driver.low)} where it is low, "
        f"{format_probability(driver.high)} where it is high)"
        for driver in found[:NAMED_DRIVERS]
    ]
    return f"The game's odds of an agreement rest most on: {'; '.join(parts)}. All assumptions move at once."


def likeliest_words(course: Course) -> str:
    """The likeliest outcome with its odds and band."""
    odds = course.odds
    name = OUTCOMES[int(np.argmax(odds.odds[SOURCES.index("together")]))]
    return f"{OUTCOME_WORDS[name].partition(' (')[0]} is most likely, {probability_of(odds, 'together', name)}"
