"""How fast the talks are. `make bench`; needs ../shared/validation for Ossa (2014).

Prints target, measurement and verdict of: the frontier of beijing-2019's agenda on world2017, 41 points with exact gradients;
Ossa's cooperative tariffs, both panels of Table 5, from Nash, factual and free trade, 1386 bilateral tariffs; the
odds in 256 joint draws; and all of `tradetalks run beijing-2019` in a fresh process, without and with compiled code kept.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from tests.conftest import VALIDATION
from tests.war import ossa as paper

import tradetalks as tt
from tradetalks.bargaining.frontier import Frontier, find_frontier
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.game_odds import GameOdds
from tradetalks.talks.multilateral.cooperative import Cooperation, cooperative_tariffs
from tradetalks.war import PoliticalWeights

WARM_RUNS = 3


def clock(call: Callable) -> tuple[float, object]:
    """Seconds and result of a call."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def warm(call: Callable) -> tuple[float, object]:
    """Median seconds of a call, after one to warm up, and its result."""
    result = call()
    return float(np.median([clock(call)[0] for _ in range(WARM_RUNS)])), result


def verdict(what: str, target: float, seconds: float, remark: str) -> None:
    met = "met" if seconds <= target else "MISSED"
    print(f"{what:<58} target {target:5.1f} s   {seconds:6.2f} s   {met:<6} {remark}", flush=True)


def frontier() -> None:
    problem = negotiation_of(run_scenario(read_scenario("beijing-2019"), parts={"cost"}).cost).problem
    seconds, found = warm(lambda: find_frontier(problem, points=41))
    assert isinstance(found, Frontier)
    remark = f"{problem.m} instruments, certified {found.certified}, shortfall {found.shortfall.max():.0e}"
    verdict("frontier, 41 points, beijing-2019, warm", 2.0, seconds, remark)


def ossa_table_5(economy, starts: int) -> list[Cooperation]:
    """Both panels from the three references, as he has them (Nash: his own tariffs)."""
    deals = []
    for lobbying, column in ((False, "nash_bas"), (True, "nash_pol")):
        goal = PoliticalWeights(paper.weights(VALIDATION, economy, lobbying))
        tariff = label(
            economy, paper.author_tariffs(VALIDATION, economy, column), TRADE, name="t", units="1", long_name="Nash"
        )
        for reference in (tt.Policy(tariff=tariff), "factual", "free"):
            deals.append(cooperative_tariffs(economy, objective=goal, reference=reference, starts=starts))
    return deals


def ossa() -> None:
    economy = paper.balanced(VALIDATION)
    for starts, what in ((1, "from the reference alone"), (3, "each searched from three points")):
        seconds, deals = clock(lambda s=starts: ossa_table_5(economy, s))
        assert isinstance(deals, list)
        gains = " ".join(f"{deal.rho:.3f}" for deal in deals)
        remark = f"percent {gains}; certified {all(deal.certified for deal in deals)}"
        verdict(f"Ossa Table 5, two panels, three references, {what}", 60.0, seconds, remark)


def odds() -> None:
    """The deadline game in 256 joint draws of everything that is assumed, deals found and priced before."""
    talks = negotiation_of(run_scenario(read_scenario("beijing-2019"), parts={"cost"}).cost)
    drawn = talks.drawn
    seconds, found = warm(lambda: dataclasses.replace(drawn).odds)
    assert isinstance(found, GameOdds)
    verdict(f"odds in {len(found.known)} joint draws, warm", 3.0, seconds, f"agreement {found.mean[0]:.3f}")


def fresh_process(cache: str) -> float:
    """Seconds of `tradetalks run beijing-2019`, economy to report, start of Python included."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "tradetalks.cli.main", "run", "beijing-2019", "--out", f"{out}/run"]
        environment = os.environ | {"TRADETALKS_CACHE": cache}
        return clock(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))[0]


def whole_run() -> None:
    with tempfile.TemporaryDirectory() as cache:
        verdict("tradetalks run beijing-2019, fresh process, nothing kept", 30.0, fresh_process(cache), "")
        seconds = float(np.median([fresh_process(cache) for _ in range(WARM_RUNS)]))
        verdict("tradetalks run beijing-2019, fresh process, code kept", 8.0, seconds, "")


if __name__ == "__main__":
    keep_compiled_code()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    frontier()
    if VALIDATION.is_dir():
        ossa()
    else:
        print("Ossa (2014): skipped, ../shared/validation is not here")
    odds()
    whole_run()
