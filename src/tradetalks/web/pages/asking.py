"""What views that show a run have in common: ask for it, wait for it, show it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi.responses import HTMLResponse

from tradetalks.report.answer.lines import answer_title
from tradetalks.scenario.run import PARTS, ScenarioRun
from tradetalks.web.computed import how_computed
from tradetalks.web.jobs.job import Asked
from tradetalks.web.pages.history import PUSH, REPLACE
from tradetalks.web.room import Room
from tradetalks.web.state import SAVED, PageState, state_query
from tradetalks.web.titled import titled

# What a view makes of a run, by the names that its template has for it.
Shown = Mapping[str, Any]
# How templates end that hold the part of a view that depends on its run.
PART = "_answer.html"


async def show_run(
    room: Room,
    state: PageState,
    template: str,
    build: Callable[[ScenarioRun], Shown],
    *,
    parts: tuple[str, ...] = PARTS,
    asks: Mapping[str, str] | None = None,
    beside: tuple[Hashable, ...] = (),
    enough: Callable[[ScenarioRun], bool] = lambda run: False,
    always: Shown | None = None,
    step: bool = False,
) -> HTMLResponse:
    """A view of a run where it is there; else what it waits for.

    Args:
        room: of the server.
        state: of the view.
        template: that shows it, or the part of it that depends on the run.
        build: what the template is given, from the run; called off the event loop.
        parts: of the run.
        asks: what the view asks beside the state, as its link has it.
        beside: what the view depends on beside run, state and ``asks``: where all of that is the same, the page is made once.
        always: what the template is given whether the run is there or not; ``beside`` tells it from what it was before.
        step: whether a part of a view was asked for by a choice that the button Back of a browser takes back.
        enough: whether a run that is not solved to its end has what the view shows, which then stands below how far it is.

    Returns:
        The page; ``title``, ``scenario``, ``scenarios``, ``asked``, ``again``, ``kept`` (pairs of the state), ``early``
        (whether more is being solved than is shown) and, with a run, ``computed`` are there for its template.
    """
    scenario = await room.library.scenario_of(state)
    asked = await room.jobs.answer(scenario, parts)
    query = state_query(state)
    again = f"/{state.view}/answer?{query}"
    if state.view == "start":
        again = f"/answer?{query}"
    if asks:
        again = f"{again}&{urlencode(asks)}".replace("?&", "?")
    scenarios = known_scenarios(room)
    own = {name: called for name, called in scenarios.items() if name.startswith(SAVED)}
    common: dict[str, Any] = {
        "asked": asked,
        "again": again,
        "scenario": scenario,
        "scenarios": scenarios,
        "own": own,
        "kept": parse_qsl(query),
        "early": False,
        "title": scenario.question or scenario.title,
        **(always or {}),
    }
    run = asked.run
    if run is None and asked.job.so_far is not None and enough(asked.job.so_far):
        run, beside = asked.job.so_far, (*beside, asked.job.told, asked.job.status)
        common |= {"asked": Asked(asked.job, run), "early": True}
    if run is None:
        return room.show(template, state, **common)

    run = titled(run, scenario.title)

    def make() -> str:
        values = {"computed": how_computed(run), "title": answer_title(run), **build(run)}
        return room.filled(template, state, **{**common, **values})

    # What was saved or deleted meanwhile stands in every list of scenarios.
    key = (asked.job.key, template, query, again, *own.items(), *beside)
    page = HTMLResponse(await room.rendered.get(key, make))
    if template.endswith(PART):
        # The link of the browser is that of the page with everything that was asked.
        way = PUSH if step else REPLACE
        page.headers[way] = again.replace("/answer", "", 1).rstrip("?") or "/"
    return page


def known_scenarios(room: Room) -> dict[str, str]:
    """Scenarios to choose from, by the name that a link has for them: the reader's own first, then those that ship.

    Args:
        room: of the server.
    """
    own = {f"{SAVED}{kept.id}": kept.name for kept in room.store.scenarios()}
    return own | room.library.names()
