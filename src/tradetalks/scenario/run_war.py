"""Solve the war of a scenario: who fights for what, with what, from where, and where it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tradetalks.data.elasticities import SCALE_SHARES
from tradetalks.economy.policy import Policy
from tradetalks.errors import ScenarioError, TradeTalksError, message
from tradetalks.scenario.economies import economy_of, stated_scale_effects
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.results.war import INTERRUPTED, WarRun
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.war import objectives as goals
from tradetalks.war.coalitions import PlayerError
from tradetalks.war.escalation import EscalationPath, escalation_path
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.reactions import reaction_curves
from tradetalks.war.solve import nash

Said = TypeVar("Said")


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


def players_of(scenario: Scenario) -> tuple[str, ...]:
    """Who fights: the ``war`` section's players, else the scenario's.

    Raises:
        ScenarioError: nobody is named.
    """
    found = plan_of(scenario).players or scenario.players
    if not found:
        regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
        raise ScenarioError(
            message(
                f"{scenario.path}: nobody is named to fight this war",
                expected=f"players among {regions}",
                got="none",
                do="write `players: [...]` in the file, or give --players",
            )
        )
    return found


def wants_of(scenario: Scenario, player: str) -> tuple[ObjectiveSpec, ...]:
    """What ``player`` maximises; real income where the file does not say."""
    return _of(scenario.objectives, player, (ObjectiveSpec("real_income", 1.0),))


def objective_of(scenario: Scenario, player: str) -> goals.Objective:
    """The same as one objective, in percent of the player's baseline real income."""
    first, *more = (want.objective() for want in wants_of(scenario, player))
    for part in more:
        first = first + part
    return first


def means_of(scenario: Scenario, player: str) -> InstrumentSpec:
    """What ``player`` sets; one tariff by partner and sector where the file does not say."""
    return _of(scenario.instruments, player, InstrumentSpec())


def _of(section: Mapping[str, Said], player: str, otherwise: Said) -> Said:
    return section.get(player, section.get(EVERYBODY, otherwise))


def plan_of(scenario: Scenario) -> WarPlan:
    """The ``war`` section, empty where the file has none."""
    return scenario.war or WarPlan()


def start_of(scenario: Scenario) -> str:
    """``baseline`` or ``now``: what is in force when the war begins (without acts, the baseline)."""
    return plan_of(scenario).start if scenario.dates else "baseline"


def policy_of(scenario: Scenario) -> Policy | None:
    """The policy that the war starts from; None is the baseline's."""
    return None if start_of(scenario) == "baseline" else policy_in_force(scenario, scenario.dates[-1])


def ladder_of(scenario: Scenario, *, scale_share: float | None = None) -> EscalationPath | None:
    """The file's moves played out, payoffs as its ``objectives`` say; None where the file has no ladder.

    Raises:
        MoveError: a reaction to nothing.
    """
    plan = plan_of(scenario)
    if not plan.ladder:
        return None
    coalitions = {c.name: c for c in plan.coalitions}
    steps = [rung.step(coalitions) for rung in plan.ladder]
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

    def named(section: Mapping[str, object]) -> list[str]:
        """The players, and whoever else the file names, which is an error."""
        return list(dict.fromkeys([*names, *(player for player in section if player != EVERYBODY)]))

    economy = economy_of(scenario, scale_share=scale_share)
    coalitions = {c.name: c for c in plan_of(scenario).coalitions}
    return nash(
        economy,
        [coalitions.get(name, name) for name in names],
        objective={p: objective_of(scenario, p) for p in named(scenario.objectives)},
        instruments={p: means_of(scenario, p).instrument(economy) for p in named(scenario.instruments)},
        policy=policy_of(scenario),
        unions=plan_of(scenario).unions,
        progress=progress,
    )
