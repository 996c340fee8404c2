"""The view Tariffs: the reader's own rules, and at once what they cost whom."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl

import xarray as xr
from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tradetalks.errors import TradeTalksError
from tradetalks.report.elasticity_choices import elasticity_choices
from tradetalks.report.format import format_day
from tradetalks.report.names import country_names, sector_names
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.quick_cost import told_policies
from tradetalks.scenario.reading.baseline import labels_of
from tradetalks.web.pages.asking import known_scenarios
from tradetalks.web.pages.history import remember
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.rules_form import KINDS, TableOfRules, check_count, percent_text, rules_of_form, rules_of_table
from tradetalks.web.state import (
    HIGHEST,
    MOST_RULES,
    PageState,
    TariffRule,
    read_state,
    rule_text,
    state_link,
    state_query,
)
from tradetalks.web.tariffs_shown import TariffsShown, said_billions, said_dollars, tariffs_shown

router = APIRouter(prefix="/tariffs")

# Bytes of a table of rules: sixty rules of a hundred letters are a tenth of it.
LARGEST_TABLE = 64_000
# Rate of a rule that is added, a ratio, and the most that its slider reaches; a number field takes more.
FIRST_RATE, SLIDER = 0.10, 1.0
# What a form may ask for beside changed rows.
ADD, REMOVE, CELL, CLEAR = "add", "remove", "cell", "clear"
PART = "~"
# The template of the whole page; the others are parts of it.
WHOLE, ANSWER = "tariffs.html", "tariffs_answer.html"
# The first step to an answer in a world that is not calibrated yet, as a request asks for it.
CALIBRATE = "calibrate"
# The state of a view as a form sends it, in a field of its own: longer than any link that a browser keeps.
QueryField = Annotated[str, Form(alias="state", max_length=100_000)]
# A request of htmx has this header.
ASKED_BY_HTMX = "HX-Request"


@router.get("", response_class=HTMLResponse)
async def tariffs(request: Request, room: InRoom, state: State) -> Response:
    """The whole page; a form that a browser without script sent goes on to the link of what it says."""
    try:
        changed = _of_form(request, state)
    except TradeTalksError as error:
        return await _page(request, room, state, WHOLE, fault=str(error))
    if changed != state:
        return RedirectResponse(state_link(changed, "tariffs"), status_code=303)
    return await _page(request, room, state, WHOLE)


@router.get("/answer", response_class=HTMLResponse)
async def tariffs_answer(request: Request, room: InRoom, state: State, step: str = "") -> Response:
    """What the rules of a form, or of a link, cost: exact, for htmx to put in place; or the next step to it, in words."""
    try:
        changed = _of_form(request, state)
        if step == CALIBRATE or ASKED_BY_HTMX not in request.headers:
            await room.at_once.run(room.quick.economies, await _without_rules(room, changed))
    except TradeTalksError as error:
        return await _page(request, room, state, ANSWER, fault=str(error))
    found = await _page(request, room, changed, ANSWER, compute=step != CALIBRATE)
    remember(request, found, changed)
    return found


@router.get("/stopped", response_class=HTMLResponse)
async def tariffs_stopped(request: Request, room: InRoom, state: State) -> Response:
    """What stands in the place of an answer that its reader did not wait for: htmx lets go of the request that asks for it."""
    return await _page(request, room, state, ANSWER, compute=False, stopped=True)


@router.get("/change", response_class=HTMLResponse)
async def tariffs_change(request: Request, room: InRoom, state: State, do: str = "") -> Response:
    """A rule more, a rule less: the rules and their answer."""
    try:
        state = _of_form(request, state)
        scenario = await _without_rules(room, state)
        state = state.model_copy(update={"rules": _done(do, state, scenario)})
    except TradeTalksError as error:
        return await _told_beside(request, room, state, str(error))
    if ASKED_BY_HTMX not in request.headers:
        return RedirectResponse(state_link(state, "tariffs"), status_code=303)
    found = await _page(request, room, state, "tariffs_trying.html", focus=_focus(do, state))
    remember(request, found, state)
    return found


async def _without_rules(room: Room, state: PageState) -> Scenario:
    """The scenario of a state as it is shipped, or saved."""
    return await room.library.scenario_of(state.model_copy(update={"rules": ()}))


async def _told_beside(request: Request, room: Room, state: PageState, fault: str) -> Response:
    """What is wrong with a form, in the place of the answer: the form stays as it is."""
    if ASKED_BY_HTMX not in request.headers:
        return await _page(request, room, state, WHOLE, fault=fault)
    found = await _page(request, room, state, ANSWER, fault=fault)
    found.headers["HX-Retarget"] = "#answer"
    return found


def _focus(do: str, state: PageState) -> int:
    """The number of the rule where the keyboard goes on after a button: the one that was begun, or the one that is now where one
    was removed; 0 for the head of the rules where none is left."""
    what, _, about = do.partition(":")
    count = len(state.rules)
    if what in (ADD, CELL):
        return count
    if what == REMOVE and about in map(str, range(1, MOST_RULES + 1)):
        return min(int(about), count)
    return 0


@router.get("/import")
async def tariffs_import_again(state: State) -> Response:
    """Whoever comes to the address of a table that was refused is led to the view."""
    return RedirectResponse(state_link(state, "tariffs"), status_code=303)


@router.post("/import", response_class=HTMLResponse)
async def tariffs_import(
    request: Request, room: InRoom, state: State, table: UploadFile, query: QueryField = ""
) -> Response:
    """The rules of a table of comma-separated values, added to those that are there; every row that cannot be read is named."""
    if query:
        # What was changed since the page came stands in this field, not yet in the address of the form.
        state = read_state(parse_qsl(query), "tariffs")
    template = WHOLE
    if ASKED_BY_HTMX in request.headers:
        template = "tariffs_trying.html"
    found = await _rules_sent(room, state, table)
    if found.faults:
        return await _page(request, room, state, template, table=found)
    state = state.model_copy(update={"rules": (*state.rules, *found.rules)})
    if template == WHOLE:
        return RedirectResponse(state_link(state, "tariffs"), status_code=303)
    answer = await _page(request, room, state, template, focus=0)
    remember(request, answer, state)
    return answer


async def _rules_sent(room: Room, state: PageState, table: UploadFile) -> TableOfRules:
    """The rules of a file that was sent, for the scenario of a state."""
    raw = await table.read(LARGEST_TABLE + 1)
    if len(raw) > LARGEST_TABLE:
        text = f"this file is larger than {LARGEST_TABLE // 1000} kB: put its tariffs into a scenario file"
        return TableOfRules((), ((0, text),))
    scenario = await _without_rules(room, state)
    found = await asyncio.to_thread(_read_table, raw, scenario)
    count = len(state.rules) + len(found.rules)
    if count > MOST_RULES:
        text = f"{count} rules with those that are there, more than {MOST_RULES}: put them into a scenario file"
        return TableOfRules((), (*found.faults, (0, text)))
    return found


def _read_table(raw: bytes, scenario: Scenario) -> TableOfRules:
    return rules_of_table(raw, labels_of(scenario.accounts, {}, Path()), _first_day(scenario))


def _of_form(request: Request, state: PageState) -> PageState:
    """The state with the rules of the request's form, where it has one."""
    rules = rules_of_form(request.query_params.multi_items())
    if rules is None:
        return state
    return state.model_copy(update={"rules": rules})


