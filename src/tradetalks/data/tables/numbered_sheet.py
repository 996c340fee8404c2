"""Workbooks in which industries carry numbers c1, c2, ...: those of WIOD, both releases, and of the Asian Development Bank."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from tradetalks.data.tables.blocks import (
    ADJUSTMENT,
    CELL,
    FINAL,
    OUTPUT,
    SUBTOTAL,
    TAXES,
    VALUE_ADDED,
    LabelledMatrix,
    Role,
)
from tradetalks.data.tables.codes import INDUSTRIES
from tradetalks.data.tables.roles import roles_of
from tradetalks.data.tables.source import Member
from tradetalks.data.tables.workbook import code_positions, numbers_of, read_sheet
from tradetalks.errors import AccountsError, message

NUMBER = re.compile(r"[cr]\d{1,2}")
TOTAL = "TOT"
# Rows of the whole table by words of their names, small letters; the last, r69 or r73, is output, or just TOTAL.
NAMED = {
    "taxes less subsidies": TAXES,
    "value added": VALUE_ADDED,
    "output at basic": OUTPUT,
    "intermediate": SUBTOTAL,
    "cif": ADJUSTMENT,
    "purchases": ADJUSTMENT,
    "transport margin": ADJUSTMENT,
}
OUTPUT_ROW = "r69"
EXPECTED = (
    "names, countries and numbers c1, c2, ... above and beside the block; rows of taxes, value added and output of TOT"
)


def matrix_of_sheet(
    member: Member, year: int | None, finals_of: Callable[[set[str]], Mapping[str, str]], scale: float
) -> LabelledMatrix:
    """The matrix of a sheet: lines of codes, names, countries and numbers above the block, columns of the same beside it.

    Args:
        member: the workbook.
        year: chooses the sheet of that name, where there is one.
        finals_of: names of final uses by their numbers, from all numbers above the block.
        scale: billion dollars in one unit of the numbers.

    Returns:
        Industries by their codes; where the sheet has none, as that of the Asian Development Bank, by those of WIOD 2013, whose
        numbers it uses. Below final uses and totals cells may be empty.

    Raises:
        AccountsError: no such labels, labels that are none of the layout's, or cells that hold no number.
    """
    cells = read_sheet(member, year)
    numbers_at, numbered_at = code_positions(cells, NUMBER)
    top, left = numbers_at + 1, numbered_at + 1
    if numbers_at < 3 or numbered_at < 3:
        raise AccountsError(
            message(
                "no numbers of industries are found",
                where=member.name,
                expected=EXPECTED,
                do="take the sheet with the table: the first, or the one named by the year",
            )
        )
    above = _text(cells.iloc[numbers_at - 3 : top, left:].T)
    beside = _text(cells.iloc[top:, numbered_at - 3 : left])
    finals = finals_of({number for *_, number in above})
    codes = {number: code for code, _, _, number in beside if code}
    row_roles = roles_of(
        member.name,
        ["|".join(label) for label in beside],
        lambda label: _row_role(label, codes),
        "line",
        EXPECTED,
        top + 1,
    )
    column_roles = roles_of(
        member.name,
        ["|".join(label) for label in above],
        lambda label: _column_role(label, codes, finals),
        "column",
        EXPECTED,
        left + 1,
    )
    beyond_rows, beyond_columns = ([role.kind != CELL for role in roles] for roles in (row_roles, column_roles))
    may_be_empty = np.logical_and.outer(beyond_rows, beyond_columns)
    return LabelledMatrix(
        member.name,
        [_label(label) for label in beside],
        [_label(label) for label in above],
        row_roles,
        column_roles,
        scale * numbers_of(member.name, cells, top, left, may_be_empty),
        top + 1,
    )


def _text(labels: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Code, name, country and number of every line, as text."""
    plain = labels.astype(object).where(labels.notna(), "").astype(str)
    return [
        (code.strip(), name.strip(), country.strip(), number.strip())
        for code, name, country, number in plain.to_numpy()
    ]


def _label(label: Sequence[str]) -> str:
    """A label that stands once: country and number, or the name of a row of the whole table."""
    _, name, country, number = label
    if country.upper() == TOTAL:
        return f"{number} {name}"
    return f"{country}_{number}"


def _row_role(label: str, codes: Mapping[str, str]) -> Role | None:
    _, name, country, number = label.split("|")
    if country.upper() != TOTAL:
        return _cell(country, number, codes)
    for words, kind in NAMED.items():
        if words in name.lower():
            return Role(kind)
    if number == OUTPUT_ROW:
        return Role(OUTPUT)
    return None


def _column_role(label: str, codes: Mapping[str, str], finals: Mapping[str, str]) -> Role | None:
    _, _, country, number = label.split("|")
    if country.upper() == TOTAL or not number:
        return Role(SUBTOTAL)
    if number in finals:
        return Role(FINAL, country, finals[number])
    return _cell(country, number, codes)


def _cell(country: str, number: str, codes: Mapping[str, str]) -> Role | None:
    """An industry, by its code; by that of WIOD 2013 where the sheet gives none."""
    if not country or not NUMBER.fullmatch(number):
        return None
    known = INDUSTRIES["wiod2013"]
    place = int(number[1:]) - 1
    if number in codes:
        return Role(CELL, country, codes[number])
    if codes or place >= len(known):
        return None
    return Role(CELL, country, known[place])
