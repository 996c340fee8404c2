"""Will there be a deal by the deadline: odds in a hundred, with their band."""

from __future__ import annotations

import datetime

import numpy as np

from tradetalks.data.deadlines import OUTCOMES, TARIFF_LIKE
from tradetalks.report.answer.line import AnswerLine
from tradetalks.report.format import format_day, format_hundredths, format_in_hundred, hundredths
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.odds import SOURCES

DEAL, PARTIAL, EXTENSION, ESCALATION, LAPSE = (
    OUTCOMES.index(name) for name in ("deal", "partial_deal", "extension", "escalation", "lapse")
)
# From here on, and up to here, a deal is said to be certain, or out of the question.
CERTAIN, HARDLY = 0.9, 0.1
# Outcomes less likely than this are told together.
RARE = 0.05


def odds_question(deadline: datetime.date) -> str:
    """Will there be a deal by that day."""
    return f"Will there be a deal by {format_day(deadline)}?"


def odds_line(run: TalksRun) -> AnswerLine:
    """The odds of a deal, then of everything else; why there are none where more than two sit at the table."""
    question, course = odds_question(run.deadline), run.course
    if course is None:
        return AnswerLine("odds", question, f"Not answered: {run.no_odds}.")
    odds = course.odds
    source = SOURCES.index("together")
    share = float(odds.odds[source, DEAL])
    low, high = (float(end) for end in odds.band[source, DEAL])
    word = odds_word(low, high)
    said = f"{word}: {format_in_hundred(share)} in 100 ({format_in_hundred(low)} to {format_in_hundred(high)})"
    detail = f"{other_outcomes(run, course, source)} {record_sentence(course)}"
    if run.bargain.closed:
        said = f"{said}, for nothing on this table suits both"
    elif odds.pooled is None:
        said = f"{said}, going by past deadlines alone"
        detail = (
            f"{other_outcomes(run, course, source)} The game of this deadline gives no odds: {why_no_game(course)}."
        )
    elif odds.game.compatible.mean() > 1 / 2:
        often = format_in_hundred(float(odds.game.compatible.mean()))
        said = f"{said}; what both say in public fits into one deal in {often} of 100 draws"
    said = f"{said}{likelier_outcome(run, odds.odds[source])}"
    return AnswerLine("odds", question, f"{said}.", detail)


def why_no_game(course: Course) -> str:
    """Why the odds rest on the record alone, in a clause."""
    game = course.odds.game
    several = float((game.equilibria > 1).mean())
    if several > 1 - float(game.converged.mean()):
        return f"in {format_in_hundred(several)} of 100 draws it can go several ways, each of which would be borne out"
    return f"in {format_in_hundred(1 - float(game.converged.mean()))} of 100 draws it was not solved"


def odds_word(low: float, high: float) -> str:
    """The word for a probability whose band is ``low`` to ``high``."""
    if low >= CERTAIN:
        return "Yes"
    if high <= HARDLY:
        return "No"
    if low > 1 / 2:
        return "Probably"
    if high < 1 / 2:
        return "Probably not"
    return "Perhaps"


def instead_of_a_deal(run: TalksRun) -> dict[int, str]:
    """What may come instead of a deal, in words, by its place among the outcomes.

    Args:
        run: whose threat has a kind.
    """
    threat = "the threat is carried out"
    if run.plan.threat.kind in TARIFF_LIKE:
        threat = "tariffs rise"
    return {EXTENSION: "more time instead", ESCALATION: threat, PARTIAL: "a deal on a part", LAPSE: "nothing happens"}


def likelier_outcome(run: TalksRun, odds: np.ndarray) -> str:
    """What is likelier than a deal, as the end of a sentence: ``; likelier: more time instead, 54``; empty of none.

    Args:
        run: the talks.
        odds: of every outcome, adding up to 1.
    """
    k = int(np.argmax(odds))
    if k == DEAL:
        return ""
    return f"; likelier: {instead_of_a_deal(run)[k]}, {format_hundredths(odds)[k]}"


def other_outcomes(run: TalksRun, course: Course, source: int) -> str:
    """``More time instead: 36. Tariffs rise: 27.``, the rare ones together; with a deal they add up to 100."""
    odds = course.odds.odds[source]
    words, counts = instead_of_a_deal(run), hundredths(odds)
    often = sorted((k for k in words if odds[k] >= RARE), key=lambda k: -odds[k])
    said = [f"{words[k][:1].upper()}{words[k][1:]}: {counts[k]}." for k in often]
    rest = sum(counts[k] for k in words if k not in often)
    if rest:
        said.append(f"Anything else: {rest}.")
    return " ".join(said)


def record_sentence(course: Course) -> str:
    """What deadlines of this kind ended in."""
    counts, record = format_hundredths(course.odds.odds[SOURCES.index("record")]), course.odds.record
    return (
        f"Going by past deadlines ({record.rows} on record, {record.of_kind} of this kind): deal {counts[DEAL]}, "
        f"more time {counts[EXTENSION]}, carried out {counts[ESCALATION]} in 100."
    )
