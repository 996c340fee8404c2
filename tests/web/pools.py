"""A pool on a store of its own, both closed when a test has done with it."""

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from tradetalks.web.store.repository import Store

Pool = TypeVar("Pool")
# Finished runs that its store keeps.
MOST_RUNS = 5


@contextlib.asynccontextmanager
async def pool_on(folder: Path, made: Callable[[Store], Pool]) -> AsyncIterator[Pool]:
    """What ``made`` makes of a new store of the folder."""
    store = Store(folder, most_runs=MOST_RUNS)
    found = made(store)
    try:
        yield found
    finally:
        await found.close()
        store.close()
