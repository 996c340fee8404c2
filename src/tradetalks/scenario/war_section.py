"""The ``objectives``, ``instruments`` and ``war`` sections: who fights, for what, with what, and from where."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tradetalks.errors import ScenarioError
from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names
from tradetalks.scenario.force import policy_in_force
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.run import economy_of
from tradetalks.scenario.source import Source
from tradetalks.war import instruments as levers
from tradetalks.war import objectives as goals
from tradetalks.war.outcome import WarOutcome
from tradetalks.war.solve import nash

STARTS = ("baseline", "now")
EVERYBODY = "all"


@dataclasses.dataclass(frozen=True)
class Want:
    """One thing that a player maximises: what (a key of ``WANTS``), how much it counts, and whom or what it is about."""

    what: str
    weight: float
    names: tuple[str, ...] = ()

    def objective(self) -> goals.Objective:
        """As the war layer takes it."""
        return self.weight * WANTS[self.what].build(self.names)

    def __str__(self) -> str:
        about = f" ({', '.join(self.names)})" if self.names else ""
        return f"{self.weight:g} × {WANTS[self.what].words}{about}"


@dataclasses.dataclass(frozen=True)
class _WantKind:
    """How to build an objective, what to call it, and the key that says whom it is about (None: nobody)."""

    build: Callable[[tuple[str, ...]], goals.Objective]
    words: str
    about: str | None = None


WANTS: dict[str, _WantKind] = {
    "real_income": _WantKind(lambda names: goals.RealIncome(), "own real income"),
    "rivalry": _WantKind(goals.Rivalry, "others' gains, counted against it", "on"),
    "strategic": _WantKind(goals.StrategicIndustry, "share of world output", "sectors"),
    "employment": _WantKind(goals.Employment, "employment", "sectors"),
    "balance": _WantKind(lambda names: goals.BilateralBalance(names[0]), "trade balance", "with"),
    "tariff_revenue": _WantKind(lambda names: goals.TariffRevenue(), "tariff revenue"),
}


@dataclasses.dataclass(frozen=True)
class Means:
    """The tariffs a player sets: which move together (``tie``), on which sectors (None: all goods), within what bounds,
    on whose goods (None: the other players', or everybody's for ``mfn`` and for a player alone)."""

    tie: str = "sector"
    low: float = 0.0
    high: float = levers.Tariffs.upper
    sectors: tuple[str, ...] | None = None
    on: tuple[str, ...] | None = None

    def instrument(self) -> levers.Instrument:
        """As the war layer takes it."""
        return levers.Tariffs(tie=self.tie, on=self.on, sectors=self.sectors, lower=self.low, upper=self.high)


@dataclasses.dataclass(frozen=True)
class WarPlan:
    """Who fights (empty: the scenario's players), from the baseline's tariffs or those in force on the last date."""

    players: tuple[str, ...] = ()
    start: str = "baseline"


def objectives_parser(names: Names) -> s.Parser:
    """Players (or ``all``) to what they want, as tuples of :class:`Want`."""
    about = {
        "on": s.one_or_many(s.choice(names.regions, "region")),
        "with": _single(s.choice(names.regions, "region")),
        "sectors": s.one_or_many(s.choice(names.sectors, "sector")),
    }
    fields = {
        what: s.Field(
            s.number
            if kind.about is None
            else s.record(
                {kind.about: s.Field(about[kind.about], required=True), "weight": s.Field(s.number, required=True)},
                what,
            )
        )
        for what, kind in WANTS.items()
    }
    return _by_player(names, _wants(s.record(fields, "the objective")), "objectives")


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


def instruments_parser(names: Names) -> s.Parser:
    """One word for everybody, or players (or ``all``) to a word or to rates, bounds and sectors: :class:`Means`."""
    tie = s.choice(levers.TIES, "kind of instrument")
    fields = {
        "rates": s.Field(tie, default=Means.tie),
        "low": s.Field(s.rate, default=Means.low),
        "high": s.Field(s.rate, default=Means.high),
        "sectors": s.Field(s.one_or_many(s.choice(names.sectors, "sector"))),
        "on": s.Field(s.one_or_many(s.choice(names.regions, "region"))),
    }
    full = s.record(fields, "the instrument")

    def word(node, source: Source):
        value = tie(node, source)
        return value if value is s.WRONG else Means(value)

    def detailed(node, source: Source):
        before = len(source.problems)
        values = full(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        if values["low"] > values["high"]:
            source.wrong(
                _child(node, "low" if _given(node, "low") else "high"), "the bounds cross",
                f"low of at most high; got {values['low']:g} and {values['high']:g}",
            )  # fmt: skip
            return s.WRONG
        return Means(values["rates"], values["low"], values["high"], values["sectors"], values["on"])

    def for_everybody(node, source: Source):
        value = word(node, source)
        return value if value is s.WRONG else {EVERYBODY: value}

    by_player = _by_player(names, s.either(s.is_mapping, detailed, word), "instruments")
    return s.either(s.is_mapping, by_player, for_everybody)


def _given(node, key: str) -> bool:
    return any(k.value == key for k, _ in node.value)


def _child(node, key: str):
    return next(value for k, value in node.value if k.value == key)


def _by_player(names: Names, item: s.Parser, what: str) -> s.Parser:
    return s.table(s.choice((*names.regions, EVERYBODY), "player"), item, f"players to {what}")


def war_parser(names: Names) -> s.Parser:
    """The ``war`` section; returns a :class:`WarPlan`."""
    fields = {
        "players": s.Field(s.many(s.choice(names.regions, "region"), "regions"), default=()),
        "start": s.Field(s.choice(STARTS, "start of a war"), default=WarPlan.start),
    }
    read = s.record(fields, "war")

    def parse(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        twice = sorted({p for p in values["players"] if values["players"].count(p) > 1})
        if twice:
            source.wrong(_child(node, "players"), f"{twice[0]} plays twice", "each player once")
            return s.WRONG
        return WarPlan(values["players"], values["start"])

    return parse


def players_of(scenario: Scenario, players: Sequence[str] | None = None) -> tuple[str, ...]:
    """Who fights: as asked, else the ``war`` section's players, else the scenario's.

    Raises:
        ScenarioError: nobody is named.
    """
    if players is not None:
        return tuple(players)
    found = scenario.sections.get("war", WarPlan()).players or scenario.players
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


def start_of(scenario: Scenario) -> str:
    """``baseline`` or ``now``: what is in force when the war begins (without acts, the baseline)."""
    start = scenario.sections.get("war", WarPlan()).start
    return start if scenario.dates else "baseline"


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
    return nash(
        economy,
        names,
        objective={p: _sum([w.objective() for w in wants_of(scenario, p)]) for p in named("objectives")},
        instruments={p: means_of(scenario, p, instruments).instrument() for p in named("instruments")},
        on=economy.regions if len(names) == 1 else None,
        policy=None if start_of(scenario) == "baseline" else policy_in_force(scenario, scenario.dates[-1]),
        progress=progress,
    )


def _sum(parts: Sequence[goals.Objective]) -> goals.Objective:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
