"""Tables of how the talks may go: outlook, odds, rounds, shocks, strategies, and the clock."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from tradetalks.bargaining.deadlines.continuation import ContinuationTalks
from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.bargaining.offers.rounds import Rounds
from tradetalks.report.chapter import Table
from tradetalks.report.format import BUSD_FORMAT, SHARE_FORMAT, format_pair, format_probability
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import Standing

# Columns of the outlook: the least value, the stated one, the greatest.
TRIPLE = ["low", "as stated", "high"]
# Odds of a standing that the table of shocks shows.
OUTCOMES_SHOWN = ("deal", "extension", "escalation")


def outlook_table(run: TalksRun) -> Table:
    """Every number of the outlook with its sensitivity triple."""
    rows = []
    for name, label in _outlook_labels(run).items():
        if name not in run.course.outlook:
            continue
        low, stated, high = run.course.range_of(name)
        unit = 1.0
        if label.endswith("percent"):
            unit = 100.0
        rows.append({"quantity": label, "low": unit * low, "as stated": unit * stated, "high": unit * high})
    full = pd.DataFrame(rows)
    shown = full.copy().astype(object)
    for k, label in enumerate(full["quantity"]):
        form = "{:.3g}"
        if label.endswith(("percent", "bn")):
            form = "{:.1f}"
        shown.loc[k, TRIPLE] = [form.format(value) for value in full.loc[k, TRIPLE]]
    note = "low and high: the least and the greatest value as one assumption at a time moves over its range; bn: billion dollars"
    title = f"How the talks may go by {run.deadline}"
    return Table("outlook", title, shown, dict.fromkeys(TRIPLE, "{}"), note, full)


def _outlook_labels(run: TalksRun) -> dict[str, str]:
    """Every quantity of :func:`tradetalks.talks.outlook.outlook_of` in words that end with its unit."""
    a, b = run.sides
    return {
        "deal": "deal by the deadline, percent",
        "extension": "extension, percent",
        "escalation": "escalation, percent",
        "deal in the end": "deal in the end, extension included, percent",
        "days to a deal": "expected days to a deal, given one",
        f"extension for {a}": f"worth of extending over escalating, {a}, bn",
        f"extension for {b}": f"worth of extending over escalating, {b}, bn",
        f"{a} blinks first": f"no deadline: {a} blinks first, percent",
        f"{b} blinks first": f"no deadline: {b} blinks first, percent",
        "years of waiting": "no deadline: expected wait, years",
        f"waiting costs {a}": f"no deadline: expected cost of waiting, {a}, bn",
        f"waiting costs {b}": f"no deadline: expected cost of waiting, {b}, bn",
    }


def odds_table(run: TalksRun) -> Table:
    """P(deal) with each assumption at the ends of its range, or at every choice."""
    rows = [
        {
            "assumption": swing.name.replace("_", " "),
            "values": " | ".join(format_pair(end) for end in swing.ends),
            "P(deal)": " | ".join(format_probability(outlook["deal"]) for outlook in swing.outlooks),
        }
        for swing in run.course.swings
    ]
    stated = run.course.odds["deal"]
    note = (
        f"probability of a deal by {run.deadline}, {stated:.0%} as stated, with one assumption at a time at other "
        "values; selection: which of several equilibria is played"
    )
    return Table("odds", "What the odds rest on", pd.DataFrame(rows), {}, note)


def rounds_table(run: TalksRun, game: ContinuationTalks, rounds: Rounds) -> Table:
    """Round by round: who gives way, what silence teaches, and what the round would be worth with nothing hidden."""
    path = game.phases[0].path
    days = [run.opening + datetime.timedelta(days=float(DAYS_PER_YEAR * years)) for years in path.dates]
    frame = pd.DataFrame({"round": [str(day) for day in days], "deal by then": 1 - path.survival})
    formats = {"deal by then": SHARE_FORMAT}
    for k, side in enumerate(run.sides):
        frame[f"{side} concedes"] = path.q[:, k]
        frame[f"{side} committed"] = path.posterior[:, k]
        formats |= dict.fromkeys((f"{side} concedes", f"{side} committed"), SHARE_FORMAT)
    for k, side in enumerate(run.sides):
        # The last value is that of the deadline itself, when nothing can be offered any more.
        frame[f"{side} bn, open cards"] = rounds.v[:-1, k]
        formats[f"{side} bn, open cards"] = "{:.0f}"
    note = (
        "concedes: in this round, if nobody has; committed: the belief, after silence, that this side never will; open "
        "cards: what talks from this round on are worth with nothing hidden, billion dollars up to the mandate's end"
    )
    return Table("rounds", "How the rounds unfold", frame, formats, note)


def shocks_table(run: TalksRun) -> Table:
    """The talks on the day of each shock, without it and with it."""
    rows = []
    for effect in run.course.shocks:
        day = str(effect.shock.day)
        rows.append({"day": day, "shock": effect.shock.name, "": "before", **_standing(run, effect.before)})
        rows.append({"day": day, "shock": "", "": "after", **_standing(run, effect.after)})
    frame = pd.DataFrame(rows)
    shares = (*OUTCOMES_SHOWN, *(f"{side} blinks first" for side in run.sides))
    formats = {"each can gain bn": BUSD_FORMAT} | dict.fromkeys(shares, SHARE_FORMAT)
    note = (
        "seen on the day of the shock with nothing signed until then; what a shock changes is judgement, stated in the scenario; "
        "gains in billion dollars a year, as the sides see them"
    )
    return Table("shocks", "Shocks: before and after", frame, formats, note)


def _standing(run: TalksRun, talks: Standing) -> dict[str, object]:
    """How the talks stand on the day of a shock; the odds of who blinks first are missing where nobody would."""
    row: dict[str, object] = {"each can gain bn": talks.surplus, "deadline": str(talks.deadline)}
    row |= {name: odds for name, odds in talks.outlook.items() if name in OUTCOMES_SHOWN}
    row |= {f"{side} blinks first": talks.outlook.get(f"{side} blinks first", np.nan) for side in run.sides}
    return row


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
        row["P(deal)"] = path.odds["deal"]
        blinks_first = np.full(2, np.nan)
        if path.blinks_first is not None:
            blinks_first = path.blinks_first[:2]
        row |= {f"{side} blinks first": odds for side, odds in zip(run.sides, blinks_first, strict=True)}
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {c: BUSD_FORMAT for c in frame.columns if " bn " in c}
    formats |= {c: SHARE_FORMAT for c in frame.columns if c == "P(deal)" or c.endswith("blinks first")}
    note = (
        "a year: flows while the talks last, above the impasse; in all: up to each side's mandate end if the Nash deal is signed "
        f"at the deadline (third countries: up to the later one); P(deal): by {run.deadline}"
    )
    return Table("strategies", "Carrots and sticks: the same end, different paths", frame, formats, note)


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
        "if nothing else happens; %: change of real income; m/day, bn/week: cost of one more day or week, million and billion "
        "dollars; so far: cost since the first act (a minus is a gain); years: mean age of the tariffs"
    )
    return Table("clock", "The impasse clock", frame, formats, note)
