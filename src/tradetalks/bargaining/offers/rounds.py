"""Rounds to a deadline with complete information: who proposes, what waiting yields, what each level may sign.

    (T14)  c_k = f_k + δ_k v_{k+1}            value of no deal this round (impasse flow f, then the next round)
           proposer i gets φ_i(c_j), j gets c_j;   v_k = Σ_i ρ_i (proposal of i)   if φ_i(c_j) >= c_i, else v_k = c_k

Stahl (1972) with degenerate ρ, Rubinstein (1982) as the horizon recedes, random proposers as in Baron-Ferejohn (1989).
A responder with an outside option takes max(c_j, o_j): the outside option principle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tradetalks.bargaining.discounting import annuity
from tradetalks.bargaining.errors import TalksError, pair, probability
from tradetalks.bargaining.frontier import Possibilities
from tradetalks.result import Result


@dataclass(frozen=True)
class Round:
    """One round: what its level may sign, who proposes, and what the wait to the next round costs.

    Args:
        possibilities: the frontier of this round's mandate.
        proposes: probability that side 1 proposes (0.5: either; near a deadline the last proposer has an ultimatum).
        waiting: (2,) f, value of the impasse until the next round.
        discount: (2,) δ, discount factor of that wait.
        level: name of the mandate.
    """

    possibilities: Possibilities
    proposes: float
    waiting: np.ndarray
    discount: np.ndarray
    level: str = "talks"

    def __post_init__(self) -> None:
        probability("the probability that side 1 proposes", self.proposes)
        object.__setattr__(self, "waiting", pair("the impasse value of a wait", self.waiting))
        object.__setattr__(self, "discount", probability("a discount factor", pair("a discount factor", self.discount)))


def round_of(
    possibilities: Possibilities,
    *,
    rates: ArrayLike,
    gap: float,
    flow: ArrayLike,
    proposes: float = 0.5,
    level: str = "talks",
) -> Round:
    """A round followed by a wait of `gap` years at impasse `flow` per year: `f = g (1-δ)/r`, `δ = e^{-r gap}`."""
    r = pair("a discount rate", rates)
    return Round(possibilities, proposes, pair("an impasse flow", flow) * annuity(r, gap), np.exp(-r * gap), level)


@dataclass(frozen=True)
class Mandate:
    """What a level of negotiators may sign: a box of instruments."""

    level: str
    lower: np.ndarray
    upper: np.ndarray


def nested_mandates(mandates: Sequence[Mandate]) -> tuple[Mandate, ...]:
    """The mandates, from the lowest level to the leaders, after checking that each contains the one before."""
    for inner, outer in pairwise(mandates):
        low, high = np.asarray(inner.lower) < np.asarray(outer.lower), np.asarray(inner.upper) > np.asarray(outer.upper)
        if (low | high).any():
            k = int(np.argmax(low | high))
            raise TalksError(
                f"mandates must be nested: {inner.level} may sign instrument {k + 1} in "
                f"[{inner.lower[k]:g}, {inner.upper[k]:g}], outside the [{outer.lower[k]:g}, {outer.upper[k]:g}] of "
                f"{outer.level}. Widen {outer.level}, narrow {inner.level}, or list the levels from lowest to highest."
            )
    return tuple(mandates)


@dataclass(frozen=True, repr=False, eq=False)
class Rounds(Result):
    """Values `v` (K+1, 2) at each round and at the deadline, `offers` (K, 2, 2) [round, proposer, payoff], `signed` (K,).

    `walked` (K,): no deal and a side prefers its outside option.
    """

    v: np.ndarray
    offers: np.ndarray
    signed: np.ndarray
    walked: np.ndarray
    levels: tuple[str, ...]

    @property
    def first_deal(self) -> int | None:
        """The first round (0-based) at which a deal is signed, None if never."""
        return int(np.argmax(self.signed)) if self.signed.any() else None

    @property
    def cost_of_a_round(self) -> np.ndarray:
        """(K, 2) what each side loses when the talks move from round k to round k+1, in that round's value."""
        return self.v[:-1] - self.v[1:]

    def summary(self) -> str:
        """Value and outcome of each round."""
        lines = [f"deal at round {self.first_deal + 1}" if self.first_deal is not None else "no round signs a deal"]
        for k, (v, level) in enumerate(zip(self.v, self.levels, strict=False)):
            state = "deal" if self.signed[k] else "a side walks away" if self.walked[k] else "no deal"
            lines.append(f"  round {k + 1} ({level}): {state}, values {v[0]:.6g} and {v[1]:.6g}")
        lines.append(f"  at the deadline: values {self.v[-1, 0]:.6g} and {self.v[-1, 1]:.6g}")
        return "\n".join(lines)


