"""How the numbers of a run were computed, in the sentences that stand behind every chart."""

from __future__ import annotations

import dataclasses

from tradetalks.report.cost.numbers import range_words
from tradetalks.report.describe import describe_run
from tradetalks.scenario.run import ScenarioRun

# How trade imbalances are treated, in words.
DEFICITS = {
    "zero": "every country's trade imbalance is purged first",
    "fixed": "trade imbalances are as the accounts say, and constant",
    "proportional": "trade imbalances are a constant share of income",
}


@dataclasses.dataclass(frozen=True)
class Computed:
    """Where numbers are from.

    Args:
        world: the accounts that they rest on, with their source.
        elasticities: which, and whose.
        households: how many live where, with the source; empty where the accounts count none.
        model: horizon and treatment of imbalances.
        bands: what the bands span; empty where there are none.
        exactness: how well the equations are solved.
        command: that gives the same numbers.
    """

    world: str
    elasticities: str
    households: str
    model: str
    bands: str
    exactness: str
    command: str


def how_computed(run: ScenarioRun) -> Computed:
    """What stands behind every number of a run.

    Args:
        run: solved.
    """
    facts, attrs = describe_run(run), run.scenario.accounts.attrs
    named = str(attrs.get("elasticities", ""))
    said = str(attrs.get("elasticities_source", "those of the accounts, source not given"))
    if named:
        said = f"{said}; the set {named}"
    deficits = DEFICITS.get(facts["model"]["deficits"], facts["model"]["deficits"])
    return Computed(
        world=f"{facts['baseline']['title']} ({facts['baseline']['source']})",
        elasticities=said,
        households=str(attrs.get("households_source", "")),
        model=f"{run.cost.horizon}; {deficits}",
        bands=range_words(run.cost).removeprefix("; in brackets: "),
        exactness=f"{run.residual:.0e}",
        command=facts["again"]["command"],
    )
