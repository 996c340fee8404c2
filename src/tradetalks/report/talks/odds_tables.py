"""Tables of the odds: by source, what they rest on, round by round, events."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from tradetalks.bargaining.discounting import DAYS_PER_YEAR
from tradetalks.data.deadlines import OUTCOMES
from tradetalks.report.chapter import Table
from tradetalks.report.format import SHARE_FORMAT, format_day, format_hundredths, format_in_hundred, format_pair
from tradetalks.report.talks.assumption_names import driver_name
from tradetalks.report.talks.observations import shock_observations
from tradetalks.report.talks.odds_words import AT_THE_STATED, format_banded, weight_words
from tradetalks.report.talks.plain_names import side_names
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.assumptions import SPREADS
from tradetalks.talks.game_odds import Banded, GameOdds
from tradetalks.talks.joint_draws import VARIANT
from tradetalks.talks.odds import SOURCES

# The outcomes at the head of a column.
OUTCOME_HEADS = {
    "deal": "deal",
    "partial_deal": "part of one",
    "extension": "more time",
    "escalation": "carried out",
    "lapse": "nothing",
}
BAND_WORDS = "in brackets the range of eight draws of ten"


def odds_table(run: TalksRun, course: Course) -> Table:
    """Three rows: what the record says, what the game says, and both together."""
    odds = course.odds
    rows, full = [], []
    for source, shares, band in zip(SOURCES, odds.odds, odds.band, strict=True):
        row: dict[str, object] = {"source": source}
        counts = ["not given"] * len(OUTCOMES)
        if np.isfinite(shares).all():
            counts = format_hundredths(shares)
        for name, share, count, (low, high) in zip(OUTCOMES, shares, counts, band, strict=True):
            row[OUTCOME_HEADS[name]] = count
            if np.isfinite(share):
                ends = " to ".join(format_in_hundred(float(end)) for end in (low, high))
                row[OUTCOME_HEADS[name]] = f"{count} ({ends})"
            numbers = {"probability": share, "probability_low_10": low, "probability_high_90": high}
            full.append({"source": source, "outcome": name, **numbers})
        rows.append(row)
    note = (
        f"cases in 100 by {format_day(run.deadline)}, {BAND_WORDS}; record: deadlines before {format_day(run.opening)}; game: "
        f"mean over {len(odds.game.endings)} joint draws of every assumption{_left_out(odds.game)}; "
        f"together: {weight_words(odds)}"
    )
    return Table(
        "odds",
        f"What becomes of the deadline of {format_day(run.deadline)}",
        pd.DataFrame(rows),
        {},
        note,
        pd.DataFrame(full),
    )


def _left_out(game: GameOdds) -> str:
    """How many draws do not count, and why."""
    several, unsolved = int((game.equilibria > 1).sum()), int((~game.converged).sum())
    parts = []
    if several:
        parts.append(f"{several} with several equilibria left out")
    if unsolved:
        parts.append(f"{unsolved} not solved left out")
    if not parts:
        return ""
    return f" ({', '.join(parts)})"


def drivers_table(run: TalksRun, course: Course) -> Table:
    """What the game's odds of an agreement follow when every assumption moves at once."""
    rows = []
    for driver in course.odds.game.drivers:
        name = driver.name.partition(" ")[0]
        source = "the range of published estimates"
        stated = "none, half, full"
        if name != VARIANT:
            source, value = SPREADS[name].source, getattr(run.assumptions, name)
            side = driver.name.partition(" ")[2]
            stated = format_pair(value)
            if side:
                stated = f"{value[int(side) - 1]:g}"
        rows.append(
            {
                "assumption": driver_name(driver.name, side_names(run)),
                "stated": stated,
                "agreement, low third": driver.low,
                "agreement, high third": driver.high,
                "rank correlation": driver.correlation,
                "range from": source,
            }
        )
    formats = {
        "agreement, low third": SHARE_FORMAT,
        "agreement, high third": SHARE_FORMAT,
        "rank correlation": "{:+.2f}",
    }
    note = (
        "mean odds of an agreement by the deadline in the third of the draws with the lowest and the highest value, while all "
        "others move too; rank correlations below 0.12 in size may be chance"
    )
    frame = pd.DataFrame(rows)
    names = {
        "agreement, low third": "agreement_in_low_third_share",
        "agreement, high third": "agreement_in_high_third_share",
        "rank correlation": "rank_correlation",
        "range from": "range_from",
    }
    return Table("odds-drivers", "What the game's odds rest on", frame, formats, note, frame.rename(columns=names))


