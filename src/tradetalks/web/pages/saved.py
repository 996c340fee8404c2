"""Scenarios that the reader keeps: saved with the changes of a link, found again on the first view, renamed, deleted."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from tradetalks.web.room import InRoom, Room
from tradetalks.web.saved_names import saved_name
from tradetalks.web.state import SAVED, PageState, read_state, state_link

router = APIRouter(prefix="/saved")

# What is no name is told in words, below.
SavedName = Annotated[str, Form()]
SavedNumber = Annotated[int, Path(ge=1, lt=10**9)]


@router.post("")
async def save_state(request: Request, room: InRoom, name: SavedName = "") -> Response:
    """Keep the scenario of a link with its changes, and lead to its own first view."""
    called = saved_name(name)
    state = read_state(request.query_params.multi_items(), "report")
    # What cannot be read is told here, in the words of who set it, and not kept.
    await room.library.scenario_of(state)
    link = await asyncio.to_thread(_saved, room, state, called)
    return RedirectResponse(link, status_code=303)


def _saved(room: Room, state: PageState, name: str) -> str:
    """Keep it; the link to its first view."""
    kept = room.store.save(name, room.library.text_to_save(state))
    return state_link(room.library.opened(f"{SAVED}{kept.id}"), "start")


@router.post("/{number}/rename")
async def rename_saved(request: Request, room: InRoom, number: SavedNumber, name: SavedName = "") -> Response:
    """Give a saved scenario another name, and lead back to the first view as it was; nothing happens where there is none."""
    called = saved_name(name)
    await asyncio.to_thread(room.store.rename, number, called)
    state = read_state(request.query_params.multi_items())
    return RedirectResponse(f"{state_link(state)}#saved", status_code=303)


@router.post("/{number}/delete")
async def delete_saved(room: InRoom, number: SavedNumber) -> Response:
    """Delete a saved scenario; nothing happens where there is none."""
    await asyncio.to_thread(room.store.delete, number)
    return RedirectResponse("/#saved", status_code=303)
