"""Carrots and sticks: the same deal reached by different paths, and what each path costs everyone.

    (T44)  V_n = ∫_0^T e^{-rs} f_n ds + ∫_T^H e^{-rs} u_n ds,   f the flows until T, u the deal's mean (T61) from T on

A carrot grants part of what one has to give before anything is signed; a stick puts the threatened tariffs in force at once.
Either also moves the cost of waiting, and with it who gives way, by when, and with what odds (T20 to T23, T53).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.discounting import annuity
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked
from tradetalks.talks.game_odds import Banded, Effect, banded, effect_of
from tradetalks.talks.negotiation import Negotiation


@checked(TalksError)
@dataclasses.dataclass(frozen=True, eq=False)
class Strategy:
    """What ``side`` does from the opening until the deal: ``grants`` a share of everything it has to give (a carrot), or
    puts ``policy`` in force, answers of the other side included (a stick)."""

    name: str
    side: str
    grants: float = 0.0
    policy: Instruments | None = None

    def __post_init__(self) -> None:
        check_probability(f"the share that {self.name!r} grants", self.grants)


@dataclasses.dataclass(frozen=True, eq=False)
class StrategyPath:
    """One strategy played out, billion dollars.

    Args:
        waiting: (n,) flows of every country a year while the talks last, above the impasse, at the elasticities of those days.
        value: (n,) (T44) at the opening, if the deal is signed at the deadline, above the impasse for ever.
        draws: (d,) odds of an agreement by the deadline in every draw, with the sides' new costs of waiting.
        effect: on those odds, against just waiting.
        blinks_first: (3,) side 1, side 2, neither, without a deadline; None where somebody does not mind waiting.
    """

    strategy: Strategy
    waiting: np.ndarray
    value: np.ndarray
    draws: np.ndarray
    effect: Effect
    blinks_first: np.ndarray | None

    @property
    def agreement(self) -> Banded:
        """Odds of an agreement by the deadline."""
        return banded(self.draws)


@checked(TalksError)
def compare_strategies(talks: Negotiation, strategies: Sequence[Strategy], end: np.ndarray) -> tuple[StrategyPath, ...]:
    """(T44) Each strategy on its way to the same deal, after the path on which both just wait.

    Countries at the table are valued up to their mandate's end at their own rate, bystanders like the side that looks further;
    values in billion dollars.

    Args:
        talks: the negotiation, in which nobody moves ahead.
        strategies: what a side does until the deal.
        end: x (m,), the deal.

    Raises:
        TalksError: a strategy of a side that is not at the table.
    """
    for strategy in strategies:
        if strategy.side not in talks.sides:
            raise TalksError(
                message(
                    f"the strategy {strategy.name!r} is {strategy.side}'s",
                    expected=f"a side at the table, {' or '.join(talks.sides)}",
                )
            )
    patience = Strategy("wait", talks.sides[0])
    deal = talks.priced.gains(end)
    paths = [_played(talks, strategy, deal) for strategy in (patience, *strategies)]
    return tuple(dataclasses.replace(path, effect=effect_of(paths[0].draws, path.draws)) for path in paths)


def _played(talks: Negotiation, strategy: Strategy, deal: np.ndarray) -> StrategyPath:
    waiting = _flows_ahead(talks, strategy)
    rates, horizon = _patience(talks)
    before, whole = annuity(rates, np.minimum(talks.wait, horizon)), annuity(rates, horizon)
    regions = talks.priced.status_quo.economy.regions
    moved = talks.replace(disagreement_flow=waiting[[regions.index(s) for s in talks.sides]])
    blinks = None if moved.attrition is None else moved.attrition.blinks_first
    flows = waiting[[regions.index(s) for s in talks.sides]]
    ahead = talks.drawn.for_comparisons.while_waiting(flows[None])
    value = before * waiting + (whole - before) * deal
    return StrategyPath(strategy, waiting, value, ahead.odds.agreement, Effect.UNCLEAR, blinks)


def _flows_ahead(talks: Negotiation, strategy: Strategy) -> np.ndarray:
    """(regions,) what a strategy brings everybody while the talks last: grants are phased in from the opening."""
    agenda = talks.priced.now
    if strategy.policy is not None:
        return agenda.gains_of(strategy.policy)
    middle = talks.opening + (talks.deadline - talks.opening) / 2
    ahead = [issue.share_in_force(middle, talks.opening) * float(issue.by == strategy.side) for issue in agenda.issues]
    return agenda.gains(strategy.grants * np.array(ahead))


def _patience(talks: Negotiation) -> tuple[np.ndarray, np.ndarray]:
    """Discount rate and horizon of every country (n,)."""
    regions, a = talks.priced.status_quo.economy.regions, talks.assumptions
    far = int(np.argmax(a.mandate_years))
    rates, horizon = np.full(len(regions), a.rates[far]), np.full(len(regions), a.mandate_years[far])
    for k, side in enumerate(talks.sides):
        rates[regions.index(side)], horizon[regions.index(side)] = a.rates[k], a.mandate_years[k]
    return rates, horizon