def outlook_table(run: TalksRun, course: Course) -> Table:
    """What comes of the talks beyond the deadline, with bands; and how they would go without one."""
    rows = [
        _row(
            "agreement in the end, extension included, percent",
            course.odds.game.outlook["agreement in the end"],
            100.0,
        ),
        _row("expected days to an agreement, given one", course.odds.game.outlook["days to an agreement"], 1.0),
    ]
    war = course.attrition
    if war is not None:
        for k, side in enumerate(side_names(run)):
            rows.append(_stated(f"no deadline: {side} gives way first, percent", 100 * war.blinks_first[k]))
        rows.append(_stated("no deadline: expected wait, years", war.expected_delay))
        for k, side in enumerate(side_names(run)):
            rows.append(_stated(f"no deadline: expected cost of waiting, {side}, bn", war.waiting_cost[k]))
    full = pd.DataFrame(rows)
    shown = full.astype(object)
    for column in ("low", "mean", "high"):
        shown[column] = [_number(value) for value in full[column]]
    note = (
        f"mean and {BAND_WORDS}; without a deadline: one number each, {AT_THE_STATED}; bn: billion dollars of present value "
        "at the opening, until somebody gives way"
    )
    return Table("outlook", "How the talks may go on", shown, {}, note, full)


def _row(label: str, found: Banded, unit: float) -> dict[str, object]:
    return {"quantity": label, "low": unit * found.low, "mean": unit * found.mean, "high": unit * found.high}


def _stated(label: str, value: float) -> dict[str, object]:
    return {"quantity": label, "low": np.nan, "mean": float(value), "high": np.nan}


def _number(value: float) -> str:
    """Three figures; nothing where there is no number."""
    if not np.isfinite(value):
        return ""
    return f"{value:.3g}"


def rounds_table(run: TalksRun, course: Course) -> Table:
    """Round by round: who gives way, what silence teaches, and what the round would be worth with nothing hidden."""
    game, rounds = course.odds.game, run.rounds
    count = len(game.clock.rounds)
    years = game.clock.rounds
    days = [run.opening + datetime.timedelta(days=round(DAYS_PER_YEAR * year)) for year in years]
    frame = pd.DataFrame(
        {"round": [str(day) for day in days], "agreed by then": game.agreed_by(DAYS_PER_YEAR * years).mean(axis=0)}
    )
    shares = ["agreed by then"]
    for k, side in enumerate(run.sides):
        frame[f"{side} gives way"] = game.gives_way[:count, k]
        frame[f"{side} committed"] = game.committed[:count, k]
        shares += [f"{side} gives way", f"{side} committed"]
    formats = dict.fromkeys(shares, SHARE_FORMAT)
    note = "means over the draws; gives way: in this round; committed: the belief, after silence, that this side never will"
    if rounds is not None:
        for k, side in enumerate(run.sides):
            # The last value is that of the deadline itself, when nothing can be offered any more.
            frame[f"{side} bn, open cards"] = rounds.v[:-1, k]
            formats[f"{side} bn, open cards"] = "{:.0f}"
        note += "; open cards: worth of talks from then on with nothing hidden, billion dollars up to the mandate's end"
    return Table("rounds", "How the rounds unfold", frame, formats, note, _round_observations(run, frame))


def _round_observations(run: TalksRun, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per round and side."""
    parts = []
    for side in run.sides:
        part = pd.DataFrame(
            {
                "date": pd.to_datetime(frame["round"]),
                "agreed_by_then_share": frame["agreed by then"],
                "side": side,
                "gives_way_share": frame[f"{side} gives way"],
                "committed_share": frame[f"{side} committed"],
            }
        )
        if f"{side} bn, open cards" in frame:
            part["open_cards_busd"] = frame[f"{side} bn, open cards"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def shocks_table(course: Course) -> Table:
    """The odds of an agreement on the day of each shock, without it and with it."""
    rows = [
        {
            "day": str(effect.shock.day),
            "shock": effect.shock.name,
            "effect": effect.effect.value,
            "before": format_banded(effect.before.mean, effect.before.low, effect.before.high),
            "by": str(effect.deadline),
            "after": format_banded(effect.after.mean, effect.after.low, effect.after.high),
            "by ": str(effect.new_deadline),
        }
        for effect in course.shocks
    ]
    note = (
        "odds of an agreement in the deadline game, seen on the day with nothing signed until then; an effect is named where its "
        f"sign holds in more than nine of ten draws; {BAND_WORDS}; what a shock changes is judgement, stated in the scenario"
    )
    return Table("shocks", "Shocks: before and after", pd.DataFrame(rows), {}, note, shock_observations(course))
