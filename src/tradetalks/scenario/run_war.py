"""Solve the war of a scenario: who fights for what, with what, from where, and where it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from tradetalks.data.elasticities import SCALE_SHARES
from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.economies import economy_of, stated_scale_effects
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.results.war import INTERRUPTED, WarRun
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.war_sides import (
    actions_of,
    means_of,
    objective_of,
    plan_of,
    players_of,
    policy_of,
    sides_of,
    start_of,
    wants_of,
)
from tradetalks.war.coalitions import PlayerError
from tradetalks.war.escalation import EscalationPath, escalation_path
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import reaction_curves
from tradetalks.war.solve import nash


def as_asked(scenario: Scenario, players: Sequence[str] | None = None, instruments: str | None = None) -> Scenario:
    """The scenario with other players or instruments of its war than the file says.

    Args:
        players: regions, instead of the file's; objectives and instruments of others no longer count, and the file's ladder,
            which is about its own players, is not played.
        instruments: ``sector``, ``partner``, ``mfn`` or ``uniform`` instead of the file's; bounds and sectors stay.
    """
    asked = dict(scenario.settings)
    if players is not None:
        if not players:
            regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
            raise PlayerError(
                message("a game needs players", expected=f"regions among {regions}", got="none", do="name at least one")
            )
        chosen = {*players, EVERYBODY}
        plan = dataclasses.replace(plan_of(scenario), players=tuple(players), ladder=())
        scenario = dataclasses.replace(
            scenario,
            war=plan,
            objectives={name: wants for name, wants in scenario.objectives.items() if name in chosen},
            instruments={name: means for name, means in scenario.instruments.items() if name in chosen},
        )
        asked["--players"] = ",".join(players)
    if instruments is not None:
        means = {EVERYBODY: InstrumentSpec(), **scenario.instruments}
        scenario = dataclasses.replace(
            scenario, instruments={name: dataclasses.replace(m, tie=instruments) for name, m in means.items()}
        )
        asked["--instruments"] = instruments
    return dataclasses.replace(scenario, settings=asked)


def solve_war(scenario: Scenario, tell: Callable[[str], None] | None = None) -> WarRun:
    """The war of a scenario and, unless a search is interrupted, the same war at the ends of the scale effects.

    Args:
        scenario: its ``objectives``, ``instruments`` and ``war`` sections say who fights for what, with what, from where.
        tell: called with a line of text now and then.

    Raises:
        ScenarioError: nobody is named to fight.
        TradeTalksError: players or instruments that the economy does not have; no equilibrium found.
    """
    war = war_of(scenario, progress=tell)
    beside: dict[str, WarOutcome] = {}
    unsolved: dict[str, str] = {}
    if war.trade_game is not None and war.trade_game.economy.has_scale and not war.interrupted:
        _at_the_ends(scenario, beside, unsolved, tell)
    crossing = len(war.players) == 2 and war.certified
    return WarRun(
        scenario=scenario,
        war=war,
        by_scale=beside,
        wants={p: wants_of(scenario, p) for p in war.players},
        means={p: means_of(scenario, p) for p in war.players},
        start=start_of(scenario),
        steps=ladder_of(scenario),
        reactions=reaction_curves(war) if crossing else None,
        unsolved=unsolved,
    )


def _at_the_ends(
    scenario: Scenario,
    beside: dict[str, WarOutcome],
    unsolved: dict[str, str],
    tell: Callable[[str], None] | None,
) -> None:
    """The war at low and at high scale effects, where they are not the file's own, put into ``beside`` as it is found."""
    for name in ("low", "high"):
        if name == stated_scale_effects(scenario):
            continue
        try:
            found = war_of(scenario, scale_share=SCALE_SHARES[name], progress=tell)
        except TradeTalksError as error:
            unsolved[name] = str(error).splitlines()[0]
            continue
        except KeyboardInterrupt:
            # What is already solved is not lost to an interruption before the next search has found anything.
            unsolved[name] = INTERRUPTED
            break
        if found.interrupted:
            unsolved[name] = INTERRUPTED
            break
        beside[name] = found


def ladder_of(scenario: Scenario, *, scale_share: float | None = None) -> EscalationPath | None:
    """The file's moves played out, payoffs as its ``objectives`` say; None where the file has no ladder.

    Raises:
        MoveError: a reaction to nothing.
    """
    plan = plan_of(scenario)
    if not plan.ladder:
        return None
    steps = actions_of(plan)
    sides = dict.fromkeys(name for rung in plan.ladder for name in (rung.by, rung.on) if name)
    wants = {side: objective_of(scenario, side) for side in sides}
    return escalation_path(
        economy_of(scenario, scale_share=scale_share), steps, objective=wants, policy=policy_of(scenario)
    )


def war_of(
    scenario: Scenario, *, scale_share: float | None = None, progress: Callable[[str], None] | None = None
) -> WarOutcome:
    """The Nash equilibrium of the war that a scenario describes (:func:`tradetalks.war.solve.nash`).

    Args:
        scenario: its ``objectives``, ``instruments`` and ``war`` sections say who fights for what, with what, from where.
        scale_share: of the published scale elasticities, instead of the file's own.
        progress: called with a line of text now and then.

    Raises:
        ScenarioError: nobody is named to fight.
        TradeTalksError: players or instruments that the economy does not have; no equilibrium found.
    """
    names = players_of(scenario)
    sides = sides_of(plan_of(scenario), names)

    def named(section: Mapping[str, object]) -> list[str]:
        """The players, and whoever else the file names, which is an error."""
        return list(dict.fromkeys([*names, *(player for player in section if player != EVERYBODY)]))

    economy = economy_of(scenario, scale_share=scale_share)
    return nash(
        economy,
        sides,
        objective={p: objective_of(scenario, p) for p in named(scenario.objectives)},
        instruments={p: means_of(scenario, p).instrument(economy) for p in named(scenario.instruments)},
        policy=policy_of(scenario),
        unions=plan_of(scenario).unions,
        progress=progress,
    )
