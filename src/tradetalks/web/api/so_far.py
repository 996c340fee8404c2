"""What is solved of a run so far: its answer and its costs, before it is done."""

from __future__ import annotations

from fastapi import APIRouter

from tradetalks.report.answer.lines import answer_lines, answer_so_far, answer_title
from tradetalks.scenario.run import ScenarioRun
from tradetalks.web.api.asked import RunId, asked_of, told_not_done
from tradetalks.web.api.costs import costs_of
from tradetalks.web.api.models import AnswerPart, RunSoFar
from tradetalks.web.jobs.job import NotDone
from tradetalks.web.room import InRoom

router = APIRouter(tags=["outcomes"])


@router.get("/runs/{id}/so-far")
async def read_so_far(id: RunId, room: InRoom) -> RunSoFar:
    """What a run has found, also while it is solved: costs come first, within seconds, the war and the talks later.

    An answer that hangs on what is not solved yet is empty. `told` of a run says how often there was more: ask again when it has
    grown, or when an event named `part` comes. The answer is 409 where nothing is there yet.
    """
    asked = await asked_of(room, id)
    run = asked.run or asked.job.so_far
    if run is None:
        raise NotDone(told_not_done(asked.job))
    key = (id, "so far", asked.job.told, asked.run is not None)
    return await room.rendered.get(key, lambda: _so_far(run, complete=asked.run is not None))


def _so_far(run: ScenarioRun, *, complete: bool) -> RunSoFar:
    title, lines = run.scenario.title, answer_so_far(run)
    if complete:
        title, lines = answer_title(run), answer_lines(run)
    return RunSoFar(
        complete=complete,
        title=title,
        lines=[AnswerPart(topic=x.topic, question=x.question, answer=x.answer, detail=x.detail) for x in lines],
        costs=costs_of(run.cost),
        war=run.war is not None,
        talks=run.talks is not None,
    )
