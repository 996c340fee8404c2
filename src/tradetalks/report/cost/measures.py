"""Whose measures a number counts: what the sides of talks levy on each other alone, or all of all countries.

Both are told of one run, and the sign of a side may differ: every title says which it is.
"""

from __future__ import annotations

from tradetalks.report.format import format_list
from tradetalks.report.names import country_names
from tradetalks.scenario.results.cost import CostRun


def whose_measures(run: CostRun) -> str:
    """Whose measures a run counts, within a sentence; empty where there is but one way of counting.

    Args:
        run: of all measures, or the quarrel of one.
    """
    if run.between:
        names = country_names(run.scenario.accounts)
        return f"what {format_list([names.said(side) for side in run.between])} levy on each other alone"
    if run.quarrel is not None:
        return "all new measures of all countries"
    return ""


def with_measures(run: CostRun, finding: str) -> str:
    """A title with whose measures it counts before it.

    Args:
        run: of all measures, or the quarrel of one.
        finding: what it shows.
    """
    said = whose_measures(run)
    if not said:
        return finding
    if finding.startswith("The "):
        finding = f"the {finding[4:]}"
    return f"{said[:1].upper()}{said[1:]}: {finding}"
