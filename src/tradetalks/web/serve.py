"""Serve the page from this machine."""

from __future__ import annotations

import threading
import webbrowser

import uvicorn

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.app import create_app
from tradetalks.web.settings import WebSettings

# Seconds after which a browser is opened: the server listens by then.
OPEN_AFTER = 1.0
# Seconds that open requests have when the server ends: pages that follow a run never end by themselves.
LAST_WORDS = 2


def serve_page(settings: WebSettings, *, open_browser: bool = False) -> None:
    """Serve the page until the process is interrupted.

    Args:
        settings: where it listens.
        open_browser: also open it in the browser of this machine.

    Raises:
        TradeTalksError: other machines would reach it and it has no token.
    """
    if not settings.is_local and not settings.token:
        raise TradeTalksError(
            message(
                f"other machines reach {settings.host}, and anybody on them could use this server",
                expected="a token",
                do="give one with --token, or leave --host out to serve this machine alone",
            )
        )
    if open_browser:
        timer = threading.Timer(OPEN_AFTER, webbrowser.open, (page_link(settings),))
        timer.daemon = True
        timer.start()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=LAST_WORDS,
    )


def page_link(settings: WebSettings) -> str:
    """The address of the first view, with the token where there is one."""
    host = settings.host
    if ":" in host:
        host = f"[{host}]"
    query = ""
    if settings.token:
        query = f"?token={settings.token}"
    return f"http://{host}:{settings.port}/{query}"
