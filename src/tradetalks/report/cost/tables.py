"""Tables of a run, each once: a few rows for the terminal and the page, every observation for the csv files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from tradetalks.data.record import load_average_tariffs
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.chapter import Table
from tradetalks.report.equilibrium import baseline_tariff_revenue
from tradetalks.scenario.run_cost import CostRun, PolicyDate

SHOWN_SECTORS = 5
SHOWN_FLOWS = 6
RECORDED = {("USA", "CHN"): "us_on_china", ("CHN", "USA"): "china_on_us"}


def tables(run: CostRun) -> list[Table]:
    """Every table of a run, in reading order."""
    return [headline(run), countries(run), diverted(run), *sectors(run), average_tariffs(run)]


def players(run: CostRun) -> tuple[str, ...]:
    """The scenario's players, or the two largest economies."""
    if run.scenario.players:
        return run.scenario.players
    order = np.argsort(-run.economy.income_n)[:2]
    return tuple(run.economy.regions[k] for k in order)


def real_income(run: CostRun) -> pd.DataFrame:
    """Real income, one row per policy and region, beside the model without scale economies."""
    return pd.DataFrame(
        [
            {
                "date": m.date,
                "branch": m.branch or "",
                "region": region,
                "real_income_change_percent": e.real_income_change.values[n],
                "real_income_change_busd": e.real_income_change_busd.values[n],
                "real_income_change_percent_without_scale": run.without_scale[m].real_income_change.values[n],
                "real_income_change_busd_without_scale": run.without_scale[m].real_income_change_busd.values[n],
            }
            for m, e in run.equilibria.items()
            for n, region in enumerate(run.economy.regions)
        ]
    )


def headline(run: CostRun) -> Table:
    """Real income of the players on every date and branch, beside the model without scale economies."""
    rows = []
    for moment, solved in run.equilibria.items():
        row: dict[str, object] = {"policy": str(moment)}
        for p in players(run):
            row[f"{p} %"] = solved.real_income_change.sel(region=p).item()
            row[f"{p} bn"] = solved.real_income_change_busd.sel(region=p).item()
            row[f"{p} % no scale"] = run.without_scale[moment].real_income_change.sel(region=p).item()
        rows.append(row)
    formats = {c: "{:+.1f}" if c.endswith("bn") else "{:+.3f}" for c in rows[0] if c != "policy"}
    note = "percent of real income before the first act; bn = billion US dollars a year; no scale = without scale economies"
    full = real_income(run)
    full = full[full["region"].isin(players(run))]
    return Table("headline", "Real income of the players", pd.DataFrame(rows), formats, note, full)


def countries(run: CostRun) -> Table:
    """Every country at the last date of the main line and in every branch; in the csv on every date."""
    full = pd.concat([_countries(run, m, e) for m, e in run.equilibria.items()], ignore_index=True)
    shown = pd.concat([_countries(run, m, run.equilibria[m]) for m in [run.now, *run.branches]], ignore_index=True)
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
        "real income %": "{:+.3f}",
        "bn/yr": "{:+.1f}",
        "wage %": "{:+.2f}",
        "real wage %": "{:+.3f}",
        "prices %": "{:+.2f}",
        "tariff rev. bn": "{:+.1f}",
    }
    note = (
        "changes from before the first act; wages and prices relative to the world's average wage, real wage = wage over "
        "prices; tariff rev. = change of revenue"
    )
    return Table("countries", "Everybody, bystanders too", frame, formats, note, full)


def _countries(run: CostRun, moment: PolicyDate, e: Equilibrium) -> pd.DataFrame:
    n, j = len(run.economy.regions), run.economy.goods_index
    weight = (run.economy.flows_nij * (1 - np.eye(n))[:, :, None])[:, :, j]
    bought = weight.sum(axis=(1, 2))
    average = (e.tariff.values[:, :, j] * weight).sum(axis=(1, 2)) / np.where(bought > 0, bought, np.nan)
    return pd.DataFrame(
        {
            "date": moment.date,
            "branch": moment.branch or "",
            "region": list(run.economy.regions),
            "real_income_change_percent": e.real_income_change.values,
            "real_income_change_busd": e.real_income_change_busd.values,
            "wage_change_percent": e.wage_change.values,
            "real_wage_change_percent": e.real_wage_change.values,
            "consumer_price_change_percent": e.consumer_price_change.values,
            "tariff_revenue_busd": e.tariff_revenue.values,
            "tariff_revenue_change_busd": e.tariff_revenue.values - baseline_tariff_revenue(e),
            "average_import_tariff_percent": 100 * average,
        }
    )


