"""Trade wars: best responses, Nash equilibria and the games in closed form they are checked against.

Names load on first use.
"""

from importlib import import_module

_HOMES = {
    "best_response": "tradetalks.war.response",
    "BestResponse": "tradetalks.war.response",
    "nash": "tradetalks.war.solve",
    "NoEquilibriumError": "tradetalks.war.solve",
    "WarOutcome": "tradetalks.war.outcome",
    "Certificate": "tradetalks.games.certificate",
    "certify": "tradetalks.games.certificate",
    "Search": "tradetalks.games.local_ascent",
    "Coalition": "tradetalks.war.players",
    "build_game": "tradetalks.war.players",
    "AnalyticGame": "tradetalks.games.closed_form",
    "Tariffs": "tradetalks.war.instruments",
    "ExportTaxes": "tradetalks.war.instruments",
    "ProductionSubsidies": "tradetalks.war.instruments",
    "ScaledList": "tradetalks.war.instruments",
    "RealIncome": "tradetalks.war.objectives",
    "PoliticalWeights": "tradetalks.war.objectives",
    "Rivalry": "tradetalks.war.objectives",
    "StrategicIndustry": "tradetalks.war.objectives",
    "TariffRevenue": "tradetalks.war.objectives",
    "BilateralBalance": "tradetalks.war.objectives",
    "Employment": "tradetalks.war.objectives",
    "Custom": "tradetalks.war.objectives",
    "Move": "tradetalks.war.moves",
    "ListMove": "tradetalks.war.moves",
    "Reaction": "tradetalks.war.moves",
    "ladder": "tradetalks.war.escalation_path",
    "uniform_penalty": "tradetalks.war.clubs",
    "club_incentives": "tradetalks.war.clubs",
    "reactions": "tradetalks.war.reaction_curves",
    "LinearQuadraticGame": "tradetalks.games.analytic",
    "CompetingExporters": "tradetalks.games.analytic",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'tradetalks.war' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
