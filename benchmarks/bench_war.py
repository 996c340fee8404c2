"""How fast the trade war is. `make bench`; needs ../shared/validation for Ossa (2014); `--large` adds 80 regions x 28 sectors.

Prints: Ossa's 28 optimal-tariff problems and 4 world Nash equilibria, all certified, in a fresh process with and without
compiled code kept from earlier runs; one government's optimum against the same problem with finite-difference gradients;
Nash equilibria on world2017; and a synthetic world.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from benchmarks.synthetic import synthetic_economy
from scipy.optimize import minimize
from tests.conftest import VALIDATION
from tests.war import ossa as paper

import tradetalks as tt
from tradetalks.war import PoliticalWeights, Search, best_response, build_game, certify, nash
from tradetalks.war.climb import climb
from tradetalks.war.equilibrium import simultaneous
from tradetalks.war.response import respond

LARGE = (80, 28)


def clock(call):
    """Seconds and result of a call."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


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


def fresh_process(label: str, cache: str) -> float:
    """Seconds of a fresh process that does all of Ossa, start of Python included."""
    command = [sys.executable, __file__, "--ossa"]
    seconds, done = clock(
        lambda: subprocess.run(command, env=os.environ | {"TRADETALKS_CACHE": cache}, check=True, capture_output=True)
    )
    print(f"Ossa, fresh process, {label:<28} {seconds:6.1f} s   ({done.stdout.decode().strip()})")
    return seconds


def against_finite_differences() -> None:
    """One government's bilateral optimum (198 tariffs), exact gradients against differences, both from factual tariffs."""
    economy = paper.balanced(VALIDATION)
    game = build_game(economy, ["US"])
    climb(game, game.start, 0, Search())
    seconds, end = clock(lambda: climb(game, game.start, 0, Search()))
    proved, found = clock(lambda: respond(game, 0, Search()))
    count = [0]
    near = game.at(game.start, [0])
    scale = np.sqrt(np.maximum(game.curvature(near, 0).d_c, 1e-12))

    def loss(z):
        count[0] += 1
        return -game.payoff(np.clip(z / scale, 0, 10), 0, near)

    bounds = [(0, 10 * s) for s in scale]
    slow, other = clock(
        lambda: minimize(loss, game.start * scale, method="L-BFGS-B", bounds=bounds, options={"maxfun": 20_000})
    )
    print(
        f"one optimum, 198 tariffs: {1e3 * seconds:.0f} ms and {end.evaluations} evaluations; proved from "
        f"{len(found.starts)} starts {1e3 * proved:.0f} ms"
    )
    print(
        f"  finite differences (L-BFGS-B, scaled): {slow:.1f} s and {count[0]} evaluations, "
        f"welfare {end.point.payoffs[0] + other.fun:+.1e} percent short; ratio {slow / seconds:.0f}"
    )


def world2017() -> None:
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        for label, players in (("USA and CHN", ["USA", "CHN"]), ("all seven", None)):
            first, _ = clock(lambda e=economy, p=players: nash(e, p))
            again, war = clock(lambda e=economy, p=players: nash(e, p))
            print(
                f"world2017, scale {scale!s:<5} {label:<12} {len(war.x):>4} tariffs: first {first:5.2f} s, warm {again:5.2f} s; "
                + ", ".join(f"{n} {s.describe()}" for n, s in list(war.tariffs.items())[:2] if players)
            )


def large() -> None:
    economy = synthetic_economy(*LARGE)
    for tie in ("uniform", "sector"):
        game = build_game(economy, None, instruments=tie)
        first, _ = clock(lambda g=game: g.at(g.start, range(len(g.names))))
        seconds, found = clock(lambda g=game: simultaneous(g, g.start, Search()))
        print(
            f"{LARGE[0]} x {LARGE[1]}, {tie}: {len(game.start)} tariffs, compilation {first:.1f} s, Nash {seconds:.1f} s "
            f"({found.steps} steps, gain still expected {found.gap:.0e} percent)",
            flush=True,
        )
        seconds, (certificate, _) = clock(lambda g=game, c=found: certify(g, c.point.x, Search(starts=2), c.point))
        print(f"  certificate {seconds:.1f} s: {certificate}", flush=True)


if __name__ == "__main__":
    if "--ossa" in sys.argv:
        ossa_everything()
        sys.exit()
    if VALIDATION.is_dir():
        fresh_process("nothing compiled", "off")
        with tempfile.TemporaryDirectory() as folder:
            fresh_process("first run with a cache", folder)
            fresh_process("compiled code kept", folder)
        against_finite_differences()
    else:
        print("Ossa (2014): skipped, ../shared/validation is not here")
    world2017()
    if "--large" in sys.argv:
        large()
