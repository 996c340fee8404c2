"""From an act as a file writes it to the tariffs that it sets: importer, exporter, sector, rate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tradetalks.data.record import load_tariff_increase
from tradetalks.inputs import BEGINNING, Labels, Refusal, raised
from tradetalks.inputs.rates import HIGHEST_RATE
from tradetalks.scenario.sections.acts import ALL, WAYS, Act, ActEntry
from tradetalks.scenario.sections.tariff_table import COLUMNS, Cell, Reach, TableError, read_tariff_table


def act_of(entry: ActEntry, labels: Labels) -> Act:
    """The act that an entry of a file comes to.

    Raises:
        ValidationError: it says too little, too much, or reaches nobody.
    """
    reach = _Reach(entry, labels)
    found = list(_faults(entry, reach, labels))
    if found:
        raise raised(*found)
    return Act(
        id=entry.id,
        by=entry.by,
        kind=entry.kind,
        instrument=entry.instrument,
        start=entry.start,
        until=entry.until,
        cells=_cells(entry, reach, labels),
        of=entry.of,
        source=entry.source,
        note=entry.note,
        profile=entry.profile or "",
        table=entry.tariffs_from or "",
    )


class _Reach:
    """Who and what an act touches: ``pairs`` (importer, exporter) and ``sectors``."""

    def __init__(self, entry: ActEntry, labels: Labels) -> None:
        self.setters = labels.regions if entry.by == ALL else (entry.by,)
        self.sectors = labels.goods if entry.sectors is None else entry.sectors
        if isinstance(entry.rate, dict):
            self.sectors = tuple(entry.rate)
        partners = labels.regions if entry.on is None else entry.on
        pairs = [(by, on) for by in self.setters for on in partners if by != on]
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
    """Dates in order, a target for a removal, one way of saying the rate, something that the act reaches."""
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
        expected = f"another region than {entry.by}"
        yield Refusal("this act reaches nobody", expected, "by sets, on is hit", ("on",))
    beyond = [name for name in reach.sectors if name not in labels.goods]
    if entry.instrument == "import_tariff" and beyond:
        key = "rate" if isinstance(entry.rate, dict) else "sectors"
        expected = f"sectors among {', '.join(labels.goods)}"
        advice = "write `sectors: goods` for all of them"
        yield Refusal(f"tariffs do not reach {', '.join(beyond)}", expected, advice, (key,))
    if not reach.sectors:
        yield Refusal("this act reaches nothing", "at least one sector", place=("sectors",))


def _cells(entry: ActEntry, reach: _Reach, labels: Labels) -> tuple[Cell, ...]:
    """(importer, exporter, sector, rate) of everything that the act touches."""
    if entry.kind == "remove":
        return ()
    if entry.instrument == "production_subsidy":
        return tuple((by, "", sector, rate) for by in reach.setters for sector, rate in reach.rates(entry).items())
    if entry.tariffs_from is not None:
        return _table(entry.tariffs_from, reach, labels)
    if entry.profile is not None:
        return tuple(_profile(entry, reach))
    rates = reach.rates(entry).items()
    return tuple((importer, exporter, sector, rate) for importer, exporter in reach.pairs for sector, rate in rates)


@cache
def _increase() -> dict[tuple[str, str], dict[str, float]]:
    """The recorded increase by pair (importer, exporter) and sector."""
    table = load_tariff_increase()
    pairs = [("USA", "CHN"), ("CHN", "USA")]
    return {p: dict(zip(table["sector"].values, table.loc[p].values.tolist(), strict=True)) for p in pairs}


def _profile(entry: ActEntry, reach: _Reach) -> Iterator[Cell]:
    for pair in reach.pairs:
        if pair not in _increase():
            raise raised(Refusal("the profile has no such pair", "USA on CHN, or CHN on USA", place=("profile",)))
        for sector, increase in _increase()[pair].items():
            if sector in reach.sectors:
                yield *pair, sector, entry.share * increase


def _table(name: str, reach: _Reach, labels: Labels) -> tuple[Cell, ...]:
    """The cells of ``tariffs_from``, each within what ``by``, ``on`` and ``sectors`` say."""
    importers, exporters = ([*dict.fromkeys(pair[k] for pair in reach.pairs)] for k in (0, 1))
    highest = HIGHEST_RATE if labels.tariff_max is None else labels.tariff_max
    try:
        return read_tariff_table(labels.folder / name, Reach(importers, exporters, reach.sectors, highest))
    except TableError as error:
        columns = ", ".join(COLUMNS)
        expected = f"a csv file with columns {columns}, rows that by, on and sectors reach, rates as 0.1 or 10%"
        raise raised(Refusal("this table cannot be used", expected, str(error), ("tariffs_from",))) from None
