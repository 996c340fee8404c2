"""The ``talks`` section of a scenario: who sits down when, what is on the table, and what is assumed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import xarray as xr

from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names, at
from tradetalks.scenario.positions import Source, nearest
from tradetalks.scenario.sections.talks import Level, StrategyPlan, TalksPlan
from tradetalks.talks.assumptions import BOUNDS, CHOICES, PAIRS, Assumptions, mandate_end
from tradetalks.talks.bounds import Bound
from tradetalks.talks.issue import KINDS, Fault, Issue, faults, money_faults
from tradetalks.talks.shocks import Shock


def pair_of(item: s.Parser) -> s.Parser:
    """Two values, or one for both sides."""
    read = s.one_or_many(item)

    def parse(node, source: Source):
        values = read(node, source)
        if values is s.WRONG or len(values) == 2:
            return values
        if len(values) == 1:
            return values * 2
        source.wrong(node, "two values expected", "one number for each side, or one for both")
        return s.WRONG

    return parse


def probability(node, source: Source):
    value = s.number(node, source)
    if value is not s.WRONG and not 0 <= value <= 1:
        source.wrong(node, "this is not a probability", "a number between 0 and 1")
        return s.WRONG
    return value


def bounded(name: str, bound: Bound) -> s.Parser:
    """A number within ``bound``, an int where it counts something."""

    def parse(node, source: Source):
        value = s.number(node, source)
        if value is not s.WRONG and not bound.holds(value):
            source.wrong(node, f"{name} is out of range", bound.words)
            return s.WRONG
        return int(value) if value is not s.WRONG and bound.whole else value

    return parse


def assumed_parsers(region: s.Parser) -> dict[str, s.Parser]:
    """A parser for each field of :class:`Assumptions`, in their order."""
    parsers: dict[str, s.Parser] = {"threatener": region}
    for name, bound in BOUNDS.items():
        parsers[name] = pair_of(bounded(name, bound)) if name in PAIRS else bounded(name, bound)
    for name, choices in CHOICES.items():
        parsers[name] = s.choice(choices, name)
    return {f.name: parsers[f.name] for f in dataclasses.fields(Assumptions)}


def talks_parser(names: Names, accounts: xr.Dataset | None = None) -> s.Parser:
    """Parser of the whole section; returns a :class:`TalksPlan`. ``accounts`` bound what can be bought and paid."""
    region = s.choice(names.regions, "region")
    sectors = s.either(s.is_word("goods"), s.constant(names.goods), s.one_or_many(s.choice(names.sectors, "sector")))
    issue = {
        "name": s.Field(s.text, required=True),
        "kind": s.Field(s.choice(KINDS, "kind of issue"), required=True),
        "by": s.Field(region, required=True),
        "to": s.Field(region, required=True),
        "amount": s.Field(s.number, required=True),
        "low": s.Field(s.number),
        "high": s.Field(s.number),
        "sectors": s.Field(sectors, default=names.goods),
        "cost": s.Field(s.number, default=0.0),
        "delivered": s.Field(probability),
        "offer": s.Field(probability, default=0.0),
        "demand": s.Field(probability, default=0.0),
        "red_line": s.Field(probability, default=1.0),
        "phase_in_years": s.Field(s.number, default=0.0),
        "judgement": s.Field(s.boolean, default=True),
        "source": s.Field(s.text, required=True),
    }
    assumed = assumed_parsers(region)
    shock = {
        "name": s.Field(s.text, required=True),
        "date": s.Field(s.date, required=True),
        "changes": s.Field(s.record({k: s.Field(v) for k, v in assumed.items()}, "changes")),
        "deadline": s.Field(s.date),
        "source": s.Field(s.text, required=True),
    }
    strategy = {
        "name": s.Field(s.text, required=True),
        "by": s.Field(region, required=True),
        "grants": s.Field(probability),
        "branch": s.Field(s.text),
    }
    level = {
        "name": s.Field(s.text, required=True),
        "share": s.Field(probability, required=True),
        "limits": s.Field(s.table(s.text, probability, "limits"), default={}),
    }
    fields = {
        "sides": s.Field(s.many(region, "regions"), required=True),
        "opening": s.Field(s.date, required=True),
        "deadline": s.Field(s.date, required=True),
        "escalation": s.Field(s.text, required=True),
        "issues": s.Field(s.many(s.record(issue, "the issue"), "issues"), required=True),
        "assumptions": s.Field(s.record({k: s.Field(v) for k, v in assumed.items()}, "assumptions")),
        "levels": s.Field(s.many(s.record(level, "the level"), "levels"), default=()),
        "shocks": s.Field(s.many(s.record(shock, "the shock"), "shocks"), default=()),
        "strategies": s.Field(s.many(s.record(strategy, "the strategy"), "strategies"), default=()),
    }
    read = s.record(fields, "talks")

    def parse(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        _coherent(values, accounts, source)
        return s.WRONG if len(source.problems) > before else _plan(values)

    return parse


def _child(node, key: str):
    return next(value for k, value in node.value if k.value == key)


def _coherent(values: dict[str, Any], accounts: xr.Dataset | None, source: Source) -> None:
    """Two sides, a deadline after the opening and within the mandates, issues between them, nested levels."""
    node, sides = values["node"], values["sides"]
    if len(sides) != 2 or sides[0] == sides[1]:
        source.wrong(_child(node, "sides"), "talks need two sides", "two different regions")
        return
    if values["deadline"] <= values["opening"]:
        source.wrong(
            _child(node, "deadline"), "the deadline comes before the talks", f"a date after {values['opening']}"
        )
    if not values["issues"]:
        source.wrong(_child(node, "issues"), "nothing is on the table", "at least one issue")
    for k, issue in enumerate(values["issues"]):
        if issue["name"] in [other["name"] for other in values["issues"][:k]]:
            source.wrong(_child(issue["node"], "name"), "two issues have this name", "a name of its own for each issue")
        if {issue["by"], issue["to"]} != set(sides):
            source.wrong(
                _child(issue["node"], "by"), "nobody at this table can grant this",
                f"by and to: {sides[0]} and {sides[1]}, one each",
            )  # fmt: skip
        if max(issue["offer"], issue["demand"]) > issue["red_line"]:
            source.wrong(
                _child(issue["node"], "red_line"), "a demand that nobody can grant",
                f"at least {max(issue['offer'], issue['demand']):g}, what is offered or demanded",
            )  # fmt: skip
        about = SimpleNamespace(**issue)
        for fault in (*faults(about), *_money_faults(about, accounts)):
            source.wrong(_child(issue["node"], fault.field), fault.title, fault.expected)
    _seated(values, source)
    _nested(values, source)
    _coherent_events(values, source)


def _money_faults(issue: Any, accounts: xr.Dataset | None) -> tuple[Fault, ...]:
    """Amounts that the accounts cannot carry."""
    if accounts is None:
        return ()
    income_by, income_to = (float(accounts["final_use"].sel(region=side).sum()) for side in (issue.by, issue.to))
    bought = (accounts["flows"] * (1 + accounts["tariff"])).sel(importer=issue.by, sector=list(issue.sectors))
    return tuple(money_faults(issue, spent=float(bought.sum()), income_by=income_by, income_to=income_to))


def _seated(values: dict[str, Any], source: Source) -> None:
    """Who decides sits at the table, and nobody's mandate ends before the deadline, as shocks move both."""
    sides, opening, deadline = values["sides"], values["opening"], values["deadline"]
    years, node = Assumptions().mandate_years, _child(values["node"], "deadline")
    shocks = sorted(values["shocks"], key=lambda shock: shock["date"])
    for start, until, given in (
        (opening, deadline, values["assumptions"]),
        *((shock["date"], shock["deadline"], shock["changes"]) for shock in shocks),
    ):
        assumed = _given(given)
        if assumed.get("threatener", sides[0]) not in sides:
            source.wrong(_child(given["node"], "threatener"), "not at the table", f"one of {', '.join(sides)}")
        if "mandate_years" in assumed:
            opening, years, node = start, assumed["mandate_years"], _child(given["node"], "mandate_years")
        deadline = until or deadline
        ends = [mandate_end(opening, y) for y in years]
        if min(ends) < deadline:
            side = sides[ends.index(min(ends))]
            source.wrong(
                node, "a mandate ends before the deadline",
                f"{side}'s mandate to reach {deadline}; it ends on {min(ends)}, {min(years):g} years after {opening}",
            )  # fmt: skip
            return


