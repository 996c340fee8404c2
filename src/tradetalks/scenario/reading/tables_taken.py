"""Tables of tariffs that do not lie beside the file: those of the same name that ship are taken, and that is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tradetalks.inputs import Place, Refusal
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.shipped_files import FILES, is_shipped, place_of_table


def tables_taken(scenario: Scenario, places: Mapping[str, Place], folder: Path) -> Iterator[Refusal]:
    """What to point out at the acts of the file; titles and advice alone count.

    Args:
        scenario: what the file comes to.
        places: where the acts of the file stand, by id.
        folder: where its relative paths start.
    """
    if folder == FILES:
        return
    acts = (*scenario.acts, *(act for branch in scenario.branches for act in branch.acts))
    for act in (act for act in acts if act.id in places and act.table):
        if is_shipped(place_of_table(folder, act.table)):
            said = f"no {act.table} lies beside this file: the one that ships with tradetalks is taken"
            yield Refusal(
                said, do="put a table of your own there to change it", place=(*places[act.id], "tariffs_from")
            )
