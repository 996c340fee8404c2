"""Another scenario for a view: rules that fit it go along; before anything is left behind, the reader is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from tradetalks.errors import TradeTalksError
from tradetalks.report.names import CountryNames, country_names, sector_names
from tradetalks.scenario.model import Scenario
from tradetalks.web.room import InRoom, Room
from tradetalks.web.rule_acts import GOODS
from tradetalks.web.rules_form import KINDS
from tradetalks.web.state import ALL, Name, PageState, TariffRule, View, read_state, state_link

router = APIRouter(prefix="/choose")

# The state that a view had, as its link had it.
Was = Annotated[str, Query(max_length=100_000)]


@router.get("")
async def choose(room: InRoom, scenario: Name, view: View = "start", was: Was = "") -> Response:
    """Lead to a view of another scenario, with what the reader has set where that has a place in it."""
    before = read_state(parse_qsl(was), view)
    onward, left = await room.at_once.run(_taken_along, room, before, scenario)
    link = state_link(onward, view)
    if not left:
        return RedirectResponse(link, status_code=303)
    other = (await asyncio.to_thread(room.library.read_changed, PageState(scenario=scenario))).title
    back = state_link(before, view)
    return room.show(
        "choose_left.html", before, title="Another scenario", other=other, left=left, onward=link, back=back
    )


def _taken_along(room: Room, before: PageState, scenario: str) -> tuple[PageState, list[str]]:
    """The state of the other scenario, and what is left behind, in words."""
    other = room.library.opened(scenario)
    if scenario == before.scenario:
        return before, []
    world = room.library.read_changed(other)
    kept = tuple(rule for rule in before.rules if rule_fits(rule, world))
    said = _said_of(room, before)
    left = [said[rule] for rule in before.rules if rule not in kept]
    moved: dict[str, object] = {"rivalry": before.rivalry, "what comes without a deal": before.threat}
    moved |= {"the deadline": before.deadline, "your deal": before.issues}
    left += [f"{words}, which you moved in the other talks" for words, value in moved.items() if value]
    other = other.model_copy(update={"rules": kept, "others": before.others})
    if before.elasticities is None:
        return _readable(room, other, left, said)
    asked = other.model_copy(update={"elasticities": before.elasticities})
    try:
        room.library.read_changed(asked)
    except TradeTalksError:
        return _readable(room, other, [*left, f"the elasticities {before.elasticities}"], said)
    return asked, left


def _readable(
    room: Room, state: PageState, left: list[str], said: Mapping[TariffRule, str]
) -> tuple[PageState, list[str]]:
    """The state where its rules can be read together; else without them."""
    try:
        room.library.read_changed(state)
    except TradeTalksError:
        return state.model_copy(update={"rules": ()}), [*(said[rule] for rule in state.rules), *left]
    return state, left


def rule_fits(rule: TariffRule, scenario: Scenario) -> bool:
    """Whether a scenario's world has the countries and the goods of a rule."""
    regions = {str(code) for code in scenario.accounts["region"].values}
    sectors = {str(code) for code in scenario.accounts["sector"].values}
    places = {rule.by, *rule.on} - {"all"}
    goods = {code for code in rule.sectors if code != GOODS and not code.replace(".", "").isdecimal()}
    return places <= regions and goods <= sectors


def _said_of(room: Room, state: PageState) -> dict[TariffRule, str]:
    """Every rule of a state in a line, by the names of the world that it leaves, or by codes where that is there no longer."""
    try:
        accounts = room.library.read_changed(state.model_copy(update={"rules": ()})).accounts
        countries, sectors = country_names(accounts), sector_names(accounts)
    except TradeTalksError:
        countries = sectors = CountryNames({})
    return {rule: _said(rule, countries, sectors) for rule in state.rules}


def _said(rule: TariffRule, countries: CountryNames, sectors: CountryNames) -> str:
    on = ", ".join("everybody" if code == ALL else countries[code] for code in rule.on)
    goods = ", ".join("all goods" if code == GOODS else sectors[code] for code in rule.sectors)
    return f"the rule {countries[rule.by]} on {on}, {goods}: {KINDS[rule.kind]} {100 * rule.rate:g} percent"
