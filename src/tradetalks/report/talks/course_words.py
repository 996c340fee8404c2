"""How the talks may go, in words: what waiting costs, who gives way, shocks, strategies."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tradetalks.report.format import format_day, format_each, format_probability
from tradetalks.report.talks.odds_words import AT_THE_STATED, format_banded
from tradetalks.report.talks.plain_names import side_names
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.game_odds import Effect
from tradetalks.talks.shocks import ShockEffect


def impasse_cost_sentence(run: TalksRun) -> str:
    """The impasse clock."""
    clock, names = run.clock, side_names(run)
    day = clock.days.index(run.plan.opening)
    age, later = clock.horizon[[day, -1]]
    return (
        f"On {format_day(run.plan.opening)}, a day of what the sides levy on each other, {age:.1f} years old on "
        f"average, costs, in million dollars: {_costs(names, clock.per_day[day])}; two years after the deadline, the same "
        f"{later:.1f} years old: {_costs(names, clock.per_day[-1])}{_in_the_long_run(run)}. So far, in billion "
        f"dollars: {_costs(names, -clock.so_far[day])}; each further week: {_costs(names, clock.per_week[day], '{:.2f}')}."
    )


def _in_the_long_run(run: TalksRun) -> str:
    """What the first chapter's long run comes to a day, where it is another one."""
    if run.scenario.model.horizon_years is not None:
        return ""
    return f"; in the long run: {_costs(side_names(run), run.long_run_per_day)}"


def _costs(names: Iterable[str], values: Iterable[float], form: str = "{:.1f}") -> str:
    """What each side loses; a negative cost is a gain."""
    parts = []
    for name, value in zip(names, values, strict=True):
        part = f"{name} {form.format(abs(value))}"
        if value < 0:
            part += " gained"
        parts.append(part)
    return ", ".join(parts)


def attrition_sentence(run: TalksRun, course: Course) -> str:
    """Who would give way first with no deadline, where somebody would."""
    war = course.attrition
    if war is None or run.bargain.closed:
        return ""
    parts = [
        f"{side} {format_probability(float(share))}"
        for side, share in zip(side_names(run), war.blinks_first, strict=False)
    ]
    return f"With no deadline these would give way first: {', '.join(parts)} (one number each, {AT_THE_STATED})."


def shock_sentence(effect: ShockEffect) -> str:
    """What an event does to the odds, where nearly all draws agree on its sign."""
    lead = f"{effect.shock.name} ({format_day(effect.shock.day)}, if nobody has given way by then)"
    if not np.isfinite(effect.before.mean) or not np.isfinite(effect.after.mean):
        return f"{lead}: the deadline game gives no odds."
    before, after = (format_banded(found.mean, found.low, found.high) for found in (effect.before, effect.after))
    if effect.effect is Effect.UNCLEAR:
        return f"{lead}: no clear effect on the odds of an agreement."
    until = f"by {format_day(effect.deadline)}"
    if effect.new_deadline != effect.deadline:
        return f"{lead} {effect.effect.value} of an agreement: {before} {until}, {after} by {format_day(effect.new_deadline)}."
    return f"{lead} {effect.effect.value} of an agreement {until}: from {before} to {after}."


def strategies_sentence(run: TalksRun) -> str:
    """Carrots and sticks against just waiting."""
    if len(run.strategies) < 2:
        return ""
    regions, wait = run.negotiation.priced.status_quo.economy.regions, run.strategies[0]
    index = [regions.index(side) for side in run.sides]
    parts = [
        f"{path.strategy.name} {format_each(side_names(run), (path.value - wait.value)[index], '{:+.1f}')}"
        for path in run.strategies[1:]
    ]
    paths = (
        "The same deal by another path, in billion dollars of present value from the opening to the end of each mandate, against "
        f"just waiting for it: {'; '.join(parts)}."
    )
    clear = [
        f"{path.strategy.name} {path.effect.value}" for path in run.strategies[1:] if path.effect is not Effect.UNCLEAR
    ]
    if not clear:
        return f"{paths} No one of them has a clear effect on the odds of an agreement."
    return f"{paths} Of an agreement by the deadline, {'; '.join(clear)}."