def _done(do: str, state: PageState, scenario: Scenario) -> tuple[TariffRule, ...]:
    """The rules after a button: one added, removed, begun from a cell of the map, or none left."""
    what, _, about = do.partition(":")
    rules = state.rules
    if what == CLEAR:
        return ()
    if what == REMOVE:
        return tuple(rule for number, rule in enumerate(rules, 1) if str(number) != about)
    if what not in (ADD, CELL):
        return rules
    check_count(len(rules) + 1)
    regions = [str(code) for code in scenario.accounts["region"].values]
    by, on, sectors = regions[0], regions[1], "goods"
    if scenario.players:
        by, on = scenario.players[:2]
    parts = about.split(PART)
    if what == CELL and len(parts) == 3 and set(parts[:2]) <= set(regions):
        by, on, sectors = parts
    new = TariffRule(by=by, on=(on,), sectors=(sectors,), rate=FIRST_RATE, start=_first_day(scenario))
    return (*rules, new)


def _first_day(scenario: Scenario) -> datetime.date:
    """From when a rule is in force that nobody has dated: the last date of the scenario."""
    return told_policies(scenario)[0].date


@dataclasses.dataclass(frozen=True)
class _Choices:
    """What can be chosen in a rule: codes with names."""

    regions: dict[str, str]
    sectors: dict[str, str]
    kinds: dict[str, str]


