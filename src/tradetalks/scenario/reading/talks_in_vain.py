"""What a ``talks`` section says in vain: threats, sticks and carrots that change nothing, items nobody has, idle assumptions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.talks_coherence import talks_tariffs
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.drawn_game import MOST_ROUNDS
from tradetalks.talks.issue import Issue
from tradetalks.talks.issue_tariffs import TARIFF_KINDS
from tradetalks.talks.threat import Threat
from tradetalks.talks.two_sides import why_no_odds

# Assumptions that only the deadline game of two sides asks for.
OF_TWO_SIDES = (
    "committed",
    "demand",
    "conceding_cost",
    "conceding_dispersion",
    "extending_cost",
    "backing_down_cost",
    "choice_dispersion",
    "round_days",
    "extension_days",
)


def talks_points(scenario: Scenario, idle_branches: Collection[str]) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to, its dates included.
        idle_branches: branches at whose end the policy is that of the main line.
    """
    talks = scenario.talks
    if talks is None:
        return
    if talks.escalation in idle_branches:
        title = f"the threat of these talks changes nothing: branch {talks.escalation} is the main line"
        advice = "name a branch with acts in escalation, or add acts to it"
        yield Refusal(title, do=advice, place=("talks", "escalation"))
    yield from _for_two_sides(talks)
    yield from _strategies(talks, idle_branches)
    if scenario.dates:
        yield from _cuts(scenario, talks)
    yield from _announced(talks)
    yield from _assumptions(talks)
    yield from _rivalry_twice(scenario, talks)
    yield from _shocks(talks)
    yield from _levels(talks)


def _rivalry_twice(scenario: Scenario, talks: TalksPlan) -> Iterator[Refusal]:
    """Others' gains counted against a side in its objective and in the assumptions."""
    for side, weight in zip(talks.sides, talks.assumptions.rivalry, strict=True):
        wants = scenario.objectives.get(side, scenario.objectives.get(EVERYBODY, ()))
        others = {name for want in wants if want.what == "rivalry" and want.weight for name in want.names}
        if np.any(weight) and others & set(talks.sides):
            title = f"the other's gains count against {side} twice: in its objective and in the assumption rivalry"
            yield Refusal(title, do="keep one of the two", place=("talks", "assumptions", "rivalry"))


def _for_two_sides(talks: TalksPlan) -> Iterator[Refusal]:
    """What hangs on odds, which larger tables do not have: told once, at the first of it."""
    given, usual = talks.assumptions, Assumptions().of_sides(len(talks.sides))
    places: dict[str, Place] = {name: ("talks", name) for name in ("shocks", "strategies") if getattr(talks, name)}
    assumed = [name for name in OF_TWO_SIDES if getattr(given, name) != getattr(usual, name)]
    places |= {name: ("talks", "assumptions", name) for name in assumed}
    if talks.threat != Threat():
        places["threat"] = ("talks", "threat")
    if len(talks.sides) > 2 and places:
        title = f"without effect: {', '.join(places)}; {why_no_odds(talks.sides)}"
        yield Refusal(title, do="leave them out, or put two sides at the table", place=next(iter(places.values())))


def _strategies(talks: TalksPlan, idle_branches: Collection[str]) -> Iterator[Refusal]:
    """Sticks that hit nobody, and carrots of nothing."""
    for k, strategy in enumerate(talks.strategies):
        place: Place = ("talks", "strategies", k)
        if strategy.branch in idle_branches:
            title = f"the stick {strategy.name} changes nothing: branch {strategy.branch} is the main line"
            yield Refusal(title, do="name a branch with acts", place=(*place, "branch"))
        if strategy.grants is None:
            continue
        gives = [issue.name for issue in talks.issues if issue.by == strategy.by]
        if strategy.grants == 0 or not gives:
            title = f"the carrot {strategy.name} grants nothing"
            advice = "write a share above 0"
            if not gives:
                advice = f"nothing on the table is {strategy.by}'s to give"
            yield Refusal(title, do=advice, place=(*place, "grants"))


def _cuts(scenario: Scenario, talks: TalksPlan) -> Iterator[Refusal]:
    """Rollbacks by a side that has raised nothing, bindings above what is in force."""
    tariffs = talks_tariffs(scenario)
    for k, issue in enumerate(talks.issues):
        if issue.kind in TARIFF_KINDS and not tariffs.cuts(issue):
            yield _moves_nothing(issue, scenario.dates[-1], ("talks", "issues", k, "name"))


