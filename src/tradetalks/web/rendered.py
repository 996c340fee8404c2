"""What was made of a run for somebody, kept for whoever asks the same: made once, however many ask at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

# Pages and answers that are kept, each up to some hundred kilobytes.
KEPT = 100
Made = TypeVar("Made")


class Rendered:
    """Pages and answers by what they were made of; the least lately asked for go first."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, asyncio.Task[Any]] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, off the event loop, or what it gave before; what fails is made again the next time.

        Args:
            key: everything that what is made depends on, the key of its run among it.
            make: called in a thread.
        """
        task = self._made.get(key)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(make))
            self._made[key] = task
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        try:
            # One that stops waiting does not stop the others.
            found: Made = await asyncio.shield(task)
        except Exception:
            self._made.pop(key, None)
            raise
        return found
