"""Policies by name: days as people write them, ways forward in words."""

from __future__ import annotations

from tradetalks.report.format import format_day, format_short_day
from tradetalks.scenario.results.cost import CostRun, PolicyDate


def policy_label(moment: PolicyDate) -> str:
    """A policy beside a number: ``7 Jan 2019``, ``No deal`` for the way forward ``no-deal``."""
    if moment.branch is None:
        return format_short_day(moment.date)
    words = moment.branch.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def policy_words(run: CostRun, moment: PolicyDate) -> str:
    """A policy within a sentence: the day, or the title of the way forward."""
    if moment.branch is None:
        return format_day(moment.date)
    return next(branch.title for branch in run.scenario.branches if branch.name == moment.branch)
