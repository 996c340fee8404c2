"""Tables of a run, each once: a few rows for the terminal and the page, every observation for the csv files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.band import NumberBand
from tradetalks.report.chapter import Table
from tradetalks.report.cost.average_tariffs import average_tariffs_table
from tradetalks.report.cost.by_source import source_tables
from tradetalks.report.cost.numbers import (
    farthest_policy,
    income_percent,
    jobs_moved,
    range_words,
    sector_titles,
    trade_change,
)
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import busd_band, percent_band, today_band, told_change
from tradetalks.report.cost.who_pays import by_year_tables, countries_table
from tradetalks.report.format import PERCENT_FORMAT
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# Rows at either end of a sorted table: what fits on a screen beside the other tables.
SHOWN_SECTORS = 5
SHOWN_FLOWS = 6
# How the columns of the first table are written.
HEADLINE_FORMATS = {"bn/yr now": "{}", "bn/yr": "{}", "%": PERCENT_FORMAT}
# How the columns of a table of sectors are written.
SECTOR_FORMATS = {
    "jobs bn": "{:+.2f}",
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


def real_income_observations(run: CostRun) -> pd.DataFrame:
    """Real income, one row per policy and region, beside what it is at other scale effects and at the elasticities of the day."""
    return pd.DataFrame(
        [
            {
                "date": moment.date,
                "branch": moment.branch or "",
                "region": region,
                "real_income_change_percent": solved.real_income_change.values[n],
                "real_income_change_busd": solved.real_income_change_busd.values[n],
                **_by_scale(run, moment, n),
                **_ends("real_income_change_percent", percent_band(run, moment, region)),
                **_ends("real_income_change_busd", busd_band(run, moment, region)),
                "real_income_change_percent_on_the_day": run.on_the_day[moment].real_income_change.values[n],
                "real_income_change_busd_on_the_day": run.on_the_day[moment].real_income_change_busd.values[n],
                **_ends("real_income_change_busd_on_the_day", today_band(run, moment, region)),
                "mean_age_of_tariffs_years": run.on_the_day[moment].economy.horizon_years,
            }
            for moment, solved in run.equilibria.items()
            for n, region in enumerate(run.economy.regions)
        ]
    )


def _ends(name: str, band: NumberBand) -> dict[str, float]:
    """The ends of a range as columns."""
    return {f"{name}_lowest": band.low, f"{name}_highest": band.high}


def _by_scale(run: CostRun, moment: PolicyDate, n: int) -> dict[str, float]:
    """Real income of region n at low, middle and high scale effects, where there are any."""
    found = {}
    for name, solved in run.by_scale.items():
        found[f"real_income_change_percent_{name}_scale_effects"] = solved[moment].real_income_change.values[n]
        found[f"real_income_change_busd_{name}_scale_effects"] = solved[moment].real_income_change_busd.values[n]
    return found


def headline_table(run: CostRun) -> Table:
    """Real income of the players on every date and branch: now and in the long run, each with its range."""
    names = country_names(run.scenario.accounts)
    rows = [_headline(run, moment, player, names) for moment in run.equilibria for player in shown_players(run)]
    note = (
        f"change from before the first act: billion US dollars a year, and percent of real income; {run.horizon}"
        f"{range_words(run)}"
    )
    if run.quarrel is not None:
        note += "; all measures in force are counted, also those of and on third countries"
    if run.dated:
        note += "; now = on that day, at the elasticities of the tariffs' mean age"
    full = real_income_observations(run)
    full = full[full["region"].isin(shown_players(run))]
    frame = pd.DataFrame(rows)
    formats = {name: form for name, form in HEADLINE_FORMATS.items() if name in frame}
    latest = len(shown_players(run))
    return Table("headline", "Real income of the players", frame, formats, note, full, latest=latest)


def _headline(run: CostRun, moment: PolicyDate, player: str, names: CountryNames) -> dict[str, object]:
    """A policy and a country."""
    row: dict[str, object] = {"policy": policy_label(moment), "country": names[player]}
    today, later = today_band(run, moment, player), busd_band(run, moment, player)
    if run.dated:
        row["bn/yr now"] = told_change(today)
    return row | {"bn/yr": told_change(later), "%": income_percent(run.equilibria[moment], player)}


def trade_diverted_table(run: CostRun) -> Table:
    """The pairs that trade less and those that trade more instead; in the csv all pairs on every date."""
    moment = farthest_policy(run)
    shown, names = both_ends(trade_change(run, moment), SHOWN_FLOWS), country_names(run.scenario.accounts)
    for column in ("exporter", "importer"):
        shown[column] = [names[region] for region in shown[column]]
    formats = {"before bn": "{:.1f}", "change bn": "{:+.1f}", "change %": "{:+.1f}"}
    note = f"goods, billion dollars a year at exporter prices, {policy_label(moment)} against before the first act, {run.horizon}"
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
        f"{policy_label(moment)}, against before the first act, {run.horizon}; jobs bn: employment gained or lost, billion "
        "dollars of wages a year as they were before; jobs %: the same in percent of all jobs of the country, employment %: of "
        "those of the sector"
    )
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
            "jobs %": part["jobs_change_percent_of_workforce"],
            "employment %": part["employment_change_percent"],
            "sales bn": part["sales_change_busd"],
            "price %": part["price_change_percent"],
        }
    )
    if "jobs_change_thousand_people" in part:
        frame.insert(2, "jobs 1000", part["jobs_change_thousand_people"])
    return frame.sort_values("jobs bn", ascending=False, ignore_index=True, kind="stable")


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
    people = run.jobs_of_people(solved)
    if people is not None:
        frame["jobs_change_thousand_people"] = people.values.ravel()
    return frame
