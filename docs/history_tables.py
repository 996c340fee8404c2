"""The tables of docs/history.md that set predicted trade beside observed, as text."""

from __future__ import annotations

import numpy as np
import xarray as xr
from docs.history_checks import checks
from docs.history_curve import curves, mean_theta
from docs.history_elasticity import customs_share, shown_by_customs, shown_by_history, shown_by_set
from docs.history_first_look import seen, steps
from docs.history_trade import (
    FLOW_NAMES,
    NAMES,
    YEARS,
    average_rise,
    base_trade,
    misses_elsewhere,
    misses_of,
    misses_together,
    observed,
    predicted_trade,
    ranking,
    scenario,
    tariff_of,
    trade_of_accounts,
    year_in_force,
)

from tradetalks.data.elasticities import DEFAULT_SET, elasticity_sets
from tradetalks.data.history import load_goods_trade
from tradetalks.economy.horizon import elasticity_ratio
from tradetalks.scenario.against_trade import BASE_YEARS, TAXED_FLOWS, share_change, total_share_change

# Sets shown beside history in the table of elasticities: the default, then a few with lower ones.
SHOWN_SETS = (DEFAULT_SET, "LL2023_twfe", "Ossa2014", "FGKK2020_short", "BLP2023_long")
# The later years, in which the tariffs were in force for most of the time or all of it.
LATER = (2019, 2022)
# Suppliers that the model's regions hide.
HIDDEN = {"MEX": "Mexico", "VNM": "Viet Nam", "TWN": "Taiwan", "KOR": "Korea", "CAN": "Canada"}


def rows_of(head: str, rows: list[list[str]]) -> str:
    """A table: the head names the columns, with bars between them."""
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + "---|" * columns, *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def percent(log_points: float) -> str:
    """A change in percent from 100 times its log."""
    return f"{100 * np.expm1(log_points / 100):+.0f}"


def total(year: int, flow: tuple[str, str], trade: xr.DataArray | None = None) -> str:
    """Percent change of a flow's share in all goods imports: observed, or of ``trade`` against the accounts."""
    importer, exporter = flow
    if trade is None:
        change = total_share_change(observed().sel(year=year), base_trade())
    else:
        change = total_share_change(trade, trade_of_accounts())
    return percent(change.sel(importer=importer, exporter=exporter).item())


def flows_table() -> str:
    """The two flows in every year, all goods."""
    rows = []
    for flow in TAXED_FLOWS:
        for year in YEARS:
            in_force = year_in_force(year)
            points = " / ".join(
                f"{100 * average_rise(tariff_of(in_force, level), flow):.1f}" for level in ("shipped", "published")
            )
            predicted = [
                total(year, flow, predicted_trade(DEFAULT_SET, year, level)) for level in ("shipped", "published")
            ]
            customs = "–"
            if flow == TAXED_FLOWS[0]:
                customs = f"{100 * (customs_share(year) / customs_share(2017) - 1):+.0f}"
            rows.append(
                [FLOW_NAMES[flow], str(year), points, f"{in_force.age:.1f}", total(year, flow), customs, *predicted]
            )
    head = (
        "imports of | year | tariff rise, points: shipped / published | age, years | OECD | customs | predicted, shipped | "
        "predicted, published"
    )
    return rows_of(head, rows)


def sets_table() -> str:
    """Every set by its error, best first."""
    found, status = ranking("published"), elasticity_sets()["status"]
    rows = []
    for name, best in zip(found.names, found.best_share, strict=True):
        whole = misses_together(name, "published")
        low, high = found.against_default(name)
        gap = f"{low:+.1f} to {high:+.1f}"
        if name == DEFAULT_SET:
            gap = "default"
        rows.append(
            [
                f"`{name}`",
                str(status[name]),
                f"{mean_theta(name):.1f}",
                *(f"{misses_of(name, year, 'published').rmse:.1f}" for year in YEARS),
                f"{whole.rmse:.1f}",
                gap,
                f"{100 * best:.0f}",
                f"{whole.slope:.2f}",
                f"{whole.correlation:+.2f}",
                f"{misses_elsewhere(name).rmse:.1f}",
                f"{misses_together(name, 'shipped').rmse:.1f}",
            ]
        )
    nothing = [misses_of(DEFAULT_SET, year, "published").rmse_of_no_change for year in YEARS]
    whole = misses_together(DEFAULT_SET, "published").rmse_of_no_change
    elsewhere = misses_elsewhere(DEFAULT_SET).rmse_of_no_change
    nothing = [*(f"{value:.1f}" for value in nothing), f"{whole:.1f}"]
    rows.append(["no change at all", "–", "–", *nothing, *["–"] * 4, f"{elsewhere:.1f}", f"{whole:.1f}"])
    head = (
        "set | status | mean θ | 2018 | 2019 | 2022 | all | against the default, 90 percent | best, in 100 draws | slope | "
        "correlation | other suppliers | all, shipped tariffs"
    )
    return rows_of(head, rows)


