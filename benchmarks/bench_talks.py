"""Talks: frontier, cooperative tariffs, odds.

On the agenda of `beijing-2019`: the frontier in 41 points with exact gradients, and the odds in 256 joint draws. Ossa's
cooperative tariffs (Table 5, both panels, from Nash, factual and free trade, 1,386 tariffs) need ../shared/validation.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from benchmarks.rows import Row, judged, show
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
    """Processor seconds and result of a call."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def warm(call: Callable) -> tuple[float, object]:
    """Median seconds of a call, after one to warm up, and its result."""
    result = call()
    return float(np.median([clock(call)[0] for _ in range(WARM_RUNS)])), result


def timed(what: str, target: float, seconds: float, beside: str) -> Row:
    return Row(what, f"{seconds:.2f} s", target=judged(seconds, target, "s"), beside=beside)


def frontier() -> Iterator[Row]:
    problem = negotiation_of(run_scenario(read_scenario("beijing-2019"), parts={"cost"}).cost).problem
    seconds, found = warm(lambda: find_frontier(problem, points=41))
    assert isinstance(found, Frontier)
    remark = f"certified: {found.certified}; largest shortfall {found.shortfall.max():.0e}"
    yield timed(f"Frontier of `beijing-2019`, 41 points, {problem.m} instruments", 2.0, seconds, remark)


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


def ossa() -> Iterator[Row]:
    economy = paper.balanced(VALIDATION)
    for starts, what in ((1, "from the reference alone"), (3, "each searched from three points")):
        seconds, deals = clock(lambda s=starts: ossa_table_5(economy, s))
        assert isinstance(deals, list)
        certified = f"all certified: {all(deal.certified for deal in deals)}"
        yield timed(f"Cooperative tariffs, Ossa's Table 5 (six deals), {what}", 60.0, seconds, certified)


def odds() -> Iterator[Row]:
    """The deadline game in 256 joint draws of everything that is assumed, deals found and priced before."""
    talks = negotiation_of(run_scenario(read_scenario("beijing-2019"), parts={"cost"}).cost)
    drawn = talks.drawn
    seconds, found = warm(lambda: dataclasses.replace(drawn).odds)
    assert isinstance(found, GameOdds)
    yield timed(f"Odds of `beijing-2019` in {len(found.known)} joint draws", 3.0, seconds, "")


def rows() -> Iterator[Row]:
    keep_compiled_code()
    yield from frontier()
    if VALIDATION.is_dir():
        yield from ossa()
    yield from odds()


if __name__ == "__main__":
    show(rows())
