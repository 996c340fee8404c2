"""tradetalks: what a tariff costs whom, where a trade war ends, and which deals would be kept.

The names below load on first use, so that ``import tradetalks`` and ``tradetalks --help`` stay instant.
"""

from importlib import import_module

from tradetalks.result import shown_by

__version__ = "0.1.0"

_HOMES = {
    "load_world": "tradetalks.data",
    "read_accounts": "tradetalks.data",
    "build_accounts": "tradetalks.data",
    "check_accounts": "tradetalks.data",
    "Economy": "tradetalks.economy.economy",
    "calibrate": "tradetalks.economy.calibrate",
    "rebase": "tradetalks.economy.calibrate",
    "Policy": "tradetalks.economy.policy",
    "PurchaseCommitment": "tradetalks.economy.policy",
    "raise_tariffs": "tradetalks.economy.policy",
    "solve": "tradetalks.economy.solve",
    "solve_many": "tradetalks.economy.batch",
    "decompose": "tradetalks.economy.welfare",
    "first_order_welfare": "tradetalks.economy.welfare",
    "gradient": "tradetalks.economy.derivatives",
    "response": "tradetalks.economy.derivatives",
    "Equilibrium": "tradetalks.economy.equilibrium",
    "read_scenario": "tradetalks.scenario.read",
    "run_scenario": "tradetalks.scenario.run",
}

shown_by(lambda: import_module("tradetalks.report.present"))

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'tradetalks' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__():
    return __all__
