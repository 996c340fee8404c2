"""What a ``talks`` section says in vain: threats, sticks and carrots that change nothing, items nobody has, idle assumptions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.items_in_vain import items_in_vain
from tradetalks.scenario.sections.instruments import EVERYBODY
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.assumptions import Assumptions, mandate_end
from tradetalks.talks.drawn_game import MOST_ROUNDS
from tradetalks.talks.threat import Threat
from tradetalks.talks.two_sides import why_no_odds

# Days from the deadline to the first act of a threat: one that comes a year later is that of another deadline.
LATEST_THREAT = 365
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
    yield from _threats(scenario, talks)
    yield from items_in_vain(scenario, talks)
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


def _threats(scenario: Scenario, talks: TalksPlan) -> Iterator[Refusal]:
    """Threats of somebody else, of a day that nobody looks to, or of a day before the talks."""
    acts = [act for act in scenario.branch(talks.escalation) if act.kind != "remove"] or scenario.branch(
        talks.escalation
    )
    if not acts:
        return
    place: Place = ("talks", "escalation")
    first = min(act.start for act in acts)
    if first < talks.opening:
        title = f"branch {talks.escalation} begins on {first}, before the talks open on {talks.opening}"
        advice = "what is in force by then belongs to the main line: move the act there, or give it a later day"
        yield Refusal(title, do=advice, place=place)
    ends = [mandate_end(talks.opening, years) for years in talks.assumptions.mandate_years]
    if first > max(ends):
        title = f"branch {talks.escalation} begins on {first}, after every mandate ends: no side looks so far"
        advice = f"the threat is valued from the deadline on, {talks.deadline}: let the branch begin then"
        yield Refusal(title, do=advice, place=place)
    elif (first - talks.deadline).days > LATEST_THREAT:
        title = f"branch {talks.escalation} begins on {first}, {(first - talks.deadline).days} days after the deadline"
        advice = f"the threat is valued from the deadline on, {talks.deadline}: let the branch begin then"
        yield Refusal(title, do=advice, place=place)
    if len(talks.sides) > 2:
        return
    threatener = talks.sides[talks.assumptions.threatener]
    other = talks.sides[1 - talks.assumptions.threatener]
    if not any(act.is_by(threatener) for act in acts) and any(act.is_by(other) for act in acts):
        title = f"{threatener} decides at the deadline, and branch {talks.escalation} holds acts of {other} and none of its own"
        advice = f"write threatener: {other} in assumptions, or name a branch with acts of {threatener}"
        yield Refusal(title, do=advice, place=place)


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
    if "snap-back" not in _punishments(talks) and given.snap_back_years != usual.snap_back_years:
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
    if not _buys(talks) and given.purchase_lag_years != usual.purchase_lag_years:
        title = "purchase_lag_years changes nothing: no purchases are on the table"
        yield Refusal(title, do="put purchases on it, or leave this out", place=(*place, "purchase_lag_years"))


def _punishments(talks: TalksPlan) -> list[object]:
    """Those that are assumed from the opening on, and those that events set."""
    set_anew = [shock.changes["punishment"] for shock in talks.shocks if "punishment" in shock.changes]
    return [talks.assumptions.punishment, *set_anew]


def _idle_changes(talks: TalksPlan) -> Iterator[Refusal]:
    """Assumptions that an event sets anew and that nothing on the table asks for."""
    wanted = {
        "snap_back_years": ("snap-back" in _punishments(talks), "unless the punishment is snap-back"),
        "purchase_lag_years": (_buys(talks), ": no purchases are on the table"),
    }
    for k, shock in enumerate(talks.shocks):
        for name, (asked, why) in wanted.items():
            if name in shock.changes and not asked:
                title = f"{name} changes nothing {why}".replace(" :", ":")
                yield Refusal(title, do="leave it out", place=("talks", "shocks", k, "changes", name))


def _buys(talks: TalksPlan) -> bool:
    return any(issue.kind == "purchases" for issue in talks.issues)


def _shocks(talks: TalksPlan) -> Iterator[Refusal]:
    """Events that set what is assumed on their day already, in order of their days, or what nothing asks for."""
    yield from _idle_changes(talks)
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
    """Levels that may sign what the one below may, and no more, or more than whoever grants it would."""
    below: list[float] | None = None
    for k, level in enumerate(talks.levels):
        may = [level.may_sign(issue.name) for issue in talks.issues]
        if may == below:
            title = f"the level {level.name} may sign what the one below may, and no more"
            yield Refusal(title, do="raise its share or limits, or leave it out", place=("talks", "levels", k, "name"))
        below = may
        for issue in talks.issues:
            limit = level.limits.get(issue.name, 0.0)
            if limit > issue.red_line:
                title = (
                    f"the level {level.name} may sign {limit:g} of {issue.name}, and its red line is {issue.red_line:g}"
                )
                advice = "lower the limit, or raise the red line"
                yield Refusal(title, do=advice, place=("talks", "levels", k, "limits", issue.name))