def trade_change(run: CostRun, moment: PolicyDate) -> pd.DataFrame:
    """Change of goods trade by pair, billion dollars a year and percent, largest loss first."""
    goods = list(run.economy.goods)
    new = run.equilibria[moment].flows.sel(sector=goods).sum("sector").values
    old = run.economy.flows_nij[:, :, run.economy.goods_index].sum(axis=2)
    regions = run.economy.regions
    apart = [(a, b) for a in range(len(regions)) for b in range(len(regions)) if a != b]
    before = np.array([old[p] for p in apart])
    change = np.array([new[p] for p in apart]) - before
    frame = pd.DataFrame(
        {
            "exporter": [regions[b] for _, b in apart],
            "importer": [regions[a] for a, _ in apart],
            "before bn": before,
            "change bn": change,
            "change %": 100 * change / np.where(before > 0, before, np.nan),
        }
    )
    return frame.sort_values("change bn", ignore_index=True)


def diverted(run: CostRun) -> Table:
    """The pairs that trade less and those that trade more instead; in the csv all pairs on every date."""
    moment = farthest(run)
    shown = ends(trade_change(run, moment), SHOWN_FLOWS)
    formats = {"before bn": "{:.1f}", "change bn": "{:+.1f}", "change %": "{:+.1f}"}
    note = f"goods, billion dollars a year at exporter prices, {moment} against before the first act"
    full = pd.concat([_dated(m, trade_change(run, m)) for m in run.equilibria], ignore_index=True)
    full = full.rename(
        columns={"before bn": "goods_before_busd", "change bn": "goods_change_busd", "change %": "goods_change_percent"}
    )
    return Table("trade_diverted", "Who trades less, and with whom more", shown, formats, note, full)


