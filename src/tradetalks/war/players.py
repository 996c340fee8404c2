"""Who plays, for what and with what: from words to a game."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.equations import Instruments
from tradetalks.economy.policy import Policy, known
from tradetalks.errors import TradeTalksError
from tradetalks.games.closed_form import AnalyticGame
from tradetalks.games.game import Game
from tradetalks.war.controls import build_block
from tradetalks.war.instruments import Instrument, as_instrument, names_of
from tradetalks.war.objectives import Objective, as_objective
from tradetalks.war.trade_game import Player, TradeGame


class PlayerError(TradeTalksError):
    """Players or unions that contradict the economy or each other."""


@dataclasses.dataclass(frozen=True)
class Coalition:
    """Regions that act together: one player that maximises the members' joint objective (weights: baseline income).

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


Source = Policy | Instruments | Equilibrium | None


def build_game(
    economy,
    players: Sequence[str | Coalition] | None,
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    instruments: str | Instrument | Mapping[str, str | Instrument] = "sector",
    on: Sequence[str] | None = None,
    policy: Source = None,
    unions: Sequence[Coalition] = (),
    rivals: bool = False,
) -> Game:
    """A game from words.

    Args:
        economy: an :class:`~tradetalks.economy.economy.Economy`, or a game in closed form with
            ``payoffs(tau) → (u, jac, hess)``, or a game already built (then the other arguments do not apply).
        players: regions or coalitions; None is every region.
        objective: one for all, or by player (real income where not named).
        instruments: ``"sector"``, ``"partner"``, ``"mfn"``, ``"uniform"``, or instruments; one for all, or by player.
        on: the partners the instruments reach; None is all.
        rivals: without ``on``, instruments reach the other players alone (those with one rate for all partners: all).
        policy: what is in force at the start.
        unions: free-trade areas and customs unions in force, players or not.

    Raises:
        PlayerError: unknown or repeated players, contradictory unions, mappings that name nobody.
    """
    if isinstance(economy, AnalyticGame | TradeGame):
        return economy
    if hasattr(economy, "payoffs"):
        return AnalyticGame(economy)
    if isinstance(players, str):
        raise PlayerError(
            f"players are a list\nexpected regions or coalitions, such as ['{players}', ...]\ngot      the word {players!r}\n"
            "do       put brackets around the names"
        )
    players = list(economy.regions if players is None else players)
    teams = [p if isinstance(p, Coalition) else Coalition(p, (p,)) for p in players]
    _check_players(economy, teams)
    _check_unions(economy, teams, unions)
    names = [t.name for t in teams]
    status_quo = with_unions(economy, status_quo_of(economy, policy), [*teams, *unions])
    everywhere = None if on is None else names_of(on)
    reached = [m for t in teams for m in t.members] if rivals and on is None and len(teams) > 1 else everywhere
    _check_wars(teams, unions, reached)
    return TradeGame(
        economy,
        tuple(
            Player(
                name=team.name,
                members=_positions(economy, team),
                objective=as_objective(choice_of(objective, team.name, names, "objective")),
                block=build_block(
                    economy,
                    _positions(economy, team),
                    as_instrument(
                        "sector" if (own := choice_of(instruments, team.name, names, "instruments")) is None else own
                    ),
                    reached,
                    status_quo,
                    common=team.common_tariff,
                    free=_free_pairs(economy, [*teams, *unions]),
                    mfn_partners=everywhere,
                ),
            )
            for team in teams
        ),
        status_quo,
    )


def status_quo_of(economy: Economy, policy: Source) -> Instruments:
    """The kernel's arrays for a policy, an equilibrium or the baseline."""
    if policy is None:
        return economy.unchanged
    if isinstance(policy, Equilibrium):
        return policy.instruments
    return instruments_of(economy, policy) if isinstance(policy, Policy) else policy


def with_unions(economy: Economy, new: Instruments, unions: Sequence[Coalition]) -> Instruments:
    """Tariffs among the members of every zero-tariff union set to 0."""
    tariff_jni: Any = np.array(new.tariff_jni)
    for union in unions:
        if union.zero_tariffs:
            rows = list(_positions(economy, union))
            tariff_jni[np.ix_(range(len(tariff_jni)), rows, rows)] = 0.0
    return dataclasses.replace(new, tariff_jni=tariff_jni)


