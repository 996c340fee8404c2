"""What keeps the database from being read or written, told in words: never a statement of SQL, never a place in memory."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.place import NO_ROOM

# Bytes: with less than this left on its disk, SQLite's "disk I/O error" is a full disk; a run takes twenty times as much.
LITTLE_ROOM = 1_000_000


class NotStored(TradeTalksError):
    """The database cannot be read or written, for a reason of its machine."""


class NoRoom(NotStored):
    """The disk of the server's folder is full."""


@contextlib.contextmanager
def failures_told(folder: Path) -> Iterator[None]:
    """Within it, what the database or the system refuses is told as what it is.

    Args:
        folder: of the database.

    Raises:
        NoRoom: the disk is full.
        NotStored: anything else.
    """
    try:
        yield
    except (DBAPIError, OSError, NoConnection) as error:
        if is_full(error, folder):
            raise no_room() from error
        raise NotStored(
            message(
                "what this server keeps cannot be read or written now",
                details=[reason_of(error)],
                do="try again; whoever runs the server finds more in its server.log",
            )
        ) from error


def no_room() -> NoRoom:
    """What is said where the disk is full."""
    return NoRoom(
        message(
            "there is no room left on the disk of this server",
            do="make room there and try again; what was saved before is as it was",
        )
    )


def reason_of(error: BaseException) -> str:
    """What the database or the system says, in a line."""
    if isinstance(error, DBAPIError):
        return str(error.orig).splitlines()[0]
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0]


def is_full(error: Exception, folder: Path) -> bool:
    """Whether an error means that there is no room left.

    Args:
        error: of the database or the system.
        folder: that was written into.
    """
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL:
        return True
    # Of an I/O error the low byte is the kind, the rest what was being done.
    is_of_disk = code is not None and code & 0xFF == sqlite3.SQLITE_IOERR
    return is_of_disk and shutil.disk_usage(folder).free < LITTLE_ROOM
