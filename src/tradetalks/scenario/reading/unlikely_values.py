"""What is unlikely about the accounts and the elasticities that a scenario is solved with."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.data.checks import accepted_in
from tradetalks.data.plausibility import doubts_about
from tradetalks.inputs import Refusal
from tradetalks.scenario.economies import accounts_with_model
from tradetalks.scenario.model import Scenario

# θ by sector: in the sets that ship it lies between 0.37 (other transport) and 64.85 (petroleum), of Caliendo & Parro (2015).
# A third of the one, and half more than the other, are no estimates any more.
LEAST_THETA, MOST_THETA = 0.1, 100.0


def unlikely_values(scenario: Scenario) -> Iterator[Refusal]:
    """What to point out, at its place in the file; titles and advice alone count.

    Args:
        scenario: what the file comes to; the elasticities of its model stand in for those of the accounts.
    """
    place = "folder"
    if "file" in scenario.accounts.attrs:
        place = "file"
    of_accounts = [doubt.name for doubt in doubts_about(scenario.accounts)]
    for doubt in doubts_about(accounts_with_model(scenario)):
        if doubt.name not in of_accounts:
            advice = "give theta by sector: one over what is written"
            yield Refusal(doubt.sentence, do=advice, place=("model", "trade_elasticity"))
        elif doubt.name not in accepted_in(scenario.accounts):
            advice = f"write `accept: [{doubt.name}]` beside {place} to take it as it is"
            yield Refusal(doubt.sentence, do=advice, place=("baseline",))
    for sector, theta in scenario.model.trade_elasticity.items():
        if not LEAST_THETA <= theta <= MOST_THETA:
            title = f"the trade elasticity of {sector} is {theta:g}: estimates by sector lie between 0.37 and 65"
            advice = "give the percent by which imports fall where their price rises by one percent"
            yield Refusal(title, do=advice, place=("model", "trade_elasticity", sector))
