"""Tables of a run, each once, for the terminal, the page and the csv files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradetalks.economy.summary import baseline_tariff_revenue
from tradetalks.scenario.run import Moment, ScenarioRun

SHOWN_SECTORS = 5
SHOWN_FLOWS = 6


@dataclasses.dataclass(frozen=True, eq=False)
class Table:
    """A titled table: ``frame`` holds numbers, ``formats`` how each column is written, ``note`` what the numbers mean."""

    name: str
    title: str
    frame: pd.DataFrame
    formats: dict[str, str]
    note: str = ""

    def rows(self) -> Iterator[list[str]]:
        """The cells as text."""
        for _, row in self.frame.iterrows():
            yield [written(self.formats.get(c, "{}").format(row[c])) for c in self.frame.columns]


def written(number: str) -> str:
    """A rounded zero has no sign of its own."""
    return number[1:] if number[:1] in ("+", "-") and not number.strip("+-0.") else number


def tables(run: ScenarioRun) -> list[Table]:
    """Every table of a run, in reading order."""
    return [headline(run), countries(run), diverted(run), *sectors(run), average_tariffs(run)]


def players(run: ScenarioRun) -> tuple[str, ...]:
    """The scenario's players, or the two largest economies."""
    if run.scenario.players:
        return run.scenario.players
    order = np.argsort(-run.economy.income_n)[:2]
    return tuple(run.economy.regions[k] for k in order)


def headline(run: ScenarioRun) -> Table:
    """Real income of the players on every date and branch, beside the model without scale economies."""
    rows = []
    for moment, solved in run.equilibria.items():
        row: dict[str, object] = {"policy": str(moment)}
        for p in players(run):
            row[f"{p} %"] = solved.real_income_change.sel(region=p).item()
            row[f"{p} bn"] = solved.real_income_change_busd.sel(region=p).item()
            row[f"{p} % no scale"] = run.flat[moment].real_income_change.sel(region=p).item()
        rows.append(row)
    formats = {c: "{:+.1f}" if c.endswith("bn") else "{:+.3f}" for c in rows[0] if c != "policy"}
    note = "percent of real income before the first act; bn = billion US dollars a year; no scale = without scale economies"
    return Table("headline", "What the war costs the players", pd.DataFrame(rows), formats, note)


def countries(run: ScenarioRun) -> Table:
    """Every country at the last date of the main line and in every branch."""
    base = baseline_tariff_revenue(run.equilibria[run.now])
    rows = []
    for moment in [run.now, *run.branches]:
        e = run.equilibria[moment]
        for n, region in enumerate(run.economy.regions):
            rows.append(
                {
                    "policy": str(moment),
                    "country": region,
                    "real income %": e.real_income_change.values[n],
                    "bn/yr": e.real_income_change_busd.values[n],
                    "real wage %": e.real_wage_change.values[n],
                    "prices %": e.consumer_price_change.values[n],
                    "tariff rev. bn": e.tariff_revenue.values[n] - base[n],
                }
            )
    formats = {
        "real income %": "{:+.3f}",
        "bn/yr": "{:+.1f}",
        "real wage %": "{:+.3f}",
        "prices %": "{:+.2f}",
        "tariff rev. bn": "{:+.1f}",
    }
    note = "changes from before the first act; prices relative to the world's average wage; tariff rev. = change of revenue"
    return Table("countries", "Everybody, bystanders too", pd.DataFrame(rows), formats, note)


def trade_change(run: ScenarioRun, moment: Moment) -> pd.DataFrame:
    """Change of goods trade by pair, billion dollars a year and percent, largest loss first."""
    goods = list(run.economy.goods)
    new = run.equilibria[moment].flows.sel(sector=goods).sum("sector")
    j = run.economy.goods_index
    old = run.economy.flows_nij[:, :, j].sum(axis=2)
    rows = [
        {"exporter": i, "importer": n, "before bn": old[a, b], "change bn": new.values[a, b] - old[a, b]}
        for a, n in enumerate(run.economy.regions)
        for b, i in enumerate(run.economy.regions)
        if n != i
    ]
    frame = pd.DataFrame(rows)
    frame["change %"] = 100 * frame["change bn"] / frame["before bn"]
    return frame.sort_values("change bn", ignore_index=True)


def diverted(run: ScenarioRun) -> Table:
    """The pairs that trade less and those that trade more instead."""
    frame = trade_change(run, worst(run))
    shown = pd.concat([frame.head(SHOWN_FLOWS), frame.tail(SHOWN_FLOWS)[::-1]])
    formats = {"before bn": "{:.1f}", "change bn": "{:+.1f}", "change %": "{:+.1f}"}
    note = f"goods, billion dollars a year at exporter prices, {worst(run)} against before the first act"
    return Table("trade_diverted", "Who trades less, and with whom more", shown.reset_index(drop=True), formats, note)


def worst(run: ScenarioRun) -> Moment:
    """The policy with the highest tariffs between the players: where effects are easiest to see."""

    def height(moment: Moment) -> float:
        change = run.equilibria[moment].tariff.values - run.economy.tariff_nij
        return float((change * run.economy.flows_nij).sum())

    return max(run.equilibria, key=height)


def sectors(run: ScenarioRun) -> Iterator[Table]:
    """Winners and losers by sector, a table per player."""
    moment = worst(run)
    solved = run.equilibria[moment]
    titles = dict(zip(run.economy.sectors, run.scenario.accounts["sector_name"].values, strict=True))
    for player in players(run):
        frame = pd.DataFrame(
            {
                "sector": [str(titles[s]) for s in run.economy.sectors],
                "employment %": solved.employment_change.sel(region=player).values,
                "sales bn": solved.sales.sel(region=player).values
                - run.economy.sales_ij[run.economy.regions.index(player)],
                "price %": solved.price_change.sel(region=player).values,
            }
        ).sort_values("employment %", ascending=False, ignore_index=True)
        shown = pd.concat([frame.head(SHOWN_SECTORS), frame.tail(SHOWN_SECTORS)]).reset_index(drop=True)
        formats = {"employment %": "{:+.2f}", "sales bn": "{:+.1f}", "price %": "{:+.2f}"}
        note = f"{moment}, against before the first act; the five sectors that gain most and the five that lose most"
        yield Table(f"sectors_{player}", f"Winners and losers in {player}", shown, formats, note)


def average_tariffs(run: ScenarioRun) -> Table:
    """Average tariffs of the players on each other, weights: trade in goods before the first act."""
    j = run.economy.goods_index
    names = players(run)
    pairs = [(a, b) for a in names for b in names if a != b]
    rows = []
    for moment, solved in run.equilibria.items():
        row: dict[str, object] = {"policy": str(moment)}
        for a, b in pairs:
            n, i = run.economy.regions.index(a), run.economy.regions.index(b)
            weight = run.economy.flows_nij[n, i, j]
            row[f"{a} on {b}"] = 100 * float((solved.tariff.values[n, i, j] * weight).sum() / weight.sum())
        rows.append(row)
    formats = {f"{a} on {b}": "{:.1f}" for a, b in pairs}
    note = "percent, goods, weighted with trade before the first act"
    return Table("average_tariffs", "Average tariffs in force", pd.DataFrame(rows), formats, note)
