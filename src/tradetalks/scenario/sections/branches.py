"""Ways forward from the last date: acts added to those in force."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tradetalks.inputs import TEXT, Several, WrittenAs, record
from tradetalks.scenario.sections.act_cells import act_of
from tradetalks.scenario.sections.acts import Act, ActEntry
from tradetalks.scenario.sections.answers import AnswerEntry

# Acts as files write them.
Acts = Annotated[
    tuple[Annotated[Act | AnswerEntry, WrittenAs(ActEntry, act_of, "answers", AnswerEntry)], ...],
    Several("acts"),
    Field(description="dated and sourced acts; they apply by date, and as written on the same day"),
]


@record("the branch")
class BranchEntry:
    """A branch as a file writes it, under its name."""

    title: Annotated[str, TEXT, Field(description="what the way forward is, in a line")]
    note: Annotated[str, TEXT, Field(description="what would happen on it")] = ""
    acts: Acts = ()


@record("the branch")
class Branch:
    """What would happen on one way forward: acts added to those already in force.

    Args:
        name: what the talks and the strategies call it.
        title: what it is, in a line.
        acts: what is done on it.
        note: what would happen.
    """

    name: Annotated[str, TEXT]
    title: Annotated[str, TEXT]
    acts: Annotated[tuple[Act, ...], Several("acts")]
    note: Annotated[str, TEXT] = ""
