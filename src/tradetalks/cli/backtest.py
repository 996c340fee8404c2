"""``tradetalks backtest``: the model's odds at the deadlines on record against what happened."""

from __future__ import annotations

import argparse


def command_backtest(given: argparse.Namespace) -> None:
    """Print the table, the scores and the verdict; with ``--scenarios`` what the shipped scenarios say of their deadlines."""
    from tradetalks.cli.terminal import say
    from tradetalks.data.record import load_deadlines
    from tradetalks.talks.record.backtest import run_backtest

    if given.scenarios:
        from tradetalks.scenario.against_record import score_scenarios

        say(score_scenarios(load_deadlines()).summary())
    else:
        say(run_backtest(load_deadlines()).summary())
