"""Changes of real income divided by the people of a region: dollars a year for a household and for a person."""

from __future__ import annotations

from typing import NamedTuple

import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium

# Billions of dollars over millions of people are thousands of dollars a head; a million jobs are a thousand thousands.
THOUSAND = 1000
DOLLARS = "USD a year"


class Head(NamedTuple):
    """What a change is divided by: the variable of the accounts, one of them in words, and the name of the outcome."""

    variable: str
    one: str
    outcome: str


# What of an equilibrium is divided, unless something else is asked for.
REAL_INCOME = "real_income_change_busd"
HOUSEHOLD = Head("households", "household", "real_income_change_per_household")
PERSON = Head("population", "person", "real_income_change_per_person")


def per_head(accounts: xr.Dataset, solved: Equilibrium, head: Head, outcome: str = REAL_INCOME) -> xr.DataArray | None:
    """The change of real income for each household or person, dollars a year.

    Args:
        accounts: may count the people of each region, in millions.
        solved: whose change of real income is divided, billion dollars a year at baseline prices.
        head: by what.
        outcome: another outcome by region in billion dollars a year that is divided instead, as
            ``real_income_change_before_revenue``.

    Returns:
        (region), None where the accounts do not count them. The attribute ``source`` says who counted, where that is known.
    """
    if head.variable not in accounts:
        return None
    change: xr.DataArray = getattr(solved, outcome)
    dollars = THOUSAND * change.values / accounts[head.variable].values
    name, words = head.outcome, f"change of real income for each {head.one}, at baseline prices"
    if outcome != REAL_INCOME:
        name, words = f"{outcome}_per_{head.one}", f"{change.attrs['long_name']}, for each {head.one}"
    attrs = {"units": DOLLARS, "long_name": words}
    source = str(accounts.attrs.get(f"{head.variable}_source", ""))
    if source:
        attrs["source"] = f"{head.variable}: {source}"
    return change.copy(data=dollars).rename(name).assign_attrs(attrs)


def heads_counted(accounts: xr.Dataset) -> list[Head]:
    """Those of households and persons that the accounts count."""
    return [head for head in (HOUSEHOLD, PERSON) if head.variable in accounts]


def jobs_of_people(accounts: xr.Dataset, solved: Equilibrium) -> xr.DataArray | None:
    """Jobs gained and lost by sector, thousand people; None where the accounts do not count who works where.

    Args:
        accounts: may have ``employment``, million jobs.
        solved: whose changes of employment apply to them (E6): a sector of which every job is alike.

    Returns:
        (region, sector).
    """
    if "employment" not in accounts:
        return None
    jobs = accounts["employment"].transpose("region", "sector").values
    change = solved.employment_change.fillna(0.0)
    thousands = THOUSAND * jobs * change.values / 100
    attrs = {"units": "thousand jobs", "long_name": "jobs gained and lost by sector, people"}
    return change.copy(data=thousands).rename("jobs_change_people").assign_attrs(attrs)
