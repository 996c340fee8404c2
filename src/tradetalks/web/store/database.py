"""The SQLite file: opened by one server at a time, brought to this version's tables, its writes on the disk when they return."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError

from tradetalks.errors import TradeTalksError, message
from tradetalks.web.store.failures import reason_of
from tradetalks.web.store.tables import TableBase

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
        TradeTalksError: the file is none of ours, damaged, of a later version, or cannot be written.
    """
    file = folder / DATABASE
    # What was saved stands in no message of an error.
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    try:
        _make_private(file)
        _migrate(engine)
        missing = set(TableBase.metadata.tables) - set(inspect(engine).get_table_names())
    except (CommandError, DBAPIError, OSError) as error:
        engine.dispose()
        raise unusable(folder, reason_of(error)) from None
    if missing:
        engine.dispose()
        raise unusable(folder, f"it has no table {', '.join(sorted(missing))}")
    return engine


def unusable(folder: Path, reason: str) -> TradeTalksError:
    """What is said of a database that no server can be started on.

    Args:
        folder: where it lies.
        reason: in a line.
    """
    return TradeTalksError(
        message(
            f"{folder / DATABASE} cannot be used",
            details=[reason],
            expected="a database that this version of tradetalks, or an earlier one, made, and that may be written",
            do="choose another --folder, or move the file away",
        )
    )


def _make_private(file: Path) -> None:
    """Scenarios may be confidential: others of this machine do not read them, nor what SQLite writes beside its file."""
    file.touch(mode=0o600)
    for part in (file, *file.parent.glob(f"{DATABASE}-*")):
        # A file of somebody else may still be one that we are allowed to write.
        with contextlib.suppress(PermissionError):
            part.chmod(0o600)


def take_folder(folder: Path) -> IO[str]:
    """Keep other servers out of a folder, which is made where it is not there, until what is returned is closed.

    Raises:
        TradeTalksError: another server has it, or it cannot be written.
    """
    try:
        # A folder that was there is its reader's, and keeps the rights that they gave it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
