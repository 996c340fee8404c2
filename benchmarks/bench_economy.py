"""How fast the economy is, as ratios measured in one run. `make bench`; needs ../shared/validation for the NAFTA rows.

Prints, for three sizes: our solve against the damped fixed point of the same compiled kernel at the same residual, and one
evaluation of E2-E9 against streaming the trade shares once through memory; then NAFTA against the textbook algorithm,
gradients against solves, and batches against single solves.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax
import jax.numpy as jnp
import numpy as np
import xarray as xr
from benchmarks.nested_caliendo_parro import solve_nested
from benchmarks.synthetic import synthetic_economy
from tests.conftest import VALIDATION
from tests.worlds import nafta

import tradetalks as tt
from tradetalks.data import record
from tradetalks.economy.equations import evaluate, size, weigh
from tradetalks.economy.kernel import Method, solve_state_jit
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.policy import instruments
from tradetalks.economy.preconditioner import DampedWages
from tradetalks.economy.solve import Anderson

TOLERANCE = 1e-10
DAMPING = (0.2, 0.3, 0.5, 0.7)


def median_ms(call: Callable, runs: int = 15) -> float:
    """Median milliseconds of a call, after one to warm up."""
    jax.block_until_ready(call())
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        jax.block_until_ready(call())
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times))


def on_device(*trees):
    return [jax.device_put(tree) for tree in trees]


def solver_row(name: str, economy, policy) -> None:
    """Ours against the damped fixed point (its best damping), and an evaluation against a stream of the shares."""
    base, new, ours = on_device(economy.kernel, instruments(economy, policy), economy.preconditioner)
    x0 = jnp.zeros(size(economy.kernel, 0))
    anderson = Anderson().method
    found = solve_state_jit(base, new, ours, x0, TOLERANCE, anderson)
    mine = median_ms(lambda: solve_state_jit(base, new, ours, x0, TOLERANCE, anderson))
    plain = Method(depth=0, max_steps=3000)
    best = None
    for fraction in DAMPING:
        damped = DampedWages(jnp.array(fraction), len(economy.regions))
        result = solve_state_jit(base, new, damped, x0, TOLERANCE, plain)
        if float(result.residual) <= TOLERANCE and (best is None or result.steps < best[0]):
            best = (result.steps, damped)
    steps, damped = best
    theirs = median_ms(lambda: solve_state_jit(base, new, damped, x0, TOLERANCE, plain), runs=5)
    weights = jax.jit(weigh)(base, new)
    loops = 20

    @jax.jit
    def evaluations(x, weights, base, new):
        return jax.lax.fori_loop(0, loops, lambda _, x: 0.5 * x + 0.5 * evaluate(x, weights, base, new)[0], x)

    one = median_ms(lambda: evaluations(x0, weights, base, new)) / loops
    shares = np.ascontiguousarray(np.moveaxis(economy.pi_nij, 2, 0))
    stream = median_ms(lambda: shares.sum())
    print(
        f"{name:<34} {int(found.steps) + 1:>4} evaluations {mine:8.2f} ms | damped {int(steps) + 1:>4} {theirs:8.2f} ms | "
        f"ratio {theirs / mine:5.1f} | evaluation {1e3 * one:7.0f} us, stream {1e3 * stream:6.0f} us"
    )


def war_policy(economy):
    increase = record.load_tariff_increase()
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
    return tt.Policy(tariff=tariff)


def world_war(economy):
    """Every country adds up to 20 points on everything from everyone."""
    rng = np.random.default_rng(1)
    n = len(economy.regions)
    added = 0.2 * rng.random(economy.tariff_nij.shape) * (1 - np.eye(n))[:, :, None]
    return tt.Policy(tariff=economy.tariff + added)


def solvers() -> None:
    world = tt.load_world("world2017")
    for scale in (False, True):
        economy = tt.calibrate(world, scale=scale)
        solver_row(f"world2017 7 x 23, scale {scale}", economy, war_policy(economy))
    if VALIDATION.is_dir():
        economy, arrays = nafta(VALIDATION)
        policy = tt.Policy(tariff=label(economy, arrays["tau_nij_cfl"], TRADE, name="t", units="1", long_name="t"))
        solver_row("NAFTA 31 x 40", economy, policy)
    for scale in (False, True):
        economy = synthetic_economy(31, 40, scale=scale)
        solver_row(f"synthetic 31 x 40, scale {scale}", economy, world_war(economy))
    for scale in (False, True):
        economy = synthetic_economy(80, 45, scale=scale)
        solver_row(f"synthetic 80 x 45, scale {scale}", economy, world_war(economy))


def against_the_textbook() -> None:
    if not VALIDATION.is_dir():
        print("NAFTA against the textbook: skipped, ../shared/validation is not here")
        return
    economy, arrays = nafta(VALIDATION)
    news = [
        instruments(economy, tt.Policy(tariff=label(economy, arrays[k], TRADE, name="t", units="1", long_name="t")))
        for k in ("tau_nij_bln", "tau_nij_cfl")
    ]
    base, first, second, steer = on_device(economy.kernel, *news, economy.preconditioner)
    x0, method = jnp.zeros(size(economy.kernel, 0)), Anderson().method
    ours = median_ms(lambda: [solve_state_jit(base, new, steer, x0, TOLERANCE, method).x for new in (first, second)])
    start = time.perf_counter()
    nested = [solve_nested(arrays, arrays[k], TOLERANCE) for k in ("tau_nij_bln", "tau_nij_cfl")]
    theirs = 1e3 * (time.perf_counter() - start)
    exact = nested[1]["real_income_n"] / nested[0]["real_income_n"] - 1
    mexico = list(economy.regions).index("Mexico")
    steps = [int(n["steps"]) for n in nested]
    print(
        f"both NAFTA solves: ours {ours:.1f} ms, textbook {theirs:.0f} ms ({steps} wage steps), ratio {theirs / ours:.0f}"
    )
    print(f"  textbook's exact change for Mexico: {100 * exact[mexico]:+.4f} percent")


def derivatives_and_batches() -> None:
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        policy = war_policy(economy)
        solved = tt.solve(economy, policy)
        one = median_ms(lambda e=economy, p=policy: tt.solve(e, p).values.real_income_hat_n)
        slope = median_ms(lambda s=solved: tt.gradient(s, region="USA"))
        print(f"world2017, scale {scale}: all derivatives {slope:.2f} ms, solve {one:.2f} ms, ratio {slope / one:.2f}")
        rng = np.random.default_rng(0)
        policies = [tt.Policy(tariff=policy.tariff * (1 + 0.1 * rng.random())) for _ in range(1000)]
        together = tt.Policy(tariff=xr.concat([p.tariff for p in policies], "policy"))
        batch = median_ms(lambda e=economy, p=together: tt.solve_many(e, p).residual, runs=3)
        start = time.perf_counter()
        for p in policies:
            single_change = tt.solve(economy, p).real_income_change
        single = 1e3 * (time.perf_counter() - start)
        assert np.allclose(single_change, tt.solve_many(economy, policies).real_income_change[-1], atol=1e-7)
        print(
            f"world2017, scale {scale}: 1000 policies batched {batch:.0f} ms, singly {single:.0f} ms, ratio {single / batch:.1f}"
        )


if __name__ == "__main__":
    solvers()
    against_the_textbook()
    derivatives_and_batches()