def _nested(values: dict[str, Any], source: Source) -> None:
    """Every level may sign at least what the level below may; limits name issues on the table."""
    names = [issue["name"] for issue in values["issues"]]
    below = dict.fromkeys(names, 0.0)
    for level in values["levels"]:
        if not max(level["share"], *level["limits"].values(), 0.0) > 0:
            source.wrong(_child(level["node"], "share"), "a level that may sign nothing", "a share above 0")
        for name in level["limits"]:
            if name not in names:
                at(source, name, "no such issue on the table", f"one of {', '.join(names)}", nearest(name, names))
        may = {name: level["limits"].get(name, level["share"]) for name in names}
        short = next((name for name in names if may[name] < below[name]), None)
        if short is not None:
            key = "limits" if short in level["limits"] else "share"
            source.wrong(
                _child(level["node"], key),
                "mandates are not nested",
                f"at least {below[short]:g} of {short!r}, what the level below may sign",
            )
        below = may


def _coherent_events(values: dict[str, Any], source: Source) -> None:
    """Shocks while the talks last that change something; strategies of a side, each a carrot or a stick."""
    last = values["deadline"]
    for shock in sorted(values["shocks"], key=lambda shock: shock["date"]):
        if not values["opening"] <= shock["date"] < last:
            source.wrong(
                _child(shock["node"], "date"),
                "the shock falls outside the talks",
                f"a date from {values['opening']} to before {last}",
            )
        if shock["deadline"] is None and not _given(shock["changes"]):
            source.wrong(shock["node"].value[0][0], "the shock changes nothing", "a key changes or deadline")
        last = shock["deadline"] or last
    for strategy in values["strategies"]:
        if strategy["by"] not in values["sides"]:
            source.wrong(_child(strategy["node"], "by"), "not at the table", f"one of {', '.join(values['sides'])}")
        if (strategy["grants"] is None) == (strategy["branch"] is None):
            source.wrong(
                strategy["node"].value[0][0],
                "a carrot or a stick",
                "exactly one of grants (a share) and branch (a name)",
            )


