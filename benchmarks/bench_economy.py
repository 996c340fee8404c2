"""How fast the economy is, as ratios measured in one run. `make bench`; needs ../shared/validation for the NAFTA rows.

Prints, for three sizes: our solve against the damped fixed point of the same compiled kernel at the same residual, and one
evaluation of E2-E9 against streaming the trade shares once through memory; then NAFTA against the textbook algorithm,
gradients against solves at several numbers of instruments, batches against single solves, and the program from outside.
Targets stand beside what was measured, with whether they were met.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
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
from tradetalks.economy.economy import economy_from_flows
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.equations import evaluate, size, weigh
from tradetalks.economy.kernel.implicit import Method, solve_state_jit
from tradetalks.economy.kernel.preconditioner import DampedWages, build_preconditioner
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.economy.shares import expenditure_at_given_shares
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


def paired_ms(first: Callable, second: Callable, runs: int = 9) -> tuple[float, float, float]:
    """Median milliseconds of both, called in turn, and the median ratio of neighbours (second over first)."""
    jax.block_until_ready((first(), second()))
    times = []
    for _ in range(runs):
        pair = []
        for call in (first, second):
            start = time.perf_counter()
            jax.block_until_ready(call())
            pair.append(1e3 * (time.perf_counter() - start))
        times.append((*pair, pair[1] / pair[0]))
    one, two, ratio = np.median(times, axis=0)
    return float(one), float(two), float(ratio)


def judged(value: float, target: float, *, most: bool = False, unit: str = "") -> str:
    """A number beside its target: at least ``target``, or at most where ``most``."""
    met = value <= target if most else value >= target
    return (
        f"{value:.3g}{unit} (target {'at most' if most else 'at least'} {target:g}{unit}: {'met' if met else 'MISSED'})"
    )


def on_device(*trees):
    return [jax.device_put(tree) for tree in trees]


def solver_row(name: str, economy, policy) -> None:
    """Ours against the damped fixed point (its best damping), and an evaluation against a stream of the shares."""
    base, new, ours = on_device(economy.baseline, instruments_of(economy, policy), economy.preconditioner)
    x0 = jnp.zeros(size(economy.baseline, 0))
    anderson = Anderson().method
    found = solve_state_jit(base, new, ours, x0, TOLERANCE, anderson)
    plain = Method(depth=0, max_steps=3000)
    best = None
    for fraction in DAMPING:
        damped = DampedWages(jnp.array(fraction), len(economy.regions))
        result = solve_state_jit(base, new, damped, x0, TOLERANCE, plain)
        if float(result.residual) <= TOLERANCE and (best is None or result.steps < best[0]):
            best = (result.steps, damped)
    steps, damped = best
    mine, theirs, ratio = paired_ms(
        lambda: solve_state_jit(base, new, ours, x0, TOLERANCE, anderson),
        lambda: solve_state_jit(base, new, damped, x0, TOLERANCE, plain),
    )
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
        f"ratio {judged(ratio, 4)} | evaluation {1e3 * one:.0f} us, {one / stream:.1f} streams of {1e3 * stream:.0f} us"
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
    draft = unbalanced(economy, arrays)
    tariff = label(economy, arrays["tau_nij_cfl"], TRADE, name="t", units="1", long_name="t")
    cut = instruments_of(economy, tt.Policy(tariff=tariff))
    x0, method = jnp.zeros(size(economy.baseline, 0)), Anderson().method
    problems = [on_device(e.baseline, new, e.preconditioner) for e, new in ((draft, draft.unchanged), (economy, cut))]
    found = [solve_state_jit(*problem, x0, TOLERANCE, method) for problem in problems]
    ours = median_ms(lambda: [solve_state_jit(*problem, x0, TOLERANCE, method).x for problem in problems])
    prepare = median_ms(
        lambda: [build_preconditioner(e.baseline, e.unchanged).schur_inverse_nn for e in (draft, economy)], runs=3
    )
    start = time.perf_counter()
    nested = [solve_nested(arrays, arrays[k], TOLERANCE) for k in ("tau_nij", "tau_nij_cfl")]
    theirs = 1e3 * (time.perf_counter() - start)
    exact = nested[1]["real_income_n"] / nested[0]["real_income_n"] - 1
    mexico = list(economy.regions).index("Mexico")
    print(
        f"both NAFTA solves (base from unbalanced shares, then the cuts): ours {ours:.1f} ms, textbook {theirs:.0f} ms "
        f"({[int(n['steps']) for n in nested]} wage steps), ratio {judged(theirs / ours, 100)}"
    )
    print(
        f"  approximate inverses, made once and kept: {prepare:.0f} ms; ratio with them {theirs / (ours + prepare):.0f}"
    )
    for name, solution in zip(("base", "cuts"), found, strict=True):
        count = judged(int(solution.steps) + 1, 12, most=True)
        print(f"  evaluations of E2-E9, {name}: {count}, residual {float(solution.residual):.0e}")
    print(f"  textbook's exact change for Mexico: {100 * exact[mexico]:+.4f} percent")


def unbalanced(economy, arrays):
    """The economy of the published shares before its base is solved: at given wages nothing is in equilibrium yet."""
    wage_bill_n = arrays["wL_n"] / 1e9
    spent_nj = expenditure_at_given_shares(
        pi_nij=arrays["pi_nij"],
        tariff_nij=arrays["tau_nij"],
        alpha_nj=arrays["alpha_nj"],
        gamma_ikj=arrays["gamma_nkj"],
        wage_bill_n=wage_bill_n,
    )
    flows_nij = arrays["pi_nij"] * spent_nj[:, None, :] / (1 + arrays["tau_nij"])
    draft = economy_from_flows(
        regions=economy.regions, sectors=economy.sectors, flows_nij=flows_nij, tariff_nij=arrays["tau_nij"],
        use_ikj=arrays["gamma_nkj"] * flows_nij.sum(axis=0)[:, None, :], theta_j=arrays["theta_j"], name="unbalanced",
    )  # fmt: skip
    return draft.replace(wage_bill_n=wage_bill_n, deficit_n=np.zeros_like(wage_bill_n))


def gradients() -> None:
    """All derivatives of one country's welfare against one solve, at several numbers of instruments."""
    world = tt.load_world("world2017")
    cases = [
        *((f"world2017 7 x 23, scale {s}", e := tt.calibrate(world, scale=s), war_policy(e)) for s in (False, True)),
        *(
            (f"synthetic {n} x {j}", e := synthetic_economy(n, j, scale=False), world_war(e))
            for n, j in ((15, 20), (31, 40), (80, 45))
        ),
    ]
    for name, economy, policy in cases:
        solved = tt.solve(economy, policy)
        region = economy.regions[-1]
        slopes = tt.gradient(solved, region=region)
        count = sum(v.size for v in slopes.data_vars.values())
        one, slope, ratio = paired_ms(
            lambda e=economy, p=policy: tt.solve(e, p).values.real_income_hat_n,
            lambda s=solved, r=region: tt.gradient(s, region=r),
        )
        print(f"{name}: {count} derivatives {slope:.2f} ms, solve {one:.2f} ms, ratio {judged(ratio, 3, most=True)}")


