"""What is asked of the database: saved scenarios and runs. Every call is one transaction and may come from any thread."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import LargeBinary, cast, delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

import tradetalks
from tradetalks.errors import TradeTalksError, message
from tradetalks.web.saved_names import free_name
from tradetalks.web.settings import MOST_BYTES, MOST_SAVED
from tradetalks.web.store.database import open_database, take_folder, unusable
from tradetalks.web.store.failures import NotStored, failures_told, reason_of
from tradetalks.web.store.tables import RunContent, SavedScenario, StoredRun, StoredStudy, now_utc

# What a run is called whose server was stopped, and what it was called before.
INTERRUPTED, UNFINISHED = "interrupted", ("queued", "running")
# Runs that are over and hold nothing.
UNSOLVED = ("failed", "cancelled", INTERRUPTED)
# Letters of a name in a list, and of a title.
LONGEST_NAME, LONGEST_TITLE = 120, 200


class TooMuchSaved(TradeTalksError):
    """More scenarios, or larger ones, than the server keeps."""


@dataclasses.dataclass(frozen=True)
class SavedEntry:
    """A saved scenario in a list: its number, name and when it was last changed, in UTC."""

    id: int
    name: str
    changed: datetime.datetime


@dataclasses.dataclass(frozen=True)
class Saved:
    """A saved scenario.

    Args:
        id: its number; ``saved:ID`` is its name in a link.
        name: as the reader called it.
        yaml: its text.
        created: when it was saved, in UTC.
        changed: when it was last changed, in UTC.
    """

    id: int
    name: str
    yaml: str
    created: datetime.datetime
    changed: datetime.datetime


@dataclasses.dataclass(frozen=True)
class RunRecord:
    """A run as the database knows it.

    Args:
        key: what was asked (:func:`tradetalks.web.jobs.job.job_key`).
        name: of the scenario's file.
        text: the scenario.
        parts: what was asked of it.
        version: of tradetalks.
        status: what became of it.
        error: why it failed.
        created: when it was asked for, in UTC.
        used: when it was last looked at, in UTC.
    """

    key: str
    name: str
    text: str
    parts: tuple[str, ...]
    version: str
    status: str
    error: str
    created: datetime.datetime
    used: datetime.datetime


@dataclasses.dataclass(frozen=True)
class StudyRecord:
    """A study as the database knows it.

    Args:
        name: of the study and of the store of its draws.
        title: what is drawn of which scenario, in a line.
        file: of the scenario, as messages call it.
        text: the scenario.
        plan: what is drawn, JSON with the keys of a file.
        status: what became of it.
        error: why it failed or was stopped.
    """

    name: str
    title: str
    file: str
    text: str
    plan: str
    status: str
    error: str


class Store:
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
        # Held while a scenario is saved, so that none is saved beyond the bounds meanwhile, nor under the same name.
        self._saving = threading.Lock()
        self._entries: tuple[SavedEntry, ...] = ()
        self._lock = take_folder(folder)
        try:
            self._engine = open_database(folder)
            self._session: sessionmaker[Session] = sessionmaker(self._engine, expire_on_commit=False)
            self.interrupt()
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

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Session]:
        with failures_told(self._folder), self._session() as session:
            yield session

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction, on the disk when it ends."""
        with failures_told(self._folder), self._session.begin() as session:
            yield session

    def scenarios(self) -> tuple[SavedEntry, ...]:
        """Every saved scenario, the last changed first; of a list that is in memory, so that no view waits for the disk."""
        return self._entries

    def _listed(self) -> tuple[SavedEntry, ...]:
        columns = SavedScenario.id, SavedScenario.name, SavedScenario.changed
        with self._reading() as session:
            found = session.execute(select(*columns).order_by(SavedScenario.changed.desc(), SavedScenario.id.desc()))
            return tuple(SavedEntry(*row) for row in found)

    def _others(self, number: int) -> tuple[SavedEntry, ...]:
        """The list without one of them."""
        return tuple(entry for entry in self._entries if entry.id != number)

    def scenario(self, number: int) -> Saved | None:
        """A saved scenario; None where there is none of that number."""
        with self._reading() as session:
            row = session.get(SavedScenario, number)
            if row is None:
                return None
            return _saved(row)

    def save(self, name: str, yaml: str) -> Saved:
        """Keep a scenario under a number of its own; its name has a number behind it where another one has the name.

        Args:
            name: of :func:`tradetalks.web.saved_names.saved_name`.
            yaml: its text.

        Raises:
            TooMuchSaved: there are too many already, or too large ones; nothing is changed.
        """
        with self._saving:
            if len(self._entries) >= self._most_saved:
                raise _too_much(f"{self._most_saved:,} scenarios")
            with self._writing() as session:
                self._check_room(session, yaml)
                row = SavedScenario(name=free_name(name, [entry.name for entry in self._entries]), yaml=yaml)
                session.add(row)
            self._entries = (SavedEntry(row.id, row.name, row.changed), *self._entries)
        return _saved(row)

    def change(self, number: int, name: str, yaml: str) -> Saved | None:
        """Put another name and text in a saved scenario's place, as :meth:`save` keeps them; None where there is none of that
        number."""
        with self._saving:
            with self._writing() as session:
                row = session.get(SavedScenario, number)
                if row is None:
                    return None
                others = [entry.name for entry in self._others(number)]
                self._check_room(session, yaml, instead_of=number)
                row.name, row.yaml, row.changed = free_name(name, others), yaml, now_utc()
            self._entries = (SavedEntry(row.id, row.name, row.changed), *self._others(number))
        return _saved(row)

    def delete(self, number: int) -> bool:
        """Forget a saved scenario; whether there was one."""
        with self._saving:
            with self._writing() as session:
                row = session.get(SavedScenario, number)
                if row is None:
                    return False
                session.delete(row)
            self._entries = self._others(number)
        return True

    def _check_room(self, session: Session, yaml: str, instead_of: int = 0) -> None:
        """Raise where a text does not fit beside those of the others."""
        there = select(func.sum(func.length(cast(SavedScenario.yaml, LargeBinary)))).where(
            SavedScenario.id != instead_of
        )
        if (session.scalar(there) or 0) + len(yaml.encode()) > self._most_bytes:
            raise _too_much(f"{self._most_bytes / 1e6:,.3g} MB of scenarios")

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
        with self._writing() as session:
            session.execute(delete(StoredRun).where(StoredRun.key == key))
            session.add(row)
            # Runs that gave no answer are known for a while, and no longer than those that did.
            ended = select(StoredRun.key).where(StoredRun.status.in_(UNSOLVED)).order_by(StoredRun.created.desc())
            too_many = list(session.scalars(ended.offset(self._most_runs)))
            session.execute(delete(StoredRun).where(StoredRun.key.in_(too_many)))

    def mark_run(self, key: str, status: str, error: str = "") -> None:
        """Note what became of a run."""
        with self._writing() as session:
            session.execute(update(StoredRun).where(StoredRun.key == key).values(status=status, error=error))

    def keep_run(self, key: str, data: bytes) -> None:
        """Keep what a run holds and call it done; the least lately used runs go where there are too many."""
        with self._writing() as session:
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
        with self._reading() as session:
            row = session.get(StoredRun, key)
            if row is None:
                return None
            return _record(row)

    def runs(self, most: int = 100) -> list[RunRecord]:
        """What is known of the runs that were asked for, the last first."""
        with self._reading() as session:
            found = session.scalars(select(StoredRun).order_by(StoredRun.created.desc()).limit(most))
            return [_record(row) for row in found]

    def run_data(self, key: str) -> bytes | None:
        """What a finished run holds, which counts as a look at it; None where there is none."""
        with self._writing() as session:
            content = session.get(RunContent, key)
            if content is None:
                return None
            session.execute(update(StoredRun).where(StoredRun.key == key).values(used=now_utc()))
            return content.data

    def begin_study(self, name: str, title: str, file: str, text: str, plan: str) -> None:
        """Note that a study is asked for; what was known of one of that name is forgotten."""
        row = StoredStudy(name=name, title=title[:LONGEST_TITLE], file=file[:LONGEST_NAME], text=text, plan=plan)
        row.status = "queued"
        with self._writing() as session:
            session.execute(delete(StoredStudy).where(StoredStudy.name == name))
            session.add(row)

    def mark_study(self, name: str, status: str, error: str = "") -> None:
        """Note what became of a study."""
        with self._writing() as session:
            session.execute(update(StoredStudy).where(StoredStudy.name == name).values(status=status, error=error))

    def study(self, name: str) -> StudyRecord | None:
        """What is known of a study; None where it was not begun here."""
        with self._reading() as session:
            row = session.get(StoredStudy, name)
            if row is None:
                return None
            return _study_record(row)

    def studies(self) -> list[StudyRecord]:
        """The studies that were begun here, the last first."""
        with self._reading() as session:
            return [
                _study_record(row) for row in session.scalars(select(StoredStudy).order_by(StoredStudy.created.desc()))
            ]

    def forget_study(self, name: str) -> None:
        """Forget a study; its draws are another's to remove."""
        with self._writing() as session:
            session.execute(delete(StoredStudy).where(StoredStudy.name == name))

    def interrupt(self) -> None:
        """Call interrupted what no server is solving any more."""
        with self._writing() as session:
            for table in (StoredRun, StoredStudy):
                session.execute(update(table).where(table.status.in_(UNFINISHED)).values(status=INTERRUPTED))


def _too_much(most: str) -> TooMuchSaved:
    return TooMuchSaved(
        message(
            "no more scenarios can be saved here",
            expected=f"at most {most}",
            do="delete some that you do not need any more; nothing was changed, and the link still holds what you set",
        )
    )


def _saved(row: SavedScenario) -> Saved:
    return Saved(row.id, row.name, row.yaml, row.created, row.changed)


def _record(row: StoredRun) -> RunRecord:
    parts = tuple(row.parts.split(","))
    return RunRecord(row.key, row.name, row.text, parts, row.version, row.status, row.error, row.created, row.used)


def _study_record(row: StoredStudy) -> StudyRecord:
    return StudyRecord(row.name, row.title, row.file, row.text, row.plan, row.status, row.error)
