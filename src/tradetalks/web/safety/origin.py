"""Whether a request comes from the page itself: other pages may link here, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

# Requests that change nothing.
READING = ("GET", "HEAD", "OPTIONS")


def is_from_here(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request is the page's own, a link's, or that of a program that is no browser.

    Args:
        method: of the request.
        headers: by name in lower case.
    """
    site = headers.get("sec-fetch-site", "none")
    if method in READING:
        # A link from elsewhere opens a view; a page elsewhere may not ask in the background.
        return site in ("none", "same-origin", "same-site") or headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    return site in ("none", "same-origin")
