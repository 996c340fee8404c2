"""``tradetalks serve``: the page of this machine."""

from __future__ import annotations

import argparse

from pydantic import ValidationError

from tradetalks.cli.settings import path_of
from tradetalks.cli.signals import flush_output, say_when_stopped
from tradetalks.cli.terminal import say
from tradetalks.errors import TradeTalksError, message
from tradetalks.web.serve import serve_page
from tradetalks.web.settings import WebSettings


def command_serve(given: argparse.Namespace) -> None:
    """Serve the page until Ctrl-C, and say where it is once it is there."""
    try:
        settings = WebSettings.from_environment(
            folder=path_of(given.folder),
            host=given.host,
            port=given.port,
            token=given.token,
            hosts=given.name,
            jobs=given.jobs,
            prepare=not given.idle,
        )
    except ValidationError as error:
        faults = [f"{fault['loc'][0]}: {fault['msg']}; got {fault['input']!r}" for fault in error.errors()]
        raise TradeTalksError(message("the page cannot be served like this", details=faults)) from None
    say_when_stopped("the page is no longer served; saved scenarios and finished runs are kept")
    serve_page(settings, ready=_tell, open_browser=given.open)


def _tell(link: str) -> None:
    """Say where the page is, at once also where nobody sits at a terminal."""
    say(f"The page is at {link} until Ctrl-C.")
    flush_output()
