"""Whether what a table earns can be a world: thousands taken for millions are said, with the factor that would mend them."""

from __future__ import annotations

from pathlib import Path

from tradetalks.data.plausibility import LARGEST_WORLD, Doubt
from tradetalks.data.tables.table import InterCountryTable

# Billion dollars a year that the average region earns at least. Official tables cover the world, in large countries and a rest:
# it earned 23 thousand in 1990, 120 for each of the 190 regions of Eora26, and more in all later years and coarser tables. A
# thousandth of the largest average is below: 110 thousand in 2024 over 41 regions of WIOD, 2.7 (GDP in current dollars, World
# Bank, World Development Indicators, NY.GDP.MKTP.CD). It is an average so that small made-up tables are measured alike.
LEAST_AVERAGE_REGION = 10.0
# Offices write thousands, millions or billions: what is in the wrong unit is off by a thousand, or a thousand thousands.
STEP = 1000.0
# Thousands for billions is the widest of these slips.
MOST_STEPS = 2


def doubt_about_size(table: InterCountryTable, path: Path) -> Doubt | None:
    """The doubt ``size`` where a table earns more than ten worlds or its average region less than any; None where it does not.

    Args:
        table: in billion dollars a year.
        path: of the file, for the sentence.

    Returns:
        The doubt, with the factor that would bring the numbers of the file back, where one does.

    Source:
        Own thresholds, each with its reason in this module.
    """
    earned = float(table.value_added_nj.sum())
    if _is_likely(earned, table):
        return None
    why = f"less than {LEAST_AVERAGE_REGION:g} for each of {len(table.regions)} regions"
    if earned > LARGEST_WORLD:
        why = "more than ten worlds of today"
    unit = table.provenance.get("unit", "billion USD")
    sentence = f"{path.name}: value added is {earned:.3g} billion dollars a year with numbers in {unit}, {why}"
    factor = _mending_factor(earned, table)
    if factor is not None:
        sentence += f": is the file in another unit? Its numbers times {factor:g} would give {earned * factor:,.0f}"
    return Doubt("size", sentence)


def _is_likely(earned: float, table: InterCountryTable) -> bool:
    return LEAST_AVERAGE_REGION * len(table.regions) <= earned <= LARGEST_WORLD


def _mending_factor(earned: float, table: InterCountryTable) -> float | None:
    """The smallest step of a thousand after which the size is likely; None where none is."""
    for steps in range(1, MOST_STEPS + 1):
        for factor in (STEP**steps, STEP**-steps):
            if _is_likely(earned * factor, table):
                return factor
    return None
