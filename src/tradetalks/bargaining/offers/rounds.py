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
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from tradetalks.bargaining.checks import check_probability, two_sided
from tradetalks.bargaining.discounting import annuity
from tradetalks.bargaining.frontier import Possibilities
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# A proposal that falls short of waiting by less than this share of it does so by rounding.
_ROUNDING = 1e-12
# Stationary offers are sought to the last digits of a double.
_EXACT, _EXACT_SHARE = 1e-15, 8.9e-16


@dataclass(frozen=True)
class Round:
    """One round: what its level may sign, who proposes, and what the wait to the next round costs.

    Args:
        possibilities: the frontier of this round's mandate.
        proposes: probability that side 1 proposes (0.5: either; near a deadline the last proposer has an ultimatum).
        waiting: (2,) f, value of the impasse until the next round, in the unit of the frontier.
        discount: (2,) δ, discount factor of that wait.
        level: name of the mandate.

    Raises:
        TalksError: numbers that are no probabilities, or not one for each of two sides.
    """

    possibilities: Possibilities
    proposes: float
    waiting: np.ndarray
    discount: np.ndarray
    level: str = "talks"

    def __post_init__(self) -> None:
        check_probability("the probability that side 1 proposes", self.proposes)
        discount = check_probability("a discount factor", two_sided("a discount factor", self.discount))
        object.__setattr__(self, "waiting", two_sided("the impasse value of a wait", self.waiting))
        object.__setattr__(self, "discount", discount)


def round_of(
    possibilities: Possibilities,
    *,
    rates: ArrayLike,
    gap: float,
    flow: ArrayLike,
    proposes: float = 0.5,
    level: str = "talks",
) -> Round:
    """A round followed by a wait: `f = g (1-δ)/r`, `δ = e^{-r gap}`.

    Args:
        possibilities: the frontier of this round's mandate, in the unit of the flow times years.
        rates: r (2,) per year.
        gap: years to the next round.
        flow: g (2,), impasse flow per year.
        proposes: probability that side 1 proposes.
        level: name of the mandate.
    """
    r = two_sided("a discount rate", rates)
    waiting = two_sided("an impasse flow", flow) * annuity(r, gap)
    return Round(possibilities, proposes, waiting, np.exp(-r * gap), level)


@dataclass(frozen=True)
class Mandate:
    """What a level of negotiators may sign: a box of instruments, ``lower`` (m,) to ``upper`` (m,)."""

    level: str
    lower: np.ndarray
    upper: np.ndarray


def nested_mandates(mandates: Sequence[Mandate]) -> tuple[Mandate, ...]:
    """The mandates, from the lowest level to the leaders, after checking that each contains the one before; bounds are shares of
    each item, in [0, 1].

    Raises:
        TalksError: a level that may sign what the next one may not.
    """
    for inner, outer in pairwise(mandates):
        below = np.asarray(inner.lower) < np.asarray(outer.lower)
        above = np.asarray(inner.upper) > np.asarray(outer.upper)
        if (below | above).any():
            k = int(np.argmax(below | above))
            raise TalksError(
                message(
                    f"mandates must be nested: {inner.level} may sign instrument {k + 1} beyond {outer.level}",
                    expected=f"bounds within [{outer.lower[k]:g}, {outer.upper[k]:g}]",
                    got=f"[{inner.lower[k]:g}, {inner.upper[k]:g}]",
                    do=f"widen {outer.level}, narrow {inner.level}, or list the levels from lowest to highest",
                )
            )
    return tuple(mandates)


