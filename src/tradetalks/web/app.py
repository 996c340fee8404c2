"""The application: rooms put together, one for each server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import tradetalks
from tradetalks.web.jobs.pool import RunPool
from tradetalks.web.library import Library
from tradetalks.web.pages import jobs as jobs_pages
from tradetalks.web.pages import start, tariffs
from tradetalks.web.room import FOLDER, Room, make_templates
from tradetalks.web.settings import WebSettings

# The views, each a router of its own module.
VIEWS = (start.router, tariffs.router, jobs_pages.router)


def create_app(settings: WebSettings | None = None) -> FastAPI:
    """The page as an ASGI application.

    Args:
        settings: where it keeps things and what it bounds; those of the environment where None.

    Returns:
        An application for ``uvicorn``; its runs end with its lifespan.
    """
    settings = settings or WebSettings.from_environment()
    jobs = RunPool(at_once=settings.jobs, waiting=settings.waiting, kept=settings.kept_runs)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        jobs.close()

    app = FastAPI(title="tradetalks", version=tradetalks.__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.room = Room(settings, Library(lambda number: None), jobs, make_templates())
    app.mount("/static", StaticFiles(directory=FOLDER / "static", check_dir=False), name="static")
    for router in VIEWS:
        app.include_router(router, include_in_schema=False)
    return app
