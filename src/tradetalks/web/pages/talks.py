"""The view Talks: the bargaining picture with what can be dragged in it, deals, odds, clock, and whether a deal would hold."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tradetalks.errors import TradeTalksError
from tradetalks.report.format import format_day
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.pages.history import remember
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import MOST_BILLIONS, PageState, read_state, state_link, state_query
from tradetalks.web.talks_shown import MOST_RIVALRY, TalksShown, talks_shown

router = APIRouter(prefix="/talks")

# The template of what is put in place after a change.
PART = "talks_answer.html"
# Steps of the sliders: percent of an item; rivalry, and billions of what comes without a deal, by the name of their fields.
PERCENT_STEP, STEPS = 0.1, {"rivalry": 0.01, "threat": 0.001}
# What a step is off by in binary numbers.
ROUNDING = 1e-9
# A form has a field for each item and side.
ITEM, SIDE = "item.", ("rivalry.1", "rivalry.2", "threat.1", "threat.2")


@router.get("", response_class=HTMLResponse)
async def talks(request: Request, room: InRoom, state: State) -> Response:
    """The whole page; a form that a browser without script sent goes on to the link of what it says."""
    try:
        changed = _of_form(request, state)
    except TradeTalksError as error:
        return await _page(room, state, "talks.html", fault=str(error))
    if changed != state:
        return RedirectResponse(state_link(changed, "talks"), status_code=303)
    return await _page(room, state, "talks.html")


@router.get("/view", response_class=HTMLResponse)
async def talks_view(room: InRoom, state: State) -> Response:
    """What of it depends on the run, for htmx to put in place once that is there."""
    return await _page(room, state, "talks_view.html")


@router.get("/answer", response_class=HTMLResponse)
async def talks_answer(request: Request, room: InRoom, state: State) -> Response:
    """What is left of it when something has moved: exact, for htmx to put in place."""
    try:
        state = _of_form(request, state)
    except TradeTalksError as error:
        return await _page(room, state, "talks_answer.html", fault=str(error))
    found = await _page(room, state, "talks_answer.html")
    remember(request, found, state)
    return found


def _of_form(request: Request, state: PageState) -> PageState:
    """The state with what the request's form has moved, where it has one.

    Raises:
        ScenarioError: a number that is none, or out of range.
    """
    given = dict(request.query_params.multi_items())
    items = {key.removeprefix(ITEM): value for key, value in given.items() if key.startswith(ITEM)}
    if not items and not any(name in given for name in SIDE):
        return state
    # What the sliders were set from, with more digits than they have steps.
    was = read_state(parse_qsl(given.get("was", "")), "talks")
    bare = state.model_copy(update={"rivalry": None, "threat": None, "issues": {}})
    if given.get("deadline") == given.get("deadline.own"):
        bare = bare.model_copy(update={"deadline": None})
    pairs = parse_qsl(state_query(bare))
    for name, step in STEPS.items():
        ends = _moved_pair(given, name, getattr(was, name), step)
        if ends is not None:
            pairs.append((name, ",".join(ends)))
    for name, percent in items.items():
        share = was.issues.get(name)
        if share is not None and _the_same(percent, repr(100 * share), PERCENT_STEP):
            pairs.append(("issue", f"{name}~{share!r}"))
        elif percent and not _the_same(percent, given.get(f"own.{name}", ""), PERCENT_STEP):
            pairs.append(("issue", f"{name}~{_share(percent)}"))
    return read_state(pairs, "talks")


def _moved_pair(
    given: Mapping[str, str], name: str, was: tuple[float, float] | None, step: float
) -> tuple[str, ...] | None:
    """A number of each side, where one of them is not the scenario's own; the link stays short where nothing was moved."""
    ends = tuple(given.get(f"{name}.{side}", "") for side in (1, 2))
    if not all(ends):
        return None
    if was is not None:
        # What the hand left alone stays as the link had it, whatever the steps of its field are.
        ends = tuple(
            repr(float(before)) if _the_same(end, repr(before), step) else end
            for end, before in zip(ends, was, strict=True)
        )
    own = tuple(given.get(f"{name}.{side}.own", "") for side in (1, 2))
    if all(_the_same(one, other, step) for one, other in zip(ends, own, strict=True)):
        return None
    return ends


def _the_same(one: str, other: str, step: float) -> bool:
    """Whether a field that moves in steps says a number, as near as its steps allow."""
    try:
        return abs(float(one) - float(other)) <= step / 2 + ROUNDING
    except ValueError:
        return one == other


def _share(percent: str) -> str:
    try:
        return repr(round(float(percent) / 100, 6))
    except ValueError:
        return percent


async def _page(room: Room, state: PageState, template: str, *, fault: str = "") -> HTMLResponse:
    """A template of this view."""
    own = state.model_copy(update={"rivalry": None, "threat": None, "deadline": None, "issues": {}})
    scenario = await room.library.scenario_of(own)
    show = room.show
    if template == PART and not fault:
        show = room.show_part
    values: dict[str, Any] = {
        "scenario": scenario,
        "most": MOST_RIVALRY,
        "most_threat": MOST_BILLIONS,
    }
    values["scenarios"] = known_scenarios(room)
    values["fields"] = parse_qsl(state_query(state.model_copy(update={"rivalry": None, "threat": None, "issues": {}})))
    values["reset"] = state_link(own, "talks")
    values["others"] = _with_talks(room, own)
    if scenario.talks is None:
        return show(template, state, asked=None, shown=None, fault=fault, again="", own=None, **values)
    asked = await room.ask(own)
    if asked.run is None or asked.run.talks is None:
        again = f"/talks/view?{state_query(state)}"
        return show(template, state, asked=asked, shown=None, fault=fault, again=again, own=None, **values)
    found = asked.run.talks
    # What the sliders stand at where nothing is moved.
    start: TalksShown = await asyncio.to_thread(talks_shown, found, own, room.quick)
    ready = room.quick.make_ready(found)
    values["preparing"] = not ready.done()
    shown = start
    if not fault and state.model_copy(update={"view": own.view}) != own:
        try:
            await asyncio.wait({asyncio.wrap_future(ready)})
            shown = await room.at_once.run(talks_shown, found, state, room.quick)
        except TradeTalksError as error:
            fault = str(error)
    values |= {
        "deadline": state.deadline or found.deadline,
        "opening": found.opening,
        "opening_words": format_day(found.opening),
        "moved": shown is not start,
    }
    return show(template, state, asked=asked, shown=shown, fault=fault, again="", own=start, **values)


def _with_talks(room: Room, state: PageState) -> dict[str, str]:
    """Links to the scenarios that ship, by title; somebody whose scenario has no talks goes on there."""
    return {
        title: state_link(state.model_copy(update={"scenario": name, "rules": ()}), "talks")
        for name, title in room.library.names().items()
        if "\ntalks:" in room.library.text(name)
    }
