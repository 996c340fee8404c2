"""Regions that act together, and unions in force among them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.policy import known
from tradetalks.errors import TradeTalksError, message
from tradetalks.inputs import Names, checked


class PlayerError(TradeTalksError):
    """Players or unions that contradict the economy or each other."""


@runtime_checkable
class HasRegions(Protocol):
    """An economy, or the names that a scenario may use: what players and unions are checked against."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Labels in order."""
        ...


@checked(PlayerError, members=Names("regions", least=0))
@dataclasses.dataclass(frozen=True)
class Coalition:
    """Regions that act together: one player that maximises the members' joint objective (W1, weights: baseline income).

    Args:
        name: what to call it.
        members: regions.
        zero_tariffs: no tariffs among members (a free-trade area); they stay at zero whatever happens.
        common_tariff: the same tariffs on outsiders (a customs union).
    """

    name: str
    members: tuple[str, ...]
    zero_tariffs: bool = False
    common_tariff: bool = False


# Who acts: a region by its name, or a coalition.
Side = str | Coalition


def name_of(side: Side) -> str:
    """What a side is called."""
    return side.name if isinstance(side, Coalition) else side


def positions(economy: HasRegions, coalition: Coalition) -> tuple[int, ...]:
    """Positions of the members.

    Raises:
        PolicyError: unknown regions.
    """
    return tuple(known(m, economy.regions, "region") for m in coalition.members)


def with_unions(economy: Economy, new: Instruments, unions: Sequence[Coalition]) -> Instruments:
    """Tariffs among the members of every zero-tariff union set to 0."""
    tariff_jni: Any = np.array(new.tariff_jni)
    for union in unions:
        if union.zero_tariffs:
            rows = list(positions(economy, union))
            tariff_jni[np.ix_(range(len(tariff_jni)), rows, rows)] = 0.0
    return dataclasses.replace(new, tariff_jni=tariff_jni)


def free_pairs(economy: Economy, unions: Sequence[Coalition]) -> frozenset[tuple[int, int]]:
    """(member, partner) of every zero-tariff union: nobody's instruments reach them."""
    free = [positions(economy, u) for u in unions if u.zero_tariffs]
    return frozenset((a, b) for union in free for a in union for b in union)


def check_players(economy: HasRegions, players: Sequence[Coalition]) -> None:
    """Raise :class:`PlayerError` where nobody plays, a region plays twice or two players have one name."""
    if not players:
        raise PlayerError(
            message(
                "a game needs players",
                expected=f"regions among {', '.join(economy.regions)}",
                got="none",
                do="name at least one",
            )
        )
    seen: dict[str, str] = {}
    for player in players:
        if not player.members:
            raise PlayerError(no_members(player.name))
        for member in player.members:
            known(member, economy.regions, "player")
            if member in seen:
                raise PlayerError(
                    message(
                        f"{member} plays twice",
                        expected="every region in one player",
                        got=f"{member} in {seen[member]} and in {player.name}",
                        do="remove it from one of them",
                    )
                )
            seen[member] = player.name
    names = [player.name for player in players]
    for name in names:
        same = [player for player in players if player.name == name]
        if len(same) > 1:
            raise PlayerError(
                message(
                    f"two players are called {name}",
                    expected="every player to have its own name",
                    got=" and ".join(" + ".join(player.members) for player in same),
                    do="rename one of them",
                )
            )


def no_members(name: str) -> str:
    """The message about a coalition of nobody."""
    return message(
        f"the coalition {name} has no members",
        expected="at least one region",
        got="none",
        do="name its members",
    )


def check_opponents(players: Sequence[Coalition], unions: Sequence[Coalition], reached: Sequence[str] | None) -> None:
    """Raise where every opponent of a player is in a zero-tariff union with it: it has nothing to fight with."""
    for player in players:
        opponents = [p for p in reached or () if p not in player.members]
        if not opponents:
            continue
        for union in unions:
            everybody = {*player.members, *opponents}
            if union.zero_tariffs and everybody <= set(union.members):
                raise PlayerError(
                    message(
                        f"{player.name} cannot fight within the zero-tariff union {union.name}",
                        expected="an opponent outside the union",
                        got=", ".join(opponents),
                        do="drop the union, set zero_tariffs=False, or name partners outside it with on=[...]",
                    )
                )


def check_unions(economy: HasRegions, players: Sequence[Coalition], unions: Sequence[Coalition]) -> None:
    """Raise where a region is in two customs unions, or plays outside the one that it is in."""
    playing = [p for p in players if len(p.members) > 1]
    customs = [u for u in [*unions, *playing] if u.common_tariff]
    for first, a in enumerate(customs):
        positions(economy, a)
        for b in customs[first + 1 :]:
            both = sorted(set(a.members) & set(b.members))
            if both and set(a.members) != set(b.members):
                raise PlayerError(
                    message(
                        f"contradictory unions: {a.name} and {b.name}",
                        expected="every region in one customs union",
                        got=f"{', '.join(both)} in both",
                        do="make one of them a free-trade area (common_tariff=False)",
                    )
                )
    for union in unions:
        positions(economy, union)
        if union.common_tariff:
            _check_played_as_one(players, union)


def _check_played_as_one(players: Sequence[Coalition], union: Coalition) -> None:
    for player in players:
        inside = set(player.members) & set(union.members)
        if inside and set(player.members) != set(union.members):
            raise PlayerError(
                message(
                    f"contradictory unions: {union.name} has one external tariff",
                    expected="its members to play as one",
                    got=f"{player.name} as a player of its own",
                    do=f"play the coalition {union.name} instead, or make it a free-trade area (common_tariff=False)",
                )
            )
