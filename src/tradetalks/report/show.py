"""What is in a world or a scenario, as text and tables."""

from __future__ import annotations

import pandas as pd

from tradetalks.data.read import COLUMNS
from tradetalks.data.worlds import load_world
from tradetalks.report.chapter import Table
from tradetalks.scenario.model import Scenario


def show_world(name: str) -> tuple[str, list[Table]]:
    """Regions with income and trade, sectors with elasticities, source, and the layout of one's own tables."""
    a = load_world(name)
    imports = a["flows"].sum(("exporter", "sector")).values
    exports = a["flows"].sum(("importer", "sector")).values
    regions = pd.DataFrame(
        {
            "region": a["region"].values,
            "name": a["region_name"].values,
            "value added bn": a["value_added"].sum("sector").values,
            "deficit bn": imports - exports,
        }
    )
    sectors = pd.DataFrame(
        {
            "sector": a["sector"].values,
            "name": a["sector_name"].values,
            "theta": a["trade_elasticity"].values,
            "psi": a["scale_elasticity"].values,
            "tariffs reach it": ["yes" if t else "no" for t in a["tradable"].values],
        }
    )
    layout = "\n".join(f"  {file:<32} {', '.join(columns)}" for file, columns in COLUMNS.items())
    text = (
        f"{a.attrs['title']}\nsource: {a.attrs['source']}\n\n"
        f"Tables of your own, read with baseline: {{folder: DIR}} (billion dollars a year, rates as fractions):\n{layout}\n"
    )
    return text, [
        Table(
            "regions",
            "Regions",
            regions,
            {"value added bn": "{:.0f}", "deficit bn": "{:+.0f}"},
            "billion US dollars a year; deficit = imports less exports",
        ),
        Table(
            "sectors",
            "Sectors",
            sectors,
            {"theta": "{:.2f}", "psi": "{:.2f}"},
            "theta: trade elasticity; psi: scale elasticity",
        ),
    ]


def show_scenario(scenario: Scenario) -> tuple[str, list[Table]]:
    """Acts of the main line and of the branches, with sources."""
    line = [(None, a) for a in scenario.acts] + [(b.name, a) for b in scenario.branches for a in b.acts]
    acts = pd.DataFrame(
        [
            {"branch": b or "", "from": str(a.start), "by": a.by, "act": a.note or a.id, "source": a.source}
            for b, a in line
        ]
    )
    text = (
        f"{scenario.title}\n{scenario.description}\nplayers: {', '.join(scenario.players)}; model: {scenario.model}\n"
    )
    return text, [Table("acts", "Acts", acts, {}, "")]
