"""The chapter on what the tariffs cost whom."""

from __future__ import annotations

from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.charts import CAPTIONS, charts
from tradetalks.report.cost.tables import real_income, tables
from tradetalks.report.cost.words import answer
from tradetalks.report.style import drawn
from tradetalks.scenario.run_cost import CostRun


def cost_chapter(run: CostRun) -> Chapter:
    """What the policies of a scenario cost, said, drawn and tabulated."""
    said = [sentence for sentence in answer(run) if sentence]
    files = {"real_income": real_income(run)}
    return Chapter("cost", "What it costs whom", said, tables(run), drawn(charts, run), CAPTIONS, files)
