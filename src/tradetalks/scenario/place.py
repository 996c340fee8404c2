"""Places on a disk: one writer at a time, and what the system says where there is no room.

A lock is held for as long as a process lives, so that a process that was killed holds nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tradetalks.errors import TradeTalksError, message

# What is wrong with the place itself, whatever is written: no room left, or none allowed.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Byte that is locked where locks keep others from reading what is locked: beyond the end of every file that is locked here.
FAR = 2**30


def is_locked(file: int) -> bool:
    """Lock an open file until it is closed, or its process ends.

    Args:
        file: its descriptor, open for writing.

    Returns:
        Whether it is ours now; False where another holds it.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network drives have no locks: then nothing is known of others.
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
    return True


def is_same(file: int, path: Path) -> bool:
    """Whether an open file is still the one of that name.

    Args:
        file: its descriptor.
        path: its name.
    """
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def refusals_told(path: Path, *, do: str, with_room: str = "") -> Iterator[None]:
    """Within it a disk that is full, or any other refusal of the system to write, is told as what it is.

    Args:
        path: what was to be written.
        do: what to do about it.
        with_room: what to do where there is no room left; as ``do`` where empty.

    Raises:
        TradeTalksError: the system refuses.
    """
    try:
        yield
    except OSError as error:
        # Libraries that write by themselves put what the system said into a text of their own.
        quoted = re.search(r"error message = '([^']*)'", str(error))
        reason = error.strerror or (quoted and quoted.group(1)) or str(error)
        advice = do
        if error.errno in NO_ROOM and with_room:
            advice = with_room
        raise TradeTalksError(message(f"{path} cannot be written", details=[reason], do=advice)) from None
