"""What the war of a scenario needs from the rest of it: players who are apart, sections of those who play, a first move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from tradetalks.errors import TradeTalksError
from tradetalks.inputs import KEY, Labels, Place, Refusal
from tradetalks.scenario.reading.war_means import refusal_from
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.war import WarPlan
from tradetalks.scenario.war_sides import sides_of
from tradetalks.war.coalitions import Coalition, check_opponents, check_players, check_unions


def war_faults(
    plan: WarPlan, *, players: Sequence[str], sections: dict[str, Collection[str]], labels: Labels
) -> Iterator[Refusal]:
    """What is wrong, at its place in the file: what the war layer would refuse when the war begins is told here.

    Args:
        plan: what the ``war`` section says.
        players: who fights where the section does not say.
        sections: the players that ``objectives`` and ``instruments`` name.
        labels: the names that the file may use.
    """
    names = plan.players or tuple(players)
    coalitions = {coalition.name: coalition for coalition in plan.coalitions}
    sides = sides_of(plan, names)
    if sides:
        yield from _strangers(names, sections)
        at = ("war", "players") if plan.players else ("players",)
        yield from _told(lambda: check_players(labels, sides), at)
        yield from _told(lambda: check_unions(labels, sides, plan.unions), ("war", "unions"))
        everybody = [member for side in sides for member in side.members]
        yield from _told(lambda: check_opponents(sides, plan.unions, everybody), ("war", "unions"))
    yield from _ladder_faults(plan, coalitions)


def _told(check: Callable[[], None], place: Place) -> Iterator[Refusal]:
    """What a check of the war layer raises, at a place of the file."""
    try:
        check()
    except TradeTalksError as error:
        yield refusal_from(error, place)


def _strangers(names: Sequence[str], sections: dict[str, Collection[str]]) -> Iterator[Refusal]:
    """Objectives and instruments of somebody who does not play."""
    for section, named in sections.items():
        for name in named:
            if name not in (*names, EVERYBODY):
                expected = f"players among {', '.join(names)}"
                advice = "correct the name or add the player"
                yield Refusal(f"{name} does not play", expected, advice, (section, name, KEY))


def _ladder_faults(plan: WarPlan, coalitions: dict[str, Coalition]) -> Iterator[Refusal]:
    """Moves between sides that are apart, and reactions to an earlier move."""

    def members(name: str | None) -> set[str]:
        if name in coalitions:
            return set(coalitions[name].members)
        return {name} if name else set()

    # Who moved and who was hit, step by step.
    moves: list[tuple[set[str], set[str]]] = []
    for k, step in enumerate(plan.ladder):
        by, on, place = members(step.by), members(step.on), ("war", "ladder", k)
        if step.rule is not None:
            against = [mover for mover, hit in moves if hit & by]
            if not against:
                expected = f"an earlier move against {step.by}"
                yield Refusal(f"{step.by} has nothing to react to", expected, "begin with a move", place)
                continue
            on = against[-1]
        if by & on:
            expected = f"somebody else than {', '.join(sorted(by & on))}"
            yield Refusal(f"{step.by} moves on itself", expected, "name another target", place)
        moves.append((by, on))
