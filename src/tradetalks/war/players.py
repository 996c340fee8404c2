"""Who plays, for what and with what: from words to a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, overload

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.policy import Policy, economy_given
from tradetalks.errors import message
from tradetalks.games.analytic_game import AnalyticGame, ClosedForm
from tradetalks.games.game import Game
from tradetalks.inputs import ANYTHING, Call, Kind, ListOf, Maybe, Names, Reader, argument, checked
from tradetalks.war.coalitions import (
    Coalition,
    PlayerError,
    check_opponents,
    check_players,
    check_unions,
    free_pairs,
    positions,
    with_unions,
)
from tradetalks.war.instruments import Instrument, as_instrument, names_of
from tradetalks.war.objectives import Objective, as_objective
from tradetalks.war.strategy_builder import build_strategy_space
from tradetalks.war.trade_game import Player, TradeGame

# What is in force: words, an economy's arrays, or an equilibrium; None is the baseline.
InForce = Policy | Instruments | Equilibrium | None
# What a game is made of.
World = Economy | Game | ClosedForm

T = TypeVar("T")

PLAYERS = ListOf(Kind((str, Coalition), "regions or coalitions"), "a list of regions or coalitions")
IN_FORCE = Maybe(Kind((Policy, Instruments, Equilibrium), "a Policy, an Equilibrium or None"))
# Who watches a search.
WATCH = Maybe(Call("a function of one line of text, or None"))
# How the arguments of a game are read; what stands for ANYTHING is told in words of its own.
GIVEN: dict[str, Reader] = {
    "economy": ANYTHING,
    "players": ANYTHING,
    "on": Maybe(Names("partners", least=0)),
    "policy": IN_FORCE,
    "unions": ListOf(Kind((Coalition,), "a Coalition"), "a list of Coalition"),
    "objective": ANYTHING,
    "instruments": ANYTHING,
}


@checked(PlayerError, **GIVEN)
def build_game(
    economy: World,
    players: Sequence[str | Coalition] | None,
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    instruments: str | Instrument | Mapping[str, str | Instrument] = "sector",
    on: Sequence[str] | None = None,
    policy: InForce = None,
    unions: Sequence[Coalition] = (),
    rivals: bool = False,
) -> Game:
    """A game from words: choice variables as W9 has them, objectives W1 to W8.

    Args:
        economy: an :class:`~tradetalks.economy.economy.Economy`, or a game in closed form with
            ``payoffs(tau) → (u, jac, hess)``, or a game already built (then the other arguments do not apply).
        players: regions or coalitions; None is every region.
        objective: one for all, or by player (real income where not named); payoffs in percent of own real income.
        instruments: ``"sector"``, ``"partner"``, ``"mfn"``, ``"uniform"``, or instruments; one for all, or by player.
        on: the partners the instruments reach; None is all.
        policy: what is in force at the start.
        unions: free-trade areas and customs unions in force, players or not.
        rivals: without ``on``, instruments reach the other players alone (those with one rate for all partners: all).

    Returns:
        The game, its choice variables fractions (0.25 is 25 percent).

    Raises:
        PlayerError: unknown or repeated players, contradictory unions, mappings that name nobody.
    """
    if isinstance(economy, Game):
        return economy
    if isinstance(economy, ClosedForm):
        return AnalyticGame(economy)
    economy_given(economy, "a game")
    chosen: list[str | Coalition] = list(economy.regions)
    if players is not None:
        chosen = _players(players)
    sides = [p if isinstance(p, Coalition) else Coalition(p, (p,)) for p in chosen]
    check_players(economy, sides)
    check_unions(economy, sides, unions)
    status_quo = with_unions(economy, status_quo_of(economy, policy), [*sides, *unions])
    everywhere = None if on is None else names_of(on)
    reached = everywhere
    if rivals and on is None and len(sides) > 1:
        reached = [member for side in sides for member in side.members]
    check_opponents(sides, unions, reached)
    names = [side.name for side in sides]
    built = []
    for side in sides:
        members = positions(economy, side)
        own = as_instrument(choice_of(instruments, side.name, names, "instruments"))
        space = build_strategy_space(
            economy,
            members,
            own,
            reached,
            status_quo,
            common=side.common_tariff,
            free=free_pairs(economy, [*sides, *unions]),
            mfn_partners=everywhere,
        )
        wanted = as_objective(choice_of(objective, side.name, names, "objective"))
        built.append(Player(name=side.name, members=members, objective=wanted, space=space))
    return TradeGame(economy, tuple(built), status_quo)


def _players(players: object) -> list[str | Coalition]:
    """Regions and coalitions, in an order of their own.

    Raises:
        PlayerError: a single word, or something else.
    """
    if isinstance(players, str):
        raise PlayerError(
            message(
                "players are a list",
                expected=f"regions or coalitions, such as ['{players}', ...]",
                got=f"the word {players!r}",
                do="put brackets around the names",
            )
        )
    listed: list[str | Coalition] = list(argument("a game", "players", players, PLAYERS, PlayerError))
    return listed


def status_quo_of(economy: Economy, policy: InForce) -> Instruments:
    """The economy's arrays for a policy, an equilibrium or the baseline."""
    if policy is None:
        return economy.unchanged
    if isinstance(policy, Equilibrium):
        return policy.instruments
    if isinstance(policy, Policy):
        return instruments_of(economy, policy)
    return policy


@overload
def choice_of(choice: Mapping[str, T], name: str, names: Sequence[str], what: str) -> T | None: ...
@overload
def choice_of(choice: T, name: str, names: Sequence[str], what: str) -> T: ...
def choice_of(choice: T | Mapping[str, T], name: str, names: Sequence[str], what: str) -> T | None:
    """What ``choice`` says for ``name``: one thing for all, or a mapping by player (None where it is not in it).

    Raises:
        PlayerError: the mapping names somebody who does not play.
    """
    if not isinstance(choice, Mapping):
        return choice
    strangers = [k for k in choice if k not in names]
    if strangers:
        raise PlayerError(
            message(
                f"{what} given for somebody who does not play",
                expected=f"players among {', '.join(names)}",
                got=", ".join(map(str, strangers)),
                do="correct the name or add the player",
            )
        )
    return choice.get(name)
