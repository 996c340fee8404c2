"""Did the model's odds beat simple rules at the deadlines on record? Each forecast sees only deadlines before its own date.

At each coded deadline the odds of deal, extension and escalation are those of the deadline game (T28, T29), averaged over a grid
of two parameters: the prior z that a side never concedes, and the threatener's cost κ of extending. Weights are proportional to a
flat prior times the likelihood of the deadlines of earlier dates; deadlines of one date teach each other nothing. Nothing else
is learned: stakes are normalised and the same at every deadline, noise and rates are those of ``Assumptions``. The record is too
short to identify more, so the test asks whether the game's structure helps, not whether its stakes are right.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd

from tradetalks.bargaining.deadlines.belief_grid import BeliefGame
from tradetalks.bargaining.deadlines.continuation import ContinuationOption, Phase, solve_continuations
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.deadline_game import dispersion_of_rounds
from tradetalks.talks.record.scores import Score, always, base_rate, score

OUTCOMES = ("deal", "extend", "escalate")
# The two learned parameters, flat over all that they can be: z in ten equal parts of [0, 1], κ in five of [0, half the pie].
COMMITTED = tuple((k + 0.5) / 10 for k in range(10))
COSTS = tuple((k + 0.5) / 10 for k in range(5))
# Deadlines that only teach: with fewer than three before it a frequency says nothing.
BURN_IN = 3
# The trade war that began in 2025 is another government's: its deadlines are also scored as if nothing were learned from them.
HELD_OUT = date(2025, 1, 1)
# Talks of two months with a round every two weeks, the same at every deadline: the record does not say how often sides met.
CLOCK_DAYS, ROUND_DAYS = 60, 14
# Points of the grid of beliefs: the game is solved for every pair of parameters, so that the grid is coarse.
_BELIEF_POINTS = 15
# An outcome that a parameter calls impossible leaves it this likely: one surprise must not rule it out for ever.
LEAST_LIKELIHOOD = 1e-12
# Resolved in the last week counts as resolved at the deadline.
LAST_DAYS = 7
# A pie of 1 of which each text leaves the other side a tenth. The threatener carries its threat out at no loss and no gain
# over the impasse; the other side loses the worth of the pie.
ESCALATION = (0.0, -1.0)
CODES = (("escalate", "escalate"), ("deal", "deal"), ("extend", "extend"), ("truce", "extend"))


def code_outcome(text: str) -> str:
    """What happened, from the record's words: the first of escalate, deal, extend, truce that stands in the text.

    A step taken in part counts as escalation; a deal in principle as a deal; a truce postpones the threat and counts as an
    extension.
    """
    for word, outcome in CODES:
        if word in text.lower():
            return outcome
    raise TalksError(
        message(f"the outcome {text!r} cannot be coded", expected="one of escalate, deal, extend or truce in it")
    )


def code_date(text: str) -> date:
    """The deadline's day; of two days the first (``1/7 Aug 25``)."""
    found = re.search(r"(\d+)(?:/\d+)? (\w{3}) (\d{2})", text)
    if not found:
        raise TalksError(message(f"the deadline {text!r} cannot be read", expected="a day such as 2 Mar 19"))
    return datetime.strptime(" ".join(found.groups()), "%d %b %y").date()


def coded(record: pd.DataFrame) -> pd.DataFrame:
    """The record with ``date`` and coded ``happened``, in order of date."""
    table = record.assign(date=record["deadline"].map(code_date), happened=record["outcome"].map(code_outcome))
    return table.sort_values("date", kind="stable", ignore_index=True)


@lru_cache
def odds_grid() -> tuple[np.ndarray, np.ndarray]:
    """(grid, 3) odds of the deadline game and (grid,) prior weights, flat over the grid."""
    rows = [_odds(z, cost) for z in COMMITTED for cost in COSTS]
    return np.array(rows), np.full(len(rows), 1 / len(rows))


def _odds(z: float, cost: float) -> tuple[float, float, float]:
    a, breakdown = Assumptions(), np.array(ESCALATION)
    win = np.array(a.demand)
    concede = 1 - win[::-1]

    def clock(days: float) -> BeliefGame:
        rounds = round(days / ROUND_DAYS)
        gaps = np.full(rounds, days / 365 / rounds)
        return BeliefGame(
            gaps=gaps, win=win, split=(win + concede) / 2, concede=concede, disagreement_flow=np.zeros(2),
            rates=np.array(a.rates), breakdown=breakdown, dispersion=dispersion_of_rounds(a.noise * (win - concede), gaps),
        )  # fmt: skip

    escalate = ContinuationOption("escalate", value=breakdown)
    extend = ContinuationOption("extend", to="extension", cost=np.array([cost, 0.0]))
    phases = {
        "talks": Phase(clock(CLOCK_DAYS), (extend, escalate), "side 1"),
        "extension": Phase(clock(a.extension_days), (escalate,), "side 1"),
    }
    first = solve_continuations(phases, "talks", (z, z), grid=_BELIEF_POINTS).phases[0]
    taken = dict(zip(first.options, first.odds, strict=True))
    left = 1 - first.deal
    return first.deal, left * float(taken["extend"]), left * float(taken["escalate"])


def seen(dates: Sequence[date]) -> np.ndarray:
    """(events,) how many deadlines lie strictly before the date of each; ``dates`` in order."""
    return np.searchsorted(np.array(dates, "datetime64[D]"), np.array(dates, "datetime64[D]"), side="left")