@dataclass(frozen=True, repr=False, eq=False)
class Rounds(Result):
    """Rounds solved backwards, values in the unit of the frontiers.

    Args:
        v: (K+1, 2) values at each round and at the deadline.
        offers: (K, 2, 2) [round, proposer, payoff].
        signed: (K,) whether a deal is signed.
        walked: (K,) no deal and a side prefers its outside option.
        levels: K names.
    """

    v: np.ndarray
    offers: np.ndarray
    signed: np.ndarray
    walked: np.ndarray
    levels: tuple[str, ...]

    @property
    def first_deal(self) -> int | None:
        """The first round (0-based) at which a deal is signed, None if never."""
        if not self.signed.any():
            return None
        return int(np.argmax(self.signed))

    @property
    def cost_of_a_round(self) -> Float[np.ndarray, "k sides=2"]:
        """(K, 2) what each side loses when the talks move from round k to round k+1, in that round's value."""
        return np.asarray(self.v[:-1] - self.v[1:])

    def to_dataset(self) -> xr.Dataset:
        """Values, outcome and offers by round."""
        count = len(self.signed)
        return labelled_dataset(
            {"round": range(1, count + 1), "side": (1, 2), "proposer": (1, 2)},
            {
                "value": LabelledArray(("round", "side"), self.v[:-1], PAYOFF_UNIT, "value of the round"),
                "offer": LabelledArray(
                    ("round", "proposer", "side"), self.offers, PAYOFF_UNIT, "payoff that is offered"
                ),
                "signed": LabelledArray(("round",), self.signed, "1", "whether a deal is signed"),
                "walked": LabelledArray(("round",), self.walked, "1", "whether a side walks away"),
            },
        )

    def summary(self) -> str:
        """Value and outcome of each round."""
        lines = ["no round signs a deal"]
        if self.first_deal is not None:
            lines = [f"deal at round {self.first_deal + 1}"]
        for k, level in enumerate(self.levels):
            lines.append(
                f"  round {k + 1} ({level}): {self._outcome(k)}, values {self.v[k, 0]:.6g} and {self.v[k, 1]:.6g}"
            )
        lines.append(f"  at the deadline: values {self.v[-1, 0]:.6g} and {self.v[-1, 1]:.6g}")
        return "\n".join(lines)

    def _outcome(self, k: int) -> str:
        if self.signed[k]:
            return "deal"
        if self.walked[k]:
            return "a side walks away"
        return "no deal"


def solve_rounds(rounds: Sequence[Round], terminal: ArrayLike, *, outside_option: ArrayLike | None = None) -> Rounds:
    """(T14) Backward induction from the deadline; values are at the date of each round.

    A stochastic surplus is :mod:`~tradetalks.bargaining.offers.stochastic_surplus`, optimism
    :mod:`~tradetalks.bargaining.offers.optimism`.

    Args:
        rounds: in order of time.
        terminal: (2,) value of the deadline, in the unit of the frontiers.
        outside_option: (2,) may be taken at will, in the same unit. Default: none.

    Reference:
        Stahl (1972); random proposers: Baron and Ferejohn (1989).
    """
    floor = np.full(2, -np.inf)
    if outside_option is not None:
        floor = two_sided("the outside option", outside_option)
    count = len(rounds)
    v, offers = np.empty((count + 1, 2)), np.empty((count, 2, 2))
    signed, walked = np.zeros(count, bool), np.zeros(count, bool)
    v[-1] = two_sided("the terminal value", terminal)
    for k in reversed(range(count)):
        offers[k], signed[k], walked[k], v[k] = _one_round(rounds[k], v[k + 1], floor)
    return Rounds(v, offers, signed, walked, tuple(r.level for r in rounds))


def _one_round(
    stage: Round, v_next: np.ndarray, outside_option: np.ndarray
) -> tuple[np.ndarray, bool, bool, np.ndarray]:
    """(offers (2, 2), signed, walked, value (2,)) of one round."""
    c = stage.waiting + stage.discount * v_next
    leave = bool((outside_option > c).any())
    fallback = c
    if leave:
        fallback = np.where(np.isfinite(outside_option), outside_option, c)
    accept = np.maximum(c, outside_option)
    best = [stage.possibilities.best(i, float(accept[1 - i])) for i in range(2)]
    if not all(best[i] >= fallback[i] - _ROUNDING * max(1.0, abs(fallback[i])) for i in range(2)):
        return np.tile(fallback, (2, 1)), False, leave, fallback
    # A proposer's best offer may leave the other more than it would accept: where less would gain the proposer nothing.
    left = [max(accept[1 - i], stage.possibilities.best(1 - i, best[i])) for i in range(2)]
    offers = np.array([[best[0], left[0]], [left[1], best[1]]])
    return offers, True, False, stage.proposes * offers[0] + (1 - stage.proposes) * offers[1]


