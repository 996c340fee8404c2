"""Tables of a run, each once: a few rows for the terminal and the page, every observation for the csv files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.chapter import Table
from tradetalks.report.cost.average_tariffs import average_tariffs_table
from tradetalks.report.cost.by_source import source_tables
from tradetalks.report.cost.headline import headline_table
from tradetalks.report.cost.numbers import (
    farthest_policy,
    jobs_moved,
    sector_titles,
    trade_change,
)
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.who_pays import by_year_tables, countries_table
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.results.drawn_costs import INSIDE, QUANTILES

# Rows at either end of a sorted table: what fits on a screen beside the other tables.
SHOWN_SECTORS = 5
SHOWN_FLOWS = 6
# How the columns of a table of sectors are written.
SECTOR_FORMATS = {
    "jobs bn": "{:+.2f}",
    "jobs bn range": "{}",
    "jobs 1000": "{:+,.0f}",
    "jobs %": "{:+.3f}",
    "employment %": "{:+.2f}",
    "sales bn": "{:+.1f}",
    "price %": "{:+.2f}",
}


def cost_tables(run: CostRun) -> list[Table]:
    """Every table of a run, in reading order."""
    return [
        headline_table(run),
        countries_table(run),
        *by_year_tables(run),
        trade_diverted_table(run),
        *sector_tables(run),
        average_tariffs_table(run),
        *source_tables(run),
    ]


def trade_diverted_table(run: CostRun) -> Table:
    """The pairs that trade less and those that trade more instead; in the csv all pairs on every date."""
    moment = farthest_policy(run)
    shown, names = both_ends(trade_change(run, moment), SHOWN_FLOWS), country_names(run.scenario.accounts)
    for column in ("exporter", "importer"):
        shown[column] = [names[region] for region in shown[column]]
    formats = {"before bn": "{:.1f}", "change bn": "{:+.1f}", "change %": "{:+.1f}"}
    note = (
        f"goods, billion dollars a year at exporter prices, {policy_label(run, moment)} against before the first act, "
        f"{run.horizon}"
    )
    full = pd.concat([_dated(m, trade_change(run, m)) for m in run.equilibria], ignore_index=True)
    full = full.rename(
        columns={"before bn": "goods_before_busd", "change bn": "goods_change_busd", "change %": "goods_change_percent"}
    )
    return Table("trade_diverted", "Who trades less, and with whom more", shown, formats, note, full)


def both_ends(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    """The first and the last ``count`` rows of a sorted frame, each row once."""
    if len(frame) <= 2 * count:
        return frame.reset_index(drop=True)
    return pd.concat([frame.head(count), frame.tail(count)], ignore_index=True)


def _dated(moment: PolicyDate, frame: pd.DataFrame) -> pd.DataFrame:
    frame.insert(0, "date", moment.date)
    frame.insert(1, "branch", moment.branch or "")
    return frame


def sector_tables(run: CostRun) -> Iterator[Table]:
    """Winners and losers by sector, a table per player; in the csv all sectors of all countries on every date."""
    moment, names = farthest_policy(run), country_names(run.scenario.accounts)
    solved = run.equilibria[moment]
    now = _sectors_under(run, moment, solved)
    full = pd.concat([_sectors_under(run, m, at) for m, at in run.equilibria.items()], ignore_index=True)
    note = (
        f"{policy_label(run, moment)}, against before the first act, {run.horizon}; jobs bn: employment gained or lost, billion "
        "dollars of wages a year as they were before; jobs %: the same in percent of all jobs of the country, employment %: of "
        "those of the sector"
    )
    if run.band is not None:
        note += f"; range: {INSIDE} joint draws of elasticities lie inside"
    if len(run.economy.sectors) > 2 * SHOWN_SECTORS:
        note += f"; the {SHOWN_SECTORS} sectors that gain most jobs and the {SHOWN_SECTORS} that lose most"
    for player in shown_players(run):
        frame = _sector_frame(now[now["region"] == player])
        moved = np.abs(solved.jobs_change.sel(region=player).values).sum() / 2
        yield Table(
            name=f"sectors_{player}",
            title=f"Winners and losers in {names.said(player)}",
            frame=both_ends(frame, SHOWN_SECTORS),
            formats={column: SECTOR_FORMATS[column] for column in frame.columns if column in SECTOR_FORMATS},
            note=f"{note}; in all {moved:.2f} percent of jobs move to another sector",
            full=full,
            file="sectors",
        )


def _sector_frame(part: pd.DataFrame) -> pd.DataFrame:
    """The sectors of a country as they are shown, those that gain most jobs first."""
    frame = pd.DataFrame(
        {
            "sector": part["sector_name"],
            "jobs bn": part["jobs_change_wages_busd"],
            **_jobs_range(part),
            "jobs %": part["jobs_change_percent_of_workforce"],
            "employment %": part["employment_change_percent"],
            "sales bn": part["sales_change_busd"],
            "price %": part["price_change_percent"],
        }
    )
    if "jobs_change_thousand_people" in part:
        frame.insert(2, "jobs 1000", part["jobs_change_thousand_people"])
    return frame.sort_values("jobs bn", ascending=False, ignore_index=True, kind="stable")


def _jobs_range(part: pd.DataFrame) -> dict[str, list[str]]:
    """The range of the jobs of each sector as a column; none without joint draws."""
    ends = [f"jobs_change_wages_busd_p{100 * share:.0f}" for share in (QUANTILES[0], QUANTILES[-1])]
    if ends[0] not in part:
        return {}
    return {"jobs bn range": [f"{low:+.2f} to {high:+.2f}" for low, high in part[ends].to_numpy()]}


def _sectors_under(run: CostRun, moment: PolicyDate, solved: Equilibrium) -> pd.DataFrame:
    """One row per region and sector."""
    regions, names = run.economy.regions, run.economy.sectors
    frame = pd.DataFrame(
        {
            "date": moment.date,
            "branch": moment.branch or "",
            "region": np.repeat(regions, len(names)),
            "sector": np.tile(names, len(regions)),
            "sector_name": np.tile(sector_titles(run), len(regions)),
            "jobs_change_wages_busd": jobs_moved(run, moment).ravel(),
            "jobs_change_percent_of_workforce": solved.jobs_change.values.ravel(),
            "employment_change_percent": solved.employment_change.values.ravel(),
            "sales_busd": solved.sales.values.ravel(),
            "sales_change_busd": (solved.sales.values - run.economy.sales_ij).ravel(),
            "price_change_percent": solved.price_change.values.ravel(),
        }
    )
    if run.band is not None:
        wages = run.economy.wage_bill_n[:, None] / 100
        for share, ends in zip(QUANTILES, run.band.jobs.sel(moment=moment.label).values, strict=True):
            frame[f"jobs_change_wages_busd_p{100 * share:.0f}"] = (ends * wages).ravel()
    people = run.jobs_of_people(solved)
    if people is not None:
        frame["jobs_change_thousand_people"] = people.values.ravel()
    return frame
