"""The table of countries that CEPII publishes beside the flows: its numbers, and codes of three letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tradetalks.errors import TariffError, message, shortened

COUNTRY_COLUMNS = ("country_code", "country_iso3")
# What CEPII calls Taiwan, which the United Nations' statistics do not name: "Other Asia, not elsewhere specified".
OTHER_ASIA, TAIWAN = "S19", "TWN"
# Numbers that a message lists.
SHOWN = 20


def codes_of_countries(path: Path, countries: str | Path | None, used: Sequence[int]) -> dict[int, str]:
    """The code of three letters of every country of a file.

    Args:
        path: of the flows.
        countries: of the table; None looks for it beside ``path``.
        used: numbers of countries that the file has.

    Raises:
        TariffError: no table of countries, or codes that are not in it.
    """
    table_path = _table_of_countries(path, countries)
    table = _read_countries(table_path)
    missing = [column for column in COUNTRY_COLUMNS if column not in table]
    if missing:
        got = shortened(", ".join(map(str, table.columns)), 160)
        raise TariffError(message(f"{table_path.name}:1 has no column {', '.join(missing)}", got=got))
    numbers = pd.to_numeric(table["country_code"], errors="coerce")
    known = {
        int(number): str(iso)
        for number, iso in zip(numbers, table["country_iso3"].str.strip(), strict=True)
        if np.isfinite(number)
    }
    unknown = [code for code in used if code not in known]
    if unknown:
        title = f"{path.name} has country codes that {table_path.name} has not: {', '.join(map(str, unknown[:SHOWN]))}"
        raise TariffError(message(title, do="take the table of the same version of BACI"))
    return {code: known[code].replace(OTHER_ASIA, TAIWAN) for code in used}


def _read_countries(path: Path) -> pd.DataFrame:
    """The table of countries as text; letters of names that are none of UTF-8 do not matter.

    Raises:
        TariffError: no table.
    """
    try:
        return pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", encoding_errors="replace", index_col=False
        )
    except (ValueError, pd.errors.ParserError) as error:
        text = shortened(" ".join(str(error).split()), 160)
        raise TariffError(
            message(f"{path.name} is no table", got=text, expected="country_codes_V*.csv of BACI")
        ) from None


def _table_of_countries(path: Path, countries: str | Path | None) -> Path:
    """Where the table of countries is.

    Raises:
        TariffError: nowhere, or several beside the flows.
    """
    if countries is not None:
        given = Path(countries)
        if not given.is_file():
            raise TariffError(message(f"there is no file {given}", expected="country_codes_V*.csv of BACI"))
        return given
    version = re.search(r"_(V\w+)\.csv$", path.name)
    beside = sorted(path.parent.glob("country_codes*.csv"))
    if version and path.with_name(f"country_codes_{version[1]}.csv") in beside:
        return path.with_name(f"country_codes_{version[1]}.csv")
    if len(beside) == 1:
        return beside[0]
    title = f"{len(beside)} tables of countries stand beside {path.name}"
    raise TariffError(message(title, expected="country_codes_V*.csv of the same version", do="name it: countries=..."))
