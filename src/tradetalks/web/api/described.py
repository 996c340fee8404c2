"""The description of the API for tools: what FastAPI writes of its calls, and how a program shows the server's token."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from tradetalks.web.safety.token import COOKIE

# How a program may show that it knows the token, by the names that the description has for them.
SCHEMES: dict[str, dict[str, str]] = {
    "token": {"type": "http", "scheme": "bearer", "description": "the server's token, `Authorization: Bearer TOKEN`"},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "what a browser remembers of the token",
    },
}


def describe(app: FastAPI, *, has_token: bool) -> None:
    """Have an application describe how it is asked.

    Args:
        app: with all its calls.
        has_token: whether who asks must know a token; else nobody needs one.
    """
    written = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = written()
            found["components"]["securitySchemes"] = SCHEMES
            found["security"] = [{name: []} for name in SCHEMES] if has_token else [{}]
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI has it done
