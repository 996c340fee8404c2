"""Who fights a war for what, with what and from where, as a scenario says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from tradetalks.economy.policy import Policy
from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.sections.instruments import EVERYBODY, InstrumentSpec
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.war import objectives as goals
from tradetalks.war.coalitions import Coalition
from tradetalks.war.moves import Action

Said = TypeVar("Said")


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


def sides_of(plan: WarPlan, names: Sequence[str]) -> list[Coalition]:
    """Those called ``names``: coalitions of the ``war`` section, and regions that fight for themselves."""
    coalitions = {coalition.name: coalition for coalition in plan.coalitions}
    return [coalitions.get(name, Coalition(name, (name,))) for name in names]


def actions_of(plan: WarPlan) -> list[Action]:
    """The moves of the ladder, as the war layer takes them."""
    coalitions = {coalition.name: coalition for coalition in plan.coalitions}
    return [rung.step(coalitions) for rung in plan.ladder]
