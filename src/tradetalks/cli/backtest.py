"""``tradetalks backtest``: what the record says of past deadlines it has not seen, against what happened."""

from __future__ import annotations

import argparse
import json


def command_backtest(given: argparse.Namespace) -> None:
    """Print verdict and scores, as text or as one line of JSON; of the shipped record, of one's own, or of shipped scenarios."""
    from tradetalks.cli.terminal import say
    from tradetalks.data.deadlines import load_deadlines, read_deadlines
    from tradetalks.errors import TradeTalksError, message
    from tradetalks.talks.record.backtest import run_backtest
    from tradetalks.talks.record.facts import backtest_facts

    shipped = load_deadlines()
    if given.scenarios:
        from tradetalks.scenario.against_record import score_scenarios

        if given.record is not None or given.json:
            raise TradeTalksError(
                message("--scenarios stands alone", do="leave out --record and --json, or ask for the record instead")
            )
        say(score_scenarios(shipped).summary())
        return
    record, teachers = shipped, None
    if given.record is not None:
        record, teachers = read_deadlines(given.record), shipped
    found = run_backtest(record, teachers)
    if given.json:
        print(json.dumps(backtest_facts(found), allow_nan=False))
    else:
        say(found.summary())
