"""Scenarios that the reader keeps: saved with the changes of a link, found again on the first view, deleted."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from tradetalks.web.room import InRoom
from tradetalks.web.state import SAVED, PageState, read_state, state_link

router = APIRouter(prefix="/saved")

# As the API takes names.
SavedName = Annotated[str, Form(min_length=1, max_length=120)]
SavedNumber = Annotated[int, Path(ge=1, lt=10**9)]


@router.post("")
async def save_state(request: Request, room: InRoom, name: SavedName) -> Response:
    """Keep the scenario of a link with its changes, and lead to its own first view."""
    state = read_state(request.query_params.multi_items(), "report")
    text = await asyncio.to_thread(room.library.state_text, state)
    # What cannot be read is told here, and not kept.
    await room.library.scenario_of(state)
    saved = await asyncio.to_thread(room.store.save, name, text)
    return RedirectResponse(state_link(PageState(scenario=f"{SAVED}{saved.id}")), status_code=303)


@router.post("/{number}/delete")
async def delete_saved(room: InRoom, number: SavedNumber) -> Response:
    """Delete a saved scenario; nothing happens where there is none."""
    await asyncio.to_thread(room.store.delete, number)
    return RedirectResponse("/#saved", status_code=303)
