"""The view Data: what the world of a scenario contains, where it is from, and the same world with fewer regions and sectors."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import StringConstraints

from tradetalks.errors import TradeTalksError
from tradetalks.report.answer.rests import NOT_IN_IT
from tradetalks.report.format import format_short_day
from tradetalks.report.names import country_names, sector_names
from tradetalks.report.show_data import show_accounts
from tradetalks.scenario.model import Scenario
from tradetalks.web.attached import attached
from tradetalks.web.merging import (
    KINDS,
    LONGEST_LABEL,
    MOST_GROUPS,
    WORLD_FILE,
    Group,
    MergedWorld,
    empty_scenario,
    free_label,
    hidden_table,
    merged_world,
    on_smaller_world,
    read_groups,
    world_file,
)
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import CODE, PART, SAVED, PageState, read_state, state_link, state_query

router = APIRouter(prefix="/data")

Text = Annotated[str, StringConstraints(max_length=2000)]
Texts = Annotated[list[Text], Query(default_factory=list, max_length=200)]
# The scenario that is saved on a smaller world: the one of the view, or one without measures.
THIS = "this"
# Measures that stand on the page before the others are unfolded: a screen of a desk.
SHOWN_ACTS = 8


class Ticked(NamedTuple):
    """What a form says becomes one: its new code, the old labels, and its name."""

    into: str = ""
    of: Sequence[str] = ()
    name: str = ""

    def text(self, kind: str) -> str:
        """As a link has it."""
        return PART.join((kind, self.into.strip() or free_label(self.of), CODE.join(self.of), self.name))


@router.get("", response_class=HTMLResponse)
async def data(
    room: InRoom,
    state: State,
    merge: Texts,
    of_regions: Texts,
    of_sectors: Texts,
    into_regions: Text = "",
    into_sectors: Text = "",
    name_regions: Text = "",
    name_sectors: Text = "",
) -> Response:
    """The whole page; nothing is solved for it. A form that merges more goes on to the link that holds it."""
    asked = {
        "regions": Ticked(into_regions, of_regions, name_regions),
        "sectors": Ticked(into_sectors, of_sectors, name_sectors),
    }
    more = [ticked.text(kind) for kind, ticked in asked.items() if ticked.into.strip() or ticked.of]
    try:
        groups = read_groups([*merge, *more])
        if more:
            await room.at_once.run(merged_world, await room.library.scenario_of(state), groups)
    except TradeTalksError as error:
        return await _page(room, state, merge, fault=str(error), sent=asked)
    if more:
        return RedirectResponse(data_link(state, groups), status_code=303)
    return await _page(room, state, merge)


@router.get("/world.nc")
async def data_world(room: InRoom, state: State, merge: Texts) -> Response:
    """The smaller world, as a file that scenarios name."""
    merged = await _merged(room, state, merge)
    content = await room.at_once.run(world_file, merged)
    return Response(content, media_type="application/x-netcdf", headers=attached(WORLD_FILE))


@router.post("/take")
async def data_take(request: Request, room: InRoom, on: Annotated[str, Form(max_length=10)]) -> Response:
    """Save a scenario on the smaller world of a link, and lead to its first view."""
    pairs = request.query_params.multi_items()
    state, merge = read_state(pairs, "data"), [value for key, value in pairs if key == "merge"]
    merged, scenario = await _merged(room, state, merge), await room.library.scenario_of(state)

    def saved() -> str:
        text, title = empty_scenario(scenario, merged), "A world of my own"
        if on == THIS:
            text, title = on_smaller_world(room.library, state, merged), f"{scenario.title}, on a smaller world"
        room.library.read(text)
        return f"{SAVED}{room.store.save(title, text).id}"

    view = "start" if on == THIS else "tariffs"
    name = await room.at_once.run(saved)
    return RedirectResponse(state_link(PageState(scenario=name), view), status_code=303)


async def _merged(room: Room, state: PageState, merge: Sequence[str]) -> MergedWorld:
    """The smaller world of a link."""
    scenario = await room.library.scenario_of(state)
    return await room.at_once.run(merged_world, scenario, read_groups(merge))


def data_link(state: PageState, groups: Sequence[Group]) -> str:
    """The link of the view with a smaller world."""
    query = "&".join(filter(None, [state_query(state), urlencode([("merge", group.text) for group in groups])]))
    return f"/data?{query}#aggregate"


async def _page(
    room: Room,
    state: PageState,
    merge: Sequence[str],
    fault: str = "",
    sent: Mapping[str, Ticked] | None = None,
) -> HTMLResponse:
    """The view, with what comes of merging, or what is wrong with it: then the form stays as ``sent`` has it."""
    scenario = await room.library.scenario_of(state)
    try:
        groups = read_groups(merge)
    except TradeTalksError as error:
        groups, fault = (), str(error)
    values, labels = await asyncio.to_thread(data_shown, scenario), _labels(scenario)
    smaller: dict[str, Any] = {"smaller": None}
    if groups:
        try:
            smaller = await room.at_once.run(smaller_shown, room, state, scenario, groups)
        except TradeTalksError as error:
            fault = str(error)
    return room.show(
        "data.html",
        state,
        title="What is behind the numbers?",
        scenarios=known_scenarios(room),
        kept=parse_qsl(state_query(state)),
        groups=[(group, group.called(labels[group.kind]), _without(state, groups, group)) for group in groups],
        merged_query="&".join(filter(None, [state_query(state), urlencode([("merge", one.text) for one in groups])])),
        labels=labels,
        sent=sent or dict.fromkeys(KINDS, Ticked()),
        longest_label=LONGEST_LABEL,
        most=MOST_GROUPS,
        shown_acts=SHOWN_ACTS,
        fault=fault,
        status=200 if not fault else 422,
        **values,
        **smaller,
    )


def _without(state: PageState, groups: Sequence[Group], taken: Group) -> str:
    """The link where one of the groups is taken apart."""
    return data_link(state, [group for group in groups if group is not taken])


def _labels(scenario: Scenario) -> dict[str, Mapping[str, str]]:
    """What can be merged: labels with their names, by kind."""
    accounts = scenario.accounts
    return dict(zip(KINDS, (country_names(accounts).labels, sector_names(accounts).labels), strict=True))


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
    rows = [(where, format_short_day(act.start), names[act.by], act.note or act.id, act.source) for where, act in acts]
    return {"scenario": scenario, "world": first, "lines": lines, "tables": tables, "acts": rows, "left_out": NOT_IN_IT}


def smaller_shown(room: Room, state: PageState, scenario: Scenario, groups: Sequence[Group]) -> dict[str, Any]:
    """What the view shows of a smaller world, and whether the scenario runs on it.

    Args:
        room: of the server.
        state: of the view.
        scenario: whose world is merged.
        groups: what is merged.

    Raises:
        TradeTalksError: labels that there are not, or that are asked for twice.
    """
    merged = merged_world(scenario, groups)
    text, (regions, _, sectors) = show_accounts(merged.accounts)
    first, *lines = [line for line in text.splitlines() if line]
    why_not: list[str] = []
    if merged.baseline is not None:
        try:
            on_smaller_world(room.library, state, merged)
        except TradeTalksError as error:
            why_not = str(error).splitlines()
    return {
        "smaller": merged,
        "smaller_world": first,
        "smaller_lines": lines,
        "smaller_tables": [regions, sectors],
        "hidden": hidden_table(merged),
        "why_not": why_not,
    }
