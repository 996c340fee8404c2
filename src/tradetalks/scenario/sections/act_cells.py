"""From an act as a file writes it to the tariffs that it sets: importer, exporter, sector, rate."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tradetalks.data.record import load_tariff_increase
from tradetalks.inputs import BEGINNING, Labels, Refusal, raised
from tradetalks.scenario.sections.acts import ALL, AND, WAYS, Act, ActEntry
from tradetalks.scenario.sections.product_rates import Cell
from tradetalks.scenario.sections.products import OnProducts, codes_among, rates_on_products, sectors_of_codes
from tradetalks.scenario.sections.tariff_table import COLUMNS, PRODUCT, Reach, TableError, read_tariff_table
from tradetalks.scenario.shipped_files import place_of_table


def act_of(entry: ActEntry, labels: Labels) -> Act:
    """The act that an entry of a file comes to.

    Raises:
        ValidationError: it says too little, too much, or reaches nobody.
    """
    reach = _Reach(entry, labels)
    faults = list(_faults(entry, reach, labels))
    if faults:
        raise raised(*faults)
    found = _cells(entry, reach, labels)
    return Act(
        id=entry.id,
        by=_by(entry.by, labels),
        kind=entry.kind,
        instrument=entry.instrument,
        start=entry.start,
        until=entry.until,
        cells=found.cells,
        of=entry.of,
        source=entry.source,
        note=entry.note,
        profile=entry.profile or "",
        table=entry.tariffs_from or "",
        instead_of=entry.instead_of,
        products=found.products,
        assumes=found.assumes,
    )


def _by(setters: tuple[str, ...], labels: Labels) -> str:
    """Who acts, in words."""
    if len(setters) > 1 and set(setters) == set(labels.regions):
        return ALL
    return AND.join(setters)


class _Reach:
    """Who and what an act touches: ``pairs`` (importer, exporter) and ``sectors``."""

    def __init__(self, entry: ActEntry, labels: Labels) -> None:
        self.setters = entry.by
        self.sectors = labels.goods if entry.sectors is None else entry.sectors
        self.products = codes_among(entry.sectors, labels)
        if self.products:
            self.sectors = tuple(name for name in self.sectors if name not in self.products)
        if isinstance(entry.rate, dict):
            self.sectors = tuple(entry.rate)
        partners = labels.regions if entry.on is None else entry.on
        pairs = [(by, on) for by in self.setters for on in partners if by != on]
        if entry.by == entry.on and len(entry.by) == 1 and entry.instrument == "import_tariff":
            # Among the countries of which a region is made, where the accounts have tariffs among them.
            inside = labels.inside.get(entry.by[0], ())
            if inside and entry.sectors is None and not isinstance(entry.rate, dict):
                self.sectors = inside
            pairs = [(entry.by[0], entry.by[0])] if inside and set(self.sectors) <= set(inside) else []
        if entry.instrument == "export_tax":
            # Who taxes its exports is the exporter.
            pairs = [(on, by) for by, on in pairs]
        self.pairs = pairs

    def rates(self, entry: ActEntry) -> dict[str, float]:
        """The rate by sector."""
        if isinstance(entry.rate, dict):
            return entry.rate
        assert entry.rate is not None, "an act without a rate takes it from a profile or a table"
        return dict.fromkeys(self.sectors, entry.rate)


def _faults(entry: ActEntry, reach: _Reach, labels: Labels) -> Iterator[Refusal]:
    """Dates in order, a target for a removal, one way of saying the rate, something that the act reaches, no key in vain."""
    yield from _twice(entry)
    yield from _in_vain(entry)
    if entry.until is not None and entry.until < entry.start:
        yield Refusal("the act ends before it begins", f"a date of {entry.start} or later", place=("until",))
    if entry.kind == "remove":
        if entry.of is None:
            expected = "a key of: the id of an earlier act"
            yield Refusal("nothing to remove", expected, place=(BEGINNING,))
        return
    given = [way for way in WAYS if getattr(entry, way) is not None]
    if len(given) != 1:
        expected = f"exactly one of {', '.join(WAYS)}; got {', '.join(given) or 'none'}"
        yield Refusal("one rate is needed", expected, place=(BEGINNING,))
    if entry.instrument == "production_subsidy":
        if entry.rate is None and len(given) == 1:
            expected = "a rate: it has no partner"
            yield Refusal("a production subsidy is not a tariff", expected, place=(given[0],))
        return
    if not reach.pairs:
        expected = f"another region than {AND.join(entry.by)}"
        yield Refusal("this act reaches nobody", expected, "by sets, on is hit", ("on",))
    beyond = [name for name in reach.sectors if name not in labels.goods]
    if entry.instrument == "import_tariff" and beyond:
        key = "rate" if isinstance(entry.rate, dict) else "sectors"
        expected = f"sectors among {', '.join(labels.goods)}"
        advice = "write `sectors: goods` for all of them"
        yield Refusal(f"tariffs do not reach {', '.join(beyond)}", expected, advice, (key,))
    if reach.products:
        yield from _product_faults(entry, reach, labels)
    elif not reach.sectors:
        yield Refusal("this act reaches nothing", "at least one sector", place=("sectors",))


def _product_faults(entry: ActEntry, reach: _Reach, labels: Labels) -> Iterator[Refusal]:
    """Products have one rate, a tariff, and their sector is not named beside them."""
    if entry.instrument != "import_tariff":
        expected = "instrument: import_tariff: what products weigh is known of imports"
        yield Refusal(
            "an instrument of this kind is on sectors, not on products", expected, "name sectors instead", ("sectors",)
        )
    elif not isinstance(entry.rate, float):
        advice = f"write rates by product into a table with a column {PRODUCT}, and name it in tariffs_from"
        yield Refusal("one rate is needed for products", "a rate, not rates by sector or a table", advice, ("sectors",))
    both = [name for name in sectors_of_codes(reach.products, labels.products) if name in reach.sectors]
    if both:
        title = f"products of {both[0]} stand beside {both[0]} itself"
        yield Refusal(title, "each product once", "leave one of the two out", ("sectors",))


def _twice(entry: ActEntry) -> Iterator[Refusal]:
    """Regions and sectors that a list names twice, by label or in words."""
    for key, names in (("by", entry.by), ("on", entry.on or ()), ("sectors", entry.sectors or ())):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            yield Refusal(f"{twice[0]} stands twice in {key}", "each once", "leave one of the two out", (key,))


def _in_vain(entry: ActEntry) -> Iterator[Refusal]:
    """Keys that have no effect beside the others."""
    if entry.kind == "remove" and entry.of is not None:
        for key in ("on", "sectors", *WAYS, "instead_of"):
            if getattr(entry, key) not in (None, ()):
                advice = f"leave {key} out; `until` is the last day of the removal"
                yield Refusal("a removal takes away a whole act", f"no key {key} beside kind: remove", advice, (key,))
    if entry.kind != "remove" and entry.of is not None:
        advice = "write `kind: remove`, or leave out `of`"
        yield Refusal("only a removal is of another act", f"no key of beside kind: {entry.kind}", advice, ("of",))
    if entry.share is not None and entry.profile is None:
        yield Refusal("share is of a profile", "no key share without profile", "write the rate itself", ("share",))
    if entry.instrument == "production_subsidy" and entry.on is not None and entry.rate is not None:
        yield Refusal("a production subsidy has no partner", "no key on", "leave on out", ("on",))
    if isinstance(entry.rate, dict) and entry.sectors is not None and set(entry.sectors) != set(entry.rate):
        expected = f"the sectors of rate: {', '.join(entry.rate)}"
        advice = "leave sectors out: the rates name theirs"
        yield Refusal("sectors and rate name different sectors", expected, advice, ("sectors",))


def _cells(entry: ActEntry, reach: _Reach, labels: Labels) -> OnProducts:
    """Everything that the act touches."""
    if entry.kind == "remove":
        return OnProducts(())
    if entry.instrument == "production_subsidy":
        subsidies = reach.rates(entry).items()
        return OnProducts(tuple((by, "", sector, rate) for by in reach.setters for sector, rate in subsidies))
    if entry.tariffs_from is not None:
        table = _table(entry.tariffs_from, reach, labels, change=entry.kind == "add")
        _check_named(entry, table.cells, labels)
        return table
    if entry.profile is not None:
        return OnProducts(tuple(_profile(entry, reach, labels)))
    rates = reach.rates(entry).items()
    whole = tuple((importer, exporter, sector, rate) for importer, exporter in reach.pairs for sector, rate in rates)
    if not reach.products:
        return OnProducts(whole)
    assert isinstance(entry.rate, float), "an act on products has one rate"
    found = rates_on_products(reach.products, entry.rate, reach.pairs, labels)
    return dataclasses.replace(found, cells=(*whole, *found.cells))


@cache
def _increase() -> dict[tuple[str, str], dict[str, float]]:
    """The recorded increase by pair (importer, exporter) and sector."""
    table = load_tariff_increase()
    pairs = [("USA", "CHN"), ("CHN", "USA")]
    return {p: dict(zip(table["sector"].values, table.loc[p].values.tolist(), strict=True)) for p in pairs}


def _profile(entry: ActEntry, reach: _Reach, labels: Labels) -> Iterator[Cell]:
    share = 1.0 if entry.share is None else entry.share
    for pair in reach.pairs:
        if pair not in _increase():
            raise raised(Refusal("the profile has no such pair", "USA on CHN, or CHN on USA", place=("profile",)))
        unknown = [sector for sector in _increase()[pair] if sector not in labels.sectors]
        if unknown:
            title = f"the profile is by sector of world2017; this baseline has no {', '.join(unknown)}"
            raise raised(Refusal(title, "baseline: world2017", "write rates by sector, or tariffs_from", ("profile",)))
        for sector, increase in _increase()[pair].items():
            if sector in reach.sectors:
                yield *pair, sector, share * increase


def _check_named(entry: ActEntry, cells: tuple[Cell, ...], labels: Labels) -> None:
    """Sectors that the act names one by one stand in its table.

    Raises:
        ValidationError: the table says nothing on some of them.
    """
    if entry.sectors is None or set(entry.sectors) in (set(labels.goods), set(labels.sectors)):
        # The words goods and all name whatever the table has.
        return
    has = {cell[2] for cell in cells}
    missing = [sector for sector in entry.sectors if sector not in has]
    if missing:
        title = f"{entry.tariffs_from} says nothing on {', '.join(missing)}"
        expected = f"sectors of which it has rows: {', '.join(sector for sector in labels.sectors if sector in has)}"
        raise raised(Refusal(title, expected, "leave sectors out to take whatever the table has", ("sectors",)))


def _table(name: str, reach: _Reach, labels: Labels, *, change: bool) -> OnProducts:
    """The cells of ``tariffs_from``, each within what ``by``, ``on`` and ``sectors`` say."""
    importers, exporters = ([*dict.fromkeys(pair[k] for pair in reach.pairs)] for k in (0, 1))
    try:
        within = Reach(importers, exporters, reach.sectors, labels.tariff_max, change, labels)
        return read_tariff_table(place_of_table(labels.folder, name), within)
    except TableError as error:
        columns = ", ".join(COLUMNS)
        expected = f"a csv file with columns {columns}, rows that by, on and sectors reach, rates as 0.1 or 10%"
        raise raised(Refusal("this table cannot be used", expected, str(error), ("tariffs_from",))) from None
