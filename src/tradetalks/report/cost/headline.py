"""The table that the chapter opens with: real income of the players under every policy, whole and short."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tradetalks.report.chapter import MOST_ROWS, Table
from tradetalks.report.cost.numbers import asked_about, income_busd, income_percent, range_words
from tradetalks.report.cost.players import shown_players
from tradetalks.report.cost.ranges import (
    BUSD,
    PERCENT,
    busd_band,
    case_ends,
    cases_of,
    percent_band,
    quantile_columns,
    today_band,
    told_change,
    told_percent,
)
from tradetalks.report.format import counted, format_list
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate

TITLE = "Real income of the players"
# What the columns of the csv file are called.
COLUMNS = {PERCENT: "real_income_change_percent", BUSD: "real_income_change_busd"}
# Players with a column of their own: what fits on a screen beside the names of policies.
MOST_COLUMNS = 4
# How the columns are written.
HEADLINE_FORMATS = {"bn/yr now": "{}", "bn/yr": "{}", "%": "{}"}


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
                **_ends(run, moment, region),
                "real_income_change_percent_on_the_day": run.on_the_day[moment].real_income_change.values[n],
                "real_income_change_busd_on_the_day": run.on_the_day[moment].real_income_change_busd.values[n],
                "mean_age_of_tariffs_years": run.on_the_day[moment].economy.horizon_years,
            }
            for moment, solved in run.equilibria.items()
            for n, region in enumerate(run.economy.regions)
        ]
    )


def _ends(run: CostRun, moment: PolicyDate, region: str) -> dict[str, float]:
    """The ends of ranges as columns: over named elasticities, and quantiles over joint draws where there are some."""
    cases = cases_of(run)
    later, today = ([getattr(case, when)[moment] for case in cases] for when in ("equilibria", "on_the_day"))
    found = {
        **case_ends(COLUMNS[PERCENT], [income_percent(solved, region) for solved in later]),
        **case_ends(COLUMNS[BUSD], [income_busd(solved, region) for solved in later]),
        **case_ends(f"{COLUMNS[BUSD]}_on_the_day", [income_busd(solved, region) for solved in today]),
    }
    if run.band is not None:
        for name in (PERCENT, BUSD):
            for when, is_today in (("", False), ("_on_the_day", True)):
                draws = run.band.values(name, moment.label, region, today=is_today)
                found |= quantile_columns(f"{COLUMNS[name]}{when}", draws)
    return found


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
    note += _whose(run)
    if run.dated:
        note += "; now = on that day, at the elasticities of the tariffs' mean age"
    full = real_income_observations(run)
    full = full[full["region"].isin(shown_players(run))]
    frame = pd.DataFrame(rows)
    formats = {name: form for name, form in HEADLINE_FORMATS.items() if name in frame}
    return Table("headline", TITLE, frame, formats, note, full, short=_by_policy(run, names))


def _by_policy(run: CostRun, names: CountryNames) -> Table:
    """The long run alone, a row a policy and a column a player: those policies that a file with many of them asks for first."""
    policies, players = _asked_first(run), shown_players(run)[:MOST_COLUMNS]
    rows = []
    for moment in policies:
        found = {names[player]: told_change(busd_band(run, moment, player)) for player in players}
        rows.append({"policy": policy_label(run, moment), **found})
    note = f"change from before the first act, billion US dollars a year, {run.horizon}{_whose(run)}{range_words(run)}"
    columns = {names[player]: "{}" for player in players}
    return Table("headline", TITLE, pd.DataFrame(rows), columns, f"{note}; {_left_out(run, policies, players)}")


def _asked_first(run: CostRun) -> list[PolicyDate]:
    """As many as are shown: the last date, what the question is about, branches as the file has them, the latest dates before."""
    dates = [*reversed(run.dates)]
    about = [moment for moment in run.branches if moment == asked_about(run)]
    chosen = [*dict.fromkeys([*dates[:1], *about, *run.branches, *dates[1:]])][:MOST_ROWS]
    return [moment for moment in run.equilibria if moment in chosen]


def _left_out(run: CostRun, policies: Sequence[PolicyDate], players: Sequence[str]) -> str:
    """What the short table leaves out, and where it is."""
    missing = []
    for one, many, count in (
        ("policy", "policies", len(run.equilibria) - len(policies)),
        ("country", "countries", len(shown_players(run)) - len(players)),
    ):
        if count > 0:
            missing.append(f"{counted(count, one, many)} more")
    missing.append("percent")
    if run.dated:
        missing.append("the cost of the day")
    return f"{format_list(missing)}: in the whole table (--full, the report)"


def _whose(run: CostRun) -> str:
    """Whose measures are counted, where the quarrel of the talks is told elsewhere."""
    if run.quarrel is None:
        return ""
    return "; all measures in force are counted, also those of and on third countries"


def _headline(run: CostRun, moment: PolicyDate, player: str, names: CountryNames) -> dict[str, object]:
    """A policy and a country."""
    row: dict[str, object] = {"policy": policy_label(run, moment), "country": names[player]}
    today, later = today_band(run, moment, player), busd_band(run, moment, player)
    if run.dated:
        row["bn/yr now"] = told_change(today)
    return row | {"bn/yr": told_change(later), "%": told_percent(percent_band(run, moment, player))}
