"""Tables of how the talks may go: strategies and the clock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.format import BUSD_FORMAT, SHARE_FORMAT, format_day
from tradetalks.report.talks.observations import clock_observations, strategy_observations
from tradetalks.report.talks.odds_words import AT_THE_STATED, format_banded
from tradetalks.scenario.results.talks import TalksRun


def strategies_table(run: TalksRun) -> Table:
    """Carrots and sticks on their way to the same deal."""
    regions = list(run.negotiation.priced.status_quo.economy.regions)
    index = [regions.index(side) for side in run.sides]
    others = [n for n, region in enumerate(regions) if region not in run.sides]
    rows = []
    for path in run.strategies:
        row: dict[str, object] = {"until the deal": path.strategy.name}
        row |= {f"{side} bn a year": path.waiting[n] for side, n in zip(run.sides, index, strict=True)}
        row["others bn a year"] = path.waiting[others].sum()
        row |= {f"{side} bn in all": path.value[n] for side, n in zip(run.sides, index, strict=True)}
        row["others bn in all"] = path.value[others].sum()
        found = path.agreement
        row["agreement"] = format_banded(found.mean, found.low, found.high)
        row["effect on it"] = path.effect.value
        blinks_first = np.full(2, np.nan)
        if path.blinks_first is not None:
            blinks_first = path.blinks_first[:2]
        row |= {f"{side} gives way first": odds for side, odds in zip(run.sides, blinks_first, strict=True)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BUSD_FORMAT for c in frame.columns if " bn " in c}
    formats |= {c: SHARE_FORMAT for c in frame.columns if c.endswith("gives way first")}
    note = (
        "a year: flows while the talks last, above no deal; in all: up to each side's mandate end if the even-handed deal "
        "(Nash) is signed at the deadline (third countries: up to the later one); agreement: odds of one "
        f"by {format_day(run.deadline)} in the deadline game; an effect is named where its sign holds in more than nine of ten "
        f"draws; gives way first: without a deadline, one number each, {AT_THE_STATED}"
    )
    return Table(
        "strategies",
        "Carrots and sticks: the same end, different paths",
        frame,
        formats,
        note,
        strategy_observations(run),
    )


def clock_table(run: TalksRun) -> Table:
    """What each day of impasse costs, so far and ahead."""
    clock = run.clock
    frame = pd.DataFrame({"day": [str(day) for day in clock.days], "years": clock.horizon})
    formats = {"years": "{:.1f}"}
    for k, side in enumerate(clock.sides):
        columns = {
            f"{side} %": (clock.percent[:, k], "{:+.3f}"),
            f"{side} m/day": (clock.per_day[:, k], "{:+.1f}"),
            f"{side} bn/week": (clock.per_week[:, k], "{:+.2f}"),
            f"{side} bn so far": (-clock.so_far[:, k], BUSD_FORMAT),
        }
        for column, (values, form) in columns.items():
            frame[column] = values
            formats[column] = form
    note = (
        "of what the sides levy on each other, if nothing else happens; %: change of real income; m/day, bn/week: cost of one "
        "more day or week, million and billion dollars; so far: cost since the first act (a minus is a gain); at the "
        "elasticities of the day, which grow with years, the mean age of the tariffs"
    )
    return Table("clock", "What each day without a deal costs", frame, formats, note, clock_observations(run))
