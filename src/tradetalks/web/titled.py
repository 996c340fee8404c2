"""Runs under the name that the reader gave a scenario: no part of what was solved, so that saving solves nothing anew."""

from __future__ import annotations

import dataclasses
import hashlib

from tradetalks.scenario.run import ScenarioRun

# Hexadecimal digits of the key of a report, as those of a run.
KEY_DIGITS = 32


def titled(run: ScenarioRun, title: str) -> ScenarioRun:
    """The run of a scenario under another title.

    Args:
        run: solved.
        title: what its pages and its report are called.
    """
    if run.scenario.title == title:
        return run
    return dataclasses.replace(run, scenario=dataclasses.replace(run.scenario, title=title))


def report_key(key: str, run: ScenarioRun, title: str) -> str:
    """Under which key the report of a run lies: its own, or one of its title too.

    Args:
        key: of the run.
        run: of that key.
        title: that the report has.
    """
    if run.scenario.title == title:
        return key
    return hashlib.sha256(f"{key} {title}".encode()).hexdigest()[:KEY_DIGITS]