def _moves_nothing(issue: Issue, day: datetime.date, place: Place) -> Refusal:
    """A cut of tariffs that are not there."""
    if issue.kind == "rollback":
        title = f"{issue.by} has raised nothing on {issue.to} that {issue.name} could take back"
        advice = f"on {day} its tariffs there are the baseline's or lower; correct by, to or sectors"
    else:
        highest = f"no higher than {100 * issue.amount:.4g} %"
        title = f"{issue.name} changes nothing today: {issue.by}'s tariffs on {issue.to} are {highest}"
        advice = (
            f"a binding above the tariffs of {day} is worth nothing in the model: lower the amount, or leave it out"
        )
    return Refusal(title, do=advice, place=place)


def _announced(talks: TalksPlan) -> Iterator[Refusal]:
    """A deadline that nobody could know of when the talks opened."""
    announced = talks.threat.announced
    if announced is not None and announced > talks.opening:
        title = (
            f"the deadline is announced on {announced}, after the opening, of which the odds are: it was not known then"
        )
        advice = (
            "leave announced out, and the record takes it for a deadline of unknown notice; or open the talks later"
        )
        yield Refusal(title, do=advice, place=("talks", "threat", "announced"))


def _assumptions(talks: TalksPlan) -> Iterator[Refusal]:
    """Assumptions that nothing in these talks asks for."""
    given, usual = talks.assumptions, Assumptions()
    place: Place = ("talks", "assumptions")
    if given.punishment != "snap-back" and given.snap_back_years != usual.snap_back_years:
        title = "snap_back_years changes nothing unless the punishment is snap-back"
        yield Refusal(title, do="write punishment: snap-back, or leave it out", place=(*place, "snap_back_years"))
    days = (talks.deadline - talks.opening).days
    if len(talks.sides) == 2 and given.round_days > days:
        title = (
            f"rounds are {given.round_days} days apart and the talks last {days}: there is one round, on the deadline"
        )
        yield Refusal(title, do=f"write {max(1, days // 2)} or less for several", place=(*place, "round_days"))
    if len(talks.sides) == 2 and max(days, given.extension_days) > MOST_ROUNDS * given.round_days:
        title = f"rounds {given.round_days} days apart are more than {MOST_ROUNDS}: the odds take {MOST_ROUNDS}, evenly apart"
        advice = "more rounds change the odds by less than a point; nothing else hangs on their number"
        yield Refusal(title, do=advice, place=(*place, "round_days"))
    buys = any(issue.kind == "purchases" for issue in talks.issues)
    if not buys and given.purchase_lag_years != usual.purchase_lag_years:
        title = "purchase_lag_years changes nothing: no purchases are on the table"
        yield Refusal(title, do="put purchases on it, or leave this out", place=(*place, "purchase_lag_years"))


def _shocks(talks: TalksPlan) -> Iterator[Refusal]:
    """Events that set what is assumed on their day already, in order of their days."""
    assumed: dict[str, object] = {}
    deadline = talks.deadline
    for k, shock in sorted(enumerate(talks.shocks), key=lambda event: event[1].day):
        changes: Mapping[str, object] = shock.changes
        same = [name for name, value in changes.items() if value == assumed.get(name, getattr(talks.assumptions, name))]
        if len(same) == len(changes) and shock.deadline in (None, deadline):
            what = ", ".join(same) or "the deadline"
            title = f"the shock {shock.name} changes nothing: {what} is what it was"
            yield Refusal(title, do="give new values, or leave it out", place=("talks", "shocks", k, "name"))
        assumed |= changes
        deadline = shock.deadline or deadline


def _levels(talks: TalksPlan) -> Iterator[Refusal]:
    """Levels that may sign what the one below may, and no more."""
    below: list[float] | None = None
    for k, level in enumerate(talks.levels):
        may = [level.may_sign(issue.name) for issue in talks.issues]
        if may == below:
            title = f"the level {level.name} may sign what the one below may, and no more"
            yield Refusal(title, do="raise its share or limits, or leave it out", place=("talks", "levels", k, "name"))
        below = may
