"""Tables of a run, each once: a few rows for the terminal and the page, every observation for the csv files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.chapter import Table
from tradetalks.report.cost.average_tariffs import average_tariffs_table
from tradetalks.report.cost.numbers import (
    farthest_policy,
    income_busd,
    income_percent,
    jobs_moved,
    sector_titles,
    trade_change,
)
from tradetalks.report.cost.players import shown_players
from tradetalks.report.format import BUSD_FORMAT, PERCENT_FORMAT
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# Rows at either end of a sorted table: what fits on a screen beside the other tables.
SHOWN_SECTORS = 5
SHOWN_FLOWS = 6


def cost_tables(run: CostRun) -> list[Table]:
    """Every table of a run, in reading order."""
    return [
        headline_table(run),
        countries_table(run),
        trade_diverted_table(run),
        *sector_tables(run),
        average_tariffs_table(run),
    ]


def real_income_observations(run: CostRun) -> pd.DataFrame:
    """Real income, one row per policy and region, beside the model without scale economies and beside that of the day."""
    return pd.DataFrame(
        [
            {
                "date": moment.date,
                "branch": moment.branch or "",
                "region": region,
                "real_income_change_percent": solved.real_income_change.values[n],
                "real_income_change_busd": solved.real_income_change_busd.values[n],
                "real_income_change_percent_without_scale": run.without_scale[moment].real_income_change.values[n],
                "real_income_change_busd_without_scale": run.without_scale[moment].real_income_change_busd.values[n],
                "real_income_change_percent_on_the_day": run.on_the_day[moment].real_income_change.values[n],
                "real_income_change_busd_on_the_day": run.on_the_day[moment].real_income_change_busd.values[n],
                "mean_age_of_tariffs_years": run.on_the_day[moment].economy.horizon_years,
            }
            for moment, solved in run.equilibria.items()
            for n, region in enumerate(run.economy.regions)
        ]
    )


def headline_table(run: CostRun) -> Table:
    """Real income of the players on every date and branch: now, in the long run, and without scale economies."""
    rows = []
    for moment, solved in run.equilibria.items():
        row: dict[str, object] = {"policy": str(moment)}
        for player in shown_players(run):
            if run.dated:
                row[f"{player} % now"] = income_percent(run.on_the_day[moment], player)
                row[f"{player} bn now"] = income_busd(run.on_the_day[moment], player)
            row[f"{player} %"] = income_percent(solved, player)
            row[f"{player} bn"] = income_busd(solved, player)
        for player in shown_players(run):
            row[f"{player} % no scale"] = income_percent(run.without_scale[moment], player)
        rows.append(row)
    formats = {column: PERCENT_FORMAT for column in rows[0] if "%" in column}
    formats |= {column: BUSD_FORMAT for column in rows[0] if " bn" in column}
    note = (
        f"percent of real income before the first act; bn = billion US dollars a year; {run.horizon}, where it does not say now; "
        "no scale = without scale economies"
    )
    if run.dated:
        note += "; now = on that day, at the elasticities that the mean age of the tariffs in force gives"
    full = real_income_observations(run)
    full = full[full["region"].isin(shown_players(run))]
    return Table("headline", "Real income of the players", pd.DataFrame(rows), formats, note, full)


def countries_table(run: CostRun) -> Table:
    """Every country at the last date of the main line and in every branch; in the csv on every date."""
    full = _country_observations(run, run.equilibria)
    shown = _country_observations(run, [run.now, *run.branches])
    frame = pd.DataFrame(
        {
            "policy": shown["branch"].where(shown["branch"] != "", shown["date"].astype(str)),
            "country": shown["region"],
            "real income %": shown["real_income_change_percent"],
            "bn/yr": shown["real_income_change_busd"],
            "wage %": shown["wage_change_percent"],
            "real wage %": shown["real_wage_change_percent"],
            "prices %": shown["consumer_price_change_percent"],
            "tariff rev. bn": shown["tariff_revenue_change_busd"],
        }
    )
    formats = {
        "real income %": PERCENT_FORMAT,
        "bn/yr": BUSD_FORMAT,
        "wage %": "{:+.2f}",
        "real wage %": PERCENT_FORMAT,
        "prices %": "{:+.2f}",
        "tariff rev. bn": BUSD_FORMAT,
    }
    note = (
        f"changes from before the first act, {run.horizon}; wages and prices relative to the world's average wage, real wage = "
        "wage over prices; tariff rev. = change of revenue at the prices of before"
    )
    return Table("countries", "Every country", frame, formats, note, full)


def _country_observations(run: CostRun, moments: Iterable[PolicyDate]) -> pd.DataFrame:
    """One row per policy and region."""
    return pd.concat([_countries_under(run, m, run.equilibria[m]) for m in moments], ignore_index=True)


def _countries_under(run: CostRun, moment: PolicyDate, solved: Equilibrium) -> pd.DataFrame:
    n, j = len(run.economy.regions), run.economy.goods_index
    weight = (run.economy.flows_nij * (1 - np.eye(n))[:, :, None])[:, :, j]
    bought = weight.sum(axis=(1, 2))
    average = (solved.tariff.values[:, :, j] * weight).sum(axis=(1, 2)) / np.where(bought > 0, bought, np.nan)
    return pd.DataFrame(
        {
            "date": moment.date,
            "branch": moment.branch or "",
            "region": list(run.economy.regions),
            "real_income_change_percent": solved.real_income_change.values,
            "real_income_change_busd": solved.real_income_change_busd.values,
            "wage_change_percent": solved.wage_change.values,
            "real_wage_change_percent": solved.real_wage_change.values,
            "consumer_price_change_percent": solved.consumer_price_change.values,
            "tariff_revenue_busd": solved.tariff_revenue.values,
            "tariff_revenue_change_busd": solved.tariff_revenue_change.values,
            "average_import_tariff_percent": 100 * average,
        }
    )


def trade_diverted_table(run: CostRun) -> Table:
    """The pairs that trade less and those that trade more instead; in the csv all pairs on every date."""
    moment = farthest_policy(run)
    shown = both_ends(trade_change(run, moment), SHOWN_FLOWS)
    formats = {"before bn": "{:.1f}", "change bn": "{:+.1f}", "change %": "{:+.1f}"}
    note = f"goods, billion dollars a year at exporter prices, {moment} against before the first act, {run.horizon}"
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
    moment = farthest_policy(run)
    now = _sectors_under(run, moment, run.equilibria[moment])
    full = pd.concat([_sectors_under(run, m, solved) for m, solved in run.equilibria.items()], ignore_index=True)
    note = (
        f"{moment}, against before the first act, {run.horizon}; jobs bn: employment gained or lost, billion dollars of wages a "
        "year as they were before"
    )
    if len(run.economy.sectors) > 2 * SHOWN_SECTORS:
        note += f"; the {SHOWN_SECTORS} sectors that gain most jobs and the {SHOWN_SECTORS} that lose most"
    formats = {"jobs bn": "{:+.2f}", "employment %": "{:+.2f}", "sales bn": "{:+.1f}", "price %": "{:+.2f}"}
    for player in shown_players(run):
        part = now[now["region"] == player]
        frame = pd.DataFrame(
            {
                "sector": part["sector_name"],
                "jobs bn": part["jobs_change_wages_busd"],
                "employment %": part["employment_change_percent"],
                "sales bn": part["sales_change_busd"],
                "price %": part["price_change_percent"],
            }
        ).sort_values("jobs bn", ascending=False, ignore_index=True, kind="stable")
        yield Table(
            name=f"sectors_{player}",
            title=f"Winners and losers in {player}",
            frame=both_ends(frame, SHOWN_SECTORS),
            formats=formats,
            note=note,
            full=full,
            file="sectors",
        )


def _sectors_under(run: CostRun, moment: PolicyDate, solved: Equilibrium) -> pd.DataFrame:
    """One row per region and sector."""
    regions, names = run.economy.regions, run.economy.sectors
    return pd.DataFrame(
        {
            "date": moment.date,
            "branch": moment.branch or "",
            "region": np.repeat(regions, len(names)),
            "sector": np.tile(names, len(regions)),
            "sector_name": np.tile(sector_titles(run), len(regions)),
            "jobs_change_wages_busd": jobs_moved(run, moment).ravel(),
            "employment_change_percent": solved.employment_change.values.ravel(),
            "sales_busd": solved.sales.values.ravel(),
            "sales_change_busd": (solved.sales.values - run.economy.sales_ij).ravel(),
            "price_change_percent": solved.price_change.values.ravel(),
        }
    )
