"""What is in a world or a scenario, as text and tables."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from tradetalks.data.elasticities import elasticity_sets
from tradetalks.data.read import COLUMNS, OPTIONAL_COLUMNS
from tradetalks.data.worlds import available_worlds, load_world
from tradetalks.report.chapter import Table
from tradetalks.report.format import format_yes_no
from tradetalks.scenario.model import ModelOptions, Scenario


def show_world(name: str) -> tuple[str, list[Table]]:
    """What a world holds, and the layout that tables of one's own must have.

    Args:
        name: of a world that ships with the package.

    Returns:
        A text with title, source and layout, and tables of regions (billion dollars a year) and of sectors (elasticities).

    Raises:
        TradeTalksError: no such world.
    """
    accounts = load_world(name)
    layout = [f"  {file:<32} {', '.join(columns)}{_if_counted(file)}" for file, columns in COLUMNS.items()]
    lines = [
        accounts.attrs["title"],
        f"source: {accounts.attrs['source']}",
        *elasticities_line(accounts),
        "",
        "Tables of your own, read with baseline: {folder: DIR} (billion dollars a year, rates as fractions; [] as you like):",
        *layout,
        "",
    ]
    return "\n".join(lines), [regions_table(accounts), elasticities_table(accounts)]


def world_titles() -> dict[str, str]:
    """The titles of the worlds that ship, by name."""
    return available_worlds()


def elasticity_titles() -> list[tuple[str, str, str, str]]:
    """The named sets of elasticities: name, title, source, and how sure their numbers are."""
    sets = elasticity_sets()
    return [(str(name), str(row["title"]), str(row["source"]), str(row["status"])) for name, row in sets.iterrows()]


def elasticities_line(accounts: xr.Dataset) -> list[str]:
    """Which named set the elasticities are of, in a line; none where nothing is known."""
    if "elasticities" not in accounts.attrs:
        return []
    return [f"elasticities: {accounts.attrs['elasticities']}, {accounts.attrs['elasticities_source']}"]


def _if_counted(file: str) -> str:
    """The columns that a table may have besides."""
    also = OPTIONAL_COLUMNS.get(file, ())
    if not also:
        return ""
    return f" [{', '.join(also)}]"


def regions_table(accounts: xr.Dataset) -> Table:
    """Income and trade of every region."""
    imports = accounts["flows"].sum(("exporter", "sector")).values
    exports = accounts["flows"].sum(("importer", "sector")).values
    frame = pd.DataFrame(
        {
            "region": accounts["region"].values,
            "name": accounts["region_name"].values,
            "value added bn": accounts["value_added"].sum("sector").values,
            "deficit bn": imports - exports,
        }
    )
    formats = {"value added bn": "{:,.0f}", "deficit bn": "{:+,.0f}"}
    note = "billion US dollars a year; deficit = imports less exports"
    for name in ("population", "households"):
        if name in accounts:
            frame[f"{name} m"] = accounts[name].values
            formats[f"{name} m"] = "{:,.0f}"
            note += f"; {name} in millions{_from_where(accounts, name)}"
    return Table("regions", "Regions", frame, formats, note)


def _from_where(accounts: xr.Dataset, name: str) -> str:
    """Where numbers of people come from, in brackets, if the accounts say so."""
    source = str(accounts.attrs.get(f"{name}_source", ""))
    if not source:
        return ""
    return f" ({source})"


def elasticities_table(accounts: xr.Dataset) -> Table:
    """Elasticities of every sector."""
    frame = pd.DataFrame(
        {
            "sector": accounts["sector"].values,
            "name": accounts["sector_name"].values,
            "trade elasticity": accounts["trade_elasticity"].values,
            "scale elasticity": accounts["scale_elasticity"].values,
            "tariffs reach it": [format_yes_no(bool(tradable)) for tradable in accounts["tradable"].values],
        }
    )
    formats = {"trade elasticity": "{:.2f}", "scale elasticity": "{:.3f}"}
    return Table("sectors", "Sectors", frame, formats, "trade elasticity: theta of the model; scale elasticity: psi")


def show_scenario(scenario: Scenario) -> tuple[str, list[Table]]:
    """What a scenario says.

    Args:
        scenario: as it was read.

    Returns:
        A text with title, description, players and model, and a table of the acts of the main line and of the branches, with
        their sources.
    """
    acts = [("", act) for act in scenario.acts]
    acts += [(branch.name, act) for branch in scenario.branches for act in branch.acts]
    rows = [
        {"branch": branch, "from": str(act.start), "by": act.by, "act": act.note or act.id, "source": act.source}
        for branch, act in acts
    ]
    players = ", ".join(scenario.players)
    text = f"{scenario.title}\n{scenario.description}\nplayers: {players}\nmodel: {_model_in_words(scenario.model)}\n"
    return text, [Table("acts", "Acts", pd.DataFrame(rows), {}, "")]


def _model_in_words(model: ModelOptions) -> str:
    """How the economy is calibrated, in a line."""
    scale = "without scale economies"
    if model.scale:
        scale = "with scale economies"
    horizon = "in the long run"
    if model.horizon_years is not None:
        horizon = f"with the elasticities of {model.horizon_years:g} years"
    parts = [f"{scale}, {horizon}, trade deficits {model.deficits}"]
    if model.elasticities:
        parts.append(f"elasticities {model.elasticities}")
    for word, values in (("trade", model.trade_elasticity), ("scale", model.scale_elasticity)):
        if values:
            given = ", ".join(f"{sector} {value:g}" for sector, value in values.items())
            parts.append(f"{word} elasticities {given}")
    return "; ".join(parts)
