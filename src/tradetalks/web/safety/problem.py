"""Errors as the page and the API tell them: in words, with a status, never with where in the code they were raised."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from tradetalks.errors import TradeTalksError, bounded, message, parts, printable
from tradetalks.web.bench import TooMuchWaits
from tradetalks.web.jobs.job import NotDone, TooManyJobs
from tradetalks.web.library import NothingThere
from tradetalks.web.log import logger
from tradetalks.web.room import room_of
from tradetalks.web.state import PageState
from tradetalks.web.store.failures import NoRoom, NotStored, reason_of
from tradetalks.web.store.scenarios import NameTaken, TooMuchSaved
from tradetalks.web.visitor import SentHere

API = "/api/"
# What is said of a status that nothing more is known of.
TITLES = {
    400: "this request cannot be read",
    401: "this server wants a token",
    403: "this request comes from another page",
    404: "there is nothing here",
    405: "this cannot be done here",
    409: "this run has no answer, or none yet",
    413: "this is too large",
    421: "this server is not known by that name",
    429: "too much waits already",
    503: "what this server keeps cannot be read or written now",
    507: "there is no room left on the disk of this server",
}
# Where the server itself fails. What was asked of it, which may hold a reader's thoughts or a token, is told to nobody.
DEFECT = message(
    "this is a defect of tradetalks: what was asked cannot be answered",
    do="please report it, with the last lines of server.log",
)
# Errors of the package that are not about what was sent.
STATUSES: dict[type[TradeTalksError], int] = {
    NothingThere: 404,
    NotDone: 409,
    NameTaken: 409,
    SentHere: 403,
    TooManyJobs: 429,
    TooMuchWaits: 429,
    NoRoom: 507,
    TooMuchSaved: 507,
    NotStored: 503,
}


class ToldProblem(BaseModel):
    """An error, as RFC 9457 has it, with the parts of the package's messages.

    Args:
        type: always ``about:blank``: the status says the kind.
        title: what is wrong.
        status: of HTTP.
        detail: everything that is known, several lines.
        expected: what would have been right; empty where that is not known.
        got: what came instead.
        do: what to do about it.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    expected: str = ""
    got: str = ""
    do: str = ""


def problem_of(status: int, text: str = "") -> ToldProblem:
    """The problem of a status, in the words of a message of the package."""
    said = bounded(text or TITLES.get(status, "this cannot be answered"))
    found = parts(said)
    return ToldProblem(status=status, detail=said, **{key: found[key] for key in ("title", "expected", "got", "do")})


def as_answer(request: Request, problem: ToldProblem, go_on: str = "") -> Response:
    """A problem as whoever asked reads it: JSON for programs, a page or a part of one for people.

    Args:
        request: that met it.
        problem: told.
        go_on: the link by which a person has it done all the same; empty where there is none.
    """
    if request.url.path.startswith(API):
        return JSONResponse(problem.model_dump(), problem.status, media_type="application/problem+json")
    template = "problem.html"
    if "hx-request" in request.headers:
        template = "problem_part.html"
    return room_of(request).show(
        template, PageState(), status=problem.status, title=problem.title, problem=problem, go_on=go_on
    )


def tell_problems(app: FastAPI) -> None:
    """Have an application tell every error as a problem."""

    @app.exception_handler(TradeTalksError)
    async def _refused(request: Request, error: TradeTalksError) -> Response:
        status = next((found for kind, found in STATUSES.items() if isinstance(error, kind)), 422)
        if isinstance(error, NotStored):
            logger.error("%s: %s", _asked(request), reason_of(error.__cause__ or error))
        go_on = ""
        if isinstance(error, SentHere):
            # The same link, of a page of this server now.
            go_on = f"{request.url.path}?{request.url.query}"
        return as_answer(request, problem_of(status, str(error)), go_on)

    @app.exception_handler(RequestValidationError)
    async def _misread(request: Request, error: RequestValidationError) -> Response:
        lines = [_fault(fault) for fault in error.errors()]
        return as_answer(request, problem_of(422, "\n".join(["this request cannot be read", *lines])))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        answer = as_answer(request, problem_of(error.status_code))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _defect(request: Request, error: Exception) -> Response:
        logger.error("%s", _asked(request), exc_info=error)
        return as_answer(request, problem_of(500, DEFECT))


def _asked(request: Request) -> str:
    """What was asked, without what was asked of it."""
    return f"{request.method} {getattr(request.scope.get('route'), 'path', 'a path of no call')}"


def _fault(fault: Any) -> str:
    place = ".".join(str(step) for step in fault["loc"] if step != "body")
    return printable(f"{place}: {fault['msg']}")[:300]
