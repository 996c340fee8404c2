"""Pictures of the talks by chapter: what could be signed, the odds, what would be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.report.frame import WIDE, Frame
from tradetalks.report.talks.bargain_charts import bargaining_chart, enforcement_chart, gains_chart, rivalry_chart
from tradetalks.report.talks.course_charts import clock_chart, odds_chart
from tradetalks.report.talks.odds_bars import odds_bars_chart
from tradetalks.report.talks.plain_names import side_names
from tradetalks.scenario.results.described import TO_MANDATES
from tradetalks.scenario.results.talks import TalksRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TALKS_CAPTIONS = {
    "bargaining": f"Every point is what some deal brings each side, {TO_MANDATES}; the upper edge is what both can have at once. "
    "No deal: the war stays as it is. Threat carried out: what comes if the deadline passes.",
    "gains": f"Gains above no deal, as the sides see them, {TO_MANDATES}; the best of a side leaves all others what they have. "
    "Threat carried out: what happens without a deal.",
    "clock": "Cost of a day of what the sides levy on each other, at the elasticities of that day, not of the long run: these "
    "grow with the tariffs' mean age, so the same tariffs cost more as they age.",
    "odds_bars": "What becomes of the deadline, going by past deadlines, by the game played for this one, and by both together. "
    "Thin line: the band of a deal, eight draws of ten.",
    "odds": "The deadline game, mean over joint draws of every assumption; after the deadline talks go on only if it is put "
    "off. The record says something else: see the table.",
    "rivalry": "A side that minds the other's gain with weight k signs only what leaves its own gain above k times the other's "
    "(percent of income on both).",
    "enforcement": f"At gains {TO_MANDATES}. Cheating is withholding everything one grants, the purchases alone, or, of three "
    "sides and more, what one of them is granted, whichever comes closer to paying.",
}
# The csv file that holds the numbers of each picture.
TALKS_DATA = {
    "bargaining": "frontier",
    "gains": "deals",
    "clock": "clock",
    "odds_bars": "odds",
    "odds": "odds_by_day",
    "rivalry": "rivalry",
    "enforcement": "kept",
}


def deal_charts(run: TalksRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """What could be signed, and how much rivalry that bears; none where no deal suits all."""
    if run.bargain.closed:
        return {}
    frontier, gains, charts = run.bargain.frontier, run.bargain.relative_gains, {}
    if frontier is None:
        charts["gains"] = gains_chart(run, frame)
    if frontier is not None:
        charts["bargaining"] = bargaining_chart(run, frontier, frame)
    if gains.impasse is not None and gains.threat is not None:
        rollback = (float(gains.rollback[0]), float(gains.rollback[1]))
        charts["rivalry"] = rivalry_chart(side_names(run), gains.impasse, gains.threat, rollback, frame)
    return charts


def odds_charts(run: TalksRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """The odds at the deadline and by day, and what waiting costs."""
    charts = {}
    if run.course is not None:
        charts["odds_bars"] = odds_bars_chart(run, run.course, frame)
    charts["clock"] = clock_chart(run, frame)
    if run.course is not None and not run.bargain.closed and run.course.odds.game.quoted:
        charts["odds"] = odds_chart(run, run.course, frame)
    return charts


def keeping_charts(run: TalksRun, frame: Frame = WIDE) -> dict[str, Figure]:
    """How late an answer to a breach may come; none where there is nothing to keep."""
    if run.bargain.closed:
        return {}
    return {"enforcement": enforcement_chart(run, frame)}