def batches() -> None:
    """A thousand policies in one call against one by one."""
    threads = os.cpu_count() or 1
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        policy = war_policy(economy)
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
            f"world2017, scale {scale}: 1000 policies batched {batch:.0f} ms on {threads} threads, "
            f"singly {single:.0f} ms on one, ratio {judged(single / batch, 10)}"
        )


def program() -> None:
    """The command line from outside: a cold run compiles, a warm one finds compiled code."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"TRADETALKS_CACHE": f"{folder}/cache"}
        for name in ("us-china-trade-war", "beijing-2019"):
            command = ["run", name, "--quiet", "--out", f"{folder}/{name}"]
            env["TRADETALKS_CACHE"] = f"{folder}/cache-{name}"
            cold, *warm = (outside(command, env) for _ in range(4))
            print(f"tradetalks run {name}, cold: {judged(cold, 20, most=True, unit=' s')}")
            print(f"tradetalks run {name}, again: {judged(float(np.median(warm)), 5, most=True, unit=' s')}")
        start = float(np.median([outside(["--help"], env) for _ in range(5)]))
        print(f"tradetalks --help: {judged(start, 0.3, most=True, unit=' s')}")


def outside(arguments: list[str], env: dict[str, str]) -> float:
    """Seconds of the program from start to exit."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tradetalks.cli.main", *arguments], env=env, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"tradetalks {' '.join(arguments)} failed\n{done.stderr}")
    return seconds


if __name__ == "__main__":
    keep_compiled_code()
    print(f"{os.cpu_count()} processors, jax {jax.__version__} on {jax.devices()[0].platform}")
    solvers()
    against_the_textbook()
    gradients()
    batches()
    program()
