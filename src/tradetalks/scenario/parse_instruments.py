"""The ``instruments`` section: what each player sets, within what bounds."""

from __future__ import annotations

from tradetalks.scenario import schema as s
from tradetalks.scenario.acts import Names
from tradetalks.scenario.parse_moves import coalition_names
from tradetalks.scenario.positions import Source
from tradetalks.scenario.sections.instruments import EVERYBODY, Means, More
from tradetalks.war import instruments as levers


def instruments_parser(names: Names) -> s.Parser:
    """One word for everybody, or players (or ``all``) to a word or to rates, bounds and sectors: :class:`Means`."""
    tie = s.choice(levers.TIES, "kind of instrument")
    fields = {
        "rates": s.Field(tie, default=Means.tie),
        "low": s.Field(s.rate, default=Means.low),
        "high": s.Field(s.rate, default=Means.high),
        "sectors": s.Field(s.one_or_many(s.choice(names.sectors, "sector"))),
        "on": s.Field(s.one_or_many(s.choice(names.regions, "region"))),
        "caps": s.Field(pairs(s.table(s.choice(names.sectors, "sector"), s.rate, "sectors to caps")), default=()),
        "export_taxes": s.Field(_more_parser(names, "export_taxes")),
        "subsidies": s.Field(_more_parser(names, "subsidies")),
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
        if _crossed(node, values, source):
            return s.WRONG
        more = tuple(values[k] for k in ("export_taxes", "subsidies") if values[k] is not None)
        return Means(
            values["rates"], values["low"], values["high"], values["sectors"], values["on"], values["caps"], more
        )

    def for_everybody(node, source: Source):
        value = word(node, source)
        return value if value is s.WRONG else {EVERYBODY: value}

    each = by_player(names, s.either(s.is_mapping, detailed, word), "instruments")
    return s.either(s.is_mapping, each, for_everybody)


def _crossed(node, values: dict, source: Source) -> bool:
    """Whether the lower bound is above the upper one; then a problem is recorded."""
    if values["low"] <= values["high"]:
        return False
    source.wrong(
        child(node, "low" if _given(node, "low") else "high"), "the bounds cross",
        f"low of at most high; got {values['low']:g} and {values['high']:g}",
    )  # fmt: skip
    return True


def _more_parser(names: Names, kind: str) -> s.Parser:
    """Export taxes or production subsidies: a word (how rates are tied), or rates, bounds, sectors (and buyers)."""
    standard = levers.ExportTaxes() if kind == "export_taxes" else levers.ProductionSubsidies()
    ties = levers.TIES if kind == "export_taxes" else ("sector", "uniform")
    tie = s.choice(ties, f"kind of {kind.replace('_', ' ')}")
    fields = {
        "rates": s.Field(tie, default=standard.tie),
        "low": s.Field(s.rate, default=standard.lower),
        "high": s.Field(s.rate, default=standard.upper),
        "sectors": s.Field(s.one_or_many(s.choice(names.sectors, "sector"))),
    }
    if kind == "export_taxes":
        fields["on"] = s.Field(s.one_or_many(s.choice(names.regions, "region")))
    full = s.record(fields, kind)

    def word(node, source: Source):
        value = tie(node, source)
        return value if value is s.WRONG else More(kind, value, standard.lower, standard.upper)

    def detailed(node, source: Source):
        before = len(source.problems)
        values = full(node, source)
        if values is s.WRONG or len(source.problems) > before or _crossed(node, values, source):
            return s.WRONG
        return More(kind, values["rates"], values["low"], values["high"], values["sectors"], values.get("on"))

    return s.either(s.is_mapping, detailed, word)


def _given(node, key: str) -> bool:
    return any(k.value == key for k, _ in node.value)


def child(node, key: str):
    return next(value for k, value in node.value if k.value == key)


def by_player(names: Names, item: s.Parser, what: str) -> s.Parser:
    def key(node, source: Source):
        return s.choice((*names.regions, *coalition_names(source), EVERYBODY), "player")(node, source)

    return s.table(key, item, f"players to {what}")


def pairs(table: s.Parser) -> s.Parser:
    """A mapping, as a tuple of pairs."""

    def read(node, source: Source):
        value = table(node, source)
        return value if value is s.WRONG else tuple(value.items())

    return read
