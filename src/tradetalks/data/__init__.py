"""Accounts and records that ship with the package, and readers for the user's own. Loads on first use."""

from importlib import import_module

_HOMES = {
    "load_world": "tradetalks.data.worlds",
    "available_worlds": "tradetalks.data.worlds",
    "read_accounts": "tradetalks.data.read",
    "build_accounts": "tradetalks.data.accounts",
    "check_accounts": "tradetalks.data.checks",
    "record": "tradetalks.data.record",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'tradetalks.data' has no attribute {name!r}")
    module = import_module(_HOMES[name])
    return module if name == "record" else getattr(module, name)