def checks_table() -> str:
    """Other ways of comparing."""
    rows = [
        [
            check.what,
            ", ".join(f"`{name}`" for name in check.names[:3]),
            f"{check.best:.1f}",
            f"{check.default:.1f}",
            str(check.names.index(DEFAULT_SET) + 1),
            f"{check.no_change:.1f}",
        ]
        for check in checks()
    ]
    return rows_of("compared | best three | error of the best | of the default | its rank | of no change", rows)


def sectors_table() -> str:
    """Both flows by sector, the default set beside history."""
    titles = scenario().accounts["sector_name"].to_series()
    change = {year: share_change(observed().sel(year=year), base_trade()) for year in YEARS}
    model = {year: share_change(predicted_trade(DEFAULT_SET, year, "published"), trade_of_accounts()) for year in YEARS}
    rows = []
    for sector in map(str, observed()["sector"].values):
        row = [str(titles[sector])]
        for importer, exporter in TAXED_FLOWS:
            there = {"importer": importer, "exporter": exporter, "sector": sector}
            row.append(f"{base_trade().sel(there).item():.1f}")
            row += [f"{percent(change[y].sel(there).item())} / {percent(model[y].sel(there).item())}" for y in YEARS]
        rows.append(row)
    head = "sector | US from China, bn | 2018 | 2019 | 2022 | China from US, bn | 2018 | 2019 | 2022"
    return rows_of(head, rows)


def partners_table() -> str:
    """Where else the two bought: shares of all goods imports."""
    rows = []
    for importer in ("USA", "CHN"):
        for exporter in map(str, observed()["exporter"].values):
            if exporter == importer:
                continue
            flow = (importer, exporter)
            cells = [
                f"{total(year, flow)} / {total(year, flow, predicted_trade(DEFAULT_SET, year, 'published'))}"
                for year in YEARS
            ]
            rows.append([NAMES[importer], NAMES[exporter], *cells])
    return rows_of("imports of | from | 2018: history / predicted | 2019 | 2022", rows)


def hidden_suppliers() -> str:
    """Shares in United States imports of suppliers inside the model's rest of the world, in words."""
    bought = load_goods_trade().sel(importer="USA").sum("sector", min_count=1)
    share = bought / bought.sum("exporter")
    before = bought.sel(year=list(BASE_YEARS)).mean("year")
    before = before / before.sum("exporter")
    parts = []
    for code, name in HIDDEN.items():
        changes = [100 * (share.sel(year=year, exporter=code) / before.sel(exporter=code) - 1).item() for year in LATER]
        parts.append(f"{name} {changes[0]:+.0f} and {changes[1]:+.0f}")
    return ", ".join(parts)


def elasticities_table() -> str:
    """What history shows, beside what sets predict, measured alike."""
    rows = []
    for flow in TAXED_FLOWS:
        for year in YEARS:
            found = shown_by_history(year, flow, "published")
            customs = "–"
            if flow == TAXED_FLOWS[0]:
                customs = f"{shown_by_customs(year, 'published'):.1f}"
            age = year_in_force(year).age
            rows.append(
                [
                    FLOW_NAMES[flow],
                    str(year),
                    f"{age:.1f}",
                    f"{elasticity_ratio(age):.2f}",
                    f"{found.value:.1f} ({found.low:.1f} to {found.high:.1f})",
                    customs,
                    *(f"{shown_by_set(name, year, flow, 'published'):.1f}" for name in SHOWN_SETS),
                ]
            )
    names = " | ".join(f"`{name}`" for name in SHOWN_SETS)
    return rows_of(
        f"imports of | year | age | θ(h)/θ by E14 | history, OECD (90 percent) | history, customs | {names}", rows
    )


def curves_table() -> str:
    """E14 and other curves."""
    rows = [
        [
            f"{curve.first:g}",
            f"{curve.years:g}",
            f"{curve.flow_ratio:.2f}",
            *(f"{error:.1f}" for error in curve.errors),
            f"{curve.slope:.2f}",
            f"{curve.usa:+.3f}",
            f"{curve.china:+.3f}",
        ]
        for curve in curves()
    ]
    head = (
        "r_0 | τ, years | flows, one year over ten | error 2018 | 2019 | 2022 | all | slope | US, end of 2018 | China"
    )
    return rows_of(head, rows)


def steps_table() -> str:
    """The first look taken apart."""
    rows = [[step.what, f"{step.percent:+.1f}"] for step in steps()]
    rows += [[f"**history:** {step.what}", f"**{step.percent:+.1f}**"] for step in seen()]
    return rows_of("United States imports of goods from China | percent", rows)
