"""What the pictures of the talks draw that no table holds, as tidy tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.report.talks.course_charts import DAYS_AFTER, odds_by_day
from tradetalks.scenario.results.talks import TalksRun


def frontier_numbers(run: TalksRun) -> pd.DataFrame | None:
    """The efficient deals: gain of each side, billion dollars a year above no deal, and the share granted of every item."""
    frontier = run.bargain.frontier
    if run.bargain.closed or frontier is None:
        return None
    gains = {f"{side}_gain_busd": frontier.u[:, k] for k, side in enumerate(run.sides)}
    shares = {f"granted_share_of {issue.name}": frontier.x[:, k] for k, issue in enumerate(run.plan.issues)}
    return pd.DataFrame(gains | shares)


def rivalry_numbers(run: TalksRun) -> pd.DataFrame | None:
    """Pairs of weights on the other's gain at which no deal is left, against no deal and against the threat."""
    gains = run.bargain.relative_gains
    if run.bargain.closed or gains.impasse is None or gains.threat is None:
        return None
    first, second = run.sides
    parts = [
        pd.DataFrame({"against": against, f"weight_of_{first}": found.k1, f"weight_of_{second}": found.k2})
        for against, found in (("no deal", gains.impasse), ("threat", gains.threat))
    ]
    return pd.concat(parts, ignore_index=True)


def odds_by_day_numbers(run: TalksRun) -> pd.DataFrame | None:
    """How the talks stand by day in the game, probabilities."""
    course = run.course
    if course is None or run.bargain.closed or not course.odds.game.quoted:
        return None
    last = (run.deadline - run.opening).days + run.assumptions.extension_days
    days = np.arange(0, last + DAYS_AFTER + 1)
    odds = odds_by_day(run, course, days)
    return pd.DataFrame(
        {
            "date": [np.datetime64(run.opening) + int(day) for day in days],
            "deal": odds.deal,
            "still_talking": odds.talking,
            "extended_still_talking": odds.extended,
            "escalation_or_lapse": odds.over,
        }
    )
