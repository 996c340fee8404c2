"""What the ``talks`` section says: who sits down when, what is on the table, and what is assumed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from tradetalks.errors import TalksError, suggestion
from tradetalks.inputs import (
    DAY,
    KEY,
    REGION,
    TEXT,
    Refusal,
    Several,
    raised,
    record,
)
from tradetalks.scenario.sections.talks_parts import Level, StrategyPlan
from tradetalks.talks.assumptions import Assumptions, mandate_end
from tradetalks.talks.issue import Issue
from tradetalks.talks.shocks import Shock
from tradetalks.talks.threat import Threat


@record("talks", error=TalksError)
class TalksPlan:
    """What the section says; ``levels`` rise.

    Args:
        sides: the regions at the table, two or more; odds are those of two.
        opening: first day of the talks.
        deadline: last day; what happens then without a deal is ``escalation``.
        escalation: name of the branch that happens without a deal.
        issues: what is on the table.
        threat: what the record of deadlines needs to know of this one.
        assumptions: what no record pins down.
        levels: mandates, each of which may sign what the one before may.
        shocks: events while the talks last.
        strategies: carrots and sticks to compare.

    Raises:
        TalksError: sides, dates, issues, levels, shocks or strategies that contradict each other.
    """

    sides: Annotated[
        tuple[Annotated[str, REGION], ...],
        Several("regions"),
        Field(description="the regions at the table, two or more; odds are computed for two"),
    ]
    opening: Annotated[datetime.date, DAY, Field(description="first day of the talks, after the first act")]
    deadline: Annotated[datetime.date, DAY, Field(description="last day of the talks")]
    escalation: Annotated[str, TEXT, Field(description="the branch that happens without a deal")]
    issues: Annotated[tuple[Issue, ...], Several("issues"), Field(description="what is on the table")]
    threat: Annotated[Threat, Field(description="what the record of deadlines needs to know of this one")] = (
        dataclasses.field(default_factory=Threat)
    )
    assumptions: Annotated[Assumptions, Field(description="what no record pins down")] = dataclasses.field(
        default_factory=Assumptions
    )
    levels: Annotated[
        tuple[Level, ...],
        Several("levels"),
        Field(description="what may be signed where; each may sign what the one before may"),
    ] = ()
    shocks: Annotated[tuple[Shock, ...], Several("shocks"), Field(description="events while the talks last")] = ()
    strategies: Annotated[
        tuple[StrategyPlan, ...], Several("strategies"), Field(description="carrots and sticks to compare")
    ] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if len(self.sides) < 2 or len(set(self.sides)) < len(self.sides):
            expected = "two or more different regions"
            raise raised(Refusal("talks need two sides", expected, place=("sides",), given=self.sides))
        object.__setattr__(self, "assumptions", self.assumptions.of_sides(len(self.sides)))
        found = list(_faults(self))
        if found:
            raise raised(*found)
        return self


def _faults(plan: TalksPlan) -> Iterator[Refusal]:
    """A deadline after the opening and within the mandates, issues between the sides, nested levels."""
    if plan.deadline <= plan.opening:
        expected = f"a date after {plan.opening}"
        yield Refusal("the deadline comes before the talks", expected, place=("deadline",), given=plan.deadline)
    announced = plan.threat.announced
    if announced is not None and announced > plan.deadline:
        expected = f"a date up to the deadline, {plan.deadline}"
        place = ("threat", "announced")
        yield Refusal("the deadline is announced after it has passed", expected, place=place, given=announced)
    if not plan.issues:
        yield Refusal("nothing is on the table", "at least one issue", place=("issues",), given=plan.issues)
    yield from _issue_faults(plan)
    yield from _mandate_faults(plan)
    yield from _level_faults(plan)
    yield from _event_faults(plan)


def _issue_faults(plan: TalksPlan) -> Iterator[Refusal]:
    names: set[str] = set()
    for k, issue in enumerate(plan.issues):
        if issue.name in names:
            expected = "a name of its own for each issue"
            yield Refusal("two issues have this name", expected, place=("issues", k, "name"), given=issue.name)
        names.add(issue.name)
        if issue.by == issue.to or not {issue.by, issue.to} <= set(plan.sides):
            expected = f"by and to: {' and '.join(plan.sides)}, one each"
            if len(plan.sides) > 2:
                expected = f"by and to: two of {', '.join(plan.sides)}"
            yield Refusal("nobody at this table can grant this", expected, place=("issues", k, "by"), given=issue.by)
        first = min(issue.phase_in, default=plan.deadline)
        if first < plan.deadline:
            expected = f"dates from {plan.deadline} on, the deadline, when a deal is signed"
            place = ("issues", k, "phase_in", str(first), KEY)
            yield Refusal("a stage comes before there is a deal", expected, place=place, given=first)


def _mandate_faults(plan: TalksPlan) -> Iterator[Refusal]:
    """Nobody's mandate ends before the deadline, as shocks move both; the first that does is told."""
    opening, deadline, years = plan.opening, plan.deadline, plan.assumptions.mandate_years
    place: tuple[str | int, ...] = ("assumptions", "mandate_years")
    if years == Assumptions().of_sides(len(plan.sides)).mandate_years:
        # Nobody wrote these mandates: the deadline is what can be changed.
        place = ("deadline",)
    events = sorted(enumerate(plan.shocks), key=lambda event: event[1].day)
    for k, shock in [(None, None), *events]:
        if shock is not None:
            deadline = shock.deadline or deadline
        if shock is not None and "mandate_years" in shock.changes:
            opening, years = shock.day, shock.changes["mandate_years"]  # type: ignore[assignment]  # read as years
            place = ("shocks", k or 0, "changes", "mandate_years")
        ends = [mandate_end(opening, y) for y in years]
        if min(ends) < deadline:
            side = plan.sides[ends.index(min(ends))]
            expected = (
                f"{side}'s mandate to reach {deadline}; it ends on {min(ends)}, {min(years):g} years after {opening}"
            )
            yield Refusal("a mandate ends before the deadline", expected, place=place, given=years)
            return


