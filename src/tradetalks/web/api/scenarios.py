"""Scenarios: those that ship, those that the reader saved, and whether a text is one."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from tradetalks.errors import ScenarioError, message
from tradetalks.scenario.model import Scenario
from tradetalks.web.api.models import (
    ScenarioCheck,
    ScenarioDetail,
    ScenarioEntry,
    ScenarioName,
    ScenarioText,
    ScenarioToSave,
)
from tradetalks.web.library import NothingThere
from tradetalks.web.room import InRoom, Room
from tradetalks.web.safety.limits import yaml_watch
from tradetalks.web.saved_names import saved_name
from tradetalks.web.state import SAVED
from tradetalks.web.store.records import Saved, SavedEntry

router = APIRouter(tags=["scenarios"])
Number = Annotated[int, Path(ge=1, lt=10**9, description="of a saved scenario")]
ScenarioId = Annotated[str, Path(max_length=100, examples=["us-china-2025", "saved:3"])]


@router.get("/scenarios")
async def list_scenarios(room: InRoom) -> list[ScenarioEntry]:
    """Every scenario that can be run here: saved ones first."""
    shipped = [ScenarioEntry(id=name, title=title, saved=False) for name, title in room.library.names().items()]
    return [*map(_entry, room.store.scenarios()), *shipped]


@router.get("/scenarios/{id}")
async def read_one(id: ScenarioId, room: InRoom) -> ScenarioDetail:
    """A scenario with its text, as `tradetalks run` takes it."""
    text = await asyncio.to_thread(room.library.text, id)
    if id.startswith(SAVED):
        return _detail(await asyncio.to_thread(_known, room, int(id.removeprefix(SAVED))))
    return ScenarioDetail(id=id, title=room.library.names()[id], saved=False, yaml=text)


@router.post("/scenarios", status_code=201)
async def save_scenario(given: ScenarioToSave, room: InRoom) -> ScenarioDetail:
    """Save a scenario; it must be readable, and may name no file of this machine. A name that another one has gets a number."""
    name = saved_name(given.name)
    await room.sent.run(_read, room, given.yaml)
    return _detail(await asyncio.to_thread(room.store.save, name, given.yaml))


@router.put("/scenarios/saved:{number}")
async def change_scenario(number: Number, given: ScenarioToSave, room: InRoom) -> ScenarioDetail:
    """Put another name and text in a saved scenario's place."""
    name = saved_name(given.name)
    await room.sent.run(_read, room, given.yaml)
    changed = await asyncio.to_thread(room.store.change, number, name, given.yaml)
    if changed is None:
        raise _unknown(number)
    return _detail(changed)


@router.patch("/scenarios/saved:{number}")
async def rename_scenario(number: Number, given: ScenarioName, room: InRoom) -> ScenarioDetail:
    """Give a saved scenario another name, and nothing else. The answer is 409 where another one is called so already."""
    renamed = await asyncio.to_thread(room.store.rename, number, saved_name(given.name))
    if renamed is None:
        raise _unknown(number)
    return _detail(renamed)


@router.delete("/scenarios/saved:{number}", status_code=204)
async def delete_scenario(number: Number, room: InRoom) -> None:
    """Delete a saved scenario; its runs stay."""
    if not await asyncio.to_thread(room.store.delete, number):
        raise _unknown(number)


@router.post("/check")
async def check_scenario(given: ScenarioText, room: InRoom) -> ScenarioCheck:
    """Every problem of a text, or what it says; nothing is kept."""
    return await room.sent.run(_checked, room, given.yaml)


def _checked(room: Room, text: str) -> ScenarioCheck:
    try:
        found = _read(room, text)
    except ScenarioError as error:
        return ScenarioCheck(readable=False, problem=str(error))
    return ScenarioCheck(
        readable=True,
        title=found.title,
        acts=len(found.acts),
        dates=list(found.dates),
        branches=[branch.name for branch in found.branches],
        notes=[str(note) for note in found.notes],
        open_points=list(found.open_points),
    )


def _read(room: Room, text: str) -> Scenario:
    return room.library.read(text, watch=yaml_watch(text, room.settings))


def _known(room: Room, number: int) -> Saved:
    found = room.store.scenario(number)
    if found is None:
        raise _unknown(number)
    return found


def _unknown(number: int) -> NothingThere:
    return NothingThere(message(f"there is no saved scenario {number}", do="GET /api/v1/scenarios lists them"))


def _entry(saved: Saved | SavedEntry) -> ScenarioEntry:
    return ScenarioEntry(id=f"{SAVED}{saved.id}", title=saved.name, saved=True, changed=saved.changed)


def _detail(saved: Saved) -> ScenarioDetail:
    return ScenarioDetail(**_entry(saved).model_dump(), yaml=saved.yaml)
