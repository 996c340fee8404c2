"""Solves with products in sectors: seconds, nanoseconds a flow and memory at 1, 3 and 11 million flows by product.

`make bench`. Worlds are generated: 150 to 226 countries, 1,000 to 5,000 products in the 22 goods of 45 sectors; services and
pairs that trade no product come on top as flows of whole sectors. Every size is a process of its own: its memory is its own.
Targets stand beside what was measured: a pass over the flows costs the same for each of them at every size, to a fifth; one solve
takes at most 60 seconds on two cores and 8 GB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from benchmarks.rows import judged
from benchmarks.synthetic import synthetic_economy

import tradetalks as tt
from tradetalks.data import ProductFlows
from tradetalks.economy import ProductEconomy, ProductTariffs
from tradetalks.economy.kernel.equations import size
from tradetalks.economy.products.equations import evaluate_products, weigh_products

# Countries, products, flows by product.
SIZES = ((150, 1_000, 1_000_000), (200, 3_000, 3_000_000), (226, 5_000, 11_000_000))
SECTORS, GOODS = 45, 22
SECONDS, GIGABYTES, SPREAD = 60.0, 8.0, 0.2
# ru_maxrss counts kilobytes.
KILOBYTES = 1e6
# Evaluations in one compiled call, as in a solve, and calls that the least is taken of: other programs only add to a time.
LOOPS, CALLS = 5, 7


def random_flows(economy: tt.Economy, products: int, flows: int, seed: int = 0) -> ProductFlows:
    """So many flows: sizes of countries and products are Pareto-like, and large ones trade with more others."""
    rng = np.random.default_rng(seed)
    n = len(economy.regions)
    size_n, size_p = np.sqrt(rng.pareto(1.2, n) + 0.2), np.sqrt(rng.pareto(1.2, products) + 0.5)
    drawn: np.ndarray = np.zeros(0, np.int64)
    while len(drawn) < flows:
        importer, exporter, product = (
            rng.choice(len(weight), flows, p=weight / weight.sum()).astype(np.int64)
            for weight in (size_n, size_n, size_p)
        )
        key = (importer * n + exporter) * products + product
        drawn = np.unique(np.concatenate([drawn, key[importer != exporter]]))
    key = np.sort(rng.permutation(drawn)[:flows])
    return ProductFlows(
        regions=economy.regions,
        products=tuple(f"{p:06d}" for p in range(products)),
        sectors=tuple(economy.sectors[p * GOODS // products] for p in range(products)),
        importer_f=(key // products // n).astype(np.int32),
        exporter_f=(key // products % n).astype(np.int32),
        product_f=(key % products).astype(np.int32),
        value_f=rng.lognormal(0, 2, flows),
    )


def every_second(economy: ProductEconomy, products: int) -> ProductTariffs:
    """25 points of the first ten countries on every second product of the next ten."""
    codes = [f"{p:06d}" for p in range(0, products, 2)]
    pairs = [(f"R{n}", f"R{i}") for n in range(10) for i in range(10, 20)]
    rows = [(importer, exporter, code, 0.25) for importer, exporter in pairs for code in codes]
    return tt.raise_product_tariffs(economy, pd.DataFrame(rows, columns=["importer", "exporter", "product", "rate"]))


def one_size(countries: int, products: int, flows: int, scale: bool) -> None:
    """One world, in this process; the last line is what was measured, as JSON."""
    clock = time.perf_counter
    # A copy makes its own approximate inverse, which is part of what a first solve costs.
    by_sector = synthetic_economy(countries, SECTORS, scale=scale).replace()
    told = random_flows(by_sector, products, flows)
    start = clock()
    economy = tt.product_economy(by_sector, told, substitution="FGKK2020")
    count = len(economy.shares.pi_f)
    built = clock()
    tariffs = every_second(economy, products)
    listed, idle = clock(), time.process_time()
    jax.block_until_ready(by_sector.preconditioner)
    inverted = clock()
    tt.solve_products(economy, tariffs)
    compiled, worked = clock(), time.process_time()
    found = tt.solve_products(economy, tariffs)
    solved, after = clock(), time.process_time()
    (least, worked_pass), stream = one_pass(economy, tariffs)
    measured = {
        "flows": count,
        "told": flows,
        "split": built - start,
        "list": listed - built,
        "inverse": inverted - listed,
        "first": compiled - inverted,
        "first_of_processors": worked - idle,
        "solve": solved - compiled,
        "processors": after - worked,
        "passes": found.evaluations,
        "residual": found.residual,
        "ns": 1e9 * least / count,
        "ns_of_processors": 1e9 * worked_pass / count,
        "streams": worked_pass / stream,
    }
    print(json.dumps(measured))


def one_pass(economy: ProductEconomy, tariffs: ProductTariffs) -> tuple[tuple[float, float], float]:
    """Least seconds of one evaluation, by the clock and of processors, and of reading one number a flow once through memory."""
    by_sector = economy.by_sector
    base, shares, unchanged = jax.device_put((by_sector.baseline, economy.shares, by_sector.unchanged))
    weights = jax.jit(weigh_products)(base, shares, unchanged, unchanged, jnp.asarray(tariffs.tariff_f))

    @jax.jit
    def evaluations(x, weights, shares, base, new):
        def half_way(_, x):
            return 0.5 * x + 0.5 * evaluate_products(x, weights, shares, base, new)[0]

        return jax.lax.fori_loop(0, LOOPS, half_way, x)

    x0 = np.zeros(size(by_sector.baseline, 0))
    seconds = least_seconds(lambda: evaluations(x0, weights, shares, base, unchanged).block_until_ready())
    numbers = np.asarray(weights.K_f)
    return (seconds[0] / LOOPS, seconds[1] / LOOPS), least_seconds(lambda: numbers.sum())[1]


def least_seconds(call) -> tuple[float, float]:
    """Of several calls after one to compile, by the clock and of processors."""
    call()
    times, worked = [], []
    for _ in range(CALLS):
        start, before = time.perf_counter(), time.process_time()
        call()
        times.append(time.perf_counter() - start)
        worked.append(time.process_time() - before)
    return min(times), min(worked)


def row(countries: int, products: int, flows: int, scale: bool) -> dict[str, float]:
    """One size in a process of its own, printed."""
    command = [sys.executable, __file__, str(countries), str(products), str(flows), str(scale)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read().strip().splitlines()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    m, held = json.loads(said[-1]), used.ru_maxrss / KILOBYTES
    one = m["inverse"] + m["first"]
    print(
        f"{m['told']:,} flows by product ({m['flows']:,} with whole sectors), {countries} countries, {products:,} products, "
        f"{SECTORS} sectors, scale {scale}: first solve {one:.1f} s, {m['first_of_processors']:.1f} of "
        f"processors, with the approximate inverse ({m['inverse']:.1f} s) and compiling ({judged(one, SECONDS, 's')}); "
        f"further ones {m['solve']:.2f} s, {m['processors']:.2f} of processors, {m['passes']} passes, residual "
        f"{m['residual']:.0e}; a pass {m['ns']:.1f} ns a flow by the clock, {m['ns_of_processors']:.1f} of processors, "
        f"{m['streams']:.1f} streams of one number a flow; "
        f"split {m['split']:.1f} s, list {m['list']:.1f} s; {held:.2f} GB ({judged(held, GIGABYTES, 'GB')})",
        flush=True,
    )
    return m


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for scale in (False, True):
        each = [row(*world, scale)["ns_of_processors"] for world in SIZES]
        spread = max(each) / min(each) - 1
        words = f"within {100 * spread:.0f} percent ({judged(spread, SPREAD, 'of the least')})"
        print(f"time of processors a flow and pass over the sizes, scale {scale}: {words}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(*map(int, sys.argv[1:4]), sys.argv[4] == "True")
    else:
        main()
