"""A step of the ladder in a ``war`` section: a move, or a reaction to the last move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from tradetalks.inputs import GOOD, PLAYER, Bound, Choice, Refusal, Several, TariffRate, raised, record
from tradetalks.war.coalitions import Coalition
from tradetalks.war.moves import Action, Move, Retaliation
from tradetalks.war.retaliation import RULES

_SHARE = Bound(title="number out of range")
# Reactions that choose sectors, at a rate of their own; and those that give all or nothing, whatever share is asked for.
WITH_RATE = ("same_trade_value", "target_list")
WITHOUT_SHARE = ("none", "best_response")


@record("the move")
class LadderStep:
    """A move (``on``, ``rate``, ``sectors``) or, with ``rule``, a reaction to the last move against ``by``.

    Args:
        by: who moves, a region or a coalition.
        on: whom it hits; None for a reaction.
        rate: increase of the tariffs, fraction; for a reaction the rate on listed sectors.
        sectors: where; None for all goods.
        rule: a rule of :mod:`tradetalks.war.retaliation`; None for a move.
        share: how much of the answer, of a reaction; None for all of it.
    """

    by: Annotated[str, PLAYER, Field(description="who moves: a region or a coalition")]
    on: Annotated[Annotated[str, PLAYER] | None, Field(description="whom a move hits")] = None
    rate: Annotated[
        Annotated[float, TariffRate()] | None,
        Field(description="increase of the tariffs; of a reaction, the rate on the sectors it chooses"),
    ] = None
    sectors: Annotated[
        Annotated[tuple[Annotated[str, GOOD], ...], Several("sectors", alone=True)] | None,
        Field(description="where a move applies; all goods where absent"),
    ] = None
    rule: Annotated[
        Annotated[str, Choice(tuple(RULES), "reaction rule")] | None, Field(description="how a reaction is chosen")
    ] = None
    share: Annotated[
        Annotated[float, _SHARE] | None,
        Field(description="how much of the answer a reaction gives; 1 is all, and taken where absent"),
    ] = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refusal = _not_a_step(self)
        if refusal is not None:
            raise raised(refusal)
        return self

    def step(self, coalitions: Mapping[str, Coalition]) -> Action:
        """As the war layer takes it."""
        by = coalitions.get(self.by, self.by)
        if self.rule is not None:
            share = 1.0
            if self.share is not None:
                share = self.share
            return Retaliation(by, self.rule, share, self.rate)
        assert self.on is not None and self.rate is not None, "a move says on whom and how much"
        return Move(by, coalitions.get(self.on, self.on), self.rate, self.sectors)


def _not_a_step(rung: LadderStep) -> Refusal | None:
    """What is wrong with one that is neither a move nor a reaction."""
    if rung.rule is not None:
        if rung.on is None and rung.sectors is None:
            return _idle_in_reaction(rung, rung.rule)
        expected = "rule, share and rate alone"
        return Refusal("a reaction chooses its own target", expected, "leave out on and sectors, or rule")
    if rung.on is None or rung.rate is None:
        expected = "on and rate for a move, or rule for a reaction"
        advice = f"write rule: {', '.join(list(RULES)[:3])} ..., or on and rate"
        return Refusal("neither a move nor a reaction", expected, advice)
    if rung.on == rung.by:
        return Refusal("a move on oneself", "somebody else in on", "name another target")
    if rung.share is not None:
        expected, advice = "by, on, rate and sectors", "leave share out, or write rule in place of on and rate"
        return Refusal("a move has no share: it adds its rate", expected, advice, ("share",), rung.share)
    return None


def _idle_in_reaction(rung: LadderStep, rule: str) -> Refusal | None:
    """A key that the rule of a reaction does not ask for."""
    if rung.rate is not None and rule not in WITH_RATE:
        expected = f"no key rate; {' and '.join(WITH_RATE)} have one"
        advice = "leave it out: its rates follow from those faced, or from its objective"
        return Refusal(f"a reaction by the rule {rule} has no rate", expected, advice, ("rate",), rung.rate)
    if rung.share is not None and rule in WITHOUT_SHARE:
        expected, advice = "no key share beside it", "leave it out, or choose another rule"
        return Refusal(f"a reaction by the rule {rule} has no share", expected, advice, ("share",), rung.share)
    return None
