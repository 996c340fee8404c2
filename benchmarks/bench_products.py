"""Products in sectors: millions of flows.

Worlds are generated: 150 to 226 countries, 1,000 to 5,000 products in the 22 goods of 45 sectors; services and pairs that
trade no product come on top as flows of whole sectors. Every size is a process of its own: its memory is its own, and its first
solve makes the approximate inverse and compiles. A pass over the flows should cost the same for each of them at every size.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from benchmarks.policies import scale_words
from benchmarks.rows import Row, in_turn, judged, process, show
from benchmarks.synthetic import synthetic_economy

import tradetalks as tt
from tradetalks.data import ProductFlows
from tradetalks.economy import ProductEconomy, ProductTariffs
from tradetalks.economy.kernel.state import size
from tradetalks.economy.products.equations import evaluate_products, weigh_products

# Countries, products, flows by product.
SIZES = ((150, 1_000, 1_000_000), (200, 3_000, 3_000_000), (226, 5_000, 11_000_000))
SECTORS, GOODS = 45, 22
# What a solve may take by the clock, and its process of memory; percent by which passes of different sizes may be apart.
SECONDS, GIGABYTES, APART = 60, 8, 20
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
    compiled, busy = clock(), time.process_time()
    found = tt.solve_products(economy, tariffs)
    solved, after = clock(), time.process_time()
    worked, stream = one_pass(economy, tariffs)
    told_of = {
        "flows": count,
        "split": built - start,
        "list": listed - built,
        "inverse": inverted - listed,
        "first": compiled - inverted,
        "first_of_processors": busy - idle,
        "solve": solved - compiled,
        "processors": after - busy,
        "passes": found.evaluations,
        "pass": worked,
        "streams": worked / stream,
    }
    print(json.dumps(told_of))


def one_pass(economy: ProductEconomy, tariffs: ProductTariffs) -> tuple[float, float]:
    """Least seconds of processors of one evaluation, and of reading one number a flow once through memory."""
    by_sector = economy.by_sector
    base, shares, unchanged = jax.device_put((by_sector.baseline, economy.shares, by_sector.unchanged))
    weights = jax.jit(weigh_products)(base, shares, unchanged, unchanged, jnp.asarray(tariffs.tariff_f))

    @jax.jit
    def evaluations(x, weights, shares, base, new):
        def half_way(_, x):
            return 0.5 * x + 0.5 * evaluate_products(x, weights, shares, base, new)[0]

        return jax.lax.fori_loop(0, LOOPS, half_way, x)

    x0, numbers = np.zeros(size(by_sector.baseline, 0)), np.asarray(weights.K_f)
    taken = in_turn(
        {"passes": lambda: evaluations(x0, weights, shares, base, unchanged), "stream": lambda: numbers.sum()}, CALLS
    )
    return float(taken["passes"].min()) / LOOPS, float(taken["stream"].min())


def measured(world: tuple[int, int, int], scale: bool) -> dict[str, float]:
    """One size in a process of its own."""
    arguments = [__file__, *map(str, world), str(scale)]
    done = process(arguments, cache=os.environ.get("TRADETALKS_CACHE", ""))
    if not done.ended_well:
        raise SystemExit(f"{' '.join(arguments)} failed\n{done.output}")
    found: dict[str, float] = json.loads(done.output.splitlines()[-1])
    return found | {"gigabytes": done.gigabytes}


def solves(world: tuple[int, int, int], scale: bool, m: dict[str, float]) -> Iterator[Row]:
    """The first solve and further ones of a world."""
    countries, products, flows = world
    name = f"{flows:,} flows, {countries} countries, {products:,} products, {scale_words(scale)}"
    first = m["inverse"] + m["first"]
    yield Row(
        what=f"First solve, {name}",
        measured=f"{first:.1f} s by the clock, {m['first_of_processors']:.1f} s of processors; {m['gigabytes']:.2f} GB",
        limit="a further solve, below",
        target=f"{judged(first, SECONDS, 's by the clock')}; {judged(m['gigabytes'], GIGABYTES, 'GB')}",
        beside=f"of the clock, the approximate inverse {m['inverse']:.1f} s; before it, to tell trade apart {m['split']:.1f} s, "
        f"to read the list of tariffs {m['list']:.1f} s",
    )
    yield Row(
        what=f"Further solves, {name}",
        measured=f"{m['solve']:.2f} s by the clock, {m['processors']:.2f} s of processors, {m['passes']:.0f} passes",
        limit=f"{m['passes']:.0f} passes: {m['passes'] * m['pass']:.2f} s of processors",
        target=judged(m["solve"], SECONDS, "s by the clock"),
        beside=f"a pass {1e9 * m['pass'] / m['flows']:.1f} ns a flow of processors, of {m['flows']:,.0f} with those of whole "
        f"sectors: {m['streams']:.1f} times reading a number a flow",
    )


def rows(sizes: Sequence[tuple[int, int, int]] = SIZES) -> Iterator[Row]:
    for scale in (False, True):
        each = []
        for world in sizes:
            each.append(measured(world, scale))
            yield from solves(world, scale, each[-1])
        nanoseconds = [1e9 * m["pass"] / m["flows"] for m in each]
        apart = 100 * (max(nanoseconds) / min(nanoseconds) - 1)
        yield Row(
            what=f"A pass over the flows at these sizes, {scale_words(scale)}",
            measured=f"{', '.join(f'{ns:.1f}' for ns in nanoseconds)} ns a flow of processors",
            limit="the same at every size",
            target=judged(apart, APART, "percent apart"),
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(*map(int, sys.argv[1:4]), sys.argv[4] == "True")
    else:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        show(rows())