def solve_rounds(rounds: Sequence[Round], terminal: ArrayLike, *, outside_option: ArrayLike | None = None) -> Rounds:
    """(T14) Backward induction from `terminal` (2,), the value of the deadline; `outside_option` (2,) may be taken at will.

    Values are at the date of each round. A stochastic pie is :mod:`stochastic_surplus`, optimism :mod:`optimism`.
    """
    v_next = pair("the terminal value", terminal)
    floor = np.full(2, -np.inf) if outside_option is None else pair("the outside option", outside_option)
    v = np.empty((len(rounds) + 1, 2))
    offers, signed, walked = np.empty((len(rounds), 2, 2)), np.zeros(len(rounds), bool), np.zeros(len(rounds), bool)
    v[-1] = v_next
    for k in range(len(rounds) - 1, -1, -1):
        offers[k], signed[k], walked[k], v[k] = _one_round(rounds[k], v[k + 1], floor)
    return Rounds(v, offers, signed, walked, tuple(r.level for r in rounds))


def _one_round(
    stage: Round, v_next: np.ndarray, outside_option: np.ndarray
) -> tuple[np.ndarray, bool, bool, np.ndarray]:
    """(offers (2, 2), signed, walked, value (2,)) of one round."""
    c = stage.waiting + stage.discount * v_next
    leave = bool((outside_option > c).any())
    fallback = np.where(np.isfinite(outside_option), outside_option, c) if leave else c
    accept = np.maximum(c, outside_option)
    best = [stage.possibilities.best(i, accept[1 - i]) for i in range(2)]
    if not all(best[i] >= fallback[i] - 1e-12 * max(1.0, abs(fallback[i])) for i in range(2)):
        return np.tile(fallback, (2, 1)), False, leave, fallback
    # A proposer's best offer may leave the other more than it would accept: where less would gain the proposer nothing.
    left = [max(accept[1 - i], stage.possibilities.best(1 - i, best[i])) for i in range(2)]
    offers = np.array([[best[0], left[0]], [left[1], best[1]]])
    return offers, True, False, stage.proposes * offers[0] + (1 - stage.proposes) * offers[1]


def alternating_rounds(
    possibilities: Possibilities, count: int, *, rates: ArrayLike, gap: float, flow: ArrayLike, last: int = 0
) -> tuple[Round, ...]:
    """`count` rounds of alternating offers in which side `last` (0 or 1) makes the final one."""
    return tuple(
        round_of(possibilities, rates=rates, gap=gap, flow=flow, proposes=float((count - 1 - k) % 2 == last))
        for k in range(count)
    )


def alternating_offers(
    possibilities: Possibilities, *, rates: ArrayLike, gap: float, flow: ArrayLike, span: tuple[float, float]
) -> np.ndarray:
    """(T15) Offers (2, 2) [proposer, payoff] of the game without deadline: each responder is just willing to accept.

        p = φ_1(f_2 + δ_2 q),   q = φ_2(f_1 + δ_1 p)

    Args:
        span: payoffs of side 1 between which its own offer p is sought (its impasse value and its best).

    Raises TalksError when no offer in the span is stationary. Rubinstein (1982); tends to asymmetric Nash as gap -> 0.
    """
    stage = round_of(possibilities, rates=rates, gap=gap, flow=flow)
    (f1, f2), (d1, d2) = stage.waiting, stage.discount

    def excess(p: float) -> float:
        q = possibilities.best(1, f1 + d1 * p)
        return possibilities.best(0, f2 + d2 * q) - p

    ends = [excess(span[0]), excess(span[1])]
    if not (ends[0] >= 0 >= ends[1]):
        raise TalksError(
            f"no stationary offer of side 1 between {span[0]:g} and {span[1]:g}: the excess is {ends[0]:g} and {ends[1]:g} "
            "at the ends. Give side 1's impasse value and its best payoff on the frontier."
        )
    p = brentq(excess, *span, xtol=1e-15, rtol=8.9e-16)
    q = possibilities.best(1, f1 + d1 * p)
    return np.array([[p, f2 + d2 * q], [f1 + d1 * p, q]])


def rubinstein(delta: ArrayLike) -> np.ndarray:
    """(T16) Shares (proposer side 1, responder): `x = (1-δ_2)/(1-δ_1 δ_2)`. Rubinstein (1982)."""
    d = probability("a discount factor", pair("a discount factor", delta))
    if (d >= 1).all():
        raise TalksError(
            "two sides that never tire divide a pie in any way; got discount factors 1 and 1. Lower one of them."
        )
    x = (1 - d[1]) / (1 - d[0] * d[1])
    return np.array([x, 1 - x])


def power_from_patience(rates: ArrayLike) -> np.ndarray:
    """(T17) Bargaining weights `α_i ∝ 1/r_i` of frequent offers (Binmore 1987)."""
    r = np.asarray(rates, float)
    return (1 / r) / (1 / r).sum()
