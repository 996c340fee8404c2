"""The multiregional input-output tables of the Asian Development Bank, one workbook a year."""

from __future__ import annotations

import re

from tradetalks.data.tables.blocks import OUTPUT, TAXES, VALUE_ADDED, table_of
from tradetalks.data.tables.identities import check_identities
from tradetalks.data.tables.moved import as_moved
from tradetalks.data.tables.numbered_sheet import matrix_of_sheet
from tradetalks.data.tables.options import ReadOptions
from tradetalks.data.tables.roles import left_out_of_final_use
from tradetalks.data.tables.source import TableSource, the_table
from tradetalks.data.tables.table import MILLION, InterCountryTable

# Households, institutions, government, investment, stocks and valuables.
FINALS = {f"F{k}": f"F{k}" for k in range(1, 6)}
CITATION = "Asian Development Bank, Multiregional Input-Output Tables, https://kidb.adb.org"


def read_adb(source: TableSource, options: ReadOptions) -> InterCountryTable:
    """A workbook of the Asian Development Bank, in million dollars at current prices; countries keep the bank's own codes.

    Args:
        source: ``ADB-MRIO-2024-August 2025.xlsx`` or the like, or a folder or zip with one.
        options: year and tolerance.

    Raises:
        AccountsError: labels that are none of the layout's, cells that hold no number, rows or columns that do not add up.

    Source:
        Asian Development Bank, Multiregional Input-Output Tables; industries are the 35 of WIOD 2013, by number.
    """
    member = the_table(source, (".xlsx",), options.year)
    matrix = matrix_of_sheet(member, options.year, lambda numbers: FINALS, MILLION)
    # The year stands before the month of the edition.
    found = re.search(r"(?:19|20)\d\d", member.name.rpartition("/")[2])
    provenance = {
        "file": member.name,
        "sha256": member.sha256,
        "release": "ADB MRIO",
        "unit": "million USD",
        "year": options.year or int(found[0] if found else 0),
        "citation": CITATION,
        "licence": "terms of the Asian Development Bank",
    }
    moved = as_moved(left_out_of_final_use(matrix))
    table = table_of(matrix, needs=(VALUE_ADDED, TAXES, OUTPUT), provenance=provenance, moved=moved)
    check_identities(table, member.name, options.tolerance)
    return table
