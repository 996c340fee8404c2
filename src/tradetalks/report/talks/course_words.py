"""How the talks may go, in words: what waiting costs, the odds, shocks, strategies, and what the odds rest on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tradetalks.report.format import SMALL_PROBABILITY, format_day, format_each, format_probability
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import ShockEffect

# Assumptions named: those on which the odds hang most.
NAMED_ASSUMPTIONS = 3


def impasse_cost_sentence(run: TalksRun) -> str:
    """The impasse clock."""
    clock, names = run.clock, run.sides
    day = clock.days.index(run.plan.opening)
    return (
        f"On {format_day(run.plan.opening)} a day of impasse costs, in million dollars: {_costs(names, clock.per_day[day])}; "
        f"two years after the deadline, with the same tariffs: {_costs(names, clock.per_day[-1])}. So far, in billion "
        f"dollars: {_costs(names, -clock.so_far[day])}; each further week: {_costs(names, clock.per_week[day], '{:.2f}')}."
    )


def _costs(names: Iterable[str], values: Iterable[float], form: str = "{:.1f}") -> str:
    """What each side loses; a negative cost is a gain."""
    parts = []
    for name, value in zip(names, values, strict=True):
        part = f"{name} {form.format(abs(value))}"
        if value < 0:
            part += " gained"
        parts.append(part)
    return ", ".join(parts)


def odds_sentence(run: TalksRun) -> str:
    """Deal, extension, escalation; who blinks first; what an extension is worth."""
    odds, game, outlook = run.course.odds, run.course.game, run.course.outlook
    if run.bargain.closed:
        then = max(odds, key=odds.__getitem__)
        return (
            f"With nothing that both can sign, the deadline of {format_day(run.deadline)} brings the choice to {then}."
        )
    if game is None:
        return "Both public texts fit into one deal, so nothing is gained by waiting."
    if not game.converged:
        return (
            f"The game at the deadline was not solved (residual {game.residual:.1e}): no odds are given. "
            "Raise the noise or change the selection."
        )
    worth = [outlook[f"extension for {side}"] for side in run.sides]
    return (
        f"{_odds(run)}{_first_to_blink(run)}. If the deadline comes without a deal, extending rather than escalating is worth, "
        f"in billion dollars up to the mandates' ends: {format_each(run.sides, worth, '{:.0f}')}."
    )


def _odds(run: TalksRun) -> str:
    low, stated, high = (format_probability(share) for share in run.course.range_of("deal"))
    extension = format_probability(run.course.odds["extend"])
    escalation = format_probability(run.course.odds["escalate"])
    return (
        f"By {format_day(run.deadline)} the model gives a deal {stated} (from {low} to {high} as assumptions move), "
        f"an extension {extension} and escalation {escalation}"
    )


def _first_to_blink(run: TalksRun) -> str:
    """Who would give way first with no deadline, where somebody would."""
    outlook, (a, b) = run.course.outlook, run.sides
    if f"{a} blinks first" not in outlook:
        return ""
    first, second = (format_probability(outlook[f"{side} blinks first"]) for side in (a, b))
    return f"; with no deadline {a} would blink first with {first}, {b} {second}"


def shock_sentence(effect: ShockEffect) -> str:
    """The odds just before and after, each by its own deadline."""
    before, after = effect.before, effect.after
    lead = f"{effect.shock.name} ({format_day(effect.shock.day)}, if nobody has given way by then)"
    if after.closed:
        return f"{lead}: no deal is left that both prefer."
    was, now = format_probability(before.odds["deal"]), format_probability(after.odds["deal"])
    if after.deadline != before.deadline:
        return f"{lead}: odds of a deal {was} by {format_day(before.deadline)}, {now} by {format_day(after.deadline)}."
    return f"{lead}: odds of a deal by {format_day(after.deadline)} from {was} to {now}."


def strategies_sentence(run: TalksRun) -> str:
    """Carrots and sticks against just waiting."""
    if len(run.strategies) < 2:
        return ""
    regions, wait = run.negotiation.priced.status_quo.economy.regions, run.strategies[0]
    index = [regions.index(side) for side in run.sides]
    parts = [
        f"{path.strategy.name} {format_each(run.sides, (path.value - wait.value)[index], '{:+.1f}')}"
        for path in run.strategies[1:]
    ]
    return f"The same deal by another path, in billion dollars against just waiting for it: {'; '.join(parts)}."


def assumptions_sentence(run: TalksRun) -> str:
    """What the odds hang on most."""
    if not run.course.swings or not np.isfinite(run.course.odds["deal"]):
        return ""
    noticeable = [swing for swing in run.course.swings if swing.width("deal") >= SMALL_PROBABILITY]
    if not noticeable:
        return "No behavioural assumption within its range moves the odds of a deal; flows come from the model."
    parts = []
    for swing in noticeable[:NAMED_ASSUMPTIONS]:
        low, high = min(swing.values("deal")), max(swing.values("deal"))
        parts.append(f"{swing.name.replace('_', ' ')} ({format_probability(low)} to {format_probability(high)})")
    return (
        f"The odds of a deal rest most on: {', '.join(parts)}. These behavioural numbers are judgements, moved over their ranges "
        "one at a time; flows come from the model."
    )
