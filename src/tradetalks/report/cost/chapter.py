"""The chapter on what the tariffs cost whom: words, charts and tables put together."""

from __future__ import annotations

from functools import partial

import pandas as pd

from tradetalks.report.chapter import Chapter
from tradetalks.report.cost.charts import COST_CAPTIONS, cost_charts
from tradetalks.report.cost.headline import real_income_observations
from tradetalks.report.cost.tables import cost_tables
from tradetalks.report.cost.tariff_observations import tariff_change_observations
from tradetalks.report.cost.words import cost_sentences
from tradetalks.report.frame import NARROW
from tradetalks.report.style import drawn
from tradetalks.scenario.results.cost import CostRun

# The csv file of what the sides levy on each other alone.
QUARREL = "quarrel"


def cost_chapter(run: CostRun) -> Chapter:
    """What the policies of a scenario cost, said, drawn and tabulated.

    Args:
        run: every policy of the scenario, solved.

    Returns:
        The chapter; changes of real income in percent and in billion dollars a year.
    """
    return Chapter(
        name="cost",
        title="What does it cost, and whom?",
        sentences=cost_sentences(run),
        tables=cost_tables(run),
        charts=drawn(cost_charts, run),
        narrow=drawn(partial(cost_charts, frame=NARROW), run),
        data={
            "welfare_path": "real_income",
            "trade_diverted": "trade_diverted",
            "sectors": "sectors",
            "tariff_changes": "tariff_changes",
        },
        captions=COST_CAPTIONS,
        files=_files(run),
    )


def _files(run: CostRun) -> dict[str, pd.DataFrame]:
    """Csv files that no table of the chapter has; of the quarrel's costs too, where these are told apart."""
    found = {"real_income": real_income_observations(run), "tariff_changes": tariff_change_observations(run)}
    if run.quarrel is not None:
        found[QUARREL] = real_income_observations(run.quarrel)
    return found
