"""Studies: thousands of draws beside one by one.

Draws of the tariffs of September 2019 on `world2017`, as a study solves them in threads of one process, nothing written, beside
warm single solves of the same economy. Then elasticities, returns to scale and horizons are drawn too: each draw has a
world of its own, calibrated, balanced and asked whether it is stable, and stands beside the same draw alone.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from benchmarks.policies import scale_words
from benchmarks.rows import Row, judged, ratio, show

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.ensemble.design import Design, design_of
from tradetalks.ensemble.draws import solve_draws
from tradetalks.ensemble.one_draw import solve_one
from tradetalks.ensemble.run import StudySolver
from tradetalks.ensemble.schedulers import team_of
from tradetalks.numerics.processors import processors
from tradetalks.scenario.economies import economy_of
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.study_parameters import ActChoice, Parameter
from tradetalks.scenario.sections.study_values import Distribution, LognormalSpec

DAY = datetime.date(2019, 9, 1)
DRAWS, PIECE = 10_000, 256
# Single solves, and draws alone, that are timed in a turn: enough for a mean to a few percent.
SINGLES, ALONE = 200, 20
# Of both, in turns.
TURNS = 3
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
    """Every draw, as a study solves them: pieces in threads, the next when one has come back."""
    waiting = deque(range(first, min(first + PIECE, len(design))) for first in range(0, len(design), PIECE))
    out = 0
    with team_of(StudySolver(scenario, design), None, None) as team:
        while waiting or out:
            while waiting and out < team.places:
                team.hand_out(out, waiting.popleft())
                out += 1
            for _, found in team.take(1.0):
                assert (found["status"] == 1).all(), "every draw of the benchmark has an equilibrium"
                out -= 1


def row(scale: bool, everything: bool, draws: int, singles: int, turns: int) -> Row:
    """Draws at once and a sample of them one by one, in turns."""
    scenario = scenario_of(scale)
    parameters = plan_of_tariffs()
    if everything:
        parameters = plan_of_everything(scale)
    design = design_of(scenario, StudyPlan(parameters=parameters, draws=draws, seed=1, sampling="latin hypercube"))
    # Code for whole calls and for the last, narrower one.
    for count in (min(PIECE, draws), draws % PIECE):
        solve_draws(scenario, design, range(count))
    name, each = "tariffs of September 2019", warm_singles(scenario, design, singles)
    if everything:
        name, each = "tariffs, elasticities and horizons", draws_alone(scenario, design, singles)
    each()
    together = partial(whole, scenario, design)
    pairs = np.array([(timed(together), timed(each)) for _ in range(turns)])
    # (turns, 2): by the clock and of processors, of a draw.
    many, one = pairs[:, 0] / draws, pairs[:, 1] / singles
    by_clock, of_processors = ratio(one[:, 0], many[:, 0]), ratio(one[:, 1], many[:, 1])
    least, best = many.min(axis=0), one.min(axis=0)
    return Row(
        what=f"{draws:,} draws of {name}, `world2017`, {scale_words(scale)}",
        measured=f"{draws * least[0]:.2f} s by the clock, {draws * least[1]:.2f} s of processors: {1e3 * least[0]:.3f} ms a draw",
        limit=f"every processor busy: {draws * least[1] / processors():.2f} s by the clock",
        target=judged(by_clock, TARGET, "times faster than one by one, by the clock", most=False),
        beside=f"one by one {1e3 * best[0]:.2f} ms a draw by the clock: {by_clock:.1f} times as long, "
        f"{of_processors:.1f} times as much work",
    )


def warm_singles(scenario: Scenario, design: Design, count: int) -> Callable[[], object]:
    """Solves of one calibrated economy under the tariffs of some draws, one after the other."""
    economy = economy_of(scenario)
    policies = [policy_in_force(design.variant(k).scenario(scenario), DAY) for k in range(count)]
    return lambda: [tt.solve(economy, policy).real_income_change for policy in policies]


def draws_alone(scenario: Scenario, design: Design, count: int) -> Callable[[], object]:
    """Draws with an economy of their own: calibrated, balanced, asked whether it is stable, and solved."""
    scenarios = [design.variant(k).scenario(scenario) for k in range(count)]
    return lambda: [solve_one(one, design.plan) for one in scenarios]


def rows(draws: int = DRAWS, singles: int = SINGLES, alone: int = ALONE, turns: int = TURNS) -> Iterator[Row]:
    """Tariffs alone drawn, then all that an economy is made of, each without and with scale economies."""
    keep_compiled_code()
    for everything, count in ((False, singles), (True, alone)):
        for scale in (False, True):
            yield row(scale, everything, draws, count, turns)


if __name__ == "__main__":
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    show(rows())
