"""One small random world with tariffs, shared by the tests of talks on an economy."""

from functools import cache

import numpy as np

from tests.worlds import random_accounts
from tradetalks.economy.calibrate import calibrate
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.policy import Policy
from tradetalks.economy.solve import Anderson, solve_instruments
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.issue import Issue

EXACT = Anderson(tolerance=1e-12)


@cache
def status_quo() -> Equilibrium:
    """Three countries, two sectors, scale economies, tariffs between all; R0 buys most of S0 from R1 and of S1 from R2."""
    economy = calibrate(random_accounts(4, n=3, j=2, scale=True))
    return solve_instruments(economy, economy.unchanged)


def tariffs_nij() -> np.ndarray:
    """The tariffs in force, importer first."""
    return np.moveaxis(status_quo().instruments.tariff_jni, 0, 2)


def solved_at(tariff_nij: np.ndarray) -> Equilibrium:
    """The world solved from scratch at other tariffs, to a tighter tolerance."""
    economy = status_quo().economy
    return solve_instruments(
        economy, instruments_of(economy, Policy(tariff=economy.tariff.copy(data=tariff_nij))), method=EXACT
    )


@cache
def agenda() -> Agenda:
    """R0 and R1 over tariffs, purchases, a payment and something without a price."""
    issues = (
        Issue("cuts of R0", "rollback", "R0", "R1", 1.0),
        Issue("cuts of R1", "rollback", "R1", "R0", 1.0),
        Issue("buying", "purchases", "R1", "R0", 0.2, ("S1",), low=0.1, high=0.3, delivered=0.9),
        Issue("paying", "payment", "R1", "R0", 0.2, low=0.1, high=0.4),
        Issue("a promise", "stated", "R1", "R0", 0.3, cost=0.1),
    )
    return Agenda(status_quo(), ("R0", "R1"), issues, np.zeros_like(tariffs_nij()))