def alternating_rounds(
    possibilities: Possibilities, count: int, *, rates: ArrayLike, gap: float, flow: ArrayLike, last: int = 0
) -> tuple[Round, ...]:
    """Rounds of alternating offers.

    Args:
        possibilities: the frontier, in the unit of the flow times years.
        count: of rounds.
        rates: (2,) discount rates per year.
        gap: years between rounds.
        flow: (2,) impasse flow per year.
        last: the side (0 or 1) that makes the final offer.

    Reference:
        Stahl (1972).
    """
    return tuple(
        round_of(possibilities, rates=rates, gap=gap, flow=flow, proposes=float((count - 1 - k) % 2 == last))
        for k in range(count)
    )


def alternating_offers(
    possibilities: Possibilities, *, rates: ArrayLike, gap: float, flow: ArrayLike, span: tuple[float, float]
) -> Float[np.ndarray, "proposer=2 sides=2"]:
    """(T15) Offers (2, 2) [proposer, payoff] of the game without deadline: each responder is just willing to accept.

        p = φ_1(f_2 + δ_2 q),   q = φ_2(f_1 + δ_1 p)

    Args:
        possibilities: the frontier, in the unit of the flow times years.
        rates: (2,) discount rates per year.
        gap: years between offers.
        flow: (2,) impasse flow per year.
        span: payoffs of side 1 between which its own offer p is sought: its impasse value and its best.

    Raises:
        TalksError: no offer in the span is stationary.

    Reference:
        Rubinstein (1982); tends to the asymmetric Nash solution as the gap goes to 0.
    """
    stage = round_of(possibilities, rates=rates, gap=gap, flow=flow)
    (f1, f2), (d1, d2) = stage.waiting, stage.discount

    def excess(p: float) -> float:
        q = possibilities.best(1, float(f1 + d1 * p))
        return possibilities.best(0, float(f2 + d2 * q)) - p

    ends = [excess(span[0]), excess(span[1])]
    if not (ends[0] >= 0 >= ends[1]):
        raise TalksError(
            message(
                f"no stationary offer of side 1 between {span[0]:g} and {span[1]:g}",
                got=f"an excess of {ends[0]:g} and {ends[1]:g} at the ends",
                do="give side 1's impasse value and its best payoff on the frontier",
            )
        )
    p = float(brentq(excess, *span, xtol=_EXACT, rtol=_EXACT_SHARE))
    q = possibilities.best(1, float(f1 + d1 * p))
    return np.array([[p, f2 + d2 * q], [f1 + d1 * p, q]])


def rubinstein(delta: ArrayLike) -> Float[np.ndarray, "sides=2"]:
    """(T16) Shares of a pie (proposer side 1, responder): `x = (1-δ_2)/(1-δ_1 δ_2)`.

    Args:
        delta: (2,) discount factors per offer.

    Raises:
        TalksError: two sides that never tire.

    Reference:
        Rubinstein (1982).
    """
    d = check_probability("a discount factor", two_sided("a discount factor", delta))
    if (d >= 1).all():
        raise TalksError(
            message(
                "two sides that never tire divide a pie in any way",
                got="discount factors 1 and 1",
                do="lower one of them",
            )
        )
    x = (1 - d[1]) / (1 - d[0] * d[1])
    return np.array([x, 1 - x])


def power_from_patience(rates: ArrayLike) -> Float[np.ndarray, " n"]:
    """(T17) Bargaining weights `α_i ∝ 1/r_i` (n,) of frequent offers; ``rates`` (n,) per year.

    Reference:
        Binmore (1987).
    """
    r = np.asarray(rates, float)
    return np.asarray((1 / r) / (1 / r).sum())
