"""What is kept in a folder: saved scenarios, runs and studies, in one database that no other server uses."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy.orm import sessionmaker

from tradetalks.errors import TradeTalksError
from tradetalks.web.settings import MOST_BYTES, MOST_SAVED
from tradetalks.web.store.database import open_database, take_folder, unusable
from tradetalks.web.store.failures import NotStored, reason_of
from tradetalks.web.store.runs import KeptRuns
from tradetalks.web.store.scenarios import SavedScenarios
from tradetalks.web.store.studies import KeptStudies


class Store(SavedScenarios, KeptRuns, KeptStudies):
    """Saved scenarios, runs and studies of one folder. Its calls raise NotStored where the disk is full or the file is gone.

    Args:
        folder: of the database; no other server may use it.
        most_runs: finished runs that are kept; the least lately used go first.
        most_saved: scenarios that are kept, of which none ever goes by itself.
        most_bytes: of their texts together.

    Raises:
        TradeTalksError: another server uses it, or it cannot be written or read.
    """

    def __init__(
        self, folder: Path, *, most_runs: int, most_saved: int = MOST_SAVED, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder, self._most_runs = folder, most_runs
        self._most_saved, self._most_bytes = most_saved, most_bytes
        self._saving = threading.Lock()
        self._lock = take_folder(folder)
        try:
            self._engine = open_database(folder)
            self._session = sessionmaker(self._engine, expire_on_commit=False)
            self.interrupt_runs()
            self.interrupt_studies()
            self._entries = self._listed()
        except NotStored as error:
            self.close()
            raise unusable(folder, reason_of(error.__cause__ or error)) from None
        except TradeTalksError:
            self._lock.close()
            raise

    def close(self) -> None:
        """Let another server have the folder."""
        self._engine.dispose()
        self._lock.close()
