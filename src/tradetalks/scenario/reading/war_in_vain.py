"""What the sections of a war say in vain: groups that bind nobody, caps that cap nothing, moves of nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.inputs import KEY, Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.sections.instruments import InstrumentSpec
from tradetalks.scenario.sections.war import WarPlan


def war_points(scenario: Scenario) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
    """
    for player, spec in scenario.instruments.items():
        yield from _caps(player, spec)
    if scenario.war is not None:
        yield from _groups(scenario.war)
        yield from _moves(scenario.war)
        if scenario.war.start == "now" and not scenario.acts:
            advice = "leave start out, or add acts"
            yield Refusal("no act is in force: now is the baseline", do=advice, place=("war", "start"))


def _caps(player: str, spec: InstrumentSpec) -> Iterator[Refusal]:
    """Caps where the player sets no tariffs, or above what it may set in any case."""
    for sector, cap in spec.caps.items():
        place: Place = ("instruments", player, "caps", sector)
        if spec.sectors is not None and sector not in spec.sectors:
            title = f"the cap on {sector} changes nothing: {player} sets no tariffs there"
            yield Refusal(title, do=f"add {sector} to sectors, or leave the cap out", place=(*place, KEY))
        elif cap >= spec.high:
            title = f"the cap on {sector} changes nothing: high is {spec.high:g} in any case"
            yield Refusal(title, do="lower the cap, or leave it out", place=place)


def _groups(plan: WarPlan) -> Iterator[Refusal]:
    """Coalitions that neither fight nor move, unions without rules."""
    acting = {*plan.players, *(name for step in plan.ladder for name in (step.by, step.on))}
    for coalition in plan.coalitions:
        if coalition.name not in acting:
            title = f"the coalition {coalition.name} does not fight"
            advice = f"write players: [{coalition.name}, ...] in war, or leave it out"
            yield Refusal(title, do=advice, place=("war", "coalitions", coalition.name, KEY))
    for union in plan.unions:
        if not (union.zero_tariffs or union.common_tariff):
            title = f"the union {union.name} binds nobody"
            advice = "write zero_tariffs: true or common_tariff: true, or leave it out"
            yield Refusal(title, do=advice, place=("war", "unions", union.name, KEY))


def _moves(plan: WarPlan) -> Iterator[Refusal]:
    """Moves by nothing, and reactions of which no share is given."""
    for k, step in enumerate(plan.ladder):
        if step.rule is None and step.rate == 0:
            title = f"the move of {step.by} changes nothing"
            yield Refusal(title, do="give a rate, or leave it out", place=("war", "ladder", k, "rate"))
        if step.rule is not None and step.share == 0:
            title = f"the reaction of {step.by} changes nothing"
            yield Refusal(title, do="give a share above 0, or leave it out", place=("war", "ladder", k, "share"))
