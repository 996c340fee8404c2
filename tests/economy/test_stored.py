"""Equilibria against those stored when the kernel was simpler: how it computes may change, what it computes may not.

`python -m tests.economy.test_stored` writes the file anew; do that only where an equation has changed, and say so in the
changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_accounts
from tradetalks.data import record
from tradetalks.economy.labels import INDUSTRY, label
from tradetalks.economy.solve import Anderson

STORED = Path(__file__).with_name("stored_equilibria.json")
# Ratios. A solve holds its equations to 1e-10; what that leaves open of the state is a few times as much.
CLOSE = 1e-9
# Stored values are a hundred times closer than those of a solve.
EXACT = Anderson(tolerance=1e-12)


def war_of_2018(economy: tt.Economy) -> tt.Policy:
    """The tariffs that the United States and China put on each other in 2018 and 2019."""
    increase = record.load_tariff_increase()
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
    return tt.Policy(tariff=tariff)


def everything(economy: tt.Economy) -> tt.Policy:
    """Every instrument moves, between every two countries."""
    rng = np.random.default_rng(5)
    foreign = (1 - np.eye(len(economy.regions)))[:, :, None] * np.ones(len(economy.sectors))
    tariff = economy.tariff
    return tt.Policy(
        tariff=tariff + 0.3 * rng.random(foreign.shape) * foreign,
        export_tax=tariff.copy(data=0.1 * rng.random(foreign.shape) * foreign),
        trade_cost_hat=tariff.copy(data=1 + 0.2 * rng.random(foreign.shape) * foreign),
        production_subsidy=label(
            economy, 0.05 * rng.random(foreign.shape[1:]), INDUSTRY, name="s", units="1", long_name="s"
        ),
    )


def accounts_of(name: str, scale: bool):
    if name == "world2017":
        return tt.load_world(name)
    n, j = map(int, name.split()[-1].split("x"))
    return random_accounts(7, n=n, j=j, scale=scale, markup=n < 10)


# Small worlds keep the whole inverse of the Jacobian; 20 x 31 is large enough for blocks.
WORLDS = ("world2017", "random 5x4", "random 20x31")
CASES = [(name, scale) for name in WORLDS for scale in (False, True)]


def solve(name: str, scale: bool, method: Anderson | None = None) -> tt.Equilibrium:
    economy = tt.calibrate(accounts_of(name, scale), scale=scale)
    policy = war_of_2018 if name == "world2017" else everything
    return tt.solve(economy, policy(economy), method=method)


@pytest.mark.parametrize(("name", "scale"), CASES)
def test_same_equilibria(name: str, scale: bool) -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))[f"{name}, scale {scale}"]
    values = solve(name, scale).values
    for what, numbers in stored.items():
        assert np.allclose(getattr(values, what), numbers, rtol=CLOSE, atol=0), what


def write() -> None:
    found = {}
    for name, scale in CASES:
        values = solve(name, scale, EXACT).values
        found[f"{name}, scale {scale}"] = {
            what: np.asarray(getattr(values, what)).tolist()
            for what in ("real_income_hat_n", "wage_hat_n", "tariff_revenue_n")
        }
    STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
