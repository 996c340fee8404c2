"""What a ``war`` section may add: coalitions that act as one, unions in force, and a ladder of moves and reactions."""

from __future__ import annotations

from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names
from tradetalks.scenario.positions import Source
from tradetalks.scenario.sections.moves import Rung
from tradetalks.war.coalitions import Coalition
from tradetalks.war.retaliation import RULES

UNION = {"zero_tariffs": False, "common_tariff": False}


def coalition_names(source: Source) -> tuple[str, ...]:
    """The coalitions that the file's ``war`` section names, wherever in the file they are asked for."""
    section = _value(source.root(), "war")
    found = _value(section, "coalitions") if section is not None else None
    return tuple(str(k.value) for k, _ in found.value) if found is not None and s.is_mapping(found) else ()


def _value(node, key: str):
    return next((v for k, v in node.value if k.value == key), None) if s.is_mapping(node) else None


def player(names: Names) -> s.Parser:
    """A region, or a coalition of the file."""
    return lambda node, source: s.choice((*names.regions, *coalition_names(source)), "player")(node, source)


def groups_parser(names: Names, what: str) -> s.Parser:
    """Names to groups of regions: ``{members: [...], zero_tariffs: true, common_tariff: true}``; returns coalitions."""
    fields = {
        "members": s.Field(s.many(s.choice(names.regions, "region"), "regions"), required=True),
        **{key: s.Field(s.boolean, default=default) for key, default in UNION.items()},
    }
    read = s.table(_new_name(names), s.record(fields, what), f"names to groups of regions ({what})")

    def parse(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        for key, group in values.items():
            if len(set(group["members"])) < max(2, len(group["members"])):
                source.wrong(
                    group["node"], f"{what} {key} is no group", "two regions or more, each once", "correct its members"
                )
                return s.WRONG
        return tuple(
            Coalition(key, g["members"], zero_tariffs=g["zero_tariffs"], common_tariff=g["common_tariff"])
            for key, g in values.items()
        )

    return parse


def _new_name(names: Names) -> s.Parser:
    def read(node, source: Source):
        word = s.text(node, source)
        if word is not s.WRONG and word in (*names.regions, "all"):
            source.wrong(node, "this name is taken", "a name that is no region's, and not all", "choose another name")
            return s.WRONG
        return word

    return read


def ladder_parser(names: Names) -> s.Parser:
    """A list of moves ``{by, on, rate, sectors}`` and reactions ``{by, rule, share, rate}``."""
    side = player(names)
    fields = {
        "by": s.Field(side, required=True),
        "on": s.Field(side),
        "rate": s.Field(s.rate),
        "sectors": s.Field(s.one_or_many(s.choice(names.sectors, "sector"))),
        "rule": s.Field(s.choice(tuple(RULES), "reaction rule")),
        "share": s.Field(s.above(0, or_equal=True), default=Rung.share),
    }
    read = s.record(fields, "the move")

    def rung(node, source: Source):
        before = len(source.problems)
        values = read(node, source)
        if values is s.WRONG or len(source.problems) > before:
            return s.WRONG
        problem = _not_a_step(values)
        if problem:
            source.wrong(node, *problem)
            return s.WRONG
        given = {k: v for k, v in values.items() if k != "node" and v is not None}
        return Rung(**given)

    return s.many(rung, "moves")


def _not_a_step(values: dict) -> tuple[str, str, str] | None:
    """Title, what was expected and what to do where a mapping is neither a move nor a reaction."""
    if values["rule"] is not None:
        if values["on"] is None and values["sectors"] is None:
            return None
        return "a reaction chooses its own target", "rule, share and rate alone", "leave out on and sectors, or rule"
    if values["on"] is None or values["rate"] is None:
        return (
            "neither a move nor a reaction",
            "on and rate for a move, or rule for a reaction",
            f"write rule: {', '.join(list(RULES)[:3])} ..., or on and rate",
        )
    if values["on"] == values["by"]:
        return "a move on oneself", "somebody else in on", "name another target"
    return None
