"""The server's log: a file in its folder that says what went wrong and where, for whoever runs the server and nobody else."""

from __future__ import annotations

import logging
import logging.handlers
import os
from io import TextIOWrapper
from pathlib import Path

from tradetalks.errors import TradeTalksError, message, printable

LOG = "server.log"
# Bytes of the file, and how many files of what was written before it are kept: some thousand errors with their places.
LARGEST, BEFORE = 1_000_000, 1
# What uvicorn says of an error that is written already, with the request that it came from.
TOLD_TWICE = "Exception in ASGI application"

logger = logging.getLogger("tradetalks.web")


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A bounded file that others of this machine do not read; a full disk keeps nobody from being answered."""

    def _open(self) -> TextIOWrapper:
        file = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(file, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing of what cannot be written."""


class _Entries(logging.Formatter):
    """Entries of which the first line alone begins at the margin: what was sent, and is repeated, makes none of its own."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = map(printable, super().format(record).splitlines() or [""])
        return "\n    ".join([first, *more])


def keep_log(folder: Path) -> logging.Handler:
    """Write warnings and errors, those of libraries too, into a folder's log from now on.

    Args:
        folder: of the server, taken by it.

    Returns:
        What writes; for :func:`end_log`.

    Raises:
        TradeTalksError: it cannot be written.
    """
    try:
        handler = _PrivateFile(folder / LOG, maxBytes=LARGEST, backupCount=BEFORE)
    except OSError as error:
        raise TradeTalksError(
            message(f"{folder / LOG} cannot be written", details=[str(error.strerror)], do="choose another --folder")
        ) from None
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Entries("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(lambda record: not str(record.msg).startswith(TOLD_TWICE))
    logging.getLogger().addHandler(handler)
    # Commands silence libraries, which speak to programmers: here they speak to a file.
    logging.disable(logging.NOTSET)
    return handler


def end_log(handler: logging.Handler) -> None:
    """Write nothing more into a log."""
    logging.getLogger().removeHandler(handler)
    handler.close()
