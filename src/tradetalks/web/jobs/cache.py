"""Finished runs: some as objects in memory, more of them in the database."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.store import unpacked
from tradetalks.web.store.repository import Store


class RunCache:
    """Runs by key; those least lately asked for leave the memory first and stay in the database.

    Args:
        store: the database.
        most: runs in memory.
    """

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._runs: OrderedDict[str, ScenarioRun] = OrderedDict()
        # Runs that are being read: whoever asks for one meanwhile waits for the same reading.
        self._reading: dict[str, asyncio.Task[ScenarioRun | None]] = {}

    def here(self, key: str) -> ScenarioRun | None:
        """A run that is in memory."""
        run = self._runs.get(key)
        if run is not None:
            self._runs.move_to_end(key)
        return run

    async def get(self, key: str) -> ScenarioRun | None:
        """A run, from memory or the database; None where it is in neither, or of another version."""
        run = self.here(key)
        if run is not None:
            return run
        if key not in self._reading:
            self._reading[key] = asyncio.create_task(self._read(key))
        # One that stops waiting does not stop the reading for others.
        return await asyncio.shield(self._reading[key])

    async def put(self, key: str, data: bytes) -> None:
        """Hold a run that was just packed and is in the database."""
        self._hold(key, await asyncio.to_thread(as_run, data))

    async def _read(self, key: str) -> ScenarioRun | None:
        try:
            data = await asyncio.to_thread(self._store.run_data, key)
            if data is None:
                return None
            run = await asyncio.to_thread(as_run, data)
            self._hold(key, run)
            return run
        finally:
            del self._reading[key]

    def _hold(self, key: str, run: ScenarioRun | None) -> None:
        if run is None:
            return
        self._runs[key] = run
        self._runs.move_to_end(key)
        while len(self._runs) > self._most:
            self._runs.popitem(last=False)


def as_run(data: bytes) -> ScenarioRun | None:
    """The run that was packed; None where this version cannot read it, and it is solved again."""
    try:
        run = unpacked(data)
    except ValueError:
        return None
    if isinstance(run, ScenarioRun):
        return run
    return None
