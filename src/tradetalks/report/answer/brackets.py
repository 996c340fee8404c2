"""What the ranges in the answer are over: one sentence for each kind of number, in one place."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.report.answer.deal import has_ranges
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band
from tradetalks.report.format import counted, format_list
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.drawn_costs import INSIDE
from tradetalks.scenario.run import ScenarioRun

OUTSIDE = " and lies outside where the file assumes more, or less, than most draws do (“most draws”)"
NOT_DRAWN = "what was not drawn is not in it"


def brackets_note(run: ScenarioRun) -> str:
    """What the ranges of costs, odds, deals and the war are over.

    Args:
        run: solved, or read back.

    Returns:
        One paragraph without a heading; empty where nothing has a range.
    """
    parts = list(_parts(run))
    if not parts:
        return ""
    return f"Ranges, in brackets or as “up to”. {' '.join(parts)}"


def _parts(run: ScenarioRun) -> Iterator[str]:
    if run.cost.equilibria:
        said = _of_costs(run.cost)
        if said:
            yield said
    if run.talks is not None and run.talks.course is not None:
        yield odds_ranges(run.talks.course)
    if run.talks is not None and has_ranges(run.talks):
        yield "Deals: no draws, but the same deal with every amount on the table at the two ends of its range."
    if run.war is not None and run.war.by_scale:
        yield "The war: from no economies of scale to all that is published, as far as it was solved there."


def _of_costs(cost: CostRun) -> str:
    """Over how many draws of what, or over which named elasticities."""
    if cost.band is None:
        spanned = range_words(cost).partition(": ")[2]
        if not spanned:
            return ""
        return f"Costs: {spanned}."
    design = cost.band.design
    drawn = format_list([f"{one.name}" for one in design.assumptions])
    missing = ""
    if design.refused:
        missing = f" ({counted(len(design.refused), 'draw')} of {design.draws} without an answer)"
    own = ""
    if design.own:
        own = f"; {design.own}"
    cut, outside = "", ""
    if design.cut:
        cut = f" {design.cut}."
    if any(busd_band(cost, moment, player).is_outside for moment in cost.equilibria for player in shown_players(cost)):
        outside = OUTSIDE
    return (
        f"Costs: {INSIDE} of {design.solved} joint draws of elasticities lie inside{missing}, that is of {drawn}; the number "
        f"before the range is that of the file's own elasticities{outside}{own}; {NOT_DRAWN}.{cut}"
    )


def odds_ranges(course: Course) -> str:
    """Over what odds have their range, a sentence.

    Args:
        course: of talks between two.
    """
    count = len(course.odds.game.known)
    return (
        f"Odds: {INSIDE} joint draws of behaviour, among them the strength of economies of scale ({count} games), and of what "
        "past deadlines teach."
    )
