"""Every call of the API under one root, and what each may answer instead."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from tradetalks.web.api import about, outcomes, runs, scenarios, so_far, studies
from tradetalks.web.safety.problem import TITLES, ToldProblem

API_ROOT = "/api/v1"
# Problems that any call may answer with.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {
        "description": TITLES.get(code, "what was sent cannot be taken, in words"),
        "content": {"application/problem+json": {"schema": ToldProblem.model_json_schema()}},
    }
    for code in (400, 401, 403, 404, 405, 409, 413, 421, 422, 429, 503, 507)
}

api = APIRouter(prefix=API_ROOT, responses=PROBLEMS)
for part in (scenarios, runs, so_far, outcomes, studies, about):
    api.include_router(part.router)
