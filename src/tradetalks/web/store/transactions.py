"""Transactions of the database of one folder: what every kind of thing that is kept has in common."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from tradetalks.web.store.failures import failures_told

# Letters of a name in a list.
LONGEST_NAME = 120
# What a run or a study is called whose server was stopped, and what it was called before.
INTERRUPTED, UNFINISHED = "interrupted", ("queued", "running")


class Transactions:
    """Reads and writes of one database, each a transaction; they may come from any thread. A store is this, for each kind."""

    _folder: Path
    _session: sessionmaker[Session]

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that changes nothing. Raises NotStored where the file cannot be read."""
        with failures_told(self._folder), self._session() as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, on the disk when it ends. Raises NotStored where the disk is full or the file is gone."""
        with failures_told(self._folder), self._session.begin() as session:
            yield session
