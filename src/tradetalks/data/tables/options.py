"""What a person says about a file that the file does not say itself: year, tolerance, and what a euro was worth."""

from __future__ import annotations

import dataclasses
import re

from tradetalks.errors import AccountsError, message
from tradetalks.inputs import Bound, argument

# US dollars for a euro, averages of the year: reference rates of the European Central Bank, the ecu before 1999. From memory, not
# checked against the bank's table.
DOLLARS_PER_EURO = {
    1995: 1.3080, 1996: 1.2698, 1997: 1.1340, 1998: 1.1211, 1999: 1.0658, 2000: 0.9236, 2001: 0.8956, 2002: 0.9456,
    2003: 1.1312, 2004: 1.2439, 2005: 1.2441, 2006: 1.2556, 2007: 1.3705, 2008: 1.4708, 2009: 1.3948, 2010: 1.3257,
    2011: 1.3920, 2012: 1.2848, 2013: 1.3281, 2014: 1.3285, 2015: 1.1095, 2016: 1.1069, 2017: 1.1297, 2018: 1.1810,
    2019: 1.1195, 2020: 1.1422, 2021: 1.1827, 2022: 1.0530, 2023: 1.0813, 2024: 1.0824,
}  # fmt: skip
# No euro was ever worth less than 0.8 or more than 1.6 dollars: a rate outside half and twice that is upside down.
RATE = Bound(low=0.5, high=3.0, means="US dollars for a euro: 1.08")


@dataclasses.dataclass(frozen=True)
class ReadOptions:
    """What readers are told besides the file.

    Args:
        year: of the table; None is the one in the file's name.
        tolerance: how far rows and columns may miss the published output, a share of it, columns twice as far;
            None is one percent.
        rate: US dollars for a euro, for tables in euros; None is the average of the year.
    """

    year: int | None = None
    tolerance: float | None = None
    rate: float | None = None

    def dollars(self, name: str, year: int) -> float:
        """US dollars for a euro.

        Raises:
            AccountsError: no rate is given and none is known for the year.
        """
        if self.rate is not None:
            return float(argument("read_table", "rate", self.rate, RATE, AccountsError))
        if year not in DOLLARS_PER_EURO:
            raise AccountsError(
                message(
                    "the table is in euros and its year is not known",
                    where=name,
                    expected=f"a year from {min(DOLLARS_PER_EURO)} to {max(DOLLARS_PER_EURO)}, or a rate",
                    got=f"year {year}",
                    do="give year=2022, or rate=1.053 (US dollars for a euro)",
                )
            )
        return DOLLARS_PER_EURO[year]


def year_in(name: str) -> int:
    """The last number of four digits from 1990 to 2030 in a file's name; 0 without any."""
    found = re.findall(r"(?<!\d)(?:199\d|20[0-3]\d)(?!\d)", name.rpartition("/")[2])
    return int((found or ["0"])[-1])
