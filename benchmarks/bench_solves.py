"""One solve of the economy.

NAFTA needs
../shared/validation. Solves are timed on one processor, with an approximate inverse made for the very world; a stream is the time
to copy the trade shares (importer, exporter, sector) once, in the same run. The least a solve could take is one stream an
evaluation of the equations.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax
import jax.numpy as jnp
import numpy as np
from benchmarks.nested_caliendo_parro import solve_nested
from benchmarks.policies import scale_words, war_policy, world_war
from benchmarks.rows import Row, in_turn, judged, process, processor_seconds, ratio, show
from benchmarks.synthetic import synthetic_economy
from tests.conftest import VALIDATION
from tests.worlds import nafta

import tradetalks as tt
from tradetalks.economy.economy import economy_from_flows
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.implicit import Method, solve_state_jit
from tradetalks.economy.kernel.preconditioner import DampedWages, build_preconditioner
from tradetalks.economy.kernel.state import size
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.economy.shares import expenditure_at_given_shares
from tradetalks.economy.solve import TOLERANCE, Anderson

# Shares of the way that wages move in the damped iteration: the best of them is what we are compared with.
DAMPING = (0.2, 0.3, 0.5, 0.7)
DAMPED_STEPS = 3000
# Streams that a solve may take, without and with scale economies.
STREAMS = {False: 60, True: 120}
# Copies timed together: one takes less than a microsecond on a small world.
COPIES = 20
RUNS = 25


def on_device(*trees):
    return [jax.device_put(tree) for tree in trees]


def best_damped(problem, x0, n: int):
    """Steps and method of the textbook iteration at its best damping, of those that reach the tolerance."""
    base, new, _ = problem
    plain = Method(depth=0, max_steps=DAMPED_STEPS)
    tried = []
    for fraction in DAMPING:
        damped = DampedWages(jnp.array(fraction), n)
        found = solve_state_jit(base, new, damped, x0, TOLERANCE, plain)
        if float(found.residual) <= TOLERANCE:
            tried.append((int(found.steps), fraction, damped))
    steps, _, damped = min(tried)
    return steps, lambda: solve_state_jit(base, new, damped, x0, TOLERANCE, plain)


def solver_row(name: str, economy, policy) -> Row:
    """One solve beside the damped iteration and the copying of the trade shares, in turn."""
    inverse = build_preconditioner(economy.baseline, economy.unchanged)
    problem = on_device(economy.baseline, instruments_of(economy, policy), inverse)
    x0, method = jnp.zeros(size(economy.baseline, 0)), Anderson().method
    shares = np.ascontiguousarray(np.moveaxis(economy.pi_nij, 2, 0))
    copy = shares.copy()
    damped_steps, damped = best_damped(problem, x0, len(economy.regions))
    found = solve_state_jit(*problem, x0, TOLERANCE, method)
    taken = in_turn(
        {
            "ours": lambda: solve_state_jit(*problem, x0, TOLERANCE, method),
            "damped": damped,
            "copies": lambda: [np.copyto(copy, shares) for _ in range(COPIES)],
        },
        RUNS,
    )
    stream, ours = float(taken["copies"].min()) / COPIES, float(taken["ours"].min())
    damped_ms = 1e3 * float(taken["damped"].min())
    evaluations, slower = int(found.steps) + 1, ratio(taken["damped"], taken["ours"])
    return Row(
        what=f"One solve, {name}",
        measured=f"{1e3 * ours:.2f} ms, {evaluations} evaluations, {ours / stream:.0f} streams",
        limit=f"{evaluations} streams of {1e6 * stream:.1f} µs",
        target=judged(ours / stream, STREAMS[economy.has_scale], "streams"),
        beside=f"damped iteration {damped_ms:.2f} ms, {damped_steps + 1} evaluations: {slower:.1f} times as long",
    )


def solvers() -> Iterator[Row]:
    world = tt.load_world("world2017")
    for scale in (False, True):
        economy = tt.calibrate(world, scale=scale)
        yield solver_row(f"`world2017` 7 x 23, {scale_words(scale)}", economy, war_policy(economy))
    if VALIDATION.is_dir():
        economy, arrays = nafta(VALIDATION)
        policy = tt.Policy(tariff=label(economy, arrays["tau_nij_cfl"], TRADE, name="t", units="1", long_name="t"))
        yield solver_row("NAFTA 31 x 40", economy, policy)
    for n, j in ((31, 40), (80, 45)):
        for scale in (False, True):
            economy = synthetic_economy(n, j, scale=scale)
            yield solver_row(f"made up, {n} x {j}, {scale_words(scale)}", economy, world_war(economy))


def solvers_on_one_processor() -> Iterator[Row]:
    """In a process of its own, which is bound to a processor before JAX starts its threads."""
    done = process([__file__, "--solvers"], cache=os.environ.get("TRADETALKS_CACHE", ""))
    if not done.ended_well:
        raise SystemExit(f"the solvers were not timed\n{done.output}")
    for line in done.output.splitlines():
        yield Row(**json.loads(line))


def against_the_textbook() -> Iterator[Row]:
    if not VALIDATION.is_dir():
        return
    economy, arrays = nafta(VALIDATION)
    draft = unbalanced(economy, arrays)
    tariff = label(economy, arrays["tau_nij_cfl"], TRADE, name="t", units="1", long_name="t")
    cut = instruments_of(economy, tt.Policy(tariff=tariff))
    x0, method = jnp.zeros(size(economy.baseline, 0)), Anderson().method
    problems = [on_device(e.baseline, new, e.preconditioner) for e, new in ((draft, draft.unchanged), (economy, cut))]
    taken = in_turn({"ours": lambda: [solve_state_jit(*one, x0, TOLERANCE, method).x for one in problems]}, RUNS)
    ours = float(taken["ours"].min())
    prepare = processor_seconds(
        lambda: [build_preconditioner(e.baseline, e.unchanged).schur_inverse_nn for e in (draft, economy)]
    )
    theirs = processor_seconds(
        lambda: [solve_nested(arrays, arrays[k], TOLERANCE)["w_n"] for k in ("tau_nij", "tau_nij_cfl")]
    )
    yield Row(
        what="NAFTA: the base from unbalanced shares, then the cuts",
        measured=f"{1e3 * ours:.1f} ms; the approximate inverses, made once and kept, {1e3 * prepare:.0f} ms",
        target=judged(theirs / ours, 100, "times faster than the textbook", most=False),
        beside=f"textbook (nested, numpy) {1e3 * theirs:.0f} ms: {theirs / ours:.0f} times as long",
    )


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


def rows() -> Iterator[Row]:
    keep_compiled_code()
    yield from solvers_on_one_processor()
    yield from against_the_textbook()


if __name__ == "__main__":
    if "--solvers" not in sys.argv:
        show(rows())
        sys.exit()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    keep_compiled_code()
    for row in solvers():
        print(json.dumps(asdict(row)), flush=True)
