"""A table of acts, a row each: cells as of any table of tariffs, rates as an act has them, places and goods by code or name."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from tradetalks.data.products.codes import BadCode, read_code
from tradetalks.data.tariffs.cells import TariffCells, cells_of_bytes
from tradetalks.errors import TariffError, shortened, suggestion
from tradetalks.inputs import Labels, Word
from tradetalks.inputs.places import label_of, meant
from tradetalks.inputs.rates import BadRate, read_rate

# Columns of such a table; the first three must be there.
COLUMNS = ("by", "on", "rate", "sectors", "kind", "start", "until", "answered", "unit")
NEEDED = COLUMNS[:3]
# What tables of tariffs call them (``tariffs_from`` of an act, ``read_tariffs``).
ALSO_CALLED = {
    "importer": "by",
    "exporter": "on",
    "tariff": "rate",
    "sector": "sectors",
    "product": "sectors",
    "products": "sectors",
    "hs": "sectors",
    "from": "start",
}
KINDS = {"": "add", "add": "add", "to": "to", "set": "to", "cap": "cap", "floor": "floor"}
ANSWERS = {"yes": True, "true": True, "1": True, "answered": True, "": False, "no": False, "false": False, "0": False}
UNITS = ("", "percent", "fraction")
EVERYBODY, GOODS = "all", "goods"
# Between several names in one cell: whichever of the two does not stand between cells.
BETWEEN = re.compile("[;|]")
# Marks of a text in UTF-16, as Excel saves "Unicode text".
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Letters of a cell in a message.
CELL = 60


@dataclasses.dataclass(frozen=True)
class ActRow:
    """A row that can be in force.

    Args:
        line: of the file.
        by: region that levies.
        on: regions that are hit, or ``all``.
        sectors: codes of sectors and products, or ``goods``.
        kind: ``add``, ``to``, ``cap`` or ``floor``.
        rate: a fraction.
        start: first day; None where the row names none.
        until: last day; None where it is open.
        answered: whether it is answered in kind.
    """

    line: int
    by: str
    on: tuple[str, ...]
    sectors: tuple[str, ...]
    kind: str
    rate: float
    start: datetime.date | None
    answered: bool
    until: datetime.date | None = None


@dataclasses.dataclass(frozen=True)
class ActRows:
    """What a table of acts says.

    Args:
        rows: that can be read.
        faults: (line, what is wrong) of the others, every fault of a row; line 0 for what is wrong with all of it.
    """

    rows: tuple[ActRow, ...]
    faults: tuple[tuple[int, str], ...]


def read_act_rows(data: bytes, name: str, labels: Labels) -> ActRows:
    """The acts that a table holds.

    Args:
        data: a csv file with a head of :data:`COLUMNS`; separated by commas, semicolons, tabs or bars, in UTF-8, UTF-16 or
            Windows-1252. Several countries or goods in a cell stand apart by ``;`` or ``|``.
        name: of the file, for messages.
        labels: the names that countries and goods have.

    Returns:
        Rows and faults; nothing is raised.
    """
    try:
        cells = cells_of_bytes(_plain(data), name, ())
    except (TariffError, UnicodeDecodeError) as error:
        return ActRows((), ((0, _in_a_line(str(error))),))
    heads = [str(head).strip().casefold() for head in cells.table.columns]
    cells.table.columns = [ALSO_CALLED.get(head, head) for head in heads]
    fault = _fault_of_head(list(cells.table.columns))
    if fault:
        return ActRows((), ((1, fault),))
    rows: list[ActRow] = []
    faults: list[tuple[int, str]] = []
    for line, row in cells.table.iterrows():
        found = _Row(cells, {str(column): str(word) for column, word in row.items()}, labels)
        act = found.act(int(str(line)))
        faults += [(int(str(line)), text) for text in found.faults]
        if act is not None:
            rows.append(act)
    return ActRows(tuple(rows), tuple(faults))


def _plain(data: bytes) -> bytes:
    """The text in UTF-8 where it is in UTF-16, lines ended as everywhere."""
    if data.startswith(UTF_16):
        data = data.decode("utf-16").encode()
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _in_a_line(text: str) -> str:
    """An error of the reader of cells, its lines in one."""
    return "; ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _fault_of_head(heads: Sequence[str]) -> str:
    """Columns that are missing, unknown or twice there; empty where none is."""
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        return f"no column {', '.join(missing)}; the first line names columns: {', '.join(COLUMNS)}"
    unknown = [name for name in heads if name not in COLUMNS]
    if unknown:
        return f"there is no column {shortened(unknown[0], CELL)!r}: {suggestion(unknown[0], COLUMNS)}"
    if len(set(heads)) < len(heads):
        return "a column is there twice"
    return ""


def _no_code(word: str) -> str:
    """What is wrong with a code of products."""
    try:
        return f"{read_code(word)} cannot stand here"
    except BadCode as bad:
        return bad.words


class _Row:
    """The cells of a row, and what is wrong with them."""

    def __init__(self, cells: TariffCells, words: Mapping[str, str], labels: Labels) -> None:
        self._cells, self._words, self._labels = cells, words, labels
        self.faults: list[str] = []

    def act(self, line: int) -> ActRow | None:
        """The row as an act; None where something is wrong with it."""
        words, labels = self._words, self._labels
        kind = self._of(KINDS, "kind", "add, to, cap or floor")
        act = ActRow(
            line=line,
            by="".join(self._names(words["by"], self._region, "")[:1]),
            on=tuple(self._names(words["on"], self._region, EVERYBODY)),
            sectors=tuple(self._names(words.get("sectors", ""), self._good, GOODS)),
            kind=str(kind),
            rate=self._rate(words["rate"], change=kind == "add"),
            start=self._day("start"),
            answered=bool(self._of(ANSWERS, "answered", "yes or no")),
            until=self._day("until"),
        )
        if act.start is not None and act.until is not None and act.until < act.start:
            self.faults.append(f"until is {act.until}, before the start {act.start}; expected a later day, or none")
        if not words["by"]:
            self.faults.append(f"by is empty; expected a country: {', '.join(labels.regions)}")
        if self.faults:
            return None
        return act

    def _of(self, known: Mapping[str, object], column: str, expected: str) -> object:
        word = self._words.get(column, "").casefold()
        if word not in known:
            self.faults.append(f"{column} is {shortened(word, CELL)!r}; expected {expected}")
            return None
        return known[word]

    def _names(self, cell: str, find: Callable[[str], str | None], nothing: str) -> list[str]:
        """The labels of a cell of one or several names; ``nothing`` where it is empty or says so."""
        found: list[str] = []
        for word in filter(None, map(str.strip, BETWEEN.split(cell))):
            if word.casefold() in (nothing, EVERYBODY) and nothing:
                return [nothing]
            label = find(word)
            together = [label] if label is not None else [find(part.strip()) for part in word.split(",")]
            if None in together:
                self.faults.append(self._unknown(word, find))
            found += [label for label in together if label is not None]
        return list(dict.fromkeys(found)) or [nothing]

    def _region(self, word: str) -> str | None:
        return self._labels.region(word)

    def _good(self, word: str) -> str | None:
        """A sector that tariffs reach, by its label, its name or a word that only one name has; or a code of products."""
        if word[:1].isdecimal():
            try:
                return read_code(word)
            except BadCode:
                return None
        goods, names = self._labels.goods, self._labels.names
        label = label_of(word, goods, names)
        if label is not None:
            return label
        begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
        inside = [label for label in goods if begins.search(names.get(label, label))]
        if len(inside) == 1:
            return inside[0]
        return None

    def _unknown(self, word: str, find: Callable[[str], str | None]) -> str:
        labels, said = self._labels, shortened(word, CELL)
        if find == self._region:
            return f"{said!r} is no country of this world: {meant(word, labels.regions, labels.names, places=True)}"
        if word[:1].isdecimal():
            return _no_code(word)
        if label_of(word, labels.sectors, labels.names) is not None:
            return f"{said!r} is a service, which tariffs do not reach: choose goods"
        advice = meant(word, labels.goods, labels.names, places=False)
        if advice.startswith("choose"):
            advice = "choose from " + "; ".join(f"{code} ({labels.names.get(code, code)})" for code in labels.goods)
        return f"{said!r} is no sector of this world: {advice}"

    def _rate(self, word: str, *, change: bool) -> float:
        text = word
        if self._cells.decimal == ",":
            text = text.replace(",", ".")
        unit = self._words.get("unit", "").casefold()
        if unit not in UNITS:
            self.faults.append(f"unit is {shortened(unit, CELL)!r}; expected percent or fraction")
        if unit == "percent" and not text.endswith("%"):
            text = f"{text}%"
        try:
            return read_rate(Word(text), self._labels.tariff_max, change=change)
        except BadRate as bad:
            advice = bad.do.partition(";")[0] or f"expected {bad.expected}"
            self.faults.append(f"rate {shortened(word, CELL)!r}: {bad.title}; {advice}")
            return 0.0

    def _day(self, column: str) -> datetime.date | None:
        word = self._words.get(column, "")
        if not word:
            return None
        try:
            return datetime.date.fromisoformat(word)
        except ValueError:
            self.faults.append(f"{column} is {shortened(word, CELL)!r}; expected a day as 2026-11-10")
            return None