def _choices_of(accounts: xr.Dataset) -> _Choices:
    """The countries, the goods and the kinds of rules of a world: services bear no tariff."""
    names = zip(sector_names(accounts).labels.items(), accounts["tradable"].values, strict=True)
    goods = {code: name for (code, name), is_good in names if is_good}
    return _Choices(dict(country_names(accounts).labels), goods, KINDS)


async def _page(
    request: Request,
    room: Room,
    state: PageState,
    template: str,
    *,
    fault: str = "",
    table: TableOfRules | None = None,
    compute: bool = True,
    stopped: bool = False,
    focus: int | None = None,
) -> HTMLResponse:
    """A template of this view; with the answer where its world is calibrated and ``compute`` says so, else with the next step to
    it."""
    shipped = await _without_rules(room, state)
    shown: TariffsShown | None = None
    calibrated = room.quick.is_ready(shipped)
    if not fault and compute and calibrated:
        try:
            shown = await _worked_out(request.query_params.get("importer"), room, state, shipped)
        except TradeTalksError as error:
            fault = str(error)
    accounts = shipped.accounts
    choices = _choices_of(accounts)
    bare = state.model_copy(update={"rules": ()})
    sets = elasticity_choices(accounts)
    named = {one.name: one for found in sets.values() for one in found}
    show = room.show
    if template != WHOLE and not fault:
        show = room.show_part
    return show(
        template,
        state,
        scenario=shipped,
        scenarios=known_scenarios(room),
        elasticities=sets,
        own_set=named.get(str(accounts.attrs.get("elasticities", ""))),
        chosen_set=named.get(state.elasticities or str(accounts.attrs.get("elasticities", ""))),
        shown=shown,
        fault=fault,
        stopped=stopped,
        calibrated=calibrated,
        table=table,
        choices=choices,
        fields=parse_qsl(state_query(bare)),
        rule_texts=[rule_text(rule) for rule in state.rules],
        slider=round(100 * SLIDER),
        highest=round(100 * HIGHEST),
        billions=said_billions,
        dollars=said_dollars,
        said_day=format_day,
        focus=focus,
        percent=percent_text,
        example=_example(shipped, choices.sectors),
    )


def _example(scenario: Scenario, goods: dict[str, str]) -> str:
    """A row of a table that can be read as it stands, in names of this world."""
    first, second, *others = country_names(scenario.accounts).labels.values()
    hit = "|".join([second, *others[:1]])
    good = list(goods.values())[-1].partition(",")[0]
    return f"{first},{hit},25%,{good}|7208,add,{_first_day(scenario)}"


async def _worked_out(importer: str | None, room: Room, state: PageState, shipped: Scenario) -> TariffsShown:
    """The answer to the rules of a state; the map is that of ``importer``, where there is one of this name.

    Raises:
        TradeTalksError: rules that contradict each other, or under which there is no equilibrium.
    """
    scenario = await room.library.scenario_of(state)
    if importer not in {str(code) for code in shipped.accounts["region"].values}:
        importer = None
    ids = await asyncio.to_thread(room.library.rule_ids, state)
    return await room.at_once.run(tariffs_shown, room.quick, shipped, scenario, state.rules, state.date, importer, ids)
