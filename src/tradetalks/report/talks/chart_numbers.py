"""What the pictures of the talks draw that no table holds, as tidy tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.report.talks.course_charts import DAYS_AFTER, odds_by_day
from tradetalks.scenario.results.talks import TalksRun


def frontier_numbers(run: TalksRun) -> pd.DataFrame | None:
    """The efficient deals, one row a point and a side or an item: gain in billion dollars a year above no deal, share granted."""
    frontier = run.bargain.frontier
    if run.bargain.closed or frontier is None:
        return None
    points = np.arange(1, len(frontier.u) + 1)
    parts = [
        pd.DataFrame({"point": points, "of": side, "gain_busd": frontier.u[:, k], "granted_share": np.nan})
        for k, side in enumerate(run.sides)
    ]
    parts += [
        pd.DataFrame({"point": points, "of": issue.name, "gain_busd": np.nan, "granted_share": frontier.x[:, k]})
        for k, issue in enumerate(run.plan.issues)
    ]
    return pd.concat(parts, ignore_index=True)


def rivalry_numbers(run: TalksRun) -> pd.DataFrame | None:
    """Pairs of weights on the other's gain at which no deal is left, against no deal and against the threat."""
    gains = run.bargain.relative_gains
    if run.bargain.closed or gains.impasse is None or gains.threat is None:
        return None
    parts = [
        pd.DataFrame({"against": against, "pair": np.arange(1, len(weights) + 1), "side": side, "weight": weights})
        for against, found in (("no deal", gains.impasse), ("threat", gains.threat))
        for side, weights in zip(run.sides, (found.k1, found.k2), strict=True)
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
