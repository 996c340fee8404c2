"""The ``objectives`` and ``war`` sections, and the war that a scenario describes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tradetalks.errors import ScenarioError
from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.positions import Source
from tradetalks.scenario.run import economy_of
from tradetalks.scenario.sections.instruments import EVERYBODY, Means, by_player, child, pairs
from tradetalks.scenario.sections.moves import Rung, groups_parser, ladder_parser, player
from tradetalks.war import objectives as goals
from tradetalks.war.escalation_path import Ladder, ladder
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.players import Coalition
from tradetalks.war.solve import nash

STARTS = ("baseline", "now")


@dataclasses.dataclass(frozen=True)
class Want:
    """One thing that a player maximises: what (a key of ``WANTS``), how much it counts, and whom or what it is about."""

    what: str
    weight: float
    names: tuple[Any, ...] = ()

    def objective(self) -> goals.Objective:
        """As the war layer takes it."""
        return self.weight * WANTS[self.what].build(self.names)

    def __str__(self) -> str:
        named = [n if isinstance(n, str) else f"{n[0]} {n[1]:g}" for n in self.names]
        about = f" ({', '.join(named)})" if named else ""
        return f"{self.weight:g} × {WANTS[self.what].words}{about}"


@dataclasses.dataclass(frozen=True)
class _WantKind:
    """How to build an objective, what to call it, and the key that says whom it is about (None: nobody)."""

    build: Callable[[tuple[Any, ...]], goals.Objective]
    words: str
    about: str | None = None


WANTS: dict[str, _WantKind] = {
    "real_income": _WantKind(lambda names: goals.RealIncome(), "own real income"),
    "politics": _WantKind(
        lambda pairs: goals.PoliticalWeights(dict(pairs)), "incomes with political weights", "sectors"
    ),
    "rivalry": _WantKind(goals.Rivalry, "others' gains, counted against it", "on"),
    "strategic": _WantKind(goals.StrategicIndustry, "share of world output", "sectors"),
    "employment": _WantKind(goals.Employment, "employment", "sectors"),
    "balance": _WantKind(lambda names: goals.BilateralBalance(names[0]), "trade balance", "with"),
    "tariff_revenue": _WantKind(lambda names: goals.TariffRevenue(), "tariff revenue"),
}


@dataclasses.dataclass(frozen=True)
class WarPlan:
    """Who fights (empty: the scenario's players), from the baseline's tariffs or those in force on the last date, which of
    them as coalitions, with what unions in force; ``ladder`` are moves to play from the same start."""

    players: tuple[str, ...] = ()
    start: str = "baseline"
    coalitions: tuple[Coalition, ...] = ()
    unions: tuple[Coalition, ...] = ()
    ladder: tuple[Rung, ...] = ()


def objectives_parser(names: Names) -> s.Parser:
    """Players (or ``all``) to what they want, as tuples of :class:`Want`."""
    about = {
        "on": s.one_or_many(s.choice(names.regions, "region")),
        "with": _single(s.choice(names.regions, "region")),
        "sectors": s.one_or_many(s.choice(names.sectors, "sector")),
        "politics": pairs(s.table(s.choice(names.sectors, "sector"), s.above(0, or_equal=True), "sectors to weights")),
    }

    def details(what: str, key: str) -> s.Parser:
        subject = s.Field(about.get(what, about[key]), required=True)
        return s.record({key: subject, "weight": s.Field(s.number, required=True)}, what)

    fields = {
        what: s.Field(s.number if kind.about is None else details(what, kind.about)) for what, kind in WANTS.items()
    }
    return by_player(names, _wants(s.record(fields, "the objective")), "objectives")


def _single(item: s.Parser) -> s.Parser:
    """One value, as a tuple of one."""

    def read(node, source: Source):
        value = item(node, source)
        return value if value is s.WRONG else (value,)

    return read


def _wants(read: s.Parser) -> s.Parser:
    def parse(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        wants = tuple(_want(what, values[what]) for what in WANTS if values[what] is not None)
        if not any(w.weight for w in wants):
            source.wrong(node, "this player wants nothing", "at least one weight other than 0", "write real_income: 1")
            return s.WRONG
        return wants

    return parse


def _want(what: str, value: Any) -> Want:
    about = WANTS[what].about
    return Want(what, value) if about is None else Want(what, value["weight"], value[about])


def war_parser(names: Names) -> s.Parser:
    """The ``war`` section; returns a :class:`WarPlan`."""
    fields = {
        "players": s.Field(s.many(player(names), "players"), default=()),
        "start": s.Field(s.choice(STARTS, "start of a war"), default=WarPlan.start),
        "coalitions": s.Field(groups_parser(names, "the coalition"), default=()),
        "unions": s.Field(groups_parser(names, "the union"), default=()),
        "ladder": s.Field(ladder_parser(names), default=()),
    }
    read = s.record(fields, "war")

    def parse(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        twice = sorted({p for p in values["players"] if values["players"].count(p) > 1})
        if twice:
            source.wrong(child(node, "players"), f"{twice[0]} plays twice", "each player once")
            return s.WRONG
        return WarPlan(**{f.name: values[f.name] for f in dataclasses.fields(WarPlan)})

    return parse


def players_of(scenario: Scenario, players: Sequence[str] | None = None) -> tuple[str, ...]:
    """Who fights: as asked, else the ``war`` section's players, else the scenario's.

    Raises:
        ScenarioError: nobody is named.
    """
    if players is not None:
        return tuple(players)
    found = plan_of(scenario).players or scenario.players
    if not found:
        regions = ", ".join(str(v) for v in scenario.accounts["region"].values)
        raise ScenarioError(
            f"{scenario.path}: nobody is named to fight this war\nexpected players among {regions}\ngot      none\n"
            "do       write `players: [...]` in the file, or give --players"
        )
    return found


def wants_of(scenario: Scenario, player: str) -> tuple[Want, ...]:
    """What ``player`` maximises; real income where the file does not say."""
    return _of(scenario.sections.get("objectives", {}), player, (Want("real_income", 1.0),))


def means_of(scenario: Scenario, player: str, tie: str | None = None) -> Means:
    """What ``player`` sets; ``tie`` replaces the file's and keeps its bounds and sectors."""
    means = _of(scenario.sections.get("instruments", {}), player, Means())
    return means if tie is None else dataclasses.replace(means, tie=tie)


def _of(section: Mapping[str, Any], player: str, otherwise):
    return section.get(player, section.get(EVERYBODY, otherwise))


def plan_of(scenario: Scenario) -> WarPlan:
    """The ``war`` section, empty where the file has none."""
    return scenario.sections.get("war", WarPlan())


def start_of(scenario: Scenario) -> str:
    """``baseline`` or ``now``: what is in force when the war begins (without acts, the baseline)."""
    return plan_of(scenario).start if scenario.dates else "baseline"


def policy_of(scenario: Scenario):
    """The policy that the war starts from; None is the baseline's."""
    return None if start_of(scenario) == "baseline" else policy_in_force(scenario, scenario.dates[-1])


def ladder_of(scenario: Scenario, *, scale: bool | None = None) -> Ladder | None:
    """The file's moves played out, payoffs as its ``objectives`` say; None where the file has no ladder.

    Raises:
        MoveError: a reaction to nothing.
    """
    plan = plan_of(scenario)
    if not plan.ladder:
        return None
    coalitions = {c.name: c for c in plan.coalitions}
    steps = [rung.step(coalitions) for rung in plan.ladder]
    sides = dict.fromkeys(name for rung in plan.ladder for name in (rung.by, rung.on) if name)
    wants = {side: _sum([w.objective() for w in wants_of(scenario, side)]) for side in sides}
    return ladder(economy_of(scenario, scale=scale), steps, objective=wants, policy=policy_of(scenario))


def war_of(
    scenario: Scenario,
    *,
    players: Sequence[str] | None = None,
    instruments: str | None = None,
    scale: bool | None = None,
    progress: Callable[[str], None] | None = None,
) -> WarOutcome:
    """The Nash equilibrium of the war that a scenario describes (:func:`tradetalks.war.nash`).

    Args:
        scenario: its ``objectives``, ``instruments`` and ``war`` sections say who fights for what, with what, from where.
        players: regions, instead of the file's.
        instruments: ``sector``, ``partner``, ``mfn`` or ``uniform``, instead of the file's.
        scale: with or without scale economies, instead of the file's.
        progress: called with a line of text now and then.

    Raises:
        ScenarioError: nobody is named to fight.
        TradeTalksError: players or instruments that the economy does not have; no equilibrium found.
    """
    names = players_of(scenario, players)

    def named(section: str) -> list[str]:
        """The players, and whoever else the file names: an error, unless the players were chosen by the caller."""
        others = [] if players is not None else [p for p in scenario.sections.get(section, {}) if p != EVERYBODY]
        return list(dict.fromkeys([*names, *others]))

    economy = economy_of(scenario, scale=scale)
    coalitions = {c.name: c for c in plan_of(scenario).coalitions}
    return nash(
        economy,
        [coalitions.get(name, name) for name in names],
        objective={p: _sum([w.objective() for w in wants_of(scenario, p)]) for p in named("objectives")},
        instruments={p: means_of(scenario, p, instruments).instrument(economy) for p in named("instruments")},
        policy=policy_of(scenario),
        unions=plan_of(scenario).unions,
        progress=progress,
    )


def _sum(parts: Sequence[goals.Objective]) -> goals.Objective:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
