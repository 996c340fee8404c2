"""The ``talks`` section of a scenario: who sits down when, what is on the table, and what is assumed."""

from __future__ import annotations

import dataclasses
import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names, at
from tradetalks.scenario.force import policy_in_force
from tradetalks.scenario.run import ScenarioRun, economies_of
from tradetalks.scenario.source import Source, nearest
from tradetalks.talks.agenda import KINDS, Agenda, Issue
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.clock import ImpasseClock, run_clock
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.shocks import Shock
from tradetalks.talks.solutions import nash
from tradetalks.talks.strategies import Strategy

CLOCK_YEARS = 2.0
CLOCK_DAYS = 5


@dataclasses.dataclass(frozen=True)
class StrategyPlan:
    """A carrot (``grants``, a share of what the side has to give) or a stick (``branch``, tariffs put in force at once)."""

    name: str
    by: str
    grants: float | None = None
    branch: str | None = None


@dataclasses.dataclass(frozen=True)
class TalksPlan:
    """What the section says. ``levels`` are (name, share of every issue that may be signed there), rising."""

    sides: tuple[str, str]
    opening: datetime.date
    deadline: datetime.date
    escalation: str
    issues: tuple[Issue, ...]
    assumptions: Assumptions
    levels: tuple[tuple[str, float], ...] = ()
    shocks: tuple[Shock, ...] = ()
    strategies: tuple[StrategyPlan, ...] = ()


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


def talks_parser(names: Names) -> s.Parser:
    """Parser of the whole section; returns a :class:`TalksPlan`."""
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
        "judgement": s.Field(s.boolean, default=True),
        "source": s.Field(s.text, required=True),
    }
    assumed = {
        "rates": pair_of(s.number), "mandate_years": pair_of(s.number), "committed": pair_of(probability),
        "demand": pair_of(probability), "noise": s.number, "round_days": s.number, "extension_days": s.number,
        "extension_cost": s.number, "lag_years": s.number, "breach_rates": pair_of(s.number), "selection": s.text,
        "threatener": region, "rivalry": pair_of(s.number),
    }  # fmt: skip
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
    level = {"name": s.Field(s.text, required=True), "share": s.Field(probability, required=True)}
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
        _coherent(values, source)
        return s.WRONG if len(source.problems) > before else _plan(values)

    return parse


def _child(node, key: str):
    return next(value for k, value in node.value if k.value == key)


def _coherent(values: dict[str, Any], source: Source) -> None:
    """Two sides, a deadline after the opening, issues between them, nested levels."""
    node, sides = values["node"], values["sides"]
    if len(sides) != 2 or sides[0] == sides[1]:
        source.wrong(_child(node, "sides"), "talks need two sides", "two different regions")
        return
    if values["deadline"] <= values["opening"]:
        source.wrong(
            _child(node, "deadline"), "the deadline comes before the talks", f"a date after {values['opening']}"
        )
    for issue in values["issues"]:
        if {issue["by"], issue["to"]} != set(sides):
            source.wrong(
                _child(issue["node"], "by"), "nobody at this table can grant this",
                f"by and to: {sides[0]} and {sides[1]}, one each",
            )  # fmt: skip
        if not issue["amount"] > 0:
            source.wrong(_child(issue["node"], "amount"), "an issue needs an amount", "a number above 0")
    shares = [level["share"] for level in values["levels"]]
    for lower, level in zip(shares, values["levels"][1:], strict=False):
        if level["share"] < lower:
            source.wrong(
                _child(level["node"], "share"),
                "mandates are not nested",
                f"at least {lower:g}, what the level below may sign",
            )
    _coherent_events(values, source)


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


def check_branches(plan: TalksPlan | None, branches: list[str], source: Source) -> None:
    """What happens without a deal, and every stick, must be a branch of the scenario."""
    if not isinstance(plan, TalksPlan):
        return
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
    for key in ("round_days", "extension_days"):
        if key in given:
            given[key] = int(given[key])
    return given


def _plan(values: dict[str, Any]) -> TalksPlan:
    sides = values["sides"]
    issues = tuple(Issue(**{k: v for k, v in i.items() if k != "node"}) for i in values["issues"])
    return TalksPlan(
        sides=sides, opening=values["opening"], deadline=values["deadline"], escalation=values["escalation"],
        issues=issues, assumptions=Assumptions(**_assumed(values["assumptions"], sides)),
        levels=tuple((level["name"], level["share"]) for level in values["levels"]),
        shocks=tuple(
            Shock(v["name"], v["date"], _assumed(v["changes"], sides), v["deadline"], v["source"]) for v in values["shocks"]
        ),
        strategies=tuple(StrategyPlan(**_given(v)) for v in values["strategies"]),
    )  # fmt: skip


def negotiation_of(run: ScenarioRun, *, scale: bool = True) -> Negotiation:
    """The negotiation that a solved scenario's ``talks`` section describes, from the last date of its main line.

    ``scale`` False prices everything without scale economies.
    """
    plan = run.scenario.sections["talks"]
    solved = run.equilibria if scale else run.flat
    now = solved[run.now]
    agenda = Agenda(now, plan.sides, plan.issues, now.economy.tariff_nij)
    end = next(m for m in run.branches if m.branch == plan.escalation)
    escalation = agenda.payoffs_of(solved[end].instruments)
    return Negotiation(agenda, escalation, plan.opening, plan.deadline, plan.assumptions)


def strategies_of(run: ScenarioRun) -> tuple[Strategy, ...]:
    """The strategies of the section, sticks with the tariffs of their branch in force."""
    ends = {m.branch: run.equilibria[m].instruments for m in run.branches}
    return tuple(
        Strategy(p.name, p.by, p.grants or 0.0, ends[p.branch] if p.branch else None)
        for p in run.scenario.sections["talks"].strategies
    )


def clock_of(run: ScenarioRun, *, years: float = CLOCK_YEARS, days: int = CLOCK_DAYS) -> ImpasseClock:
    """The impasse clock from the first act to ``years`` after the deadline, if nothing else happens."""
    scenario, plan = run.scenario, run.scenario.sections["talks"]

    after = economies_of(scenario)

    @lru_cache
    def economy_at(horizon: float):
        return after(round(horizon, 2), steered=True)

    starts = sorted({a.start for a in scenario.acts})
    steps = [(day, policy_in_force(scenario, day)) for day in starts]
    last = plan.deadline + datetime.timedelta(days=int(365 * years))
    ahead = [plan.deadline + (last - plan.deadline) * k / (days - 1) for k in range(days)]
    shown = sorted({*starts, *ahead, plan.opening})
    return run_clock(economy_at, steps, shown, plan.sides)


def levels_of(negotiation: Negotiation, plan: TalksPlan) -> list[tuple[str, float, np.ndarray | None]]:
    """What each negotiating level could sign by itself: (name, share, gains (2,) of its Nash deal or None)."""
    rows: list[tuple[str, float, np.ndarray | None]] = []
    m = len(plan.issues)
    for name, share in plan.levels:
        if share == 1:
            deal = negotiation.deals.get("Nash")
        else:
            deal = nash(negotiation.problem.restricted(np.zeros(m), np.full(m, share)), starts=1)
        rows.append((name, share, deal.u if deal is not None and deal.signed else None))
    return rows
