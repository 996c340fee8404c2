"""The chapter on history and literature: what others found of the same tariffs, and what trade did, beside the run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.data.history import load_observed_trade
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import PERCENT
from tradetalks.report.chapter import Chapter, Table
from tradetalks.report.format import counted, format_day, format_list, format_number
from tradetalks.report.frame import NARROW
from tradetalks.report.history_chart import HISTORY_CAPTIONS, history_charts
from tradetalks.report.names import country_names
from tradetalks.report.style import drawn
from tradetalks.scenario.against_trade import (
    BASE_YEARS,
    COMPARED_YEARS,
    TAXED_FLOWS,
    foreign_trade_of,
    total_share_change,
    trade_before,
)
from tradetalks.scenario.published import Beside, published_beside
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# What the sentences tell: published real incomes that have our number beside them, in words.
TOLD = {"real_income_percent": "percent", "real_income_busd_month": "billion dollars a month"}
# Measures that papers call welfare or real income; output and expectations stand in the table alone.
WELFARE = ("real income", "welfare")


def history_chapter(run: CostRun) -> Chapter | None:
    """What others found and what happened, beside a run.

    Args:
        run: every policy of a scenario, solved.

    Returns:
        The chapter; None where no published estimate is about tariffs that the run has.
    """
    beside = sorted(published_beside(run), key=_order)
    if not beside:
        return None
    tables = [published_table(run, beside), reasons_table(beside)]
    trade = trade_table(run)
    if trade is not None:
        tables.append(trade)
    losses = _long_run_losses(beside)
    charts, narrow = {}, {}
    if losses:
        charts = drawn(partial(history_charts, losses=losses, title=_finding(run, losses)), run)
        narrow = drawn(partial(history_charts, losses=losses, title=_finding(run, losses), frame=NARROW), run)
    return Chapter(
        name="history",
        title="History and literature",
        sentences=list(_sentences(run, beside)),
        tables=tables,
        charts=charts,
        narrow=narrow,
        data=dict.fromkeys(charts, "published"),
        captions=HISTORY_CAPTIONS,
    )


def _order(row: Beside) -> tuple[bool, bool, bool]:
    """Real incomes before other measures, the long run before the day; last what has none of ours beside it."""
    estimate = row.estimate
    return math.isnan(row.ours), not estimate.measure.startswith(WELFARE), estimate.at == "now"


def _long_run_losses(beside: Sequence[Beside]) -> dict[str, list[Beside]]:
    """Published real incomes once trade has adjusted, percent, by country."""
    told = _told(beside)
    return {key[2]: rows for key, rows in told.items() if key[:2] == ("real_income_percent", "long_run")}


def _finding(run: CostRun, losses: Mapping[str, Sequence[Beside]]) -> str:
    """What the chart shows, of the country that loses most."""
    country, rows = min(losses.items(), key=lambda item: item[1][0].ours)
    found = _span([row.estimate.value for row in rows])
    name = country_names(run.scenario.accounts).opening(country)
    return f"{name}: others found {found} percent {run.horizon}, here {_two_digits(rows[0].ours)}"


def _sentences(run: CostRun, beside: Sequence[Beside]) -> Iterator[str]:
    names = country_names(run.scenario.accounts)
    # What the model is for comes first: losses once trade has adjusted.
    for (compare, at, country), rows in sorted(_told(beside).items(), key=lambda told: told[0][1] == "now"):
        found = _span([row.estimate.value for row in rows])
        when = format_day(rows[0].moment.date)
        yield (
            f"Real income of {names.said(country)} {_horizon(run, at)}, {TOLD[compare]}: others found {found}, here "
            f"{_two_digits(rows[0].ours)}{_range(rows[0])} (tariffs of {when})."
        )
    same = sum(not math.isnan(row.ours) for row in beside)
    yield (
        f"{counted(len(beside), 'published number')} {_are(len(beside))} about tariffs of this scenario; "
        f"{same} {_are(same)} of a measure that stands here too."
    )
    missing = list(dict.fromkeys(row.estimate.short for row in beside if math.isnan(row.ours)))
    if missing:
        yield f"Often quoted, of another measure: {format_list(missing)}."


def _told(beside: Sequence[Beside]) -> dict[tuple[str, str, str], list[Beside]]:
    """Rows by measure, horizon and country: those of the policy that most papers are about."""
    by_day: dict[tuple[str, str, str], dict[PolicyDate, list[Beside]]] = {}
    for row in beside:
        estimate = row.estimate
        if estimate.compare in TOLD and estimate.measure.startswith(WELFARE):
            days = by_day.setdefault((estimate.compare, estimate.at, estimate.country), {})
            days.setdefault(row.moment, []).append(row)
    return {key: max(days.values(), key=len) for key, days in by_day.items()}


def _are(count: int) -> str:
    """The verb after a count."""
    if count == 1:
        return "is"
    return "are"


def _horizon(run: CostRun, at: str) -> str:
    if at == "now" and run.dated:
        return "on the day"
    return run.horizon


def _span(values: Sequence[float]) -> str:
    """``-0.29 to -1.90``, the smallest loss first; one number alone."""
    ends = list(dict.fromkeys([max(values), min(values)]))
    return " to ".join(_two_digits(value) for value in ends)


def _range(row: Beside) -> str:
    """Between which numbers ours lies over the elasticities at which it is solved; nothing where it is one number."""
    if not row.by_case:
        return ""
    return f", {_span(list(row.by_case.values()))} over published elasticities"


def _two_digits(value: float) -> str:
    return format_number(value, "{:+.2f}")


def published_table(run: CostRun, beside: Sequence[Beside]) -> Table:
    """Every matching estimate beside ours, with its status and the reason for the gap."""
    names = country_names(run.scenario.accounts)
    rows = [
        {
            "source": row.estimate.short,
            "tariffs of": str(row.moment),
            "what": f"{names[row.estimate.country]}, {row.estimate.measure}",
            "unit": row.estimate.unit,
            "published": row.estimate.value,
            "here": row.ours,
            "here, range": _ends(row),
            "status": row.estimate.status,
        }
        for row in beside
    ]
    full = pd.DataFrame(
        [
            {**row.estimate._asdict(), "flows": _flows(row), "policy_date": row.moment.date, "here": row.ours}
            | {f"here_{name.lower()}": value for name, value in row.by_case.items()}
            for row in beside
        ]
    )
    note = (
        "changes from before the first act, a loss is negative; here: on the day where theirs is a first year, otherwise "
        f"{run.horizon}; range: over the published elasticities at which the run is solved; verified: read in the paper or its "
        "abstract, secondary: in another "
        "text, derived: computed from such numbers"
    )
    formats = {"published": "{:+.2f}", "here": "{:+.2f}"}
    return Table(
        name="published",
        title="What others found of the same tariffs",
        frame=pd.DataFrame(rows),
        formats=formats,
        note=note,
        full=full,
        detail=True,
    )


def reasons_table(beside: Sequence[Beside]) -> Table:
    """Why ours differ, each reason once."""
    reasons = dict.fromkeys((row.estimate.short, row.estimate.why) for row in beside)
    frame = pd.DataFrame(list(reasons), columns=["source", "why ours differs"])
    full = frame.rename(columns={"why ours differs": "why_ours_differs"})
    return Table("published_reasons", "Why they differ", frame, {}, full=full, detail=True)


def _ends(row: Beside) -> str:
    """Between which numbers ours lies."""
    if not row.by_case:
        return ""
    return _span(list(row.by_case.values()))


def _flows(row: Beside) -> str:
    return " ".join(f"{importer}>{exporter}" for importer, exporter in row.estimate.flows)


def trade_table(run: CostRun) -> Table | None:
    """By how much each side's share in the other's goods imports changed, in statistics from the year of the run on and here.

    Returns:
        None where no statistics of the years after the run's last date ship with the package.
    """
    years = [year for year in COMPARED_YEARS if year >= run.now.date.year]
    if not years:
        return None
    observed = load_observed_trade()
    base = observed.sel(year=list(BASE_YEARS)).mean("year")
    here = {"here, on the day": run.on_the_day[run.now], f"here, {run.horizon}": run.equilibria[run.now]}
    names, rows = country_names(run.scenario.accounts), []
    for importer, exporter in TAXED_FLOWS:
        flow = {"importer": importer, "exporter": exporter}
        row: dict[str, object] = {"imports of": names[importer], "from": names[exporter]}
        for year in years:
            row[f"{year}"] = _percent(total_share_change(observed.sel(year=year), base).sel(flow).item())
        for name, solved in here.items():
            row[name] = _percent(_share_change(solved).sel(flow).item())
        rows.append(row)
    frame = pd.DataFrame(rows)
    formats = {str(column): "{:+.0f}" for column in frame.columns[2:]}
    note = (
        "percent change of the share in all goods imports; years: statistics (OECD) against the mean of 2016 and 2017, with the "
        f"tariffs in force for part of 2018 and 2019; here: {run.now}, as if in force for good; docs/history.md goes year by year"
    )
    in_files = {"imports of": "importer_name", "from": "exporter_name"}
    full = frame.rename(columns=in_files).melt(
        list(in_files.values()), var_name="when", value_name="import_share_change_percent"
    )
    return Table("trade_observed", "What trade did", frame, formats, note, full, detail=True)


def _share_change(solved: Equilibrium) -> xr.DataArray:
    economy = solved.economy
    return total_share_change(foreign_trade_of(solved.flows, economy.goods), trade_before(economy))


def _percent(log_points: float) -> float:
    return float(PERCENT * np.expm1(log_points / PERCENT))