def forecasts(happened: Sequence[str]) -> np.ndarray:
    """(events + 1, 3) odds after 0, 1, ... events."""
    grid, weight = odds_grid()
    likelihood = np.maximum(grid[:, [OUTCOMES.index(outcome) for outcome in happened]], LEAST_LIKELIHOOD)
    log = np.log(weight)[:, None] + np.cumsum(np.log(np.insert(likelihood, 0, 1.0, axis=1)), axis=1)
    weights = np.exp(log - log.max(axis=0))
    return np.asarray((weights / weights.sum(axis=0)).T @ grid)


def mean_and_error(gap: np.ndarray, dates: Sequence[date]) -> tuple[float, float]:
    """Mean of ``gap`` (events,) and its standard error with deadlines of one date counted as one cluster."""
    sums = pd.Series(gap - gap.mean()).groupby(list(dates)).sum()
    few = len(sums) / max(len(sums) - 1, 1)
    return float(gap.mean()), float(np.sqrt(few * (sums**2).sum()) / len(gap))


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Backtest(Result):
    """Forecasts and scores after the burn-in.

    Args:
        events, odds: what is scored, in order of date, and the model's odds (events, 3).
        scores: the model, the base rate, always-extend. difference: the model's log score less the rival's, with its standard
            error, deadlines of one date counted as one cluster (negative: the model is better).
        held_out: the same scores over the deadlines from ``HELD_OUT`` on, with all that is learned fixed before it.
        last_days: share of all deadlines that were resolved within their last seven days.
    """

    events: pd.DataFrame
    odds: np.ndarray
    scores: tuple[Score, ...]
    difference: dict[str, tuple[float, float]]
    held_out: tuple[Score, ...]
    last_days: float

    def verdict(self) -> str:
        """Whether the model beats the simple rules, in one sentence."""
        beaten = [name for name, (gap, _) in self.difference.items() if gap < 0]
        sure = [name for name, (gap, error) in self.difference.items() if gap + 2 * error < 0]
        lost = [name for name in self.difference if name not in beaten]
        parts = [f"better than {name}" for name in beaten] + [f"no better than {name}" for name in lost]
        clear = "; it beats neither by two standard errors"
        if sure:
            clear = f"; beyond two standard errors for {', '.join(sure)}"
        return f"By log score over {len(self.events)} deadlines the model is {' and '.join(parts)}{clear}."

    def summary(self) -> str:
        """Event by event, scores, verdict."""
        lines = ["deadline      deal  extend  escalate   happened   threat"]
        for p, (_, row) in zip(self.odds, self.events.iterrows(), strict=True):
            lines.append(
                f"{row['date']}   {p[0]:5.0%}   {p[1]:5.0%}     {p[2]:5.0%}   {row['happened']:<9}  {row['threat']}"
            )
        lines += ["", *(s.summary() for s in self.scores)]
        lines += [f"model less {name}: {gap:+.3f} ({error:.3f})" for name, (gap, error) in self.difference.items()]
        if self.held_out:
            lines += [
                "",
                f"deadlines since {HELD_OUT:%Y}, all learned before it",
                *(s.summary() for s in self.held_out),
            ]
        lines += ["", f"resolved within the last seven days: {self.last_days:.0%}", self.verdict()]
        return "\n".join(lines)


def run_backtest(record: pd.DataFrame, *, burn_in: int = BURN_IN) -> Backtest:
    """(T36) Score the model, the base rate and always-extend at the deadlines on record.

    Args:
        record: a row per deadline, as :func:`tradetalks.data.record.load_deadlines` gives; lead times in days.
        burn_in: deadlines with fewer than this many before them only teach.

    Raises:
        TalksError: outcomes or dates that cannot be coded, or a record too short to score.
    """
    table = coded(record)
    past = seen(table["date"].tolist())
    scored = past >= burn_in
    if not scored.any():
        raise TalksError(
            message(
                f"nothing to score: no deadline has {burn_in} before its date",
                got=f"a record of {len(table)}",
                do="give more deadlines or a smaller burn_in",
            )
        )
    later = (table["date"] >= HELD_OUT).to_numpy()
    events = table[scored].reset_index(drop=True)
    scores = _scores(table, past, scored)
    difference = {s.name: mean_and_error(scores[0].log_each - s.log_each, events["date"].tolist()) for s in scores[1:]}
    held_out = _scores(table, np.full(len(table), int((~later).sum())), later)
    lead = table["lead_days"].astype(str).str.extract(r"(\d+)")[0].astype(float)
    odds = forecasts(table["happened"].tolist())[past[scored]]
    return Backtest(events, odds, scores, difference, held_out, float((lead <= LAST_DAYS).mean()))


def _scores(table: pd.DataFrame, past: np.ndarray, scored: np.ndarray) -> tuple[Score, ...]:
    """The forecasters over the ``scored`` rows when row k knows the first ``past[k]`` rows; none where nothing is scored."""
    if not scored.any():
        return ()
    happened = table["happened"].tolist()
    shown = [outcome for outcome, here in zip(happened, scored, strict=True) if here]
    rivals = {
        "the model": forecasts(happened)[past[scored]],
        "the base rate": base_rate([*happened, OUTCOMES[0]], OUTCOMES)[past[scored]],
        "always extend": always("extend", len(shown), OUTCOMES),
    }
    return tuple(score(name, p, shown, OUTCOMES) for name, p in rivals.items())
