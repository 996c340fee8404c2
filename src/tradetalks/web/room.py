"""What every view and every call of the API works with, and how a view is shown."""

from __future__ import annotations

import dataclasses
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import tradetalks
from tradetalks.scenario.run import PARTS
from tradetalks.web.bench import Bench
from tradetalks.web.glossary import explained, typeset
from tradetalks.web.jobs.job import Asked
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.jobs.study_pool import StudyPool
from tradetalks.web.library import Library
from tradetalks.web.quick import QuickAnswers
from tradetalks.web.rendered import Rendered
from tradetalks.web.reports import Reports
from tradetalks.web.saved_names import LONGEST_NAME
from tradetalks.web.settings import WebSettings
from tradetalks.web.state import PageState, read_state, state_link, state_query
from tradetalks.web.store.repository import Store

FOLDER = Path(str(files("tradetalks.web")))


@dataclasses.dataclass(frozen=True)
class Room:
    """Scenarios, runs and templates of one server.

    Args:
        settings: as it was started.
        store: saved scenarios and runs.
        library: the scenarios by name.
        jobs: the runs.
        studies: those that were begun here.
        reports: of finished runs, as files.
        templates: of the views.
        quick: what is answered while somebody waits for it.
        rendered: what was made of runs, for whoever asks the same.
        at_once: where quick answers are worked out.
        sent: where scenarios that programs send are read.
    """

    settings: WebSettings
    store: Store
    library: Library
    jobs: RunPool
    studies: StudyPool
    reports: Reports
    templates: Environment
    quick: QuickAnswers = dataclasses.field(default_factory=QuickAnswers)
    rendered: Rendered = dataclasses.field(default_factory=Rendered)
    at_once: Bench = dataclasses.field(default_factory=Bench)
    sent: Bench = dataclasses.field(default_factory=Bench)

    async def ask(self, state: PageState, parts: tuple[str, ...] = PARTS) -> Asked:
        """The run that a view is about, or the job that makes it.

        Raises:
            TradeTalksError: no such scenario, changes that it does not take, or too many runs wait.
        """
        return await self.jobs.answer(await self.library.scenario_of(state), parts)

    def show(self, template: str, state: PageState, *, status: int = 200, **values: object) -> HTMLResponse:
        """A template of the folder, filled in; ``state``, ``link(view)`` and ``query`` are there for all.

        Args:
            template: its name.
            state: of the view.
            status: of the answer.
            values: what else it shows.
        """
        return HTMLResponse(self.filled(template, state, **values), status_code=status)

    def show_part(self, template: str, state: PageState, **values: object) -> HTMLResponse:
        """A part of a view that htmx puts in place after a change, with the links around it, which hold the change too."""
        return HTMLResponse(self.filled(template, state, **values) + self.filled("beside_part.html", state))

    def filled(self, template: str, state: PageState, **values: object) -> str:
        """The text of :meth:`show`; may be called in a thread."""
        return self.templates.get_template(template).render(
            state=state, query=state_query(state), link=lambda view: state_link(state, view), **values
        )


def make_templates() -> Environment:
    """The templates that ship: every text is escaped, a name that is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["explained"] = explained
    environment.filters["typeset"] = typeset
    environment.globals["version"] = tradetalks.__version__
    environment.globals["longest_name"] = LONGEST_NAME
    return environment


def room_of(request: Request) -> Room:
    """The room of the server that a request came to."""
    room: Room = request.app.state.room
    return room


def state_of(request: Request) -> PageState:
    """The state of the view that a request asks for: its path's first part is the view, its query the rest.

    Raises:
        ScenarioError: a query that cannot be read.
    """
    view = request.url.path.strip("/").partition("/")[0] or "start"
    if view == "answer":
        view = "start"
    return read_state(request.query_params.multi_items(), view)


InRoom = Annotated[Room, Depends(room_of)]
State = Annotated[PageState, Depends(state_of)]
