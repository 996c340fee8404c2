"""Derivatives and batches of the economy.

All slopes of a country's real income beside the solve that they belong to, and a thousand policies in one call beside one after
the other. Labels and checks are part of every time here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import xarray as xr
from benchmarks.policies import scale_words, war_policy, world_war
from benchmarks.rows import Row, in_turn, judged, processor_seconds, ratio, show
from benchmarks.synthetic import synthetic_economy

import tradetalks as tt
from tradetalks.economy.runtime import keep_compiled_code

RUNS = 15
POLICIES = 1000


def gradients() -> Iterator[Row]:
    """All derivatives of one country's welfare beside one solve, at several numbers of instruments."""
    world = tt.load_world("world2017")
    cases = [
        *(
            (f"`world2017` 7 x 23, {scale_words(s)}", e := tt.calibrate(world, scale=s), war_policy(e))
            for s in (False, True)
        ),
        *((f"made up, {n} x {j}", e := synthetic_economy(n, j), world_war(e)) for n, j in ((31, 40), (80, 45))),
    ]
    for name, economy, policy in cases:
        solved = tt.solve(economy, policy)
        region = economy.regions[-1]
        count = sum(slopes.size for slopes in tt.gradient(solved, region=region).data_vars.values())
        taken = in_turn(
            {
                "solve": lambda e=economy, p=policy: tt.solve(e, p).values.real_income_hat_n,
                "slopes": lambda s=solved, r=region: [v.values for v in tt.gradient(s, region=r).data_vars.values()],
            },
            RUNS,
        )
        times = ratio(taken["slopes"], taken["solve"])
        yield Row(
            what=f"All {count:,} derivatives of a country's real income, {name}",
            measured=f"{1e3 * taken['slopes'].min():.1f} ms, {times:.1f} solves",
            limit="one linear system: about a solve",
            target=judged(times, 3, "solves"),
            beside=f"the solve, labels and checks included, {1e3 * taken['solve'].min():.1f} ms",
        )


def batches() -> Iterator[Row]:
    """A thousand policies in one call beside one after the other."""
    for scale in (False, True):
        economy = tt.calibrate(tt.load_world("world2017"), scale=scale)
        policy = war_policy(economy)
        rng = np.random.default_rng(0)
        policies = [tt.Policy(tariff=policy.tariff * (1 + 0.1 * rng.random())) for _ in range(POLICIES)]
        together = tt.Policy(tariff=xr.concat([p.tariff for p in policies], "policy"))
        tt.solve_many(economy, together)
        batch = min(processor_seconds(lambda e=economy, p=together: tt.solve_many(e, p).residual) for _ in range(3))
        single = processor_seconds(
            lambda e=economy, several=policies: [tt.solve(e, p).values.real_income_hat_n for p in several]
        )
        yield Row(
            what=f"{POLICIES:,} policies in one call, `world2017`, {scale_words(scale)}",
            measured=f"{batch:.2f} s of processors, on {os.cpu_count()} threads",
            target=judged(single / batch, 10, "times less work than one by one", most=False),
            beside=f"one by one {single:.2f} s: {single / batch:.1f} times as much",
        )


def rows() -> Iterator[Row]:
    keep_compiled_code()
    yield from gradients()
    yield from batches()


if __name__ == "__main__":
    show(rows())
