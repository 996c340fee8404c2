"""Tables of tariffs that an act names (``tariffs_from``): every row checked against the act and the accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from tradetalks.data.products.by_sector import NEEDED, spread_over_codes
from tradetalks.data.products.codes import BadCode, read_code
from tradetalks.data.tariffs.cells import cells_of_bytes
from tradetalks.errors import TariffError, listed, shortened
from tradetalks.inputs import Labels, Word
from tradetalks.inputs.places import label_of
from tradetalks.inputs.rates import HIGHEST_RATE, LARGEST_BARE_RATE, BadRate, read_rate
from tradetalks.scenario.sections.product_rates import Cell
from tradetalks.scenario.sections.products import OnProducts, on_products

COLUMNS = ("importer", "exporter", "sector", "tariff")
# The column of product codes in a table that names products in place of sectors.
PRODUCT = "hs"
# Problems of a table that a message lists, beside those of the rest of the file: half a screenful.
SHOWN = 10
# Bytes: the rows of a hundred regions and a hundred sectors are 30 MB.
LARGEST = 64_000_000
# Letters of a cell or a line in a message.
LINE = 120

# Of the rates of a table, those above 100 percent: peaks of specific duties are one in a hundred in tables of applied rates, and
# a table of percentages has nearly all of its rates above 1.
PEAKS = 0.1
NO_LABELS = Labels((), (), ())


class Reach(NamedTuple):
    """What an act may touch, column by column, and the file's largest rate, None where it sets none: as for a rate of an act.

    ``change``: the table says by how much tariffs change, and cuts may be deep. ``labels``: the names of the accounts, of which a
    table may write those in words too, and which know where products belong.
    """

    importer: Collection[str]
    exporter: Collection[str]
    sector: Collection[str]
    tariff_max: float | None
    change: bool = False
    labels: Labels = NO_LABELS

    def label(self, column: str, word: str) -> str:
        """The label that a word of a column stands for, as in an act; the word itself where it is none."""
        label = label_of(word, tuple(getattr(self, column)), self.labels.names)
        if label is None and column != "sector":
            label = self.labels.region(word)
        return label or word

    def rate(self, word: str) -> float:
        """The rate that a word of the table says."""
        return read_rate(Word(word), self.tariff_max, change=self.change)


class TableError(ValueError):
    """A table that cannot be used; the text lists its problems by line and column."""


def read_tariff_table(path: Path, reach: Reach) -> OnProducts:
    """The cells (importer, exporter, sector, rate) of a csv table, and what it says of products.

    Rows that say 0 for a country's own goods, or for a sector that the act does not reach, are those of a full table and are
    passed over; any other row outside ``reach`` is a problem. A table of products becomes one of sectors.

    Raises:
        TableError: with every problem of the table, at most ten.
    """
    table = _cells(path)
    if "tariff" in table and reach.tariff_max is None and _in_fractions(table["tariff"]):
        reach = reach._replace(tariff_max=HIGHEST_RATE)
    if PRODUCT in table and "sector" not in table:
        return _of_products(path, table, reach)
    missing = [c for c in COLUMNS if c not in table]
    if missing:
        got = shortened(", ".join(map(str, table.columns)), LINE)
        raise TableError(f"{path.name}:1: no column {', '.join(missing)}; got {got}")
    for column in COLUMNS[:3]:
        labels = {word: reach.label(column, word) for word in dict.fromkeys(table[column])}
        table[column] = table[column].map(labels)
    _known_sectors(path, table["sector"], reach)
    cells: list[Cell] = []
    problems: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, *words in table[list(COLUMNS)].itertuples(name=None):
        row = tuple(words)
        found = list(_row_problems(row, reach))
        key = row[:3]
        if key in seen:
            found.append(f"{' '.join(key)} was given before, on line {seen[key]}")
        seen.setdefault(key, line)
        problems += [f"{path.name}:{line}: {text}" for text in found]
        if not found and not _is_idle(row, reach):
            cells.append((*key, reach.rate(row[3])))
    if problems:
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise TableError("\n".join([*problems[:SHOWN], *more]))
    if not cells:
        raise TableError(f"{path.name}: no row changes a tariff that this act reaches")
    return OnProducts(tuple(cells))


def _in_fractions(words: pd.Series[str]) -> bool:
    """Whether the numbers of a table without a percent sign are fractions by their look, a few above 1 among many below."""
    numbers = pd.to_numeric(words, errors="coerce").abs()
    above = int((numbers > LARGEST_BARE_RATE).sum())
    return 0 < above <= PEAKS * int((numbers > 0).sum())


def _of_products(path: Path, table: pd.DataFrame, reach: Reach) -> OnProducts:
    """What rates on products come to, and the share of each sector's trade that they cover.

    Raises:
        TableError: with every problem of the table, at most ten.
    """
    missing = [c for c in ("importer", "exporter", "tariff") if c not in table]
    if missing:
        raise TableError(f"{path.name}:1: no column {', '.join(missing)}")
    try:
        products = reach.labels.products
    except TariffError as error:
        raise TableError(f"{path.name}:1: a column {PRODUCT} of product codes; {error}") from None
    rows, problems = _product_rows(path, table, reach)
    if problems:
        raise TableError("\n".join(listed(problems, SHOWN, indent="")))
    try:
        found = spread_over_codes(pd.DataFrame(rows, columns=list(NEEDED)), products)
    except TariffError as error:
        raise TableError(f"{path.name}: {error}") from None
    beyond = sorted({part.sector for part in found.lists} - set(reach.sector))
    if beyond:
        raise TableError(f"{path.name}: products of {', '.join(beyond)}; this act reaches {', '.join(reach.sector)}")
    about = f"products of {path.name} are taken for"
    if found.uncovered:
        about = f"of {path.name} {', '.join(found.uncovered)} belong to no sector; its other products are taken for"
    return on_products(found, about)


def _product_rows(path: Path, table: pd.DataFrame, reach: Reach) -> tuple[list[tuple[str, str, str, float]], list[str]]:
    """Importer, exporter, code and rate of each row, and what is wrong with rows."""
    rows: list[tuple[str, str, str, float]] = []
    problems: list[str] = []
    columns = ["importer", "exporter", PRODUCT, "tariff"]
    for line, *pair, code, word in table[columns].itertuples(name=None):
        importer, exporter = reach.label("importer", pair[0]), reach.label("exporter", pair[1])
        found = [
            f"{column} is {shortened(value, LINE)!r}; this act reaches {', '.join(getattr(reach, column))}"
            for column, value in (("importer", importer), ("exporter", exporter))
            if value not in getattr(reach, column)
        ]
        try:
            rows.append((importer, exporter, read_code(code), reach.rate(word)))
        except BadCode as bad:
            found.append(f"{PRODUCT}: {bad.words}")
        except BadRate as bad:
            found.append(f"tariff is {shortened(word, LINE)!r}; expected {bad.expected}")
        problems += [f"{path.name}:{line}: {text}" for text in found]
    return rows, problems


def _cells(path: Path) -> pd.DataFrame:
    """The cells of a table as text, their lines the index; decimal commas, where the table has them, as points.

    Raises:
        TableError: the file cannot be read, or has lines of more or fewer cells than the first.
    """
    try:
        cells = cells_of_bytes(_bytes(path), path.name, ())
    except TariffError as error:
        raise TableError(str(error)) from None
    except (OSError, ValueError) as error:
        raise TableError(shortened(str(error).strip(), LINE)) from None
    table = cells.table
    if cells.decimal == "," and "tariff" in table:
        table["tariff"] = table["tariff"].str.replace(",", ".", regex=False)
    return table


def _bytes(path: Path) -> bytes:
    """What a regular file of a reasonable size holds.

    Raises:
        OSError, ValueError: no such file, no regular one, too large.
    """
    if not path.exists():
        raise ValueError(f"there is no file {path}")
    if not path.is_file():
        raise ValueError(f"{path.name}: not a regular file")
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"{path.name}: {size / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}")
    return path.read_bytes()


def _known_sectors(path: Path, given: pd.Series[str], reach: Reach) -> None:
    """A table whose rows name none of the sectors has a classification of its own, and is refused once, not row by row.

    Raises:
        TableError: no sector is one that the act reaches.
    """
    names = list(dict.fromkeys(given))
    if len(names) > SHOWN and not set(names) & set(reach.sector):
        examples = ", ".join(shortened(str(name), LINE) for name in names[:3])
        raise TableError(
            f"{path.name}: none of {len(names)} sectors is one that this act reaches ({examples}, ...)\n"
            f"sum up codes of goods by sector first, weighted by trade: {', '.join(reach.sector)}"
        )


def _is_idle(row: tuple[str, ...], reach: Reach) -> bool:
    importer, exporter, sector, tariff = row
    try:
        return reach.rate(tariff) == 0 and (importer == exporter or sector not in reach.sector)
    except BadRate:
        return False


def _row_problems(row: tuple[str, ...], reach: Reach) -> Iterator[str]:
    if _is_idle(row, reach):
        return
    for column, value in zip(COLUMNS[:3], row, strict=False):
        allowed = getattr(reach, column)
        if value not in allowed:
            yield f"{column} is {shortened(value, LINE)!r}; this act reaches {', '.join(allowed) or 'none'}"
    if row[0] == row[1] and row[0] in reach.importer:
        yield f"exporter is {row[1]!r}; a country has no tariff on its own goods"
    try:
        reach.rate(row[3])
    except BadRate as bad:
        yield f"tariff is {shortened(row[3], LINE)!r}; expected {bad.expected}" + (f"; {bad.do}" if bad.do else "")
