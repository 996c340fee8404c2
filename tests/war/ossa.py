"""Ossa (2014): the author's tariffs and weights, and his tables computed from our equilibria."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tests.worlds import ossa
from tradetalks.economy.economy import Economy
from tradetalks.economy.solve import solve_instruments
from tradetalks.war import PoliticalWeights

FOLDER = "ossa_2014"
TABLES = {
    "3a": ("optimal_bas", False), "3b": ("optimal_pol", True), "8a": ("mfn_optimal_bas", False),
    "8b": ("mfn_optimal_pol", True), "4a": ("nash_bas", False), "4b": ("nash_pol", True),
    "9a": ("mfn_nash_bas", False), "9b": ("mfn_nash_pol", True),
}  # fmt: skip


def balanced(validation: Path) -> Economy:
    """His purged data; trade balances to the last printed digit, and exactly so here."""
    economy = ossa(validation)
    return economy.replace(deficit_n=np.zeros_like(economy.deficit_n))


def expected(validation: Path) -> dict:
    return json.loads((validation / FOLDER / "expected.json").read_text())


def weights(validation: Path, economy: Economy, lobbying: bool) -> xr.DataArray:
    table = pd.read_csv(validation / FOLDER / "political_weights.csv").set_index(["region", "sector"])["lambda"]
    lam = table.unstack().loc[list(economy.regions), list(economy.sectors)].to_numpy()
    coords = {"region": list(economy.regions), "sector": list(economy.sectors)}
    return xr.DataArray(lam if lobbying else np.ones_like(lam), coords, ("region", "sector"))


def author_tariffs(validation: Path, economy: Economy, column: str) -> np.ndarray:
    """(importer, exporter, sector), 0 at home."""
    table = pd.read_csv(validation / FOLDER / "author_tariffs.csv").set_index(["importer", "exporter", "sector"])
    order = pd.MultiIndex.from_product([economy.regions, economy.regions, economy.sectors])
    return table[f"author_{column}"].reindex(order).fillna(0.0).to_numpy().reshape(economy.tariff_nij.shape)


def solve_at(economy: Economy, tariff_nij: np.ndarray):
    tariff_jni = np.ascontiguousarray(np.moveaxis(tariff_nij, 2, 0))
    return solve_instruments(economy, dataclasses.replace(economy.unchanged, tariff_jni=tariff_jni))


def columns(economy: Economy, lam: xr.DataArray, equilibrium) -> np.ndarray:
    """(region, 4): government welfare, welfare, wage relative to the mean, profit over wage; percent changes."""
    values = equilibrium.values
    politics = PoliticalWeights(lam)
    everyone = range(len(economy.regions))
    government = [float(politics.term(economy, (n,))(values)) for n in everyone]
    wage = values.wage_hat_n
    profit = values.profit_n / (economy.markup_j * economy.sales_ij).sum(axis=1) / wage
    rows = [government, 100 * (values.real_income_hat_n - 1), 100 * (wage - wage.mean()), 100 * (profit - 1)]
    return np.array(rows).T


def nash_table(economy: Economy, lam: xr.DataArray, tariff_nij: np.ndarray) -> np.ndarray:
    """Tables 4 and 9: one row per region and their mean."""
    off = ~np.eye(len(economy.regions), dtype=bool)
    median = [100 * np.median(tariff_nij[n][off[n]]) for n in range(len(off))]
    rows = np.column_stack([columns(economy, lam, solve_at(economy, tariff_nij)), median])
    return np.vstack([rows, rows.mean(axis=0)])


def optimal_table(economy: Economy, lam: xr.DataArray, tariff_nij: np.ndarray) -> np.ndarray:
    """Tables 3 and 8: each government alone moves to its row of ``tariff_nij``; own column, then the others' mean."""
    rows = []
    for n in range(len(economy.regions)):
        alone = economy.tariff_nij.copy()
        alone[n] = tariff_nij[n]
        cells = columns(economy, lam, solve_at(economy, alone))
        others = np.delete(cells, n, axis=0).mean(axis=0)
        median = 100 * np.median(np.delete(tariff_nij[n], n, axis=0))
        rows.append([*np.stack([cells[n], others]).T.ravel(), median])
    return np.vstack([rows, np.mean(rows, axis=0)])
