"""What there is to ask of: worlds, sets of elasticities; two runs compared; and what a policy costs, at once."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.comparison import compare, differences
from tradetalks.report.show import elasticity_titles, show_world, world_titles
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.quick_cost import told_policies
from tradetalks.web.api.asked import finished_run, refuse_beside
from tradetalks.web.api.costs import costs_of
from tradetalks.web.api.models import (
    ElasticityEntry,
    QuickCost,
    RunComparison,
    WorldDetail,
    WorldEntry,
)
from tradetalks.web.api.outcomes import content_of
from tradetalks.web.library import NothingThere
from tradetalks.web.room import InRoom, Room
from tradetalks.web.state import PageState

router = APIRouter()


@router.get("/worlds", tags=["worlds"])
async def list_worlds() -> list[WorldEntry]:
    """The worlds that ship: accounts of trade and production."""
    return [WorldEntry(name=name, title=title) for name, title in world_titles().items()]


@router.get("/worlds/{name}", tags=["worlds"])
async def read_world_tables(name: Annotated[str, Path(max_length=40, examples=["world2022"])]) -> WorldDetail:
    """A world: its source, its regions with incomes, its sectors with elasticities."""
    titles = world_titles()
    if name not in titles:
        raise NothingThere(message(f"there is no world {name}", expected=f"one of {', '.join(titles)}"))
    text, tables = await asyncio.to_thread(show_world, name)
    return WorldDetail(name=name, title=titles[name], text=text, tables=[content_of(table) for table in tables])


@router.get("/elasticities", tags=["worlds"])
async def list_elasticities() -> list[ElasticityEntry]:
    """The named sets of trade and scale elasticities, each with its source."""
    return [
        ElasticityEntry(name=name, title=title, source=source, status=status)
        for name, title, source, status in elasticity_titles()
    ]


RunOf = Annotated[str, Query(pattern=r"^[0-9a-f]{32}$", examples=["0" * 32])]


@router.get("/compare", tags=["outcomes"])
async def compare_runs(first: RunOf, second: RunOf, room: InRoom) -> RunComparison:
    """In what two finished runs differ, and by how much their answers do."""
    one, two = [(await room.reports.of(id, await finished_run(room, id))).folder for id in (first, second)]

    def without_places(text: str) -> str:
        """Where the server keeps them is nobody's business."""
        return text.replace(str(one), "first").replace(str(two), "second")

    try:
        tables = await asyncio.to_thread(compare, one, two)
    except TradeTalksError as error:
        raise TradeTalksError(without_places(str(error))) from None
    found = await asyncio.to_thread(lambda: list(differences(one, two)))
    clean = [content_of(table, note=without_places(table.note)) for table in tables]
    return RunComparison(differences=[without_places(line) for line in found], tables=clean)


@router.post("/quick", tags=["runs"])
async def answer_quickly(state: PageState, room: InRoom) -> list[QuickCost]:
    """What the policies of a scenario with the reader's rules cost each country, at its own elasticities: a second, no run.

    The world is calibrated by the first who asks, which takes some seconds.
    """
    refuse_beside(state)
    scenario = await room.library.scenario_of(state)
    return await room.at_once.run(_quick, room, scenario)


def _quick(room: Room, scenario: Scenario) -> list[QuickCost]:
    return costs_of(room.quick.cost(scenario, told_policies(scenario)))
