"""The view Data: what the world of a scenario contains, where it is from, and what its aggregates hide."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.rests import NOT_IN_IT
from tradetalks.report.names import country_names
from tradetalks.report.show_data import show_accounts
from tradetalks.scenario.model import Scenario
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.room import InRoom, State
from tradetalks.web.state import state_query

router = APIRouter(prefix="/data")


@router.get("", response_class=HTMLResponse)
async def data(room: InRoom, state: State) -> HTMLResponse:
    """The whole page; nothing is solved for it."""
    scenario = await room.library.scenario_of(state)
    values = await asyncio.to_thread(data_shown, scenario)
    kept = parse_qsl(state_query(state))
    return room.show(
        "data.html", state, title="What is behind the numbers?", scenarios=known_scenarios(room), kept=kept, **values
    )


def data_shown(scenario: Scenario) -> dict[str, Any]:
    """What the view shows of a scenario's accounts and acts.

    Args:
        scenario: as it was read.
    """
    text, tables = show_accounts(scenario.accounts)
    first, *lines = [line for line in text.splitlines() if line]
    names = country_names(scenario.accounts)
    acts = [("in force", act) for act in scenario.acts]
    acts += [(branch.title, act) for branch in scenario.branches for act in branch.acts]
    rows = [(where, str(act.start), names[act.by], act.note or act.id, act.source) for where, act in acts]
    return {"scenario": scenario, "world": first, "lines": lines, "tables": tables, "acts": rows, "left_out": NOT_IN_IT}
