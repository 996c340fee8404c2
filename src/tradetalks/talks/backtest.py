"""Did the model's odds beat simple rules at the deadlines on record? Each forecast sees only what came before it.

At each coded deadline the odds of deal, extension and escalation are those of the deadline game, averaged over a grid of two
behavioural parameters (the prior z that a side never concedes, and the threatener's cost κ of extending) with weights
proportional to a prior times the likelihood of the earlier deadlines. Stakes are normalised and the same at every deadline: the
record is too short to identify more, so the test asks whether the game's structure helps, not whether its stakes are right.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd

from tradetalks.talks.belief_grid import BeliefGame
from tradetalks.talks.errors import TalksError
from tradetalks.talks.menu import Option, Regime, solve_menu
from tradetalks.talks.result import Result
from tradetalks.talks.scores import Score, always, base_rate, score

OUTCOMES = ("deal", "extend", "escalate")
COMMITTED = (0.1, 0.3, 0.5, 0.7, 0.85)
COSTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
BURN_IN = 3
ROUNDS, CLOCK_YEARS, EXTENSION_YEARS = 8, 60 / 365, 90 / 365
# Normalised stakes: winning 1, conceding 0.4, a split half way; to the side that threatens it
# escalation is worth half of what conceding is, the other loses by it what winning gains.
WIN, CONCEDE, NOISE = 1.0, 0.4, 0.3
ESCALATION = (0.2, -1.0)
CODES = (("escalate", "escalate"), ("deal", "deal"), ("extend", "extend"), ("truce", "extend"))


def code_outcome(text: str) -> str:
    """What happened, from the record's words: the first of escalate, deal, extend, truce that stands in the text.

    A step taken in part counts as escalation; a deal in principle as a deal; a truce postpones the threat and counts as an
    extension.
    """
    for word, outcome in CODES:
        if word in text.lower():
            return outcome
    raise TalksError(f"the outcome {text!r} cannot be coded; expected one of escalate, deal, extend or truce in it.")


def code_date(text: str) -> date:
    """The deadline's day; of two days the first (``1/7 Aug 25``)."""
    found = re.search(r"(\d+)(?:/\d+)? (\w{3}) (\d{2})", text)
    if not found:
        raise TalksError(f"the deadline {text!r} cannot be read; expected a day such as 2 Mar 19.")
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
    breakdown = np.array(ESCALATION)

    def clock(years: float) -> BeliefGame:
        both = np.ones(2)
        return BeliefGame(
            gaps=np.full(ROUNDS, years / ROUNDS), win=WIN * both, split=(WIN + CONCEDE) / 2 * both, concede=CONCEDE * both,
            impasse=np.zeros(2), rates=0.05 * both, breakdown=breakdown, psi=NOISE * (WIN - CONCEDE),
        )  # fmt: skip

    escalate = Option("escalate", value=breakdown)
    extend = Option("extend", to="extension", cost=np.array([cost, 0.0]))
    regimes = {
        "talks": Regime(clock(CLOCK_YEARS), (extend, escalate), "side 1"),
        "extension": Regime(clock(EXTENSION_YEARS), (escalate,), "side 1"),
    }
    first = solve_menu(regimes, "talks", (z, z), grid=15).clocks[0]
    taken = dict(zip(first.options, first.odds, strict=True))
    left = 1 - first.deal
    return first.deal, left * float(taken["extend"]), left * float(taken["escalate"])


def forecasts(happened: list[str]) -> np.ndarray:
    """(events, 3) odds; row k has seen events before k only."""
    grid, weight = odds_grid()
    rows = []
    for outcome in happened:
        rows.append(weight @ grid)
        weight = weight * np.maximum(grid[:, OUTCOMES.index(outcome)], 1e-12)
        weight = weight / weight.sum()
    return np.array(rows)


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class Backtest(Result):
    """Forecasts and scores after the burn-in; ``difference`` is the model's log score less the rival's, with its jackknife
    standard error (negative: the model is better)."""

    events: pd.DataFrame
    odds: np.ndarray
    scores: tuple[Score, ...]
    difference: dict[str, tuple[float, float]]
    last_days: float

    def verdict(self) -> str:
        """Whether the model beats the simple rules, in one sentence."""
        beaten = [name for name, (gap, _) in self.difference.items() if gap < 0]
        sure = [name for name, (gap, error) in self.difference.items() if gap + 2 * error < 0]
        lost = [name for name in self.difference if name not in beaten]
        parts = [f"better than {name}" for name in beaten] + [f"no better than {name}" for name in lost]
        clear = (
            f"; beyond two standard errors for {', '.join(sure)}"
            if sure
            else "; no difference exceeds two standard errors"
        )
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
        lines += [f"resolved within the last seven days: {self.last_days:.0%}", self.verdict()]
        return "\n".join(lines)


def run_backtest(record: pd.DataFrame, *, burn_in: int = BURN_IN) -> Backtest:
    """Score the model, the base rate and always-extend on ``record`` (:func:`tradetalks.data.record.load_deadlines`).

    The first ``burn_in`` deadlines only teach. Raises TalksError for outcomes or dates that cannot be coded.
    """
    table = coded(record)
    happened = table["happened"].tolist()
    shown = happened[burn_in:]
    rivals = {
        "the model": forecasts(happened)[burn_in:],
        "the base rate": base_rate(happened, OUTCOMES)[burn_in:],
        "always extend": always("extend", len(shown), OUTCOMES),
    }
    scores = tuple(score(name, p, shown, OUTCOMES) for name, p in rivals.items())
    gaps = {s.name: scores[0].log_each - s.log_each for s in scores[1:]}
    difference = {name: (float(g.mean()), float(g.std(ddof=1) / np.sqrt(len(g)))) for name, g in gaps.items()}
    lead = table["lead_days"].astype(str).str.extract(r"(\d+)")[0].astype(float)
    return Backtest(table[burn_in:], rivals["the model"], scores, difference, float((lead <= 7).mean()))
