"""Runs that were asked for, and what those hold that are done: the least lately used go where there are too many."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

import tradetalks
from tradetalks.web.store.records import RunRecord, run_of
from tradetalks.web.store.tables import RunContent, StoredRun, now_utc
from tradetalks.web.store.transactions import INTERRUPTED, LONGEST_NAME, UNFINISHED, Transactions

# Runs that are over and hold nothing.
UNSOLVED = ("failed", "cancelled", INTERRUPTED)


class KeptRuns(Transactions):
    """What is asked of runs."""

    _most_runs: int

    def begin_run(self, key: str, name: str, text: str, parts: Sequence[str]) -> None:
        """Note that a run is asked for; one of that key before it is forgotten."""
        row = StoredRun(
            key=key,
            name=name[:LONGEST_NAME],
            text=text,
            parts=",".join(parts),
            version=tradetalks.__version__,
            status="queued",
        )
        with self.writing() as session:
            session.execute(delete(StoredRun).where(StoredRun.key == key))
            session.add(row)
            # Runs that gave no answer are known for a while, and no longer than those that did.
            ended = select(StoredRun.key).where(StoredRun.status.in_(UNSOLVED)).order_by(StoredRun.created.desc())
            too_many = list(session.scalars(ended.offset(self._most_runs)))
            session.execute(delete(StoredRun).where(StoredRun.key.in_(too_many)))

    def mark_run(self, key: str, status: str, error: str = "") -> None:
        """Note what became of a run."""
        with self.writing() as session:
            session.execute(update(StoredRun).where(StoredRun.key == key).values(status=status, error=error))

    def keep_run(self, key: str, data: bytes) -> None:
        """Keep what a run holds and call it done; the least lately used runs go where there are too many."""
        with self.writing() as session:
            session.merge(RunContent(key=key, data=data))
            session.execute(
                update(StoredRun).where(StoredRun.key == key).values(status="done", error="", used=now_utc())
            )
            done = select(StoredRun.key).where(StoredRun.status == "done").order_by(StoredRun.used.desc())
            too_many = list(session.scalars(done.offset(self._most_runs)))
            if too_many:
                session.execute(delete(StoredRun).where(StoredRun.key.in_(too_many)))

    def run(self, key: str) -> RunRecord | None:
        """What is known of a run; None where nothing is."""
        with self.reading() as session:
            row = session.get(StoredRun, key)
            if row is None:
                return None
            return run_of(row)

    def runs(self, most: int = 100) -> list[RunRecord]:
        """What is known of the runs that were asked for, the last first."""
        with self.reading() as session:
            found = session.scalars(select(StoredRun).order_by(StoredRun.created.desc()).limit(most))
            return [run_of(row) for row in found]

    def run_data(self, key: str) -> bytes | None:
        """What a finished run holds, which counts as a look at it; None where there is none."""
        with self.writing() as session:
            content = session.get(RunContent, key)
            if content is None:
                return None
            session.execute(update(StoredRun).where(StoredRun.key == key).values(used=now_utc()))
            return content.data

    def interrupt_runs(self) -> None:
        """Call interrupted what no server is solving any more."""
        with self.writing() as session:
            session.execute(update(StoredRun).where(StoredRun.status.in_(UNFINISHED)).values(status=INTERRUPTED))
