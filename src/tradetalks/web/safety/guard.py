"""What every request passes before it is answered: name, origin, token, size; and the headers of every answer."""

from __future__ import annotations

import asyncio
import re

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradetalks.errors import message
from tradetalks.web.safety.hosts import is_known_host
from tradetalks.web.safety.origin import READING, is_from_here, is_sent
from tradetalks.web.safety.policy import with_headers
from tradetalks.web.safety.problem import as_answer, problem_of
from tradetalks.web.safety.token import is_token, knows_token, token_cookie, token_of_query
from tradetalks.web.settings import WebSettings
from tradetalks.web.visitor import Visitor, welcome

# Requests that are led on: what is sent with others would be lost.
FOLLOWED = ("GET", "HEAD")
# Parts of a request that are read before the application asks for them: enough to hear that nobody waits any more.
LISTENED = 4
LENGTH = re.compile("[0-9]{1,15}")


class Guard:
    """Middleware around the whole application.

    Args:
        app: what answers.
        settings: of the server.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have the application answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(said: Message) -> None:
            if said["type"] == "http.response.start":
                said["headers"] = with_headers(list(said["headers"]))
            await send(said)

        request = Request(scope)
        answer = self._turned_away(request)
        if answer is None:
            body = await self._body(request, receive)
            if body is not None:
                await self._answered(scope, body, sent, Visitor(is_sent(request.headers)))
                return
            most = f"at most {self._settings.upload_bytes:,} bytes"
            answer = as_answer(request, problem_of(413, message("this is too large", expected=most)))
        await answer(scope, receive, sent)

    async def _answered(self, scope: Scope, body: Receive, send: Send, visitor: Visitor) -> None:
        """Have the application answer, and know when nobody waits for it."""
        said: asyncio.Queue[Message] = asyncio.Queue(LISTENED)

        async def listen() -> None:
            while not visitor.gone.is_set():
                message = await body()
                if message["type"] == "http.disconnect":
                    visitor.gone.set()
                await said.put(message)

        async def heard() -> Message:
            if visitor.gone.is_set() and said.empty():
                return {"type": "http.disconnect"}
            return await said.get()

        listening = asyncio.create_task(listen())
        welcome(visitor)
        try:
            await self._app(scope, heard, send)
        finally:
            listening.cancel()

    def _turned_away(self, request: Request) -> Response | None:
        """What is said to a request that is not answered."""
        headers = request.headers
        settings = self._settings
        if not is_known_host(headers.get("host", ""), local=settings.is_local, names=settings.hosts):
            return as_answer(request, problem_of(421))
        if not is_from_here(request.method, headers, request.url.scheme):
            return as_answer(request, problem_of(403))
        if settings.token:
            return self._without_token(request)
        return None

    def _without_token(self, request: Request) -> Response | None:
        """What is said to who does not know the token, and to a link that holds it."""
        is_known = knows_token(self._settings.token, request.headers)
        offered, query = token_of_query(request.url.query)
        is_right = is_token(offered, self._settings.token)
        if offered and (is_known or is_right) and request.method in FOLLOWED:
            return self._led_on(request.url.path, query, remember=is_right)
        if is_known:
            return None
        return as_answer(request, problem_of(401))

    def _led_on(self, path: str, query: str, *, remember: bool) -> Response:
        """The browser remembers the token, so that neither its address nor a link that is copied holds it."""
        # Two slashes in front would lead to another server.
        link = "/" + path.lstrip("/\\")
        if query:
            link = f"{link}?{query}"
        answer = RedirectResponse(link, status_code=303)
        if remember:
            answer.headers["set-cookie"] = token_cookie(self._settings.token)
        return answer

    async def _body(self, request: Request, receive: Receive) -> Receive | None:
        """What the application reads; None where it is too large. Requests that change something are read whole."""
        length = Headers(scope=request.scope).get("content-length", "0")
        # What is no number, or none that a computer has, is found out as it is read.
        if LENGTH.fullmatch(length) and int(length) > self._settings.upload_bytes:
            return None
        if request.method in READING:
            return receive
        content = bytearray()
        more = True
        while more:
            said = await receive()
            if said["type"] != "http.request":
                break
            content += said.get("body", b"")
            more = said.get("more_body", False)
            if len(content) > self._settings.upload_bytes:
                return None
        return _replayed(bytes(content), receive)


def _replayed(content: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read once more; then whatever comes, which is that nobody waits any longer."""
    said = False

    async def read() -> Message:
        nonlocal said
        if said:
            return await receive()
        said = True
        return {"type": "http.request", "body": content, "more_body": False}

    return read
