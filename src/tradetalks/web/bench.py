"""Threads for what may take long, apart from those of the views: a few at a time; more wait, and too many are refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.visitor import visitor_now

# At the same time: Python's threads share a processor with the views, which are to be answered meanwhile.
AT_ONCE = 2
# That may wait: more than a person asks for, and some seconds of work each.
WAITING = 32
Found = TypeVar("Found")


class TooMuchWaits(TradeTalksError):
    """More is asked for at a time than the server lets wait."""


class NobodyWaits(TradeTalksError):
    """Who asked has gone, so that it is not done."""


class Bench:
    """What is done off the event loop, in order; what nobody waits for any more is not begun.

    Args:
        at_once: threads.
        waiting: pieces of work that may wait for one.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="bench")
        self._most = at_once + waiting
        self._under_way: set[Future[Any]] = set()

    async def run(self, work: Callable[..., Found], *given: object) -> Found:
        """What ``work(*given)`` gives.

        Raises:
            TooMuchWaits: too much waits already.
            NobodyWaits: the visitor whom it is for has gone.
        """
        self._under_way = {one for one in self._under_way if not one.done()}
        if len(self._under_way) >= self._most:
            raise TooMuchWaits(
                message(
                    "too much waits already", expected=f"at most {self._most} at a time", do="try again in a minute"
                )
            )
        begun = self._threads.submit(work, *given)
        self._under_way.add(begun)
        found = asyncio.wrap_future(begun)
        try:
            await _done_or_gone(found)
            if not found.done():
                raise NobodyWaits("nobody waits for this any more")
            return found.result()
        finally:
            # One that has begun comes to its end; one that waits does not begin.
            begun.cancel()


async def _done_or_gone(work: asyncio.Future[Any]) -> None:
    """Wait until something is done, or nobody waits for it."""
    visitor, waits = visitor_now(), {work}
    gone: asyncio.Task[Any] | None = None
    if visitor is not None:
        gone = asyncio.ensure_future(visitor.gone.wait())
        waits.add(gone)
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if gone is not None:
            gone.cancel()


class Shared:
    """What is being made, by what it is made of: who asks for the same meanwhile waits for it. For threads."""

    def __init__(self) -> None:
        self._making: dict[Hashable, Future[Any]] = {}
        self._entering = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What ``make`` gives, or what it gives to who asked before; nothing is kept once it is made.

        Args:
            key: everything that what is made depends on.
            make: called in this thread, or not at all.
        """
        with self._entering:
            making = self._making.get(key)
            mine: Future[Found] = Future()
            if making is None:
                self._making[key] = mine
        if making is not None:
            shared: Found = making.result()
            return shared
        try:
            found = make()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(found)
            return found
        finally:
            with self._entering:
                del self._making[key]
