"""Tables of who pays: every country with what is lost before revenue, dollars a household and the cost of living; and by year."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.report.chapter import Table
from tradetalks.report.cost.players import others, shown_players
from tradetalks.report.format import (
    BUSD_FORMAT,
    PERCENT_FORMAT,
    format_billions,
    format_day,
    format_list,
    format_short_day,
)
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.by_year import AHEAD, IN_YEAR, PERCENT, SHARE, TO_DATE
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.results.per_head import heads_counted

# Parts of a year this close to one are the whole: a leap year is 366 of 365 days.
WHOLE_YEAR = 0.01
HOUSEHOLD_DOLLARS = "{:+,.0f}"


def countries_table(run: CostRun) -> Table:
    """Every country at the last date and in every branch, the largest loss first; in the csv on every date."""
    full = _country_observations(run, run.equilibria)
    moments = [run.now, *run.branches]
    shown = pd.concat(
        [_country_observations(run, [moment]).sort_values("real_income_change_busd") for moment in moments],
        ignore_index=True,
    )
    names = country_names(run.scenario.accounts)
    frame = pd.DataFrame(
        {
            "policy": np.repeat([policy_label(moment) for moment in moments], len(run.economy.regions)),
            "country": [names[code] for code in shown["region"]],
            "bn/yr": shown["real_income_change_busd"],
            "real income %": shown["real_income_change_percent"],
            "before revenue bn": shown["real_income_change_before_revenue_busd"],
            "revenue bn": shown["tariff_revenue_change_busd"],
            "cost of living %": shown["cost_of_living_change_percent"],
        }
    )
    formats = {
        "bn/yr": BUSD_FORMAT,
        "real income %": PERCENT_FORMAT,
        "before revenue bn": BUSD_FORMAT,
        "revenue bn": BUSD_FORMAT,
        "cost of living %": "{:+.2f}",
    }
    if "real_income_change_per_household_usd" in shown:
        frame.insert(4, "$ a household", shown["real_income_change_per_household_usd"])
        formats["$ a household"] = HOUSEHOLD_DOLLARS
    note = (
        f"changes from before the first act, {run.horizon}; bn = billion US dollars a year at the prices of before; bn/yr = "
        "before revenue + revenue, which is handed back; cost of living = consumer prices where the country's wage stays as "
        f"it was{_counted_by(run)}"
    )
    return Table("countries", "Who pays", frame, formats, note, full)


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
        "average_import_tariff_percent": 100 * average,
    }
    for values in (run.per_household(solved), run.per_person(solved)):
        if values is not None:
            columns[f"{values.name}_usd"] = values.values
    return pd.DataFrame(columns)


def by_year_tables(run: CostRun) -> list[Table]:
    """What each calendar year has cost the players and all others, to date, and the year ahead; no table without acts."""
    found = run.by_year
    if found is None:
        return []
    years = [_year_label(run, k) for k in range(found.sizes["year"])]
    frame = pd.DataFrame({"year": [*years, "year ahead"]})
    formats: dict[str, str] = {}
    for name, regions in _columns(run).items():
        part = found.sel(region=regions)
        income = run.economy.income_n[[run.economy.regions.index(region) for region in regions]]
        in_year, ahead = part[IN_YEAR].sum("region").values, float(part[AHEAD].sum())
        share = np.append(found[SHARE].values, 1.0)
        changes = np.append(in_year, ahead)
        frame[f"{name} bn"] = changes
        frame[f"{name} %"] = 100 * changes / (income.sum() * share)
        frame[f"{name} bn to date"] = changes.cumsum()
        formats |= {f"{name} bn": BUSD_FORMAT, f"{name} %": PERCENT_FORMAT, f"{name} bn to date": BUSD_FORMAT}
    last = format_short_day(run.now.date)
    note = (
        "change of real income in billion US dollars, in percent of the income of the days covered, and added up since the first "
        f"act; {_which_horizon(run)}, not discounted; year ahead = the 12 months after {last} if the policies of that day stay"
    )
    return [Table("by_year", "Cost by year and to date", frame, formats, note, _year_observations(run))]


def to_date_sentence(run: CostRun) -> str:
    """What the acts have cost each player since the first of them, and the year ahead; nothing where nothing is in force."""
    found = run.by_year
    if found is None or run.clock is None:
        return ""
    names, players = country_names(run.scenario.accounts), shown_players(run)
    first, last = run.clock.days[0], run.now.date
    ahead = [f"{names.said(p)} {format_billions(float(found[AHEAD].sel(region=p)))}" for p in players]
    later = f"in the twelve months after {format_day(last)}, if nothing changes, {format_list(ahead)}"
    if first == last:
        return f"Real income, {_which_horizon(run)}, {later} billion dollars."
    so_far = [f"{names.said(p)} {format_billions(float(found[TO_DATE].sel(region=p)[-1]))}" for p in players]
    span = f"from {format_day(first)} to {format_day(last)}"
    return f"Real income, {_which_horizon(run)}, {span}: {format_list(so_far)} billion dollars; {later}."


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
                }
            )
    ahead = found[AHEAD].values
    for n, region in enumerate(found["region"].values):
        rows.append(
            {
                "year": "ahead",
                "from_date": run.clock.days[-2],
                "until_date": run.clock.days[-1],
                "region": region,
                "real_income_change_busd": ahead[n],
                "real_income_change_percent": 100 * ahead[n] / run.economy.income_n[n],
                "real_income_change_to_date_busd": found[IN_YEAR].values[:, n].sum() + ahead[n],
            }
        )
    return pd.DataFrame(rows)
