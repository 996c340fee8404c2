"""What the database knows of a scenario, a run and a study, as the rest of the page has it."""

from __future__ import annotations

import dataclasses
import datetime

from tradetalks.web.store.tables import SavedScenario, StoredRun, StoredStudy


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


def saved_of(row: SavedScenario) -> Saved:
    """A saved scenario of its row."""
    return Saved(row.id, row.name, row.yaml, row.created, row.changed)


def run_of(row: StoredRun) -> RunRecord:
    """A run of its row."""
    parts = tuple(row.parts.split(","))
    return RunRecord(row.key, row.name, row.text, parts, row.version, row.status, row.error, row.created, row.used)


def study_of(row: StoredStudy) -> StudyRecord:
    """A study of its row."""
    return StudyRecord(row.name, row.title, row.file, row.text, row.plan, row.status, row.error)
