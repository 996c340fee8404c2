"""The unit of a column, in words, from its name: names of columns hold their units."""

from __future__ import annotations

import datetime
import re

import pandas as pd

# What stands in the name of a column, between underscores, and the unit that it means; the first that is found counts.
UNITS = (
    ("percent_of_workforce", "percent of the workforce"),
    ("percentage_points|points", "percentage points"),
    ("percent", "percent"),
    ("million_usd", "million US dollars"),
    ("busd_a_year", "billion US dollars a year"),
    ("busd", "billion US dollars (a year, where it is a flow)"),
    ("per_household_usd", "US dollars a household and year"),
    ("per_person_usd", "US dollars a person and year"),
    ("usd", "US dollars"),
    ("share", "share, 0 to 1"),
    ("probability|still_talking|escalation_or_lapse", "probability, 0 to 1"),
    ("years", "years"),
    ("days", "days"),
)
KNOWN = tuple((re.compile(rf"(?:^|_)(?:{part})(?:_|$)"), unit) for part, unit in UNITS)


def unit_of_column(name: str, values: pd.Series) -> str:
    """The unit of a column as a workbook shows it below the name; empty of texts, and of numbers whose table says what they are.

    Args:
        name: of the column.
        values: its cells.
    """
    if any(isinstance(value, datetime.date) for value in values):
        return "date"
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return ""
    return next((unit for pattern, unit in KNOWN if pattern.search(name)), "")
