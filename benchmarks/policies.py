"""Policies that benchmarks solve."""

from __future__ import annotations

import numpy as np

import tradetalks as tt
from tradetalks.data import record
from tradetalks.economy.economy import Economy


def war_policy(economy: Economy) -> tt.Policy:
    """The tariffs that the United States and China put on each other in 2018 and 2019."""
    increase = record.load_tariff_increase()
    tariff = economy.tariff
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        tariff.loc[by, on, list(increase.sector.values)] += increase.loc[by, on].values
    return tt.Policy(tariff=tariff)


def world_war(economy: Economy) -> tt.Policy:
    """Every country adds up to 20 points on everything from everyone."""
    rng = np.random.default_rng(1)
    n = len(economy.regions)
    added = 0.2 * rng.random(economy.tariff_nij.shape) * (1 - np.eye(n))[:, :, None]
    return tt.Policy(tariff=economy.tariff + added)


def scale_words(scale: bool) -> str:
    """For a row."""
    return f"with{'' if scale else 'out'} scale economies"
