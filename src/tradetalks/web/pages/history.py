"""The address bar follows what is set: every change that is finished is a step that the button Back of a browser takes back."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response

from tradetalks.errors import ScenarioError
from tradetalks.web.state import PageState, read_state, state_link, state_query

# Where htmx says which address the browser shows, and how it is told to change it.
SHOWN, PUSH, REPLACE = "HX-Current-URL", "HX-Push-Url", "HX-Replace-Url"


def is_step(request: Request, asks: Mapping[str, str]) -> bool:
    """Whether somebody who asks for this has chosen something else than what the browser shows.

    Args:
        request: of htmx.
        asks: what a view asks beside its state.
    """
    shown = dict(parse_qsl(urlsplit(request.headers.get(SHOWN, "")).query))
    return any(shown.get(name, "") != value for name, value in asks.items())


def remember(request: Request, answer: Response, state: PageState) -> None:
    """Have the browser show the link of a state: a new step of its history where the state is another one.

    Args:
        request: of htmx.
        answer: to it.
        state: that the answer is of.
    """
    way = PUSH
    shown = urlsplit(request.headers.get(SHOWN, ""))
    try:
        before = read_state(parse_qsl(shown.query), state.view)
    except ScenarioError:
        before = None
    if before is not None and state_query(before) == state_query(state):
        way = REPLACE
    answer.headers[way] = state_link(state, state.view)
