"""The ends of a band as columns of a chart's table: those of most draws, which are not the lowest and the highest of all."""

from __future__ import annotations

from tradetalks.report.cost.numbers import range_words
from tradetalks.scenario.results.cost import CostRun

LOW_END, HIGH_END = "low end", "high end"


def band_note(run: CostRun) -> str:
    """What lies between the two ends, for the note below a table; empty where there is one assumption alone.

    Args:
        run: with its draws, or solved under several elasticities.
    """
    return range_words(run).replace("in brackets", f"{LOW_END} to {HIGH_END}")
