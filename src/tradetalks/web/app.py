"""The application: rooms put together, one for each server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import tradetalks
from tradetalks.errors import TradeTalksError
from tradetalks.web.api.calls import API_ROOT, api
from tradetalks.web.api.described import describe
from tradetalks.web.jobs.job import JobStatus
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.jobs.study_pool import StudyPool
from tradetalks.web.library import Library
from tradetalks.web.log import logger
from tradetalks.web.pages import api_page, choose, compare, cost, data, report, saved, start, study, tariffs, war
from tradetalks.web.pages import jobs as jobs_pages
from tradetalks.web.pages import talks as talks_pages
from tradetalks.web.reports import Reports
from tradetalks.web.room import FOLDER, Room, make_templates
from tradetalks.web.safety.guard import Guard
from tradetalks.web.safety.problem import tell_problems
from tradetalks.web.settings import WebSettings
from tradetalks.web.state import PageState
from tradetalks.web.store.repository import Store

# The views, each a router of its own module.
VIEWS = (
    start.router,
    tariffs.router,
    talks_pages.router,
    cost.router,
    war.router,
    study.router,
    compare.router,
    data.router,
    report.router,
    saved.router,
    choose.router,
    api_page.router,
    jobs_pages.router,
)

# Where reports lie, within the server's folder, which may be one in which its reader works: a name that nobody else uses.
REPORTS = "tradetalks-reports"


def create_app(settings: WebSettings | None = None, store: Store | None = None) -> FastAPI:
    """The page as an ASGI application.

    Args:
        settings: where it keeps things and what it bounds; those of the environment where None.
        store: of the settings' folder, closed when the application ends; opened when it starts where None.

    Returns:
        An application for ``uvicorn``; its runs end with its lifespan. Why it could not start stands in ``state.failed``.

    Raises:
        TradeTalksError: when it starts, where another server uses the folder, or it cannot be written.
    """
    given = settings or WebSettings.from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            room = app.state.room = _furnished(given, store)
            if given.prepare:
                await _prepare(room)
        except Exception as error:
            app.state.failed = error
            raise
        try:
            yield
        finally:
            await room.jobs.close()
            await room.studies.close()
            room.store.close()

    app = FastAPI(
        title="tradetalks",
        version=tradetalks.__version__,
        summary="What a tariff costs whom, where a trade war ends, and which deals would be kept",
        openapi_url=f"{API_ROOT}/openapi.json",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.failed = None
    app.add_middleware(Guard, settings=given)
    tell_problems(app)
    app.mount("/static", StaticFiles(directory=FOLDER / "static", check_dir=False), name="static")
    for router in VIEWS:
        app.include_router(router, include_in_schema=False)
    app.include_router(api)
    describe(app, has_token=bool(given.token))
    return app


def open_kept(settings: WebSettings) -> Store:
    """What a server keeps in its folder, which no other may use meanwhile.

    Raises:
        TradeTalksError: another one does, or it cannot be written or read.
    """
    return Store(
        settings.folder,
        most_runs=settings.stored_runs,
        most_saved=settings.saved_scenarios,
        most_bytes=settings.saved_bytes,
    )


def _furnished(settings: WebSettings, store: Store | None) -> Room:
    """What the views work with."""
    kept = store or open_kept(settings)
    jobs = RunPool(kept, at_once=settings.jobs, waiting=settings.waiting, kept=settings.kept_runs)
    studies = StudyPool(kept, settings)
    return Room(settings, kept, Library(kept), jobs, studies, Reports(settings.folder / REPORTS), make_templates())


async def _prepare(room: Room) -> None:
    """Have the first view's run in memory before anybody looks, or begin it, again where the last server was stopped."""
    try:
        asked = await room.ask(PageState())
        if asked.job.status is JobStatus.INTERRUPTED:
            await room.jobs.again(asked.job.key)
    except TradeTalksError as error:
        # Whoever opens the view is told the same.
        logger.warning("the first view is not prepared: %s", error)
