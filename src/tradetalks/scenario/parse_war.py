"""Parsers of the ``objectives`` and ``war`` sections."""

from __future__ import annotations

import dataclasses
from typing import Any

from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names
from tradetalks.scenario.parse_instruments import by_player, child, pairs
from tradetalks.scenario.parse_moves import groups_parser, ladder_parser, player
from tradetalks.scenario.positions import Source
from tradetalks.scenario.sections.objectives import WANTS, Want
from tradetalks.scenario.sections.war import STARTS, WarPlan


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
