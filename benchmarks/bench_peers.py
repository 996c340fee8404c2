"""Beside a peer: puremacro.

The same tariffs on the same table, our solver and that of puremacro (MIT), in one run.
puremacro carries the OECD table of 2019 (20 countries, 20 sections of industry). Its Caliendo-Parro model and ours, without scale
economies and with constant deficits, are the same equations, so real income has to agree; seconds stand beside each other. Its
Nash tariffs are those of another model (one rate on all goods from everybody, a grid of rates), so only seconds are compared.

    pip install --editable '.[peers]' && python benchmarks/bench_peers.py
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import xarray as xr
from benchmarks.rows import Row, judged, show

import tradetalks as tt
from tradetalks.economy.economy import Economy

# Trade elasticities: agriculture, mining and manufacturing, rounded from the range that is published; services.
AGRICULTURE, MINING, MANUFACTURING, SERVICES = 6.5, 8.0, 4.0, 5.0
# Sections A, B and C of the International Standard Industrial Classification: what tariffs reach.
GOODS = 3
UNITED_STATES, CHINA = "USA", "CHN"
ON_CHINA, ON_UNITED_STATES = 0.25, 0.20
# Percent of real income: numbers are called equal up to this.
EQUAL = 1e-4
# Of the table: million dollars.
TO_BILLION = 1e-3
# Seconds that the peer's search for Nash tariffs is given; more with NASH_SECONDS.
NASH_SECONDS = 60.0
# Solves of ours whose median is told.
RUNS = 9


def rows() -> Iterator[Row]:
    if importlib.util.find_spec("puremacro") is None:
        return
    accounts = peer_table()
    economy = tt.calibrate(accounts, deficits="fixed")
    ours, first, warm = our_shock(economy)
    theirs, seconds = peer_shock(accounts)
    gap = float(np.abs(ours - theirs).max())
    yield Row(
        what=f"Tariffs of {ON_CHINA:.0%} and {ON_UNITED_STATES:.0%} on goods, {len(economy.regions)} countries x "
        f"{len(economy.sectors)} sectors",
        measured=f"{1e3 * warm:.1f} ms; the first solve, compilation included, {first:.1f} s",
        target=judged(gap, EQUAL, "percentage points from the peer's real incomes"),
        beside=f"puremacro {seconds:.1f} s: {seconds / warm:.0f} times as long",
    )
    began = time.process_time()
    tt.nash(economy, [UNITED_STATES, CHINA], instruments="uniform")
    yield Row(
        what="Nash tariffs of two countries, one rate each",
        measured=f"{time.process_time() - began:.1f} s, compilation and certificate included",
        beside=f"puremacro's own model: {peer_nash(float(os.environ.get('NASH_SECONDS', NASH_SECONDS)))}",
    )


def elasticities(sectors: int) -> np.ndarray:
    """(sectors,) in the order of the sections of industry."""
    theta = np.full(sectors, SERVICES)
    theta[:GOODS] = AGRICULTURE, MINING, MANUFACTURING
    return theta


def peer_table() -> xr.Dataset:
    """The table that puremacro carries, as accounts without tariffs."""
    from puremacro.trade.data import load_icio_data

    table = load_icio_data(return_structured=True)
    n, j = len(table.country_codes), len(table.sector_codes)
    use = TO_BILLION * table.intermediate_matrix.reshape(n, j, n, j)
    final = TO_BILLION * table.final_demand_matrix.reshape(n, j, n, -1).sum(axis=3)
    flows = (use.sum(axis=3) + final).transpose(2, 0, 1)
    inputs = use.sum(axis=0).transpose(1, 0, 2)
    return tt.build_accounts(
        regions=table.country_codes, sectors=table.sector_codes, flows_nij=flows, tariff_nij=np.zeros_like(flows),
        use_nkj=inputs, final_nj=flows.sum(axis=1) - inputs.sum(axis=2), value_added_nj=flows.sum(axis=0) - inputs.sum(axis=1),
        theta_j=elasticities(j), tradable_j=[k < GOODS for k in range(j)],
    )  # fmt: skip


def our_shock(economy: Economy) -> tuple[np.ndarray, float, float]:
    """(n,) percent of real income, seconds of the first solve, and of one again."""
    goods = economy.sectors[:GOODS]
    both = tt.raise_tariffs(economy, by=UNITED_STATES, on=CHINA, rate=ON_CHINA, sectors=goods)
    both = tt.raise_tariffs(economy, by=CHINA, on=UNITED_STATES, rate=ON_UNITED_STATES, sectors=goods, policy=both)
    began = time.process_time()
    solved = tt.solve(economy, both)
    first = time.process_time() - began
    again = []
    for _ in range(RUNS):
        began = time.process_time()
        tt.solve(economy, both)
        again.append(time.process_time() - began)
    return solved.real_income_change.values, first, float(np.median(again))


def peer_shock(accounts: xr.Dataset) -> tuple[np.ndarray, float]:
    """(n,) percent of real income by puremacro's Caliendo-Parro model, and seconds."""
    from puremacro.trade.caliendo_parro import CaliendoParroModel

    flows, use = accounts["flows"].values, accounts["intermediate_use"].values
    sales, bought = flows.sum(axis=0), flows.sum(axis=1)
    final = accounts["final_use"].values
    model = CaliendoParroModel(
        trade_shares=(flows / bought[:, None, :]).transpose(2, 0, 1),
        gamma_va=accounts["value_added"].values / sales,
        gamma_io=(use / sales[:, None, :]).transpose(0, 2, 1),
        alpha=final / final.sum(axis=1, keepdims=True),
        theta=accounts["trade_elasticity"].values,
        labor_income=accounts["value_added"].values.sum(axis=1),
        deficits=bought.sum(axis=1) - sales.sum(axis=1),
        country_codes=accounts["region"].values.tolist(),
    )
    tariffs = model.tariffs.copy()
    home, abroad = (model.country_codes.index(name) for name in (UNITED_STATES, CHINA))
    tariffs[:GOODS, home, abroad], tariffs[:GOODS, abroad, home] = 1 + ON_CHINA, 1 + ON_UNITED_STATES
    began = time.process_time()
    solved = model.solve_counterfactual(tariffs)
    return solved.welfare_pct, time.process_time() - began


def search_peer_nash() -> None:
    """Nash tariffs of two players in puremacro's own model and units."""
    from puremacro.trade.calibration import calibrate_trade_model
    from puremacro.trade.data import load_icio_data
    from puremacro.trade.optimal_tariffs import solve_multilateral_nash_tariffs

    table = load_icio_data(return_structured=True)
    calibrated = calibrate_trade_model(
        table.matrix, country_codes=list(table.country_codes), sector_codes=list(table.sector_codes)
    )
    solve_multilateral_nash_tariffs(calibrated, [UNITED_STATES, CHINA])


def peer_nash(most: float) -> str:
    """What became of the peer's search within so many seconds."""
    search = multiprocessing.get_context("spawn").Process(target=search_peer_nash)
    began = time.perf_counter()
    search.start()
    search.join(most)
    seconds = time.perf_counter() - began
    if search.is_alive():
        search.kill()
        return f"not ended after {seconds:.0f} s by the clock"
    if search.exitcode:
        return f"ended with an error after {seconds:.1f} s"
    return f"{seconds:.1f} s by the clock"


if __name__ == "__main__":
    show(rows())
