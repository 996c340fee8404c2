"""Tables of who pays: every country with what is lost before revenue, dollars a household and the cost of living; and by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.band import signed_middle
from tradetalks.report.chapter import Table
from tradetalks.report.cost.numbers import range_words
from tradetalks.report.cost.players import others, shown_players
from tradetalks.report.cost.ranges import (
    busd_band,
    case_ends,
    changes_by_year,
    household_band,
    outcome_band,
    percent_band,
    quantile_columns,
    told_change,
    told_percent,
    years_band,
)
from tradetalks.report.format import (
    PERCENT_FORMAT,
    format_day,
    format_list,
    format_short_day,
)
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.by_year import AHEAD, IN_YEAR, PERCENT, SHARE, TO_DATE
from tradetalks.scenario.results.cost import BEFORE_REVENUE, CostRun, PolicyDate
from tradetalks.scenario.results.drawn_costs import QUANTILES
from tradetalks.scenario.results.per_head import heads_counted

# Parts of a year this close to one are the whole: a leap year is 366 of 365 days.
WHOLE_YEAR = 0.01
# How the columns of the first table are written.
COUNTRY_FORMATS = {
    "bn/yr": "{}",
    "real income %": "{}",
    "$ a household": "{}",
    "before revenue bn": "{}",
    "$ before revenue": "{}",
    "revenue bn": "{}",
    "cost of living %": "{}",
}
# What joint draws are told of in the csv file, by name of its column.
DRAWN_COLUMNS = {
    "real_income_change": "real_income_change_percent",
    "real_income_change_busd": "real_income_change_busd",
    "real_income_change_before_revenue": "real_income_change_before_revenue_busd",
    "cost_of_living_change": "cost_of_living_change_percent",
    "tariff_revenue": "tariff_revenue_busd",
    "revenue_change": "revenue_change_busd",
}
# How the columns of the table by year are written.
YEAR_FORMATS = {"bn": "{}", "%": PERCENT_FORMAT, "bn to date": "{}"}


def countries_table(run: CostRun) -> Table:
    """Every country at the last date and in every branch, the largest loss first; in the csv on every date."""
    full = _country_observations(run, run.equilibria)
    moments, names = [run.now, *run.branches], country_names(run.scenario.accounts)
    rows = [
        {"policy": policy_label(run, moment), "country": names[str(row["region"])]} | _who_pays(run, moment, row)
        for moment in moments
        for _, row in _country_observations(run, [moment]).sort_values("real_income_change_busd").iterrows()
    ]
    frame = pd.DataFrame(rows)
    formats = {name: form for name, form in COUNTRY_FORMATS.items() if name in frame}
    note = (
        f"changes from before the first act, {run.horizon}; bn = billion US dollars a year at the prices of before; bn/yr = "
        "before revenue + revenue (tariffs and export taxes, less subsidies), which is handed back; cost of living = consumer "
        f"prices where the country's wage stays as it was{_counted_by(run)}{range_words(run)}"
    )
    return Table("countries", "Who pays", frame, formats, note, full)


def _who_pays(run: CostRun, moment: PolicyDate, row: pd.Series) -> dict[str, object]:
    """The cells of a country under a policy."""
    region = str(row["region"])
    cells: dict[str, object] = {
        "bn/yr": told_change(busd_band(run, moment, region)),
        "real income %": told_percent(percent_band(run, moment, region)),
    }
    if "real_income_change_per_household_usd" in row:
        cells["$ a household"] = signed_middle(household_band(run, moment, region))
    cells["before revenue bn"] = told_change(outcome_band(run, moment, BEFORE_REVENUE, region))
    if "real_income_change_before_revenue_per_household_usd" in row:
        cells["$ before revenue"] = signed_middle(household_band(run, moment, region, BEFORE_REVENUE))
    return cells | {
        "revenue bn": told_change(outcome_band(run, moment, "revenue_change", region)),
        "cost of living %": told_percent(outcome_band(run, moment, "cost_of_living_change", region)),
    }


def _counted_by(run: CostRun) -> str:
    """Who counted households and people; that nobody did, where that is so."""
    accounts = run.scenario.accounts
    counted = heads_counted(accounts)
    if not counted:
        return "; the accounts count neither households nor people"
    known = [head.variable for head in counted if accounts.attrs.get(f"{head.variable}_source")]
    return "".join(f"; {name}: {accounts.attrs[f'{name}_source']}" for name in known)


def _country_observations(run: CostRun, moments: Iterable[PolicyDate]) -> pd.DataFrame:
    """One row per policy and region."""
    return pd.concat([_countries_under(run, m, run.equilibria[m]) for m in moments], ignore_index=True)


def _countries_under(run: CostRun, moment: PolicyDate, solved: Equilibrium) -> pd.DataFrame:
    n, j = len(run.economy.regions), run.economy.goods_index
    weight = (run.economy.flows_nij * (1 - np.eye(n))[:, :, None])[:, :, j]
    bought = weight.sum(axis=(1, 2))
    average = (solved.tariff.values[:, :, j] * weight).sum(axis=(1, 2)) / np.where(bought > 0, bought, np.nan)
    columns = {
        "date": moment.date,
        "branch": moment.branch or "",
        "region": list(run.economy.regions),
        "real_income_change_percent": solved.real_income_change.values,
        "real_income_change_busd": solved.real_income_change_busd.values,
        "real_income_change_before_revenue_busd": solved.real_income_change_before_revenue.values,
        "wage_change_percent": solved.wage_change.values,
        "real_wage_change_percent": solved.real_wage_change.values,
        "consumer_price_change_percent": solved.consumer_price_change.values,
        "cost_of_living_change_percent": solved.cost_of_living_change.values,
        "tariff_revenue_busd": solved.tariff_revenue.values,
        "tariff_revenue_before_busd": solved.tariff_revenue_before.values,
        "tariff_revenue_change_busd": solved.tariff_revenue_change.values,
        "revenue_change_busd": solved.revenue_change.values,
        "average_import_tariff_percent": 100 * average,
    }
    if run.band is not None:
        for name, column in DRAWN_COLUMNS.items():
            columns |= _quantiles(run.band.later[name].sel(moment=moment.label), column)
    before = run.per_household(solved, BEFORE_REVENUE)
    for values in (run.per_household(solved), before, run.per_person(solved)):
        if values is not None:
            columns[f"{values.name}_usd"] = values.values
    return pd.DataFrame(columns)


def _quantiles(draws: xr.DataArray, column: str) -> dict[str, np.ndarray]:
    """Quantiles of joint draws (draw, region) as columns with a row a region."""
    ends = np.quantile(draws.values, QUANTILES, axis=0)
    return {f"{column}_p{100 * share:.0f}": end for share, end in zip(QUANTILES, ends, strict=True)}


def by_year_tables(run: CostRun) -> list[Table]:
    """What each calendar year has cost the players and all others, to date, and the year ahead; no table without acts."""
    found = run.by_year
    if found is None:
        return []
    years = [_year_label(run, k) for k in range(found.sizes["year"])]
    rows = [
        {"year": label} | _in_year(run, k, name, regions)
        for k, label in enumerate([*years, "year ahead"])
        for name, regions in _columns(run).items()
    ]
    frame = pd.DataFrame(rows)
    formats = {name: form for name, form in YEAR_FORMATS.items() if name in frame}
    last = format_short_day(run.now.date)
    note = (
        "change of real income in billion US dollars, in percent of the income of the days covered, and added up since the first "
        f"act; {_which_horizon(run)}, not discounted; year ahead = the 12 months after {last} if the policies of that day stay"
        f"{range_words(run)}"
    )
    return [Table("by_year", "Cost by year and to date", frame, formats, note, _year_observations(run))]


def _in_year(run: CostRun, k: int, name: str, regions: Sequence[str]) -> dict[str, object]:
    """A year, or after the last the year ahead, and a country or all others."""
    income = run.economy.income_n[[run.economy.regions.index(region) for region in regions]].sum()
    share = float(np.append(run.by_year_in_cases[0][SHARE].values, 1.0)[k])
    change = years_band(run, regions, slice(k, k + 1))
    to_date = years_band(run, regions, slice(0, k + 1))
    percent = 100 * change.middle / (income * share)
    return {"country": name, "bn": told_change(change), "%": percent, "bn to date": told_change(to_date)}


def to_date_sentence(run: CostRun) -> str:
    """What the acts have cost each player since the first of them, and the year ahead; nothing where nothing is in force."""
    found = run.by_year
    if found is None or run.clock is None:
        return ""
    first, last = run.clock.days[0], run.now.date
    ahead = _each_player(run, slice(-1, None))
    later = f"in the twelve months after {format_day(last)}, if nothing changes, {ahead}"
    if first == last:
        return f"Real income, {_which_horizon(run)}, {later} billion dollars."
    so_far = _each_player(run, slice(0, -1))
    span = f"from {format_day(first)} to {format_day(last)}"
    return f"Real income, {_which_horizon(run)}, {span}: {so_far} billion dollars; {later}."


def _each_player(run: CostRun, chosen: slice) -> str:
    """The costs of every player in some years, the last of which is the year ahead, with their ranges."""
    names = country_names(run.scenario.accounts)
    bands = {player: years_band(run, [player], chosen) for player in shown_players(run)}
    return format_list([f"{names.said(player)} {told_change(band)}" for player, band in bands.items()])


def _which_horizon(run: CostRun) -> str:
    """Of which horizon costs by year are."""
    if run.dated:
        return "each day at the elasticities of its tariffs' age"
    return run.horizon


def _columns(run: CostRun) -> dict[str, list[str]]:
    """Whom a column of the table by year is about: each player, and all others together."""
    names = country_names(run.scenario.accounts)
    columns = {names[player]: [player] for player in shown_players(run)}
    rest = list(others(run))
    if rest:
        columns["others"] = rest
    return columns


def _year_label(run: CostRun, k: int) -> str:
    """A year; where a part of it is covered, from when or until when."""
    found = run.by_year
    assert found is not None and run.clock is not None
    year, until = int(found["year"][k]), pd.Timestamp(found["until"].values[k])
    if abs(float(found[SHARE][k]) - 1) < WHOLE_YEAR:
        return str(year)
    parts = []
    if k == 0:
        parts.append(f"from {run.clock.days[0].day} {run.clock.days[0]:%b}")
    if (until.month, until.day) != (1, 1):
        parts.append(f"to {until.day} {until:%b}")
    return f"{year} {' '.join(parts)}"


def _year_observations(run: CostRun) -> pd.DataFrame:
    """One row per year and region, then the year ahead."""
    found = run.by_year
    assert found is not None and run.clock is not None
    first = [run.clock.days[0], *(pd.Timestamp(day).date() for day in found["until"].values[:-1])]
    rows = []
    for k, year in enumerate(found["year"].values):
        for n, region in enumerate(found["region"].values):
            rows.append(
                {
                    "year": str(int(year)),
                    "from_date": first[k],
                    "until_date": pd.Timestamp(found["until"].values[k]).date(),
                    "region": region,
                    "real_income_change_busd": found[IN_YEAR].values[k, n],
                    "real_income_change_percent": found[PERCENT].values[k, n],
                    "real_income_change_to_date_busd": found[TO_DATE].values[k, n],
                    **_ends(run, k, str(region)),
                }
            )
    ahead = found[AHEAD].values
    for n, region in enumerate(found["region"].values):
        rows.append(
            {
                "year": "ahead",
                "from_date": run.now.date,
                "until_date": run.clock.days[-1],
                "region": region,
                "real_income_change_busd": ahead[n],
                "real_income_change_percent": 100 * ahead[n] / run.economy.income_n[n],
                "real_income_change_to_date_busd": found[IN_YEAR].values[:, n].sum() + ahead[n],
                **_ends(run, found.sizes["year"], str(region)),
            }
        )
    return pd.DataFrame(rows)


def _ends(run: CostRun, k: int, region: str) -> dict[str, float]:
    """The ends of the ranges of a year, or after the last of the year ahead, as columns."""
    found: dict[str, float] = {}
    for name, chosen in (
        ("real_income_change_busd", slice(k, k + 1)),
        ("real_income_change_to_date_busd", slice(0, k + 1)),
    ):
        cases = [float(changes_by_year(years, [region])[chosen].sum()) for years in run.by_year_in_cases]
        found |= case_ends(name, cases)
        if run.band is not None:
            found |= quantile_columns(name, run.band.in_years([region])[:, chosen].sum(axis=1))
    return found
