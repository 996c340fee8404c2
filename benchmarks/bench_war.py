"""Optimal tariffs and Nash equilibria.

``--large`` (or ``LARGE=1``) adds 80 regions x 28 sectors. Ossa (2014) needs ../shared/validation: his 28 optimal-tariff
problems and 4 world Nash equilibria, all certified, in a fresh process; one government's optimum beside the same problem with
slopes by finite differences. Every Nash equilibrium is timed with its certificate unless the row says otherwise.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from benchmarks.rows import Row, judged, process, show
from benchmarks.synthetic import synthetic_economy
from scipy.optimize import minimize
from tests.conftest import VALIDATION
from tests.war import ossa as paper

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.games import Search, certify
from tradetalks.games.candidates import simultaneous
from tradetalks.games.local_ascent import local_ascent
from tradetalks.war import PoliticalWeights, best_response, build_game, nash
from tradetalks.war.response import respond

LARGE = (80, 28)
SCALE = {False: "without scale economies", True: "with scale economies"}
BUDGET = 20_000


def clock(call):
    """Processor seconds and result of a call."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def ossa_everything() -> None:
    """28 optima and 4 Nash equilibria, each certified; the work of one fresh process."""
    economy = paper.balanced(VALIDATION)
    optima, wars = [], []
    for lobbying in (False, True):
        goal = PoliticalWeights(paper.weights(VALIDATION, economy, lobbying))
        for tie in ("sector", "mfn"):
            optima += [best_response(economy, name, objective=goal, instruments=tie) for name in economy.regions]
            wars.append(nash(economy, objective=goal, instruments=tie, starts=1))
    assert all(found.certified for found in optima) and all(war.certified for war in wars)
    worst = max(war.certificate.largest_gain for war in wars)
    print(f"{len(optima)} optima, {len(wars)} Nash, all certified; largest deviation gain {worst:.0e} percent")


def ossa() -> Iterator[Row]:
    """All of Ossa in a fresh process, start of Python and every compilation included."""
    with tempfile.TemporaryDirectory() as folder:
        for state in ("nothing compiled before", "compiled code kept"):
            done = process([__file__, "--ossa"], cache=folder)
            yield Row(
                what=f"Ossa (2014): 28 optima and 4 Nash equilibria of 7 regions x 33 sectors, {state}",
                measured=str(done),
                target=judged(done.processors, 20, "s of processors"),
                beside=done.output,
            )


def against_finite_differences() -> Iterator[Row]:
    """One government's bilateral optimum (198 tariffs), exact gradients against differences, both from factual tariffs."""
    economy = paper.balanced(VALIDATION)
    game = build_game(economy, ["US"])
    local_ascent(game, game.start, 0, Search())
    seconds, end = clock(lambda: local_ascent(game, game.start, 0, Search()))
    proved, found = clock(lambda: respond(game, 0, Search()))
    count = [0]
    near = game.at(game.start, [0])
    scale = np.sqrt(np.maximum(game.curvature(near, 0).d_c, 1e-12))

    def loss(z):
        count[0] += 1
        return -game.payoff(np.clip(z / scale, 0, 10), 0, near)

    bounds = [(0, 10 * s) for s in scale]
    slow, other = clock(
        lambda: minimize(loss, game.start * scale, method="L-BFGS-B", bounds=bounds, options={"maxfun": BUDGET})
    )
    ended = ""
    if not other.success:
        ended = f", stopped on its budget of {BUDGET:,} evaluations"
    yield Row(
        what="One government's optimum, 198 tariffs: one ascent from the tariffs in force",
        measured=f"{1e3 * seconds:.0f} ms, {end.evaluations} evaluations",
        target=judged(seconds, 0.2, "s"),
        beside=f"finite differences (L-BFGS-B, our scaling) {slow:.1f} s, {count[0]:,} evaluations{ended}, "
        f"{end.point.payoffs[0] + other.fun:.0e} percent short: {slow / seconds:.0f} times as long",
    )
    yield Row(
        what=f"The same from {len(found.starts)} starts, with hops and the second-order check",
        measured=f"{1e3 * proved:.0f} ms",
        target=judged(proved, 0.2, "s"),
    )


def world2017() -> Iterator[Row]:
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        for label, players, target in (("USA and CHN", ["USA", "CHN"], 3.0), ("all seven", None, 30.0)):
            first, _ = clock(lambda e=economy, p=players: nash(e, p))
            again, war = clock(lambda e=economy, p=players: nash(e, p))
            yield Row(
                what=f"Nash, `world2017`, {SCALE[scale]}, {label}, {len(war.x)} tariffs",
                measured=f"{again:.2f} s; the first call {first:.2f} s",
                target=judged(again, target, "s"),
            )


def large() -> Iterator[Row]:
    economy = synthetic_economy(*LARGE)
    for tie, target in (("uniform", 10.0), ("sector", 300.0)):
        game = build_game(economy, None, instruments=tie)
        first, _ = clock(lambda g=game: g.at(g.start, range(len(g.names))))
        seconds, found = clock(lambda g=game: simultaneous(g, g.start, Search()))
        name = f"{LARGE[0]} x {LARGE[1]} made up, {tie} tariffs, {len(game.start):,}"
        yield Row(
            what=f"Nash, {name}, without certificate",
            measured=f"{seconds:.1f} s, {found.steps} steps; compilation {first:.1f} s",
            target=judged(seconds, target, "s"),
        )
        search = Search(starts=1)
        proof, (certificate, _) = clock(lambda g=game, c=found, s=search: certify(g, c.point.x, s, c.point))
        yield Row(f"Certificate, {name}, one start a player", f"{proof:.1f} s", beside=str(certificate))


def rows() -> Iterator[Row]:
    keep_compiled_code()
    if VALIDATION.is_dir():
        yield from ossa()
        yield from against_finite_differences()
    yield from world2017()
    if "--large" in sys.argv or os.environ.get("LARGE"):
        yield from large()


if __name__ == "__main__":
    keep_compiled_code()
    if "--ossa" in sys.argv:
        ossa_everything()
    else:
        show(rows())