def _level_faults(plan: TalksPlan) -> Iterator[Refusal]:
    """Every level may sign at least what the level below may; limits name issues on the table."""
    names = [issue.name for issue in plan.issues]
    below = dict.fromkeys(names, 0.0)
    for k, level in enumerate(plan.levels):
        if not max(level.share, *level.limits.values(), 0.0) > 0:
            yield Refusal(
                "a level that may sign nothing", "a share above 0", place=("levels", k, "share"), given=level.share
            )
        for name in (name for name in level.limits if name not in names):
            place = ("levels", k, "limits", name, KEY)
            expected = f"one of {', '.join(names)}"
            yield Refusal("no such issue on the table", expected, suggestion(name, names), place, name)
        may = {name: level.may_sign(name) for name in names}
        short = next((name for name in names if may[name] < below[name]), None)
        if short is not None:
            key = "share"
            if short in level.limits:
                key = "limits"
            expected = f"at least {below[short]:g} of {short!r}, what the level below may sign"
            yield Refusal("mandates are not nested", expected, place=("levels", k, key), given=may[short])
        below = may


def _event_faults(plan: TalksPlan) -> Iterator[Refusal]:
    """Shocks while the talks last; strategies of a side."""
    last = plan.deadline
    for k, shock in sorted(enumerate(plan.shocks), key=lambda event: event[1].day):
        if not plan.opening <= shock.day < last:
            expected = f"a date from {plan.opening} to before {last}"
            yield Refusal("the shock falls outside the talks", expected, place=("shocks", k, "date"), given=shock.day)
        last = shock.deadline or last
    for k, strategy in enumerate(plan.strategies):
        if strategy.by not in plan.sides:
            expected = f"one of {', '.join(plan.sides)}"
            yield Refusal("not at the table", expected, place=("strategies", k, "by"), given=strategy.by)
