"""The token that visitors of a server must know, where it has one: in a header, a cookie, or once in a link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

# How a program sends it.
SCHEME = "bearer"
COOKIE = "tradetalks_token"
PARAMETER = "token"


def knows_token(token: str, headers: Mapping[str, str]) -> bool:
    """Whether a request's header or cookie carries the token.

    Args:
        token: of the server.
        headers: of the request, by name in lower case.
    """
    scheme, _, offered = headers.get("authorization", "").partition(" ")
    # Names of schemes have no case.
    told = scheme.lower() == SCHEME and _same(offered.strip(), token)
    return told or _same(_cookie(headers.get("cookie", "")), token)


def token_of_query(query: str) -> tuple[str, str]:
    """The token that a link holds, empty where none, and the query without it."""
    pairs = parse_qsl(query, keep_blank_values=True)
    offered = [value for key, value in pairs if key == PARAMETER]
    if not offered:
        return "", query
    return offered[-1], urlencode([(key, value) for key, value in pairs if key != PARAMETER])


def is_token(offered: str, token: str) -> bool:
    """Whether it is the server's, found out in a time that does not tell how much of it is right."""
    return _same(offered, token)


def token_cookie(token: str) -> str:
    """The header that has a browser remember it: no script reads it; of other pages, links alone send it, and no form."""
    return f"{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/"


def _same(offered: str, token: str) -> bool:
    return secrets.compare_digest(offered.encode("utf-8", "surrogatepass"), token.encode())


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    if found is None:
        return ""
    return found.value
