"""Serve the page from this machine."""

from __future__ import annotations

import contextlib
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.app import create_app, open_kept
from tradetalks.web.listening import listening
from tradetalks.web.log import end_log, keep_log
from tradetalks.web.settings import WebSettings

# Seconds that open requests have when the server ends: pages that follow a run never end by themselves.
LAST_WORDS = 2
# Addresses that stand for all of a machine: nobody finds it by them.
ANY_ADDRESS = ("0.0.0.0", "::")


def serve_page(
    settings: WebSettings, *, ready: Callable[[str], object] | None = None, open_browser: bool = False
) -> None:
    """Serve the page until the process is interrupted.

    Args:
        settings: where it listens.
        ready: called with the link of the first view as soon as it is answered.
        open_browser: also open it in the browser of this machine.

    Raises:
        TradeTalksError: other machines would reach it and it has no token, the folder or the port cannot be had.
    """
    if not settings.is_local and not settings.token:
        raise TradeTalksError(
            message(
                f"other machines reach {settings.host}, and anybody on them could use this server",
                expected="a token",
                do="give one with --token, or leave --host out to serve this machine alone",
            )
        )
    # What can be refused is asked for before anything is said: the folder, its database, its log, the port.
    with contextlib.ExitStack() as taken:
        store = open_kept(settings)
        taken.callback(store.close)
        taken.callback(end_log, keep_log(settings.folder))
        sockets = [taken.enter_context(one) for one in listening(settings.host, settings.port)]
        link = page_link(settings, sockets[0].getsockname()[1])

        def answers() -> None:
            if ready is not None:
                ready(link)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()

        _run(create_app(settings, store), sockets, answers)


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.started:
            self._answers()


def _run(app: FastAPI, sockets: list[socket.socket], answers: Callable[[], None]) -> None:
    # What uvicorn says goes where the log's handlers are.
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=LAST_WORDS)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, answers).run(sockets=sockets)
    except SystemExit:
        # Uvicorn ends the process where the application does not start, and says why to the log alone.
        if app.state.failed is not None:
            raise app.state.failed from None
        raise


def page_link(settings: WebSettings, port: int) -> str:
    """The address of the first view, with the token where there is one.

    Args:
        settings: of the server.
        port: that it listens to.
    """
    host = settings.host
    if host in ANY_ADDRESS and settings.hosts:
        host = settings.hosts[0]
    if ":" in host:
        host = f"[{host}]"
    query = ""
    if settings.token:
        query = f"?token={settings.token}"
    return f"http://{host}:{port}/{query}"
