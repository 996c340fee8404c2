"""The SQLite file: opened by one server at a time, brought to this version's tables, its writes on the disk when they return."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from tradetalks.errors import TradeTalksError, message

DATABASE, LOCK = "tradetalks.sqlite", "server.lock"
MIGRATIONS = Path(__file__).parent / "migrations"
# Seconds that a write waits for another one.
PATIENCE = 30


def open_database(folder: Path) -> Engine:
    """The database of a folder, with the tables of this version.

    Args:
        folder: taken by this server.

    Returns:
        An engine; its connections may be used from any thread.

    Raises:
        TradeTalksError: the file is none of ours, damaged, or of a later version.
    """
    file = folder / DATABASE
    # Scenarios may be confidential: others of this machine do not read them.
    file.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    try:
        _migrate(engine)
    except (CommandError, DatabaseError) as error:
        engine.dispose()
        raise TradeTalksError(
            message(
                f"{file} cannot be used",
                details=[str(error).splitlines()[0]],
                expected="a database that this version of tradetalks, or an earlier one, made",
                do="choose another --folder, or move the file away",
            )
        ) from None
    return engine


def take_folder(folder: Path) -> IO[str]:
    """Keep other servers out of a folder, which is made where it is not there, until what is returned is closed.

    Raises:
        TradeTalksError: another server has it, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a", encoding="utf-8")
    except OSError as error:
        raise TradeTalksError(
            message(f"{folder} cannot be written", details=[str(error.strerror)], do="choose another --folder")
        ) from None
    with contextlib.suppress(ImportError):
        # Only where the system has it; elsewhere two servers are the reader's own doing.
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise TradeTalksError(
                message(f"another server uses {folder}", do="use that one, or choose another --folder")
            ) from None
    return lock


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare(connection: Any, record: object) -> None:
    """Readers do not wait for writers, and what is written is on the disk when the write returns."""
    cursor = connection.cursor()
    for line in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()
