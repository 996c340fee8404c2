"""What programs may ask, for people: every call of the API, written from its OpenAPI description."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from tradetalks.web.room import InRoom
from tradetalks.web.state import PageState

router = APIRouter()


@dataclasses.dataclass(frozen=True)
class ApiCall:
    """A call of the API.

    Args:
        method: of HTTP.
        path: with its parts that vary in braces.
        said: what it does.
        takes: its parameters, each with where it stands and what it is.
        sends: an example of what is sent; empty where nothing is.
    """

    method: str
    path: str
    said: str
    takes: tuple[tuple[str, str, str], ...]
    sends: str


@router.get("/api", response_class=HTMLResponse)
async def api_page(request: Request, room: InRoom) -> HTMLResponse:
    """Every call, by what it is about."""
    described = request.app.openapi()
    by_subject: dict[str, list[ApiCall]] = {}
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            found = _call(method, path, call, described["components"]["schemas"])
            by_subject.setdefault(call["tags"][0], []).append(found)
    address = str(request.base_url).rstrip("/")
    return room.show("api.html", PageState(), title="What programs may ask", subjects=by_subject, address=address)


def _call(method: str, path: str, call: dict[str, Any], schemas: dict[str, Any]) -> ApiCall:
    takes = tuple((p["name"], p["in"], p.get("description", "")) for p in call.get("parameters", ()))
    sends = ""
    if "requestBody" in call:
        name = call["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        sends = json.dumps(example_of(schemas[name]), indent=2, ensure_ascii=False)
    return ApiCall(method.upper(), path, call["description"], takes, sends)


def example_of(schema: dict[str, Any]) -> dict[str, Any]:
    """What an example of a body says: every key that has one."""
    found = {}
    for key, about in schema["properties"].items():
        examples = about.get("examples") or [about.get("default")]
        if examples[0] is not None:
            found[key] = examples[0]
    return found
