"""The talks of January 2019, solved once for all tests that look at them."""

import pytest

from tradetalks.scenario.negotiate import negotiation_of
from tradetalks.scenario.read import read_scenario
from tradetalks.scenario.run import run_scenario
from tradetalks.talks.negotiate import negotiate


@pytest.fixture(scope="session")
def run():
    # The elasticities with which the independent computations were made that these tests hold the talks against.
    scenario = read_scenario("beijing-2019", {"model.elasticities": "LL2023_mining_as_minerals"})
    return run_scenario(scenario, parts={"cost"}).cost


@pytest.fixture(scope="session")
def talks(run):
    return negotiation_of(run)


def flat_talks(run, *, scale=True):
    """The same talks with the flows of the long run on every date, as two equilibria give them."""
    plan, solved = run.scenario.talks, run.by_scale["high" if scale else "low"]
    return negotiate(
        solved[run.now],
        sides=plan.sides,
        issues=plan.issues,
        escalation=solved[next(m for m in run.branches if m.branch == plan.escalation)],
        opening=plan.opening,
        deadline=plan.deadline,
        assumptions=plan.assumptions,
    )


@pytest.fixture(scope="session")
def long_run(run):
    return flat_talks(run)
