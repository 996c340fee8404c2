"""Small files in official formats, from a random table: to try a reader, to test it, to teach with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tradetalks.data.tables.codes import COUNTRIES, INDUSTRIES
from tradetalks.data.tables.random_world import FINAL_USES, random_table
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.data.tables.write_eora import with_one_industry, write_eora, write_exiobase
from tradetalks.data.tables.write_figaro import write_figaro
from tradetalks.data.tables.write_gtap import write_gtap
from tradetalks.data.tables.write_icio import write_icio
from tradetalks.data.tables.write_wiod import write_adb, write_wiod_2013, write_wiod_2016
from tradetalks.errors import AccountsError, message, suggestion
from tradetalks.inputs import checked

# What writes a table into a folder, by format.
WRITERS: dict[str, Callable[[InterCountryTable, Path], Path]] = {
    "icio2025": partial(write_icio, release="2025"),
    "icio2025-extended": partial(write_icio, release="2025", extended=True),
    "icio2023": partial(write_icio, release="2023"),
    "icio2023-extended": partial(write_icio, release="2023", extended=True),
    "icio2021": partial(write_icio, release="2021"),
    "icio2021-extended": partial(write_icio, release="2021", extended=True),
    "icio2018": partial(write_icio, release="2018"),
    "icio2016": partial(write_icio, release="2016"),
    "figaro": write_figaro,
    "figaro-flat": partial(write_figaro, flat=True),
    "wiod2013": write_wiod_2013,
    "wiod2016": write_wiod_2016,
    "adb": write_adb,
    "wiod2016-stata": partial(write_wiod_2016, stata=True),
    "exiobase": write_exiobase,
    "exiobase-older": partial(write_exiobase, index_names=False),
    "eora": write_eora,
    "gtap": write_gtap,
}
# Final uses of the formats that are not the OECD's, with their shares, and which of them is changes of stocks.
USES = {
    "figaro": ({"P3_S13": 0.18, "P3_S14": 0.55, "P3_S15": 0.02, "P51G": 0.23, "P5M": 0.02}, "P5M"),
    "gtap": ({"households": 0.6, "government": 0.18, "investment": 0.22}, ""),
    "adb": ({"F1": 0.55, "F2": 0.02, "F3": 0.18, "F4": 0.23, "F5": 0.02}, "F5"),
    "wiod2013": ({"c37": 0.55, "c38": 0.02, "c39": 0.18, "c41": 0.23, "c42": 0.02}, "c42"),
    "wiod2016": ({"CONS_h": 0.55, "CONS_np": 0.02, "CONS_g": 0.18, "GFCF": 0.23, "INVEN": 0.02}, "INVEN"),
}

# Formats with the industries of another.
LIKE = {"adb": "wiod2013"}
# What formats call the rest of the world, where not ROW: that of EXIOBASE in Asia is one of five.
REST = {"exiobase": "WA"}


@checked(AccountsError)
def write_small(
    format: str,
    folder: str | Path,
    *,
    regions: int | Sequence[str] = 4,
    industries: int | Sequence[str] = 6,
    seed: int = 0,
) -> tuple[Path, InterCountryTable]:
    """A small made-up file in an official format, which :func:`read_table` reads back.

    Args:
        format: a key of :data:`WRITERS`: ``icio2025``, ``icio2025-extended``, ``icio2023``, ...
        folder: where it is written; made if it is not there.
        regions: how many countries, the last of them the rest of the world, or codes of three letters.
        industries: how many, or codes.
        seed: of the random numbers.

    Returns:
        What to give to :func:`read_table`, and the table in it, in billion dollars a year.

    Raises:
        AccountsError: no such format.
    """
    if format not in WRITERS:
        raise AccountsError(
            message(
                f"there is no format {format!r} to write",
                details=[suggestion(format, WRITERS)],
                expected=f"one of {', '.join(WRITERS)}",
            )
        )
    final_uses, stocks = USES.get(format.partition("-")[0], (FINAL_USES, "INVNT"))
    table = random_table(
        _countries(format, regions), _codes(format, industries), seed, final_uses=final_uses, stocks=stocks
    )
    if format == "eora":
        table = with_one_industry(table, table.regions[-1])
    return write_table(table, format, folder), table


def write_table(table: InterCountryTable, format: str, folder: str | Path) -> Path:
    """A table in an official format.

    Args:
        table: with labels as the format has them.
        format: a key of :data:`WRITERS`.
        folder: where it is written; made if it is not there.

    Returns:
        The path to give to :func:`read_table`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return WRITERS[format](table, folder)


def _countries(format: str, regions: int | Sequence[str]) -> int | Sequence[str]:
    if isinstance(regions, int) and 1 < regions <= len(COUNTRIES) + 1:
        return (*COUNTRIES[: regions - 1], REST.get(format.partition("-")[0], "ROW"))
    return regions


def _codes(format: str, industries: int | Sequence[str]) -> int | Sequence[str]:
    codes = INDUSTRIES.get(LIKE.get(format, format.partition("-")[0].removeprefix("icio")), ())
    if isinstance(industries, int) and 0 < industries <= len(codes):
        return codes[:industries]
    return industries
