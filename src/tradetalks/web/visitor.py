"""Who a request is answered for: whether a page of another site sent them here, and whether they still wait."""

from __future__ import annotations

import asyncio
import dataclasses
from contextvars import ContextVar

from tradetalks.errors import TradeTalksError, message


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Who asks.

    Args:
        sent: whether a page of another site led them here, which may be without their doing.
        gone: set as soon as they do not wait any more.
    """

    sent: bool
    gone: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)


# Of the request that is being answered; None where the server does something by itself.
_now: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


class SentHere(TradeTalksError):
    """Somebody whom another site's page led here asks for what takes long: they have to say so themselves."""


def welcome(visitor: Visitor) -> None:
    """Have what is done from now on, in this task, be for a visitor."""
    _now.set(visitor)


def visitor_now() -> Visitor | None:
    """Whom the task of now answers."""
    return _now.get()


def check_own_doing() -> None:
    """Raise where another site's page may have begun what takes minutes.

    Raises:
        SentHere: it may.
    """
    visitor = _now.get()
    if visitor is not None and visitor.sent:
        raise SentHere(
            message(
                "this has not been worked out yet",
                details=["A page elsewhere led here, and no other page begins anything on this machine."],
                do="have it worked out, where this is what you want to see",
            )
        )
