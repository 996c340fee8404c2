"""The record of deadlines in trade talks, 1985 to 2026, and one's own of the same columns: read, typed, checked.

Days, parties and outcomes are facts; what counts as which outcome was one person's reading, and ``confidence`` says how sure a
row is (``files/deadlines/README.md``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd

from tradetalks.data.paths import FILES
from tradetalks.data.read import LINE, SHOWN, BadTable, table_text
from tradetalks.errors import TalksError, listed, message, shortened, suggestion

FOLDER = FILES / "deadlines"

# What a deadline can end in, in the one order that every table, array and file keeps.
OUTCOMES = ("deal", "partial_deal", "extension", "escalation", "lapse")
# Threats of a tariff by a day: what the deadline game is about.
TARIFF_LIKE = ("tariff_rise", "new_tariff", "expiry_of_truce")
KINDS = (*TARIFF_LIKE, "legal_deadline", "treaty_exit", "no_deal_exit", "other")
CONFIDENCE = ("high", "medium", "low")
LEADERS = ("yes", "no", "unknown")

# A record that can be scored has these; the others inform a reader.
NEEDED = (
    "id", "episode", "side_a", "side_b", "announced", "deadline", "kind", "earlier_extensions", "outcome",
)  # fmt: skip
COLUMNS = (
    "id", "side_a", "side_b", "announced", "deadline", "threatened", "kind", "trade_covered_bn", "leaders_level",
    "earlier_extensions", "outcome", "outcome_date", "confidence", "source_1", "source_2", "note", "episode", "old_number",
)  # fmt: skip
OPEN_COLUMNS = ("side_a", "side_b", "announced", "deadline", "threatened", "status", "source_1")
PRICED_COLUMNS = ("scenario", "id", *OUTCOMES)
# Five odds of three digits may miss 1 by this much.
ROUNDED_SUM = 0.0025
WORDS = {"kind": KINDS, "outcome": OUTCOMES, "confidence": CONFIDENCE, "leaders_level": LEADERS}
# A row, counted from 0, and what is wrong with it.
Problem = tuple[int, str]
# Words that may also be left out.
MAY_BE_EMPTY = ("confidence", "leaders_level")
FILLED = ("id", "episode", "side_a", "side_b")
# Years outside are slips of the pen: commercial treaties with dated duties are of the nineteenth century and later.
FIRST_YEAR, LAST_YEAR = 1800, 2200
# Postponements of one threat: the longest series on record, a duty moratorium, has eleven.
MOST_EXTENSIONS = 100


def load_deadlines() -> pd.DataFrame:
    """150 deadlines of 1985 to 2026 in 78 episodes, as :func:`read_deadlines` gives them, in order of their days."""
    return read_deadlines(FOLDER / "trade_deadlines.csv")


def load_open_deadlines() -> pd.DataFrame:
    """Deadlines that were pending or whose outcome was not found; ``announced`` and ``deadline`` are days."""
    table = _cells(FOLDER / "open_deadlines.csv", OPEN_COLUMNS).reset_index(drop=True)
    for column in ("announced", "deadline"):
        table[column] = pd.to_datetime(table[column])
    return table


def read_deadlines(path: str | Path) -> pd.DataFrame:
    """A record of deadlines from a table of comma-separated values, checked.

    Args:
        path: a file with the columns of the shipped ``trade_deadlines.csv``; those of :data:`NEEDED` must be there.

    Returns:
        A row per deadline in the order of the file: ``announced`` and ``deadline`` are days (``announced`` NaT where not
        found), ``earlier_extensions`` whole numbers, ``outcome`` one of :data:`OUTCOMES`, ``kind`` one of :data:`KINDS`;
        columns that the file lacks are empty.

    Raises:
        TalksError: no such file, no table, a column missing, no row, or cells that cannot be right, each with row and column.
    """
    path = Path(path)
    table = _cells(path, NEEDED)
    problems = [*_empty(table), *_repeated(table), *_unknown_words(table), *_bad_days(table), *_bad_numbers(table)]
    _refuse_rows(path, table, problems)
    table = table.reset_index(drop=True)
    for column in COLUMNS:
        if column not in table:
            table[column] = ""
    table["announced"] = pd.to_datetime(table["announced"].replace("", None))
    table["deadline"] = pd.to_datetime(table["deadline"])
    table["earlier_extensions"] = table["earlier_extensions"].astype(int)
    table["trade_covered_bn"] = pd.to_numeric(table["trade_covered_bn"].replace("", None))
    table["old_number"] = pd.to_numeric(table["old_number"].replace("", None)).astype("Int64")
    return table[list(COLUMNS)]


def load_priced_odds() -> pd.DataFrame:
    """What the shipped scenarios said of their own deadlines, as :func:`read_priced_odds` gives it."""
    return read_priced_odds(FOLDER / "priced_odds.csv")


def read_priced_odds(path: str | Path) -> pd.DataFrame:
    """The game's odds at deadlines of the record whose stakes were priced.

    Args:
        path: a table with the columns of :data:`PRICED_COLUMNS`: a scenario, the id of its deadline, odds of each outcome.

    Returns:
        A row per scenario, odds as numbers that sum to 1; no row where the file has only a header.

    Raises:
        TalksError: no such file, a column missing, a deadline given twice, or odds that are none, each with row and column.
    """
    path = Path(path)
    table = _cells(path, PRICED_COLUMNS, rows_needed=False)
    odds = table[list(OUTCOMES)].apply(pd.to_numeric, errors="coerce")
    problems = list(_repeated(table))
    for row, column in np.argwhere(~((odds >= 0) & (odds <= 1)).to_numpy(bool)):
        text = shortened(table[OUTCOMES[column]].iloc[row])
        problems.append((int(row), f"{OUTCOMES[column]} is {text!r}; expected a probability from 0 to 1"))
    for row in np.flatnonzero((odds.sum(axis=1) - 1).abs() > ROUNDED_SUM):
        problems.append((int(row), f"the odds sum to {odds.iloc[row].sum():g}; expected 1"))
    _refuse_rows(path, table, problems)
    table[list(OUTCOMES)] = odds.div(odds.sum(axis=1), axis=0)
    return table.reset_index(drop=True)


def _refuse(path: Path, problems: Sequence[str]) -> NoReturn:
    count = "1 problem"
    if len(problems) > 1:
        count = f"{len(problems)} problems"
    title = f"the table of deadlines {path} cannot be read: {count}"
    raise TalksError(message(title, details=listed(problems, SHOWN, indent="")))


def _refuse_rows(path: Path, table: pd.DataFrame, problems: Sequence[Problem]) -> None:
    """Refuse a table with problems, each named by its line."""
    if problems:
        _refuse(path, [f"{path.name}:{table.index[row]}: {text}" for row, text in sorted(problems)])


def _cells(path: Path, needed: Sequence[str], *, rows_needed: bool = True) -> pd.DataFrame:
    """Every cell as text, blanks at either end removed; the index holds the line of the file on which each row begins."""
    try:
        rows = _numbered(table_text(path, needed))
    except (BadTable, csv.Error) as error:
        _refuse(path, [f"{path.name}: {shortened(str(error), LINE)}"])
    header: list[str] = []
    if rows:
        header = [name.strip() for name in rows.pop(next(iter(rows)))]
    missing = [name for name in needed if name not in header]
    if missing:
        got = shortened(", ".join(header), LINE) or "an empty file"
        _refuse(path, [f"{path.name}:1: no column {', '.join(missing)}; got {got}"])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        _refuse(path, [f"{path.name}:1: column {', '.join(twice)} is there twice"])
    if not rows and rows_needed:
        _refuse(path, [f"{path.name}: a header and no row; expected a row per deadline"])
    ragged = [
        f"{path.name}:{line}: {len(row)} cells; expected {len(header)}, one a column"
        for line, row in rows.items()
        if len(row) != len(header)
    ]
    if ragged:
        _refuse(path, ragged)
    return pd.DataFrame([[cell.strip() for cell in row] for row in rows.values()], columns=header, index=list(rows))


def _numbered(text: str) -> dict[int, list[str]]:
    """The rows that hold anything, by the line on which each begins: a quoted cell may span several."""
    reader = csv.reader(io.StringIO(text), strict=True)
    rows, line = {}, 1
    for row in reader:
        if row:
            rows[line] = row
        line = reader.line_num + 1
    return rows


def _empty(table: pd.DataFrame) -> Iterator[Problem]:
    for column in FILLED:
        for row in np.flatnonzero(table[column] == ""):
            yield int(row), f"{column} is empty"


def _repeated(table: pd.DataFrame) -> Iterator[Problem]:
    for row in np.flatnonzero(table["id"].duplicated() & (table["id"] != "")):
        name = table["id"].iloc[row]
        first = int(np.argmax(table["id"] == name))
        yield int(row), f"id {shortened(name)!r} was given before, on line {table.index[first]}"


def _unknown_words(table: pd.DataFrame) -> Iterator[Problem]:
    for column in (name for name in WORDS if name in table):
        known = list(WORDS[column])
        for row in np.flatnonzero(~table[column].isin(known)):
            word = table[column].iloc[row]
            if word or column not in MAY_BE_EMPTY:
                yield int(row), f"{column} is {shortened(word)!r}; {suggestion(word, known)}"


def _day(text: str) -> date | None:
    """The day that a text names as 2019-03-02; None where it names none, or one that no trade talks had."""
    if len(text) != len("2019-03-02"):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return day


def _bad_days(table: pd.DataFrame) -> Iterator[Problem]:
    for row, (announced, deadline) in enumerate(zip(table["announced"], table["deadline"], strict=True)):
        first, last = _day(announced), _day(deadline)
        if last is None:
            yield row, f"deadline is {shortened(deadline)!r}; expected a day as 2019-03-02"
        if announced and first is None:
            yield row, f"announced is {shortened(announced)!r}; expected a day as 2019-03-02, or nothing"
        if first and last and first > last:
            yield row, f"announced is {announced}, after the deadline {deadline}"


def _bad_numbers(table: pd.DataFrame) -> Iterator[Problem]:
    for row, text in enumerate(table["earlier_extensions"]):
        whole = text.isascii() and text.isdigit()
        if not whole or int(text[:9]) > MOST_EXTENSIONS:
            expected = f"a whole number from 0 to {MOST_EXTENSIONS}"
            yield row, f"earlier_extensions is {shortened(text)!r}; expected {expected}"
    for column in (name for name in ("trade_covered_bn", "old_number") if name in table):
        numbers = pd.to_numeric(table[column], errors="coerce")
        for place in np.flatnonzero((table[column] != "") & ~(numbers >= 0)):
            yield int(place), f"{column} is {shortened(table[column].iloc[place])!r}; expected a number, or nothing"