def check_talks(plan: TalksPlan | None, branches: list[str], starts: Sequence[datetime.date], source: Source) -> None:
    """What happens without a deal, and every stick, must be a branch of the scenario; the talks follow an act (``starts``)."""
    if not isinstance(plan, TalksPlan):
        return
    if plan.opening < min(starts, default=datetime.date.max):
        first = f"{min(starts)}, the day of the first act, or later" if starts else "an act before the talks open"
        at(source, f"opening: {plan.opening}", "the talks open before the war", first)
    for named in (plan.escalation, *(p.branch for p in plan.strategies if p.branch)):
        if named not in branches:
            at(source, named, "unknown branch", f"one of {', '.join(branches)}", nearest(named, branches))


def _given(values: dict[str, Any] | None) -> dict[str, Any]:
    return {k: v for k, v in (values or {}).items() if k != "node" and v is not None}


def _assumed(values: dict[str, Any] | None, sides: tuple[str, ...]) -> dict[str, Any]:
    """Fields of :class:`Assumptions` from a record."""
    given = _given(values)
    if "threatener" in given:
        given["threatener"] = sides.index(given["threatener"])
    return given


def _plan(values: dict[str, Any]) -> TalksPlan:
    sides = values["sides"]
    issues = tuple(Issue(**{k: v for k, v in i.items() if k != "node"}) for i in values["issues"])
    return TalksPlan(
        sides=sides, opening=values["opening"], deadline=values["deadline"], escalation=values["escalation"],
        issues=issues, assumptions=Assumptions(**_assumed(values["assumptions"], sides)),
        levels=tuple(Level(level["name"], level["share"], dict(level["limits"])) for level in values["levels"]),
        shocks=tuple(
            Shock(v["name"], v["date"], _assumed(v["changes"], sides), v["deadline"], v["source"]) for v in values["shocks"]
        ),
        strategies=tuple(StrategyPlan(**_given(v)) for v in values["strategies"]),
    )  # fmt: skip
