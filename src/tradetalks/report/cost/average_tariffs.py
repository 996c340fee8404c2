"""Average tariffs of the players on each other, ours beside the published ones (Bown, PIIE)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tradetalks.data.record import load_average_tariffs
from tradetalks.report.chapter import Table
from tradetalks.report.cost.players import player_pairs
from tradetalks.report.names import CountryNames, country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun, PolicyDate

# Who is on record, importer and exporter: the column of the record.
RECORDED = {("USA", "CHN"): "us_on_china", ("CHN", "USA"): "china_on_us"}

Averages = dict[PolicyDate | None, list[dict[str, object]]]


def average_tariffs_table(run: CostRun) -> Table:
    """Average tariffs of the players on each other, percent, weights: trade in goods before the first act."""
    pairs = player_pairs(run)
    found: Averages = {
        moment: [_average(run, moment, importer, exporter) for importer, exporter in pairs]
        for moment in (None, *run.equilibria)
    }
    full = pd.DataFrame([row for rows in found.values() for row in rows])
    recorded = [pair for pair in pairs if _is_recorded(full, pair)]
    rows = _shown(run, found, pairs, recorded, country_names(run.scenario.accounts))
    formats = {column: "{:.1f}" for column in rows[0] if column != "policy"}
    note = "percent, goods, weighted with trade before the first act"
    if recorded:
        note += "; PIIE = the published trade-weighted average (Bown), where its record has the date"
    return Table("average_tariffs", "Average tariffs in force", pd.DataFrame(rows), formats, note, full)


def _shown(
    run: CostRun,
    found: Averages,
    pairs: Sequence[tuple[str, str]],
    recorded: Sequence[tuple[str, str]],
    names: CountryNames,
) -> list[dict[str, object]]:
    """A row for each policy, with a second column for every pair that is on record."""
    rows = []
    for moment, averages in found.items():
        row: dict[str, object] = {"policy": "before"}
        if moment is not None:
            row["policy"] = policy_label(run, moment)
        for (importer, exporter), average in zip(pairs, averages, strict=True):
            who = f"{names[importer]} on {names[exporter]}"
            row[who] = average["average_tariff_percent"]
            if (importer, exporter) in recorded:
                row[f"{who} PIIE"] = average["published_average_percent"]
        rows.append(row)
    return rows


def _is_recorded(full: pd.DataFrame, pair: tuple[str, str]) -> bool:
    importer, exporter = pair
    of_pair = (full["importer"] == importer) & (full["exporter"] == exporter)
    return bool(full.loc[of_pair, "published_average_percent"].notna().any())


def _average(run: CostRun, moment: PolicyDate | None, importer: str, exporter: str) -> dict[str, object]:
    """One observation of the csv file; without a policy, before the first act."""
    row: dict[str, object] = {"date": "", "branch": ""}
    tariff_nij = run.economy.tariff_nij
    if moment is not None:
        row = {"date": moment.date, "branch": moment.branch or ""}
        tariff_nij = run.equilibria[moment].tariff.values
    cells = (run.economy.regions.index(importer), run.economy.regions.index(exporter), run.economy.goods_index)
    weight = run.economy.flows_nij[cells]
    average = np.nan
    if weight.any():
        average = 100 * float((tariff_nij[cells] * weight).sum() / weight.sum())
    return row | {
        "importer": importer,
        "exporter": exporter,
        "average_tariff_percent": average,
        "published_average_percent": published_average(run, moment, importer, exporter),
    }


def published_average(run: CostRun, moment: PolicyDate | None, importer: str, exporter: str) -> float:
    """The average on record that stood on a date of the main line, percent.

    Args:
        run: whose acts count.
        moment: a policy of the run; None is before the first act.
        importer: who imposes the tariffs.
        exporter: whom they hit.

    Returns:
        NaN where no act of the main line follows the record, on branches, which happened nowhere, and where the scenario has
        changed something since the record's last entry.
    """
    column = RECORDED.get((importer, exporter))
    if column is None or not follows_record(run):
        return float("nan")
    record = load_average_tariffs()
    if moment is None:
        return float(record[column].iloc[0])
    if moment.branch is not None:
        return float("nan")
    earlier = record[record["date"] <= np.datetime64(moment.date)]
    last = earlier["date"].iloc[-1].date()
    acts = [act for act in run.scenario.acts if act.is_by(importer)]
    if any(last < act.start <= moment.date for act in acts):
        return float("nan")
    return float(earlier[column].iloc[-1])


def follows_record(run: CostRun) -> bool:
    """Whether an act of the main line takes its rates from the record of the war."""
    return any(act.profile for act in run.scenario.acts)
