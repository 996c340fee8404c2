"""The talks of January 2019, solved once for all tests that look at them."""

import pytest

from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario


@pytest.fixture(scope="session")
def run():
    return run_scenario(read_scenario("beijing-2019"), parts={"cost"}).cost


@pytest.fixture(scope="session")
def talks(run):
    return negotiation_of(run)
