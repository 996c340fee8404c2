"""The view War: where it ends if nobody stops it, how sure that is, and the moves on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from tradetalks.report.answer.war import war_line
from tradetalks.report.names import country_names, sector_names
from tradetalks.report.spelled import named_table
from tradetalks.report.war.in_force import milder_sentence
from tradetalks.report.war.tables import certificate_table, war_tables
from tradetalks.report.war.words import (
    certificate_sentence,
    checked_plainly,
    not_certified_sentence,
    other_equilibria_sentences,
    war_sentences,
)
from tradetalks.scenario.results.war import WarRun
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.charts.war import war_drawings
from tradetalks.web.pages.asking import Shown, show_run
from tradetalks.web.room import InRoom, Room, State
from tradetalks.web.state import PageState

router = APIRouter(prefix="/war")

# Whether a war is fought that the scenario has no section for.
Fight = Annotated[bool, Query()]


@router.get("", response_class=HTMLResponse)
async def war(room: InRoom, state: State, fight: Fight = False) -> HTMLResponse:
    """The whole page."""
    return await _shown(room, state, "war.html", fight=fight)


@router.get("/answer", response_class=HTMLResponse)
async def war_answer_part(room: InRoom, state: State, fight: Fight = False) -> HTMLResponse:
    """What of it depends on the run, for htmx to put in place."""
    return await _shown(room, state, "war_answer.html", fight=fight)


async def _shown(room: Room, state: PageState, template: str, *, fight: bool) -> HTMLResponse:
    if not fight:
        return await show_run(room, state, template, war_shown, enough=lambda run: run.war is not None)
    return await show_run(room, state, template, war_shown, parts=("war",), asks={"fight": "true"})


def war_shown(run: ScenarioRun) -> Shown:
    """What the view shows of a run; ``war`` is None where none was fought.

    Args:
        run: solved.
    """
    found = run.war
    if found is None:
        return {"war": None}
    words = _spelled(found)
    certificate, proof, cost = None, "", None
    if found.war.certificate is not None:
        certificate = named_table(certificate_table(found.war.certificate), country_names(run.scenario.accounts).labels)
        proof = certificate_sentence(found.war.certificate)
    if run.cost.equilibria:
        cost = run.cost
    labels = {**sector_names(run.scenario.accounts).labels, **country_names(run.scenario.accounts).labels}
    return {
        "war": found,
        "line": war_line(found),
        "milder": milder_sentence(found),
        "checked": checked_plainly(found.war),
        "doubt": words(not_certified_sentence(found.war)),
        "others": [words(said) for said in other_equilibria_sentences(found.war)],
        "proof": words(proof),
        "certificate": certificate,
        "drawings": war_drawings(found),
        "sentences": [words(said) for said in war_sentences(found, cost)],
        "tables": [named_table(table, labels) for table in war_tables(found)],
    }


def _spelled(run: WarRun) -> Callable[[str], str]:
    """Names in place of the codes of a war's countries and sectors."""
    countries, sectors = country_names(run.scenario.accounts), sector_names(run.scenario.accounts)
    return lambda text: sectors.spelled_out(countries.spelled_out(text, sentence=True))
