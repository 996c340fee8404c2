"""How fast a study is: draws of the tariffs of September 2019 against a loop of warm single solves, in one run. `make bench`.

Rows: tariffs alone drawn, then elasticities, returns to scale and horizons too, with and without scale economies. Wall time and
time of the processors, for the machine may have others on it; the loop is timed on a sample and both are told per draw.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rows import judged

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.ensemble.design import Design, design_of
from tradetalks.ensemble.draws import solve_draws
from tradetalks.ensemble.one_draw import solve_one
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import ActChoice, Parameter
from tradetalks.scenario.sections.study_values import Distribution, LognormalSpec

DAY = datetime.date(2019, 9, 1)
DRAWS, PIECE = 10_000, 256
# Single solves timed: enough for a mean to a few percent.
SINGLES, WHOLE_DRAWS = 200, 20
TARGET = 10


def scenario_of(scale: bool) -> Scenario:
    base = tt.read_scenario("us-china-trade-war", {"model.scale": scale})
    return dataclasses.replace(base, dates=(DAY,), branches=())


def plan_of_tariffs() -> dict[str, Parameter]:
    spread = Distribution(triangular=(0.5, 1.0, 1.5))
    return {
        "tariffs of the United States": Parameter(act=ActChoice(by=("USA",)), factor=spread),
        "tariffs of China": Parameter(act=ActChoice(by=("CHN",)), factor=spread),
    }


def plan_of_everything(scale: bool) -> dict[str, Parameter]:
    found = plan_of_tariffs()
    found["trade elasticity"] = Parameter(factor=Distribution(lognormal=LognormalSpec(median=1.0, p10=0.7, p90=1.4)))
    found["horizon"] = Parameter(key="model.horizon_years", uniform=(0.5, 10.0))
    if scale:
        found["returns to scale"] = Parameter(factor=Distribution(uniform=(0.0, 1.0)))
    return found


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def whole(scenario: Scenario, design: Design) -> None:
    for first in range(0, len(design), PIECE):
        found = solve_draws(scenario, design, range(first, min(first + PIECE, len(design))))
        assert (found["status"] == 1).all(), "every draw of the benchmark has an equilibrium"


def row(scale: bool, everything: bool) -> None:
    scenario = scenario_of(scale)
    parameters = plan_of_tariffs()
    if everything:
        parameters = plan_of_everything(scale)
    plan = StudyPlan(parameters=parameters, draws=DRAWS, seed=1, sampling="latin hypercube")
    design = design_of(scenario, plan)
    # Code for whole calls and for the last, narrower one.
    for count in (PIECE, len(design) % PIECE):
        solve_draws(scenario, design, range(count))
    together = timed(lambda: whole(scenario, design))

    name, single, what = "tariffs", warm_single(scenario, design), "warm single solve of the economy"
    if everything:
        name, single, what = "tariffs, elasticities, horizon", draw_alone(scenario, design), "the draw alone"
    wall, cpu = (1e3 * seconds / DRAWS for seconds in together)
    ratio = single[0] / wall
    free = single[1] / (cpu / (os.cpu_count() or 1))
    print(
        f"world2017, scale {scale}, {name}: {DRAWS} draws {together[0]:.1f} s, {wall:.3f} ms a draw ({cpu:.3f} of processors) | "
        f"{what} {single[0]:.2f} ms ({single[1]:.2f}) | ratio {ratio:.1f} ({judged(ratio, TARGET, 'times', most=False)}); "
        f"of processors, were all of them free, {free:.1f}",
        flush=True,
    )


def warm_single(scenario: Scenario, design: Design) -> list[float]:
    """Milliseconds of a solve of one calibrated economy under the tariffs of a draw, by the clock and of the processors."""
    economy = economy_of(scenario)
    policies = [policy_in_force(design.variant(k).scenario(scenario), DAY) for k in range(SINGLES)]
    tt.solve(economy, policies[0])
    seconds = timed(lambda: [tt.solve(economy, policy).real_income_change for policy in policies])
    return [1e3 * value / SINGLES for value in seconds]


def draw_alone(scenario: Scenario, design: Design) -> list[float]:
    """The same of a draw with an economy of its own: calibrated, balanced, asked whether it is stable, and solved."""
    scenarios = [design.variant(k).scenario(scenario) for k in range(WHOLE_DRAWS)]
    solve_one(scenarios[0], design.plan)
    seconds = timed(lambda: [solve_one(one, design.plan) for one in scenarios])
    return [1e3 * value / WHOLE_DRAWS for value in seconds]


if __name__ == "__main__":
    keep_compiled_code()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for everything in (False, True):
        for scale in (False, True):
            row(scale, everything)