def _positions(economy: Economy, team: Coalition) -> tuple[int, ...]:
    return tuple(known(m, economy.regions, "region") for m in team.members)


def _free_pairs(economy: Economy, unions: Sequence[Coalition]) -> frozenset[tuple[int, int]]:
    """(member, partner) of every zero-tariff union: nobody's instruments reach them."""
    free = [_positions(economy, u) for u in unions if u.zero_tariffs]
    return frozenset((a, b) for union in free for a in union for b in union)


def choice_of(choice, name: str, names: Sequence[str], what: str):
    """What ``choice`` says for ``name``: one thing for all, or a mapping by player (None where it is not in it).

    Raises:
        PlayerError: the mapping names somebody who does not play.
    """
    if not isinstance(choice, Mapping):
        return choice
    strangers = [k for k in choice if k not in names]
    if strangers:
        raise PlayerError(
            f"{what} given for somebody who does not play\nexpected players among {', '.join(names)}\n"
            f"got      {', '.join(map(str, strangers))}\ndo       correct the name or add the player"
        )
    return choice.get(name)


def _check_players(economy: Economy, teams: Sequence[Coalition]) -> None:
    if not teams:
        raise PlayerError(
            f"a game needs players\nexpected regions among {', '.join(economy.regions)}\ngot      none\n"
            "do       name at least one"
        )
    seen: dict[str, str] = {}
    for team in teams:
        if not team.members:
            raise PlayerError(
                f"the coalition {team.name} has no members\nexpected at least one region\ngot      none\n"
                "do       name its members"
            )
        for member in team.members:
            known(member, economy.regions, "player")
            if member in seen:
                raise PlayerError(
                    f"{member} plays twice\nexpected every region in one player\n"
                    f"got      {member} in {seen[member]} and in {team.name}\ndo       remove it from one of them"
                )
            seen[member] = team.name
    names = [t.name for t in teams]
    for name in names:
        if names.count(name) > 1:
            raise PlayerError(
                f"two players are called {name}\nexpected every player to have its own name\n"
                f"got      {' and '.join(' + '.join(t.members) for t in teams if t.name == name)}\ndo       rename one of them"
            )


def _check_wars(teams: Sequence[Coalition], unions: Sequence[Coalition], reached: Sequence[str] | None) -> None:
    """A player whose every opponent is in a zero-tariff union with it has nothing to fight with."""
    for team in teams:
        others = [p for p in reached or () if p not in team.members]
        for union in unions:
            if (
                union.zero_tariffs
                and others
                and set(team.members) <= set(union.members)
                and set(others) <= set(union.members)
            ):
                raise PlayerError(
                    f"{team.name} cannot fight within the zero-tariff union {union.name}\n"
                    f"expected an opponent outside the union\ngot      {', '.join(others)}\n"
                    "do       drop the union, set zero_tariffs=False, or name partners outside it with on=[...]"
                )


def _check_unions(economy: Economy, teams: Sequence[Coalition], unions: Sequence[Coalition]) -> None:
    customs = [u for u in [*unions, *(t for t in teams if len(t.members) > 1)] if u.common_tariff]
    for first, a in enumerate(customs):
        _positions(economy, a)
        for b in customs[first + 1 :]:
            both = sorted(set(a.members) & set(b.members))
            if both and set(a.members) != set(b.members):
                raise PlayerError(
                    f"contradictory unions: {a.name} and {b.name}\nexpected every region in one customs union\n"
                    f"got      {', '.join(both)} in both\ndo       make one of them a free-trade area (common_tariff=False)"
                )
    for union in unions:
        _positions(economy, union)
        if not union.common_tariff:
            continue
        for team in teams:
            inside = set(team.members) & set(union.members)
            if inside and set(team.members) != set(union.members):
                raise PlayerError(
                    f"contradictory unions: {union.name} has one external tariff\n"
                    f"expected its members to play as one\ngot      {team.name} as a player of its own\n"
                    f"do       play the coalition {union.name} instead, or make it a free-trade area (common_tariff=False)"
                )