def ends(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    """The first and the last ``count`` rows of a sorted frame, each row once."""
    if len(frame) <= 2 * count:
        return frame.reset_index(drop=True)
    return pd.concat([frame.head(count), frame.tail(count)], ignore_index=True)


def _dated(moment: PolicyDate, frame: pd.DataFrame) -> pd.DataFrame:
    frame.insert(0, "date", moment.date)
    frame.insert(1, "branch", moment.branch or "")
    return frame


def farthest(run: CostRun) -> PolicyDate:
    """The policy farthest from the baseline, in dollars of taxed trade: where effects are easiest to see."""
    flows_nij, sales_ij = run.economy.flows_nij, run.economy.sales_ij
    base = run.economy.unchanged

    def distance(moment: PolicyDate) -> float:
        e = run.equilibria[moment]
        new = e.instruments
        tariff = np.abs(e.tariff.values - run.economy.tariff_nij) * flows_nij
        tax = np.abs(np.moveaxis(np.asarray(new.export_tax_jni - base.export_tax_jni), 0, 2)) * flows_nij
        subsidy = np.abs(new.subsidy_ij - base.subsidy_ij) * sales_ij
        return float(tariff.sum() + tax.sum() + subsidy.sum())

    return max(run.equilibria, key=distance)


def sectors(run: CostRun) -> Iterator[Table]:
    """Winners and losers by sector, a table per player; in the csv all sectors of all countries on every date."""
    moment = farthest(run)
    now = _sectors(run, moment, run.equilibria[moment])
    full = pd.concat([_sectors(run, m, e) for m, e in run.equilibria.items()], ignore_index=True)
    few = len(run.economy.sectors) <= 2 * SHOWN_SECTORS
    which = "" if few else f"; the {SHOWN_SECTORS} sectors that do best and the {SHOWN_SECTORS} that do worst"
    formats = {"employment %": "{:+.2f}", "sales bn": "{:+.1f}", "price %": "{:+.2f}"}
    for player in players(run):
        part = now[now["region"] == player]
        frame = pd.DataFrame(
            {
                "sector": part["sector_name"],
                "employment %": part["employment_change_percent"],
                "sales bn": part["sales_change_busd"],
                "price %": part["price_change_percent"],
            }
        ).sort_values("employment %", ascending=False, ignore_index=True)
        yield Table(
            f"sectors_{player}",
            f"Winners and losers in {player}",
            ends(frame, SHOWN_SECTORS),
            formats,
            f"{moment}, against before the first act{which}",
            full,
            "sectors",
        )


def _sectors(run: CostRun, moment: PolicyDate, e: Equilibrium) -> pd.DataFrame:
    regions, names = run.economy.regions, run.economy.sectors
    return pd.DataFrame(
        {
            "date": moment.date,
            "branch": moment.branch or "",
            "region": np.repeat(regions, len(names)),
            "sector": np.tile(names, len(regions)),
            "sector_name": np.tile(sector_names(run), len(regions)),
            "employment_change_percent": e.employment_change.values.ravel(),
            "sales_busd": e.sales.values.ravel(),
            "sales_change_busd": (e.sales.values - run.economy.sales_ij).ravel(),
            "price_change_percent": e.price_change.values.ravel(),
        }
    )


def sector_names(run: CostRun) -> list[str]:
    """The sectors in words."""
    return [str(name) for name in run.scenario.accounts["sector_name"].values]


def average_tariffs(run: CostRun) -> Table:
    """Average tariffs of the players on each other, weights: trade in goods before the first act; the published beside ours."""
    names = players(run)
    pairs = [(a, b) for a in names for b in names if a != b]
    found = {m: [_average(run, m, a, b) for a, b in pairs] for m in (None, *run.equilibria)}
    full = pd.DataFrame([row for rows in found.values() for row in rows])
    recorded = {p for p in pairs if full.loc[full["importer"] == p[0], "published_average_percent"].notna().any()}
    rows = []
    for moment, parts in found.items():
        row: dict[str, object] = {"policy": "before" if moment is None else str(moment)}
        for (a, b), part in zip(pairs, parts, strict=True):
            row[f"{a} on {b}"] = part["average_tariff_percent"]
            if (a, b) in recorded:
                row[f"{a} on {b} PIIE"] = part["published_average_percent"]
        rows.append(row)
    formats = {c: "{:.1f}" for c in rows[0] if c != "policy"}
    note = "percent, goods, weighted with trade before the first act" + (
        "; PIIE = the published trade-weighted average (Bown), where its record has the date" if recorded else ""
    )
    return Table("average_tariffs", "Average tariffs in force", pd.DataFrame(rows), formats, note, full)


def _average(run: CostRun, moment: PolicyDate | None, importer: str, exporter: str) -> dict[str, object]:
    n, i, j = run.economy.regions.index(importer), run.economy.regions.index(exporter), run.economy.goods_index
    weight = run.economy.flows_nij[n, i, j]
    tariff = run.economy.tariff_nij if moment is None else run.equilibria[moment].tariff.values
    return {
        "date": "" if moment is None else moment.date,
        "branch": "" if moment is None else moment.branch or "",
        "importer": importer,
        "exporter": exporter,
        "average_tariff_percent": 100 * float((tariff[n, i, j] * weight).sum() / weight.sum())
        if weight.any()
        else np.nan,
        "published_average_percent": published_average(run, moment, importer, exporter),
    }


def published_average(run: CostRun, moment: PolicyDate | None, importer: str, exporter: str) -> float:
    """The average on record that stood on a date of the main line; NaN where no act of it follows the record, or where the
    scenario has changed something since the record's last entry."""
    column = RECORDED.get((importer, exporter))
    if column is None or not follows_record(run) or (moment is not None and moment.branch is not None):
        return float("nan")
    record = _record()
    if moment is None:
        return float(record[column].iloc[0])
    earlier = record[record["date"] <= np.datetime64(moment.date)]
    last = earlier["date"].iloc[-1].date()
    if any(last < a.start <= moment.date for a in run.scenario.acts if a.by in (importer, "all")):
        return float("nan")
    return float(earlier[column].iloc[-1])


@cache
def _record() -> pd.DataFrame:
    return load_average_tariffs()


def follows_record(run: CostRun) -> bool:
    """Whether an act of the main line takes its rates from the record of the war."""
    return any(a.profile for a in run.scenario.acts)
