"""How fast the trade war is, against its targets. `make bench`; needs ../shared/validation for Ossa (2014); `--large` adds
80 regions x 28 sectors.

Every line says what is timed; lines with a target say whether it is met on this machine now, and the load it was under. Ossa's
28 optimal-tariff problems and 4 world Nash equilibria, all certified, in a fresh process with and without compiled code kept
from earlier runs; one government's optimum against the same problem with finite-difference gradients; Nash equilibria on
world2017; and a synthetic world.
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
from tradetalks.economy.runtime import keep_compiled_code
from tradetalks.games import Search, certify
from tradetalks.games.candidates import simultaneous
from tradetalks.games.local_ascent import local_ascent
from tradetalks.war import PoliticalWeights, best_response, build_game, nash
from tradetalks.war.response import respond

LARGE = (80, 28)
BUDGET = 20_000


def clock(call):
    """Seconds and result of a call."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def against(seconds: float, target: float) -> str:
    """A target and whether it is met."""
    return f"target {target:g} s: {'met' if seconds < target else 'MISSED'} at {seconds:.3g} s, load {os.getloadavg()[0]:.1f}"


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
    print(f"Ossa, one fresh process, start of Python and every compilation included ({label}): {seconds:.1f} s")
    print(f"  {done.stdout.decode().strip()}")
    print(f"  {against(seconds, 20)}", flush=True)
    return seconds


def against_finite_differences() -> None:
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
    print(
        f"one optimum, 198 tariffs, warm: one ascent from the tariffs in force {1e3 * seconds:.0f} ms and {end.evaluations} "
        f"evaluations; from {len(found.starts)} starts, hops and second-order check included, {1e3 * proved:.0f} ms"
    )
    print(f"  ascent alone: {against(seconds, 0.2)}\n  with starts, hops and check: {against(proved, 0.2)}")
    ended = "converged" if other.success else f"STOPPED on its budget of {BUDGET} evaluations, not converged"
    print(
        f"  one ascent with finite differences (L-BFGS-B, our scaling, warm): {slow:.1f} s and {count[0]} evaluations, {ended}, "
        f"{end.point.payoffs[0] + other.fun:+.1e} percent short; ratio of ascents {'' if other.success else 'at least '}"
        f"{slow / seconds:.0f}",
        flush=True,
    )


def world2017() -> None:
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        for label, players, target in (("USA and CHN", ["USA", "CHN"], 3.0), ("all seven", None, 30.0)):
            first, _ = clock(lambda e=economy, p=players: nash(e, p))
            again, war = clock(lambda e=economy, p=players: nash(e, p))
            print(
                f"world2017, scale {scale!s:<5} {label:<12} {len(war.x):>4} tariffs, 2 starts and their certificates: first call "
                f"{first:.2f} s, warm {again:.2f} s; "
                + ", ".join(f"{n} {s.describe()}" for n, s in list(war.tariffs.items())[:2] if players)
            )
            print(f"  warm, certificate included: {against(again, target)}", flush=True)


def large() -> None:
    economy = synthetic_economy(*LARGE)
    for tie, target in (("uniform", 10.0), ("sector", 300.0)):
        game = build_game(economy, None, instruments=tie)
        first, _ = clock(lambda g=game: g.at(g.start, range(len(g.names))))
        seconds, found = clock(lambda g=game: simultaneous(g, g.start, Search()))
        print(
            f"{LARGE[0]} x {LARGE[1]}, {tie}: {len(game.start)} tariffs, compilation {first:.1f} s, Nash without certificate "
            f"{seconds:.1f} s ({found.steps} steps, gain still expected {found.predicted_improvement:.0e} percent)\n"
            f"  Nash alone, warm: {against(seconds, target)}",
            flush=True,
        )
        for starts in (1, 2):
            search = Search(starts=starts)
            proof, (certificate, _) = clock(lambda g=game, c=found, s=search: certify(g, c.point.x, s, c.point))
            print(f"  certificate, {starts} starts and hops per player, {proof:.1f} s: {certificate}")
            print(f"  Nash and certificate: {against(seconds + proof, target)}", flush=True)


if __name__ == "__main__":
    keep_compiled_code()
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
