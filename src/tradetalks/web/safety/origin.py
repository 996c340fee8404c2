"""Whether a request comes from the page itself: other pages may link here, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

# Requests that change nothing.
READING = ("GET", "HEAD", "OPTIONS")


def is_from_here(method: str, headers: Mapping[str, str], scheme: str = "http") -> bool:
    """Whether a request is the page's own, a link's, or that of a program that is no browser.

    Args:
        method: of the request.
        headers: by name in lower case.
        scheme: that the server was asked by.
    """
    if method in READING:
        # A link from elsewhere opens a view; a page elsewhere may not ask in the background, nor show one in a frame.
        is_link = (
            headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"
        )
        return is_link or not is_sent(headers)
    origin = headers.get("origin")
    if origin is not None:
        found = urlsplit(origin)
        # Before a server that knows of no encryption a proxy may speak it.
        is_as_safe = found.scheme in ("https", scheme)
        return is_as_safe and found.netloc.lower() == headers.get("host", "").lower() != ""
    return not is_sent(headers)


def is_sent(headers: Mapping[str, str]) -> bool:
    """Whether a page of another site, or of another server of this machine, led a browser here, perhaps without its reader."""
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
