"""What policies cost each country, as the API says it."""

from __future__ import annotations

from tradetalks.report.answer.cost import horizon_words
from tradetalks.scenario.results.cost import CostRun
from tradetalks.web.api.models import QuickCost


def costs_of(cost: CostRun) -> list[QuickCost]:
    """Every policy that is solved, in the order of a run, country by country.

    Args:
        cost: as far as it is solved.
    """
    return [
        QuickCost(
            policy=str(policy),
            horizon=horizon_words(cost),
            country=str(country),
            real_income_percent=float(solved.real_income_change.sel(region=country)),
            real_income_busd=float(solved.real_income_change_busd.sel(region=country)),
        )
        for policy, solved in cost.equilibria.items()
        for country in cost.economy.regions
    ]
