"""The same code on a graphics processor.

Runs where JAX finds one; `tests/economy/test_accelerator.py` holds the numbers against those of the processors. Both sides take
turns in one process; seconds are by the clock, and the processors' side has all cores of the machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax
import numpy as np
from benchmarks.bench_studies import plan_of_everything, scenario_of
from benchmarks.policies import scale_words, world_war
from benchmarks.rows import Row, show
from benchmarks.synthetic import synthetic_economy

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.ensemble.design import design_of
from tradetalks.ensemble.draws import solve_draws
from tradetalks.scenario.sections.study import StudyPlan

RUNS = 7
DRAWS = 4096
# Countries, industries, with scale economies or not.
WORLDS = ((31, 40, False), (80, 45, False), (80, 45, True), (150, 45, False), (150, 45, True))


def sides() -> dict[str, jax.Device]:
    """The graphics processor and the processors; nothing where there is no graphics processor."""
    try:
        return {"graphics": jax.devices("gpu")[0], "processors": jax.devices("cpu")[0]}
    except RuntimeError:
        return {}


def clocked(on: dict[str, jax.Device], make: Callable[[], Callable[[], object]], runs: int) -> dict[str, float]:
    """Least seconds by the clock on each side, in turns; what is called is made on the side where it runs."""
    calls = {}
    for name, device in on.items():
        with jax.default_device(device):
            calls[name] = make()
            calls[name]()
    least = dict.fromkeys(on, np.inf)
    for _ in range(runs):
        for name, device in on.items():
            with jax.default_device(device):
                start = time.perf_counter()
                jax.block_until_ready(calls[name]())
                least[name] = min(least[name], time.perf_counter() - start)
    return least


def row(what: str, seconds: dict[str, float], card: str) -> Row:
    """One line: the graphics processor, and the processors beside it."""
    return Row(
        what=f"{what}, on one {card}",
        measured=f"{1e3 * seconds['graphics']:.1f} ms by the clock",
        beside=f"on the processors {1e3 * seconds['processors']:.1f} ms: "
        f"{seconds['processors'] / seconds['graphics']:.1f} times as long",
    )


def rows() -> Iterator[Row]:
    """Single solves of growing worlds, then the draws of a study."""
    on = sides()
    if not on:
        return
    card = on["graphics"].device_kind
    for n, j, scale in WORLDS:

        def one(n: int = n, j: int = j, scale: bool = scale) -> Callable[[], object]:
            economy = synthetic_economy(n, j, scale=scale)
            policy = world_war(economy)
            return lambda: tt.solve(economy, policy).values.real_income_hat_n

        yield row(f"One solve, made up, {n} x {j}, {scale_words(scale)}", clocked(on, one, RUNS), card)

    def study() -> Callable[[], object]:
        scenario = scenario_of(scale=True)
        design = design_of(scenario, StudyPlan(parameters=plan_of_everything(True), draws=DRAWS, seed=1))
        return lambda: solve_draws(scenario, design, range(DRAWS))["real_income_change"].values

    yield row(f"{DRAWS:,} draws of tariffs, elasticities and horizons, `world2017`", clocked(on, study, 2), card)


if __name__ == "__main__":
    keep_compiled_code()
    show(rows())
