"""Write docs/validation.md: published | ours | tolerance | table. Run from the repository with ../shared/validation beside it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
from tests.conftest import VALIDATION
from tests.worlds import nafta, ossa

import tradetalks as tt
from tradetalks.data import record
from tradetalks.economy.calibrate import purge_deficits
from tradetalks.economy.labels import TRADE, label

HEAD = """# Validation

Published numbers beside ours, written by `docs/build_validation.py` from the published models' own data (not shipped);
tests compare every row. The war's tables are in [war](war.md), the oracles of the talks in [talks](talks.md). Beside these, an
independent slow twin agrees with the kernel to 1e-9 on random worlds with every instrument switched on, and closed forms
hold: autarky gains, a small tariff, Lerner symmetry, one-sector hat algebra, no trade response, one-sector scale economies.

| what | published | ours | tolerance | table |
|---|---|---|---|---|
"""


def row(what: str, published, ours: float, tolerance: str, table: str, digits: int) -> str:
    shown = f"{published:.{digits}f}" if isinstance(published, float) else published
    return f"| {what} | {shown} | {ours:.{digits}f} | {tolerance} | {table} |"


def caliendo_parro(folder: Path):
    """Table 2 and the exact change beside it."""
    economy, arrays = nafta(folder)
    tariff = label(economy, arrays["tau_nij_cfl"], TRADE, name="tariff", units="1", long_name="NAFTA")
    cut = tt.solve(economy, tt.Policy(tariff=tariff))
    formula = tt.first_order_welfare(cut)
    expected = json.loads((folder / "caliendo_parro_2015" / "expected.json").read_text())["table_2"]
    names = {
        "welfare": formula["welfare_first_order"],
        "terms_of_trade": formula["terms_of_trade_first_order"],
        "volume_of_trade": formula["volume_of_trade_first_order"],
        "real_wage": cut.real_wage_change,
    }
    for region, values in expected.items():
        for name, published in values.items():
            what = f"NAFTA, {region}, {name.replace('_', ' ')}, percent"
            yield row(
                what, float(published), names[name].sel(region=region).item(), "printed digit", "CP (2015) Table 2", 2
            )
        exact = cut.real_income_change.sel(region=region).item()
        yield row(f"NAFTA, {region}, exact change of real income, percent", "not published", exact, "", "", 3)


def ossa_2014(folder: Path):
    """The purge and the single numbers."""
    purged, published = purge_deficits(ossa(folder, "trade_raw.csv")), ossa(folder, "trade.csv")
    scaled = published.flows_nij * purged.flows_nij.sum() / published.flows_nij.sum()
    gap = float(np.max(np.abs(purged.flows_nij / np.where(scaled > 0, scaled, 1) - 1)[scaled > 0]))
    yield f"| purge of imbalances, largest relative gap of a flow | 0 | {gap:.0e} | 2e-9 | Ossa (2014) data |"
    numbers = json.loads((folder / "ossa_2014" / "expected.json").read_text())["single_numbers"]
    values = {"US": numbers["usa_plus_10_points_on_all_imports_welfare_hat_usa"]}
    values |= numbers["same_experiment_for_the_others_own_welfare_hat"]
    for region, value in values.items():
        tariff = published.tariff
        others = [r for r in published.regions if r != region]
        tariff.loc[region, others] = (1 + tariff.loc[region, others]) * 1.1 - 1
        change = tt.solve(published, tt.Policy(tariff=tariff)).real_income_change.sel(region=region).item()
        yield row(
            f"{region} raises (1 + t) by ten percent, own Ŵ",
            float(value),
            1 + change / 100,
            "1e-6",
            "Ossa (2014) replication",
            6,
        )


def world2017():
    """The war of September 2019 against an independent computation."""
    targets = {
        (False, None): (-0.071, -0.176), (True, None): (-0.040, -0.932), (True, 0.0): (-0.015, -0.436),
        (True, 1.0): (-0.031, -0.493), (True, 4.0): (-0.042, -0.646), (True, 10.0): (-0.041, -0.839),
    }  # fmt: skip
    increase = record.load_tariff_increase()
    for (scale, horizon), published in targets.items():
        economy = tt.calibrate(tt.load_world(), scale=scale, horizon_years=horizon)
        tariff = economy.tariff
        for by, on in (("USA", "CHN"), ("CHN", "USA")):
            tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
        change = tt.solve(economy, tt.Policy(tariff=tariff)).real_income_change
        label_ = f"{'with' if scale else 'without'} scale, {'long run' if horizon is None else f'{horizon:g} years'}"
        for region, value in zip(("USA", "CHN"), published, strict=True):
            ours = change.sel(region=region).item()
            yield row(
                f"September 2019, {region}, {label_}, percent",
                float(value),
                ours,
                "printed digit",
                "independent computation",
                3,
            )


def build(folder: Path = VALIDATION) -> str:
    """The page as text."""
    rows = [*caliendo_parro(folder), *ossa_2014(folder), *world2017()]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "validation.md").write_text(build(), encoding="utf-8")
