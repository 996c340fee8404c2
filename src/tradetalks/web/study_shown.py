"""What the view Study shows of one's own studies: how far the chosen one is, what it says, and what can be begun."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from markupsafe import Markup

from tradetalks.errors import TradeTalksError
from tradetalks.report.format import counted
from tradetalks.report.study.reasons import draw_reasons_table, kinds_of_reasons
from tradetalks.report.study.tables import study_tables
from tradetalks.report.study.words import study_answers, study_title
from tradetalks.scenario.model import Scenario
from tradetalks.web.charts.study import study_drawings
from tradetalks.web.jobs.job import JobStatus
from tradetalks.web.jobs.study_pool import StudyJob
from tradetalks.web.room import Room
from tradetalks.web.state import PageState, state_query
from tradetalks.web.studies import StudySaid, study_in, study_stores
from tradetalks.web.study_asked import choices_of
from tradetalks.web.study_plans import COUNTS, FIRST_COUNT, MOST_WITH_SIDES, own_plan, parts_there


async def own_study(room: Room, state: PageState, name: str) -> dict[str, Any]:
    """What the template of one's own study is given.

    Args:
        room: of the server.
        state: of the view.
        name: of the study that is looked at; any other text for none.

    Returns:
        ``studies`` (titles by name), ``store``, ``job`` (None where it was not begun here), ``ended`` (draws that are kept, in
        words), ``said`` (what the study says, as HTML), ``elsewhere`` (whose scenario it is where that is another one),
        ``trouble`` (why it cannot be read), what the form needs, and
        ``standing``, by which all of it can be told from before.
    """
    scenario = await room.library.scenario_of(state)
    folder = room.settings.folder
    stores = await asyncio.to_thread(study_stores, folder)
    begun = {job.key: job for job in await room.studies.all()}
    listed = {job.key: f"{job.title}{_standing(job)}" for job in begun.values()}
    listed |= {found: found for found in stores if found not in begun}
    job, said, trouble = begun.get(name), None, ""
    if name in stores:
        try:
            said = await asyncio.to_thread(study_in, folder, name)
        except TradeTalksError as error:
            # One that has only just begun has nothing to be read yet.
            if job is None or job.status.is_over:
                trouble = str(error)
    shown, ended, elsewhere = Markup(""), "", ""
    if said is not None:
        count = len(said.summary.draws.status) - said.summary.unfinished
        if count:
            ended = counted(count, "draw")
            text = await room.rendered.get(("study", said), lambda: _told(room, state, said))
            # Made by a template: every text in it is escaped.
            shown = Markup(text)
            if _is_of_another(scenario, said, job):
                elsewhere = said.summary.title
    plan = own_plan(scenario, room.settings.study_draws)
    query = state_query(state)
    return {
        "standing": (name, said, *listed.items(), job and (job.status, job.error)),
        "studies": listed,
        "store": name if name in listed else "",
        "job": job,
        "ended": ended,
        "said": shown,
        "elsewhere": elsewhere,
        "trouble": trouble,
        "scenario": scenario,
        "kept": parse_qsl(query),
        "choices": await choices_of(room, scenario),
        "solvable": parts_there(scenario),
        "counts": [count for count in COUNTS if count <= room.settings.study_draws],
        "first_count": FIRST_COUNT,
        "most_with_sides": MOST_WITH_SIDES,
        "minutes": f"{room.settings.study_minutes:g}",
        "own_plan": plan,
    }


def _is_of_another(scenario: Scenario, said: StudySaid, job: StudyJob | None) -> bool:
    """Whether a study was drawn of another scenario, or of this one with other changes, than the view is of."""
    if job is not None:
        return job.text != scenario.text
    return said.summary.title != scenario.title


def _standing(job: StudyJob) -> str:
    """How a study stands, after its title; nothing of one that is done."""
    words = {
        JobStatus.QUEUED: " (waits)",
        JobStatus.RUNNING: " (is drawn now)",
        JobStatus.DONE: "",
        JobStatus.FAILED: " (failed)",
        JobStatus.CANCELLED: " (stopped)",
        JobStatus.INTERRUPTED: " (interrupted)",
    }
    return words[job.status]


def _told(room: Room, state: PageState, said: StudySaid) -> str:
    """What a study says, as HTML."""
    summary = said.summary
    tables = study_tables(summary)
    tables.insert(1, said.drawn)
    if said.reasons:
        tables.insert(2, draw_reasons_table(said.reasons))
    return room.filled(
        "study_said.html",
        state,
        title_said=study_title(summary),
        answers=study_answers(summary),
        drawings=study_drawings(summary),
        reasons=kinds_of_reasons(said.reasons),
        tables=tables,
    )
