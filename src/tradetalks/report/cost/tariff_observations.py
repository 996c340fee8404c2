"""The changes of tariffs between the players as a tidy table: what the map of tariffs draws."""

from __future__ import annotations

import pandas as pd

from tradetalks.report.cost.numbers import sector_titles
from tradetalks.report.cost.players import player_pairs
from tradetalks.scenario.results.cost import CostRun


def tariff_change_observations(run: CostRun) -> pd.DataFrame:
    """One row per policy, pair of players and goods sector: percentage points added to the tariff since the baseline."""
    titles, regions = sector_titles(run), run.economy.regions
    return pd.DataFrame(
        [
            {
                "date": moment.date,
                "branch": moment.branch or "",
                "importer": by,
                "exporter": on,
                "sector": run.economy.sectors[j],
                "sector_name": titles[j],
                "tariff_change_percentage_points": 100
                * (solved.tariff.values[n, i, j] - run.economy.tariff_nij[n, i, j]),
            }
            for moment, solved in run.equilibria.items()
            for by, on in player_pairs(run)
            for n, i in [(regions.index(by), regions.index(on))]
            for j in run.economy.goods_index
        ]
    )
