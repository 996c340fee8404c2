"""Moves of a trade war: who raises tariffs on whom, by how much. :mod:`tradetalks.war.retaliation` says how others answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.policy import known
from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import Maybe, Names, checked
from tradetalks.war.coalitions import Coalition, Side, name_of, no_members
from tradetalks.war.instruments import names_of

Array = np.ndarray

# An increase beyond these is no fraction but a percentage, or a slip: half the price given away, or six times the price paid.
SMALLEST, LARGEST = -0.5, 5.0


class MoveError(TradeTalksError):
    """A move or an answer to one that cannot be played."""


def places_of(economy: Economy, side: Side) -> list[int]:
    """Positions of a side's regions.

    Raises:
        PolicyError: unknown regions.
        MoveError: none.
    """
    members = side.members if isinstance(side, Coalition) else (side,)
    if not members:
        raise MoveError(no_members(name_of(side)))
    return [known(m, economy.regions, "region") for m in members]


@checked(MoveError, sectors=Maybe(Names("sectors")))
@dataclasses.dataclass(frozen=True)
class Move:
    """``by`` adds ``rate`` to its tariffs on ``on`` (W15). Coalitions move together: every member, on every member of the other.

    Args:
        by: a region or a coalition.
        on: another one.
        rate: the increase, a fraction between -0.5 and 5 (0.25 is 25 percentage points); 0 is a step of nothing.
        sectors: one or several; None is all goods.
    """

    by: Side
    on: Side
    rate: float
    sectors: str | Sequence[str] | None = None

    def increase(self, economy: Economy) -> Float[Array, "m p j"]:
        """The increase by member, partner and sector, fractions."""
        chosen = economy.goods if self.sectors is None else names_of(self.sectors)
        increase_j = np.zeros(len(economy.sectors))
        increase_j[[known(s, economy.sectors, "sector") for s in chosen]] = self.rate
        shape = (len(places_of(economy, self.by)), len(places_of(economy, self.on)), len(increase_j))
        return np.broadcast_to(increase_j, shape)


@checked(MoveError)
@dataclasses.dataclass(frozen=True, eq=False)
class ListMove:
    """``by`` adds its rows of a published list to its tariffs on ``on`` (W15).

    Args:
        by: a region or a coalition.
        on: another one.
        increases: (importer, exporter, sector), fractions between -0.5 and 5; rows of 0 are a step of nothing.
    """

    by: Side
    on: Side
    increases: xr.DataArray

    def increase(self, economy: Economy) -> Float[Array, "m p j"]:
        """The increase by member, partner and sector, fractions."""
        table = unlabel(economy, self.increases, TRADE, "list of tariff increases")
        rows: Array = table[np.ix_(places_of(economy, self.by), places_of(economy, self.on))]
        return rows


@checked(MoveError)
@dataclasses.dataclass(frozen=True)
class Retaliation:
    """``by`` answers the last move against it (W15), with the same rates on everybody who made it.

    Args:
        by: a region or a coalition.
        rule: one of ``none``, ``proportional``, ``tit_for_tat``, ``same_trade_value``, ``target_list``,
            ``best_response``.
        share: how much of the answer (1 is all): of the rate for ``proportional`` and ``tit_for_tat``, of the trade value for
            ``same_trade_value`` and ``target_list``.
        rate: the rate on the sectors that ``same_trade_value`` and ``target_list`` choose, a fraction; None is the average
            increase faced. The other rules set their own.
    """

    by: Side
    rule: str = "proportional"
    share: float = 1.0
    rate: float | None = None


Action = Move | ListMove | Retaliation
# Rules that put one rate on the sectors they choose, and those that give a share of an answer.
LISTING_RULES = ("same_trade_value", "target_list")
SHARED_RULES = ("proportional", "tit_for_tat", *LISTING_RULES)


def check_action(economy: Economy, action: Action, rules: Sequence[str]) -> None:
    """Raise :class:`MoveError` or PolicyError where an action cannot be played, before anything is solved."""
    if isinstance(action, Retaliation):
        places_of(economy, action.by)
        _check_retaliation(action, rules)
        return
    check_apart(economy, action.by, action.on)
    for rate in np.asarray(action.increase(economy)).ravel():
        check_rate(float(rate), f"of {name_of(action.by)} on {name_of(action.on)}")


def check_apart(economy: Economy, by: Side, on: Side) -> None:
    """Raise where a side would tax its own members."""
    own = places_of(economy, by)
    both = [economy.regions[k] for k in places_of(economy, on) if k in own]
    if both:
        raise MoveError(
            message(
                f"{name_of(by)} moves on itself",
                expected="a move on somebody else",
                got=f"{', '.join(both)} on both sides",
                do="name another target",
            )
        )


def _check_retaliation(action: Retaliation, rules: Sequence[str]) -> None:
    name = name_of(action.by)
    if action.rule not in rules:
        raise MoveError(
            message(
                f"unknown reaction rule {action.rule!r} of {name}",
                expected=f"one of {', '.join(rules)}",
                do="choose a rule",
            )
        )
    if not 0 <= action.share < np.inf:
        raise MoveError(
            message(
                f"the share of {name}'s reaction cannot be used",
                expected="a number of at least 0 (1 is all of it)",
                got=f"{action.share:g}",
                do="correct share",
            )
        )
    for ignored, rules_with in unused_settings(action.rule, action.share, action.rate):
        raise MoveError(
            message(
                f"the {ignored} of {name}'s reaction has no effect",
                expected=f"{ignored} beside the rules {', '.join(rules_with)}",
                got=f"rule {action.rule}",
                do=f"leave {ignored} out, or choose another rule",
            )
        )
    if action.rate is not None:
        check_rate(action.rate, f"in {name}'s reaction")


def unused_settings(rule: str, share: float, rate: float | None) -> list[tuple[str, tuple[str, ...]]]:
    """The settings that a rule of reaction does not look at, each with the rules that do."""
    unused: list[tuple[str, tuple[str, ...]]] = []
    if share != 1.0 and rule not in SHARED_RULES:
        unused.append(("share", SHARED_RULES))
    if rate is not None and rule not in LISTING_RULES:
        unused.append(("rate", LISTING_RULES))
    return unused


def check_rate(rate: float, whose: str) -> None:
    """Raise where a tariff increase is no fraction between -0.5 and 5."""
    if SMALLEST <= rate <= LARGEST:
        return
    what, advice = "cannot be played", "correct the rate"
    if LARGEST < rate <= 100 * LARGEST:
        what, advice = "looks like a percentage", f"write {rate / 100:g}"
    raise MoveError(
        message(
            f"the tariff increase {whose} {what}",
            expected=f"a fraction between {SMALLEST:g} and {LARGEST:g} (0.25 is 25 percent)",
            got=f"{rate:g}",
            do=advice,
        )
    )
