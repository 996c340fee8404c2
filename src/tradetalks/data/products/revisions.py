"""Revisions of the Harmonized System: the United Nations' correlation tables read, and lists of products translated by them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tradetalks.data.products.codes import SUBHEADING, BadCode, read_code
from tradetalks.data.read import BadTable, cells_of
from tradetalks.errors import TariffError, listed, message, shortened
from tradetalks.inputs import checked

# A heading of a column of codes, as "From HS2022", "To HS 2017" or "HS 2012".
REVISION = re.compile(r"(?:(?:from|to)\s+)?HS\s*-?\s*((?:19|20)\d{2})", re.IGNORECASE)
# Rows in which headings are looked for: some editions begin with a title and notes.
FIRST_ROWS = 20
# What a list of rates needs.
NEEDED = ("importer", "exporter", "product", "rate")
# Problems that a message lists: a screenful.
SHOWN = 20
RELATIONS = ("1:1", "1:n", "n:1", "n:n")


@checked(TariffError)
def read_revisions(path: str | Path) -> pd.DataFrame:
    """A correlation table of two revisions of the Harmonized System.

    Args:
        path: a workbook as the United Nations Statistics Division publishes it (``tradetalks data fetch hs2022-hs2017``), or a
            csv with two such columns.

    Returns:
        A row a pair of six-digit codes: ``old``, ``new`` (text) and ``relation``: ``1:1``, ``1:n`` (the old code was split),
        ``n:1`` (old codes were merged) or ``n:n``. Attributes ``old_revision`` and ``new_revision`` are years.

    Raises:
        TariffError: no such file, another kind of file, or codes that are none, with the cell.

    Source:
        United Nations Statistics Division, correspondence tables, https://unstats.un.org/unsd/classifications/Econ.
    """
    path = Path(path)
    for name, cells in _sheets(path):
        top, columns = _headings(cells)
        if len(columns) == 2:
            return _pairs(f"{path.name}{name}", cells, top, columns)
    raise TariffError(
        message(
            f"{path.name} is no correlation table of revisions",
            expected="two columns of codes with headings as 'From HS 2022' and 'To HS 2017'",
            do="tradetalks data fetch hs2022-hs2017 says where to get one",
        )
    )


def _sheets(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """The sheets of a workbook, or the one table of a csv, as text, each with what a message calls it.

    Raises:
        TariffError: they cannot be opened.
    """
    if not path.is_file():
        raise TariffError(message(f"there is no file {shortened(str(path))}"))
    if not zipfile.is_zipfile(path):
        try:
            table = cells_of(path.read_text(encoding="utf-8-sig"))
        except (UnicodeDecodeError, BadTable) as error:
            advice = "an .xls of before 2007 has to be saved as .xlsx"
            raise TariffError(message(f"{path.name} cannot be read", got=shortened(str(error)), do=advice)) from None
        yield "", pd.DataFrame([list(table.columns), *table.to_numpy().tolist()])
        return
    try:
        with pd.ExcelFile(path, engine="openpyxl") as book:
            for name in book.sheet_names:
                sheet = pd.read_excel(book, sheet_name=name, header=None, dtype=str, keep_default_na=False)
                yield f", sheet {name}", sheet
    except (ImportError, ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        advice = 'get it again; workbooks need pip install "tradetalks[tables]"'
        raise TariffError(message(f"{path.name} cannot be opened", got=shortened(str(error)), do=advice)) from None


def _headings(cells: pd.DataFrame) -> tuple[int, dict[int, int]]:
    """The row of the headings, and the columns of codes with the years of their revisions."""
    for row in range(min(FIRST_ROWS, len(cells))):
        words = [REVISION.fullmatch(str(word).strip()) for word in cells.iloc[row]]
        columns = {column: int(found[1]) for column, found in enumerate(words) if found is not None}
        if len(set(columns.values())) == 2 and len(columns) == 2:
            return row, columns
    return 0, {}


def _pairs(where: str, cells: pd.DataFrame, top: int, columns: Mapping[int, int]) -> pd.DataFrame:
    """The pairs of codes below the headings.

    Raises:
        TariffError: cells that are no codes of six digits.
    """
    old, new = sorted(columns, key=lambda column: columns[column])
    rows = cells.iloc[top + 1 :, [old, new]].set_axis(["old", "new"], axis=1)
    rows = rows[(rows["old"].str.strip() != "") | (rows["new"].str.strip() != "")]
    problems: list[str] = []
    for name in ("old", "new"):
        read = [_six_digits(word) for word in rows[name]]
        problems += [f"row {row + 1}: {why}" for row, why in zip(rows.index, read, strict=True) if not why.isdigit()]
        rows[name] = read
    if problems:
        raise TariffError(message("codes that cannot be read", where=where, details=listed(problems, SHOWN)))
    found = rows.drop_duplicates().reset_index(drop=True)
    many_new = found.groupby("old")["new"].transform("size") > 1
    many_old = found.groupby("new")["old"].transform("size") > 1
    found["relation"] = np.array(RELATIONS)[many_new.astype(int) + 2 * many_old.astype(int)]
    found.attrs |= {"old_revision": columns[old], "new_revision": columns[new]}
    return found


def _six_digits(word: str) -> str:
    """The code, or what is wrong with it."""
    try:
        code = read_code(word)
    except BadCode as bad:
        return bad.words
    if len(code) != SUBHEADING:
        return f"{word!r} has {len(code)} digits; expected six"
    return code


@checked(TariffError)
def translate_products(products: pd.DataFrame, revisions: pd.DataFrame) -> pd.DataFrame:
    """Rates by product of an older revision as rates by product of the newer one.

    A code that was split stands for all of its parts, and of codes that were merged the mean of their rates stands for the new
    code, those that the list does not name at 0: without trade by product nothing better is known. Chapters and headings stand
    for their six-digit codes; the longest code that names a product counts; tariff lines below six digits stand for their code.

    Args:
        products: columns importer, exporter, product (codes of the older revision, as text, 2 to 10 digits) and rate (a
            fraction), as :func:`tradetalks.tariffs_by_sector` takes them.
        revisions: of :func:`read_revisions`.

    Returns:
        The same columns with six-digit codes of the newer revision, and ``was``: the old codes that each comes from. Attributes,
        tuples of old codes or new ones: ``split`` (old codes with several heirs), ``merged`` (new codes whose old ones had
        different rates), ``reused`` (old codes whose digits mean something else now).

    Raises:
        TariffError: a column is missing, or codes that the older revision does not have.
    """
    missing = [column for column in NEEDED if column not in products]
    if missing:
        got = ", ".join(map(str, products.columns))
        raise TariffError(message(f"the table of rates has no column {', '.join(missing)}", got=got))
    heirs, parents = _by_code(revisions, "old", "new"), _by_code(revisions, "new", "old")
    codes = _old_codes(list(products["product"]), heirs, int(revisions.attrs["old_revision"]))
    rows: list[tuple[object, ...]] = []
    named: set[str] = set()
    merged: set[str] = set()
    for pair, part in products.assign(code=codes).groupby(["importer", "exporter"], sort=False):
        rates = _rates_by_old(part, heirs)
        named |= set(rates)
        for new in dict.fromkeys(code for old in rates for code in heirs[old]):
            of_parents = [rates.get(old, 0.0) for old in parents[new]]
            if len(set(of_parents)) > 1:
                merged.add(new)
            was = " ".join(old for old in parents[new] if old in rates)
            rows.append((*pair, new, float(np.mean(of_parents)), was))
    found = pd.DataFrame(rows, columns=[*NEEDED, "was"])
    found.attrs |= {
        "split": tuple(sorted(old for old in named if len(heirs[old]) > 1)),
        "merged": tuple(sorted(merged)),
        "reused": tuple(sorted(old for old in named if old in parents and old not in heirs[old])),
    }
    return found


def _by_code(revisions: pd.DataFrame, key: str, other: str) -> dict[str, tuple[str, ...]]:
    """The codes of the other revision that each code goes with."""
    return {str(code): tuple(map(str, codes)) for code, codes in revisions.groupby(key, sort=False)[other]}


def _old_codes(words: Sequence[str], heirs: Mapping[str, tuple[str, ...]], year: int) -> list[str]:
    """The digits of every code.

    Raises:
        TariffError: with every code that is none, or that the older revision does not have.
    """
    codes: list[str] = []
    problems: list[str] = []
    known = {old[:length] for old in heirs for length in (2, 4, SUBHEADING)}
    for row, word in enumerate(words):
        try:
            codes.append(read_code(word))
        except BadCode as bad:
            problems.append(f"row {row}: {bad.words}")
            continue
        if codes[-1][:SUBHEADING] not in known:
            problems.append(f"row {row}: HS {year} has no product code {codes[-1][:SUBHEADING]}")
    if problems:
        raise TariffError(message("product codes that cannot be translated", details=listed(problems, SHOWN)))
    return codes


def _rates_by_old(part: pd.DataFrame, heirs: Mapping[str, object]) -> dict[str, float]:
    """The rate of every six-digit code of the older revision that a list names; the longest code counts, of lines their mean."""
    rates: dict[str, float] = {}
    for length in (2, 4, SUBHEADING):
        for code, rate in part.loc[part["code"].str.len() == length, ["code", "rate"]].itertuples(index=False):
            rates |= {old: float(rate) for old in heirs if old.startswith(code)}
    lines = part[part["code"].str.len() > SUBHEADING]
    for code, values in lines["rate"].groupby(lines["code"].str[:SUBHEADING]):
        rates[str(code)] = float(values.mean())
    return rates
