"""What sides and deals are called: countries by name, and what each bargaining solution is in plain words."""

from __future__ import annotations

import dataclasses

from tradetalks.report.chapter import Table
from tradetalks.report.names import country_names
from tradetalks.report.spelled import named_table
from tradetalks.scenario.results.talks import TalksRun

# Solutions in plain words, the field's name beside them.
DEALS = {
    "Nash": "even-handed (Nash)",
    "Kalai-Smorodinsky": "equal shares of the best each can have (Kalai-Smorodinsky)",
    "equal gains": "same gain for all",
    "largest sum": "largest sum",
}
# Columns of texts that name sides.
NAMING = ("stated beyond the model", "stated", "two sides")
# The same beside a point or a bar, and in tables.
SHORT_DEALS = DEALS | {"Kalai-Smorodinsky": "equal shares"}


def side_names(run: TalksRun) -> tuple[str, ...]:
    """The sides as labels, in the order of every list of numbers: ``United States``."""
    names = country_names(run.scenario.accounts)
    return tuple(names[side] for side in run.sides)


def sides_said(run: TalksRun) -> tuple[str, ...]:
    """The sides within a sentence: ``the United States``."""
    names = country_names(run.scenario.accounts)
    return tuple(names.said(side) for side in run.sides)


def for_people(table: Table, run: TalksRun) -> Table:
    """A table with names in place of the codes of its sides and of its deals; its csv file keeps the codes."""
    names = country_names(run.scenario.accounts)
    found = named_table(table, {side: names[side] for side in run.sides})
    frame = found.frame.copy(deep=False)
    for column in NAMING:
        if column in frame:
            frame[column] = [names.spelled_out(str(cell)) for cell in frame[column]]
    if "deal" in frame:
        frame["deal"] = [SHORT_DEALS.get(str(cell), cell) for cell in frame["deal"]]
    return dataclasses.replace(found, frame=frame)
