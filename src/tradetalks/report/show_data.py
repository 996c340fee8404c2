"""What is in accounts of one's own, a world file or an official table: sources, sizes, the largest flows, what was moved."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.elasticities import SET_WORLD
from tradetalks.data.tables.moved import notes_in
from tradetalks.data.tables.table import InterCountryTable
from tradetalks.report.chapter import Table
from tradetalks.report.format import counted
from tradetalks.report.names import country_names
from tradetalks.report.show import elasticities_line, elasticities_table, regions_table

# Rows of a table that shows the largest.
LARGEST = 12
# Billion dollars a year: a thousand dollars is below the last digit of any official table.
ADDS_UP = 1e-6
# Letters of a checksum that a line shows: enough to tell files apart.
DIGITS = 12


def show_accounts(accounts: xr.Dataset) -> tuple[str, list[Table]]:
    """What accounts hold and where they come from.

    Args:
        accounts: labelled accounts, checked.

    Returns:
        A text with title, source, files with checksums, sizes, what was moved, merged and doubted; and tables of regions, of the
        largest flows between them (billion dollars a year) and of sectors (elasticities).
    """
    text = "\n".join(_about(accounts))
    return text, [regions_table(accounts), flows_table(accounts), elasticities_table(accounts)]


def _about(accounts: xr.Dataset) -> Iterator[str]:
    attrs = accounts.attrs
    yield str(attrs.get("title") or attrs.get("name", "accounts without a name"))
    if attrs.get("source"):
        yield f"source: {attrs['source']}"
    for source in json.loads(str(attrs.get("sources", "[]"))):
        yield f"made of: {source['name']} ({source['what']}; sha256 {str(source['sha256'])[:DIGITS]}…)"
    if attrs.get("written_by"):
        yield f"written by {attrs['written_by']}; sha256 of this file {str(attrs.get('sha256', ''))[:DIGITS]}…"
    yield from elasticities_line(accounts)
    if attrs.get(SET_WORLD):
        yield f"named sets of elasticities apply, by the sectors of {attrs[SET_WORLD]}"
    yield _sizes(accounts)
    for word, key in (("moved", "moved"), ("repaired", "repaired"), ("merged", "aggregation_notes")):
        yield from (f"{word}: {line}" for line in str(attrs.get(key, "")).splitlines())
    if "balanced" in attrs:
        yield f"balanced: {attrs['balanced']}"
    yield from (f"doubt: {line}" for line in str(attrs.get("unlikely", "")).splitlines())
    yield ""


def _sizes(accounts: xr.Dataset) -> str:
    """Regions, sectors, income, trade and tariff revenue in a line."""
    flows = accounts["flows"].transpose("importer", "exporter", "sector").values
    duties = accounts["tariff"].transpose("importer", "exporter", "sector").values * flows
    foreign = ~np.eye(len(flows), dtype=bool)[:, :, None]
    imports, revenue = float(np.sum(flows, where=foreign)), float(np.sum(duties, where=foreign))
    goods = int(accounts["tradable"].values.sum())
    average = 100 * revenue / (imports or 1.0)
    return (
        f"{counted(accounts.sizes['region'], 'region')}, {counted(accounts.sizes['sector'], 'sector')} ({goods} reached by "
        f"tariffs); value added {float(accounts['value_added'].sum()):,.0f}, trade between regions {imports:,.0f} billion "
        f"dollars a year, tariffs {average:.2f} percent of it"
    )


def flows_table(accounts: xr.Dataset) -> Table:
    """The largest flows between regions, all sectors together, with the tariff on them."""
    flows = accounts["flows"].transpose("importer", "exporter", "sector")
    duties = accounts["tariff"] * flows
    frame = pd.DataFrame(
        {"bn": flows.sum("sector").to_series(), "duties bn": duties.sum("sector").to_series()}
    ).reset_index()
    frame = frame[frame["importer"] != frame["exporter"]].nlargest(LARGEST, "bn")
    names = country_names(accounts)
    for side in ("exporter", "importer"):
        frame[side] = [names[str(code)] for code in frame[side]]
    frame["tariff %"] = 100 * frame["duties bn"] / frame["bn"].where(frame["bn"] > 0)
    columns = ["exporter", "importer", "bn", "tariff %"]
    formats = {"bn": "{:,.1f}", "tariff %": "{:.2f}"}
    note = "goods and services, billion US dollars a year at exporter prices; the tariff is over both"
    return Table("flows", "Largest flows", frame[columns], formats, note)


def gaps_table(table: InterCountryTable) -> Table:
    """Where an official table adds up least; empty where it adds up to rounding."""
    gaps = table.gaps()
    gaps["gap"] = gaps[["row_gap", "column_gap"]].abs().max(axis=1)
    gaps = gaps[gaps["gap"] > ADDS_UP]
    frame = gaps.nlargest(LARGEST, "gap")[["region", "industry", "output", "row_gap", "column_gap"]]
    formats = {"output": "{:.1f}", "row_gap": "{:+.3g}", "column_gap": "{:+.3g}"}
    note = "billion US dollars a year; row: uses less output, column: costs less output"
    return Table("gaps", "Where the table adds up least", frame, formats, note)


def moved_table(moved: pd.DataFrame) -> Table:
    """What each rule moved, all places together, and what it says where it moved no money, as how goods were told."""
    rows = [
        {"rule": rule, "bn": found["moved_busd"].abs().sum(), "places": len(found), "note": notes_in(found)}
        for rule, found in moved.groupby("rule", sort=False)
    ]
    frame = pd.DataFrame(rows, columns=["rule", "bn", "places", "note"])
    # A rule that is only said has no size.
    frame["bn"] = frame["bn"].astype(float).where(frame["bn"] != 0)
    return Table("moved", "What was moved", frame, {"bn": "{:.3g}", "places": "{:d}"}, "billion US dollars a year")


def averages_table(averages: pd.DataFrame) -> Table:
    """What averages of merged cells hide: the largest losses first."""
    columns = [
        "variable",
        "importer",
        "exporter",
        "sector",
        "value",
        "lowest",
        "highest",
        "standard_deviation",
        "loss_busd",
    ]
    frame = averages[columns].head(LARGEST)
    numbers = ("value", "lowest", "highest", "standard_deviation", "loss_busd")
    note = (
        "fractions; loss_busd: billion dollars a year of deadweight loss that the mean leaves out, to second order; every cell: "
        "tradetalks.aggregate"
    )
    return Table("averages", "What averages hide", frame, dict.fromkeys(numbers, "{:.3g}"), note)
