"""Where the change of real income comes from: terms of trade, volume of trade, scale at home and abroad, and the rest."""

from __future__ import annotations

import pandas as pd

from tradetalks.report.chapter import Table
from tradetalks.report.cost.players import shown_players
from tradetalks.report.format import PERCENT_FORMAT
from tradetalks.report.names import country_names
from tradetalks.report.policies import policy_label
from tradetalks.scenario.results.cost import CostRun

# The parts in plain words; a part without a word is one by itself.
PLAINLY = {
    "terms of trade": "what foreigners pay us, against what we pay them (terms of trade)",
    "volume of trade": "trade that taxes keep from taking place (volume of trade)",
    "scale at home": "industries at home that shrink or grow (scale at home)",
    "scale abroad": "industries abroad that shrink or grow (scale abroad)",
}
# Percent: half of the last digit shown. Parts below it for every player are not shown.
NOTHING = 0.0005


def source_tables(run: CostRun) -> list[Table]:
    """The table of the parts; none where they are not solved, or nothing changes."""
    found = run.by_source
    if found is None:
        return []
    players, names = list(shown_players(run)), country_names(run.scenario.accounts)
    part = found.sel(region=players)
    told = [str(name) for name in found["part"].values if float(abs(part.sel(part=name)).max()) >= NOTHING]
    if not told:
        return []
    rows: list[dict[str, object]] = [
        {"from": PLAINLY.get(name, name)} | {f"{names[p]} %": float(part.sel(part=name, region=p)) for p in players}
        for name in told
    ]
    total = {f"{names[p]} %": float(part.sel(region=p).sum()) for p in players}
    frame = pd.DataFrame([*rows, {"from": "all together", **total}])
    formats = dict.fromkeys(total, PERCENT_FORMAT)
    moment = next(reversed([*run.branches, *run.dates]))
    note = (
        f"percent of real income before the first act, {policy_label(run, moment)}, {run.horizon}, with the elasticities of the "
        "file; exact, the parts add up (E13 of docs/model.md)"
    )
    full = found.to_dataframe().reset_index().rename(columns={str(found.name): "real_income_change_percent"})
    columns = ["part", "region", "real_income_change_percent"]
    return [Table("by_source", "Where it comes from", frame, formats, note, full[columns])]
