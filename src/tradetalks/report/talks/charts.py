"""Pictures of the talks: bargaining set, clock, odds, rivalry, enforcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.report.talks.bargain_charts import bargaining_chart, enforcement_chart, gains_chart, rivalry_chart
from tradetalks.report.talks.course_charts import clock_chart, odds_chart
from tradetalks.scenario.results.described import TO_MANDATES
from tradetalks.scenario.results.talks import TalksRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TALKS_CAPTIONS = {
    "bargaining": f"Every point is a pair of gains that some deal gives, {TO_MANDATES}; the impasse is the threat point, "
    "escalation the way out.",
    "gains": f"Gains above the impasse, as the sides see them, {TO_MANDATES}; the best of a side leaves all others what they "
    "have. Escalation is what happens without a deal.",
    "clock": "Cost of a day at the elasticities of that day, not of the long run: these grow with the tariffs' mean age, so the "
    "same tariffs cost more as they age.",
    "odds": "The deadline game, mean over joint draws of every assumption; after the deadline talks go on only if it is put "
    "off. The record says something else: see the table.",
    "rivalry": "A side with weight k signs only what leaves its own gain above k times the other's (percent of income on both).",
    "enforcement": f"At gains {TO_MANDATES}. Cheating is withholding everything one grants, the purchases alone, or, of three "
    "sides and more, what one of them is granted, whichever comes closer to paying.",
}


def talks_charts(run: TalksRun) -> dict[str, Figure]:
    """The pictures of the chapter by file name; the clock alone where no deal suits all."""
    if run.bargain.closed:
        return {"clock": clock_chart(run)}
    frontier, gains = run.bargain.frontier, run.bargain.relative_gains
    charts = {}
    if run.course is not None and run.course.odds.game.quoted:
        charts["odds"] = odds_chart(run, run.course)
    if frontier is None:
        charts["gains"] = gains_chart(run)
    if frontier is not None:
        charts["bargaining"] = bargaining_chart(run, frontier)
    charts["clock"] = clock_chart(run)
    if gains.impasse is not None and gains.threat is not None:
        rollback = (float(gains.rollback[0]), float(gains.rollback[1]))
        charts["rivalry"] = rivalry_chart(run.sides, gains.impasse, gains.threat, rollback)
    charts["enforcement"] = enforcement_chart(run)
    return charts
