"""The tables of the database."""

from __future__ import annotations

import datetime

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class TableBase(DeclarativeBase):
    """What all tables share."""


def now_utc() -> datetime.datetime:
    """The time, as the tables keep it: of Greenwich, without a zone."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


class SavedScenario(TableBase):
    """A scenario that the reader saved: its ``yaml`` is the file."""

    __tablename__ = "scenarios"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    yaml: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime.datetime] = mapped_column(DateTime, default=now_utc)
    changed: Mapped[datetime.datetime] = mapped_column(DateTime, default=now_utc, onupdate=now_utc)


class StoredRun(TableBase):
    """A run that was asked for: what was asked, what became of it, and when it was last looked at."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_used", "used"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    parts: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime.datetime] = mapped_column(DateTime, default=now_utc)
    used: Mapped[datetime.datetime] = mapped_column(DateTime, default=now_utc)


class RunContent(TableBase):
    """A finished run as :func:`tradetalks.scenario.store.packed` writes it, apart, so that lists of runs do not read it."""

    __tablename__ = "contents"

    key: Mapped[str] = mapped_column(ForeignKey("runs.key", ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredStudy(TableBase):
    """A study that was begun here: what is drawn of which scenario, what became of it; its draws lie in a store of its name."""

    __tablename__ = "studies"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime.datetime] = mapped_column(DateTime, default=now_utc)
