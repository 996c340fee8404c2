"""Files that are there whole or not at all, whatever happens to the process or the machine while they are written."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sys
from pathlib import Path

from zarr.core.buffer import Buffer
from zarr.storage import LocalStore

# What a file is called before it is whole.
UNFINISHED = ".unfinished"


class DurableStore(LocalStore):
    """A Zarr store in a folder; every file takes its place in one step, once it is on the disk."""

    async def set(self, key: str, value: Buffer) -> None:
        """Write the file ``key``."""
        self._check_writable()
        await asyncio.to_thread(write_whole, self.root / key, value.to_bytes())


def write_whole(file: Path, data: bytes) -> None:
    """Write a file beside its place, wait until the disk has it, and move it there.

    Args:
        file: its folder is made where it is missing.
        data: what it holds.

    Raises:
        OSError: no room, no permission; what was there before is as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with aside.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    keep_folder(file.parent)


def keep_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder."""
    if sys.platform == "win32":
        # There folders cannot be opened; names are kept with the files.
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
