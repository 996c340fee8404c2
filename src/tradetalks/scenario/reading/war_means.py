"""What objectives, instruments and moves are refused by the war layer, told when the file is read: nothing is solved for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tradetalks.economy.calibrate import calibrate
from tradetalks.economy.economy import Economy
from tradetalks.errors import TradeTalksError, parts
from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.war_sides import actions_of, means_of, plan_of, policy_of, sides_of, wants_of
from tradetalks.war.coalitions import Coalition, positions
from tradetalks.war.instruments import Instrument, parts_of
from tradetalks.war.ladder_levels import ladder_errors
from tradetalks.war.objectives import WeightedSum
from tradetalks.war.players import build_game, status_quo_of


def refusal_from(error: TradeTalksError, place: Place) -> Refusal:
    """What a layer below raised, at a place of the file."""
    found = parts(str(error))
    expected = found["expected"]
    if found["got"]:
        expected = f"{expected}; got {found['got']}"
    return Refusal(found["title"], expected, found["do"], place)


def nobody_fights(scenario: Scenario, *, war_asked: bool) -> Iterator[Refusal]:
    """A section ``war`` in a file that names nobody and in which nobody acts; a caller who asks for the war may name players."""
    if scenario.war is None or war_asked or scenario.war.players or scenario.players:
        return
    regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
    advice = "write `players: [...]` in the file, or let somebody act"
    yield Refusal("nobody is named to fight this war", f"players among {regions}", advice, ("war",))


def means_faults(scenario: Scenario) -> Iterator[Refusal]:
    """Objectives, instruments and moves that do not fit the accounts or their player, each at its place.

    They are built as the war builds them, over the accounts as they are: neither balanced trade nor elasticities matter to
    whether they fit.

    Args:
        scenario: what the file comes to, its dates included, without other faults.
    """
    plan, talks = plan_of(scenario), scenario.talks
    if not (scenario.war or scenario.objectives or scenario.instruments):
        return
    economy = calibrate(scenario.accounts, deficits="fixed", scale=False)
    names = plan.players or scenario.players
    at_the_table: Sequence[str] = () if talks is None else talks.sides
    on_the_ladder = [name for step in plan.ladder for name in (step.by, step.on) if name]
    wanting = dict.fromkeys([*names, *at_the_table, *on_the_ladder])
    for side in sides_of(plan, list(wanting)):
        yield from _unfit_objectives(scenario, economy, side)
    yield from _unfit_instruments(scenario, economy, sides_of(plan, names))
    yield from _impossible_moves(scenario, economy)


def _unfit_objectives(scenario: Scenario, economy: Economy, side: Coalition) -> Iterator[Refusal]:
    key = _key(scenario.objectives, side.name)
    members = positions(economy, side)
    for want in wants_of(scenario, side.name):
        objective = want.objective()
        assert isinstance(objective, WeightedSum), "a weight times an objective is a weighted sum"
        for _, part in objective.parts:
            try:
                part.term(economy, members)
            except TradeTalksError as error:
                yield refusal_from(error, ("objectives", key, want.what))


def _unfit_instruments(scenario: Scenario, economy: Economy, sides: Sequence[Coalition]) -> Iterator[Refusal]:
    """Each instrument by itself, then all of a player together."""
    policy, unions = policy_of(scenario), plan_of(scenario).unions
    for side in sides:
        key = _key(scenario.instruments, side.name)
        spec = means_of(scenario, side.name)
        whole = spec.instrument(economy)
        places: list[Place] = [("instruments", key), *(("instruments", key, part.kind) for part in spec.more)]
        single: list[tuple[Instrument, Place]] = list(zip(parts_of(whole), places, strict=True))
        for instrument, place in [*single, (whole, places[0])]:
            try:
                build_game(
                    economy,
                    sides,
                    instruments={side.name: instrument},
                    rivals=True,
                    policy=policy,
                    unions=unions,
                )
            except TradeTalksError as error:
                yield refusal_from(error, place)
                break


def _impossible_moves(scenario: Scenario, economy: Economy) -> Iterator[Refusal]:
    """Steps of the ladder after which a tariff is -100 percent or less, and answers beyond every tariff."""
    in_force = np.moveaxis(np.asarray(status_quo_of(economy, policy_of(scenario)).tariff_jni), 0, 2)
    for k, error in ladder_errors(economy, actions_of(plan_of(scenario)), in_force):
        yield refusal_from(error, ("war", "ladder", k))


def _key(section: object, player: str) -> str:
    """What the file calls this player in a section: by its name, or all."""
    if isinstance(section, dict) and player not in section and EVERYBODY in section:
        return EVERYBODY
    return player
