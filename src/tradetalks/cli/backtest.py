"""``tradetalks backtest``: the model's odds at the deadlines on record against what happened."""

from __future__ import annotations

import argparse


def command_backtest(given: argparse.Namespace) -> None:
    """Print the table, the scores and the verdict."""
    from tradetalks.data.record import load_deadlines
    from tradetalks.talks.backtest import run_backtest

    print(run_backtest(load_deadlines()).summary())
