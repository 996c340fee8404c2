"""Moves of a trade war: who raises tariffs on whom, by how much. :mod:`tradetalks.war.retaliation` says how others react."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.policy import known
from tradetalks.errors import TradeTalksError
from tradetalks.war.instruments import names_of
from tradetalks.war.players import Coalition

Array = np.ndarray
Side = str | Coalition
SMALLEST, LARGEST = -0.5, 5.0


class MoveError(TradeTalksError):
    """A move or a reaction that cannot be played."""


def name_of(side: Side) -> str:
    """What a side is called."""
    return side.name if isinstance(side, Coalition) else side


def places_of(economy: Economy, side: Side) -> list[int]:
    """Positions of a side's regions.

    Raises:
        PolicyError: unknown regions. MoveError: none.
    """
    members = side.members if isinstance(side, Coalition) else (side,)
    if not members:
        raise MoveError(
            f"the coalition {name_of(side)} has no members\nexpected at least one region\n"
            "got      none\ndo       name its members"
        )
    return [known(m, economy.regions, "region") for m in members]


@dataclasses.dataclass(frozen=True)
class Move:
    """``by`` adds ``rate`` (fraction) to its tariffs on ``on``, in ``sectors`` or in all goods. Coalitions move together:
    every member, on every member of the other side."""

    by: Side
    on: Side
    rate: float
    sectors: str | Sequence[str] | None = None

    def increase(self, economy: Economy) -> Float[Array, "m p j"]:
        """The increase by member, partner and sector."""
        chosen = economy.goods if self.sectors is None else names_of(self.sectors)
        increase_j = np.zeros(len(economy.sectors))
        increase_j[[known(s, economy.sectors, "sector") for s in chosen]] = self.rate
        return np.broadcast_to(
            increase_j, (len(places_of(economy, self.by)), len(places_of(economy, self.on)), len(increase_j))
        )


@dataclasses.dataclass(frozen=True, eq=False)
class ListMove:
    """``by`` adds its rows of a published list (importer, exporter, sector; fractions) to its tariffs on ``on``."""

    by: Side
    on: Side
    increases: xr.DataArray

    def increase(self, economy: Economy) -> Float[Array, "m p j"]:
        """The increase by member, partner and sector."""
        table = unlabel(economy, self.increases, TRADE, "list of tariff increases")
        return table[np.ix_(places_of(economy, self.by), places_of(economy, self.on))]


@dataclasses.dataclass(frozen=True)
class Reaction:
    """``by`` answers the last move against it (W15), with the same rates on everybody who made it.

    Args:
        rule: one of ``none``, ``proportional``, ``tit_for_tat``, ``same_trade_value``, ``target_list``,
            ``best_response``.
        share: how much of the answer: of the rate for the first two rules, of the trade value for the next two.
        rate: the rate on listed sectors; None is the average increase faced.
    """

    by: Side
    rule: str = "proportional"
    share: float = 1.0
    rate: float | None = None


Step = Move | ListMove | Reaction


def check_step(economy: Economy, step: Step, rules: Sequence[str]) -> None:
    """Raise :class:`MoveError` or PolicyError where a step cannot be played, before anything is solved."""
    if isinstance(step, Reaction):
        places_of(economy, step.by)
        _check_reaction(step, rules)
        return
    check_apart(economy, step.by, step.on)
    for rate in np.asarray(step.increase(economy)).ravel():
        check_rate(float(rate), f"of {name_of(step.by)} on {name_of(step.on)}")


def check_apart(economy: Economy, by: Side, on: Side) -> None:
    """Raise where a side would tax its own members."""
    own = places_of(economy, by)
    both = [economy.regions[k] for k in places_of(economy, on) if k in own]
    if both:
        raise MoveError(
            f"{name_of(by)} moves on itself\nexpected a move on somebody else\n"
            f"got      {', '.join(both)} on both sides\ndo       name another target"
        )


def _check_reaction(step: Reaction, rules: Sequence[str]) -> None:
    if step.rule not in rules:
        raise MoveError(
            f"unknown reaction rule {step.rule!r} of {name_of(step.by)}\nexpected one of {', '.join(rules)}\n"
            "do       choose a rule"
        )
    if not 0 <= step.share < np.inf:
        raise MoveError(
            f"the share of {name_of(step.by)}'s reaction cannot be used\nexpected a number of at least 0 (1 is all of it)\n"
            f"got      {step.share:g}\ndo       correct share"
        )
    if step.rate is not None:
        check_rate(step.rate, f"in {name_of(step.by)}'s reaction")


def check_rate(rate: float, whose: str) -> None:
    """Raise where a tariff increase is no fraction between -0.5 and 5."""
    if SMALLEST <= rate <= LARGEST:
        return
    percentage = LARGEST < rate <= 100 * LARGEST
    raise MoveError(
        f"the tariff increase {whose} {'looks like a percentage' if percentage else 'cannot be played'}\n"
        f"expected a fraction between {SMALLEST:g} and {LARGEST:g} (0.25 is 25 percent)\ngot      {rate:g}\n"
        f"do       {f'write {rate / 100:g}' if percentage else 'correct the rate'}"
    )
