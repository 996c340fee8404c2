"""A folder written whole or not at all: files are made aside, and take their places together.

Where files are made is locked: of two that write into one folder at once, the second is refused. A process that was killed
loses its lock, so that the next one into the same folder knows what was left behind, and clears it away.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tradetalks.errors import TradeTalksError, message
from tradetalks.report.folder import check_contents, files_of_others, listed_files
from tradetalks.scenario.place import is_locked, is_same, refusals_told

# How many digits of a hash name a folder: no two folders beside each other share them.
DIGITS = 12
# A folder may be removed by another process between being made and being locked; so often in a row it is not.
ATTEMPTS = 20

_under_way: list[Draft] = []


@dataclasses.dataclass(frozen=True)
class Draft:
    """Files under way to ``folder``: ``aside`` holds the lock, what is ``new``, and what was replaced until all is in place."""

    folder: Path
    aside: Path
    lock: int

    @property
    def new(self) -> Path:
        """The files that are being written."""
        return self.aside / "new"

    @property
    def old(self) -> Path:
        """The files that they replace, until all are in place."""
        return self.aside / "old"

    @property
    def names(self) -> Path:
        """The names of the files that are moved from ``new``, written before the first is."""
        return self.aside / "names.json"

    def start(self) -> None:
        """Undo and clear away what a killed process left, and begin."""
        self.undo()
        self._clear()
        self.new.mkdir()
        _under_way.append(self)

    def put_in_place(self) -> None:
        """Replace the files of an earlier run, and no others.

        Raises:
            TradeTalksError: a file that is not of the earlier run is in the way; nothing is changed.
        """
        if not self.folder.exists():
            self.new.rename(self.folder)
            return
        names = _files(self.new)
        self._refuse_to_overwrite(names)
        earlier = listed_files(self.folder)
        self.names.write_text(json.dumps(names), encoding="utf-8")
        self.old.mkdir()
        for name in earlier:
            _move(self.folder / name, self.old / name)
        for name in names:
            _move(self.new / name, self.folder / name)
        # From here on the new run is in place: nothing is undone.
        self.old.rename(self.aside / "replaced")
        for name in earlier:
            _remove_empty(self.folder, name)

    def _refuse_to_overwrite(self, names: list[str]) -> None:
        kept = set(files_of_others(self.folder))
        in_the_way = sorted(kept & {part for name in names for part in _with_parents(name)})
        if in_the_way:
            raise TradeTalksError(
                message(
                    f"{self.folder / in_the_way[0]} is not of the earlier run",
                    expected="a place for a file of the new run",
                    do="move it away, or choose another --out; nothing was changed",
                )
            )

    def undo(self) -> None:
        """Put an earlier run back that was only half replaced."""
        if not self.old.is_dir():
            return
        for name in json.loads(self.names.read_text(encoding="utf-8")):
            if not (self.new / name).exists():
                _move(self.folder / name, self.new / name)
        for name in _files(self.old):
            _move(self.old / name, self.folder / name)
        shutil.rmtree(self.old)

    def _clear(self) -> None:
        for left in (self.new, self.aside / "replaced"):
            shutil.rmtree(left, ignore_errors=True)
        self.names.unlink(missing_ok=True)

    def end(self) -> None:
        """Leave the folder as it was before, or with the new run in it, and nothing beside it."""
        if self not in _under_way:
            return
        _under_way.remove(self)
        with contextlib.suppress(OSError):
            self.undo()
        self._clear()
        self.give_up()

    def give_up(self) -> None:
        """Let the lock go, and leave no trace of it."""
        with contextlib.suppress(OSError):
            (self.aside / "lock").unlink()
        os.close(self.lock)
        if sys.platform == "win32":
            # There an open file cannot be removed.
            (self.aside / "lock").unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.aside.rmdir()


@contextlib.contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder whose files take their places in ``folder`` when the block ends well, and vanish otherwise.

    Args:
        folder: new, empty, or that of an earlier run, whose files are replaced; what else lies in it stays.

    Yields:
        Where to write. The last file to write is ``run.json``, which lists all.

    Raises:
        TradeTalksError: another process writes into the folder, or it cannot be written.
    """
    folder = folder.resolve()
    with told_as_place(folder):
        draft = _claim(folder)
    try:
        with told_as_place(folder):
            draft.start()
            # Looked at before, while somebody else may have been writing.
            check_contents(folder)
        yield draft.new
        with told_as_place(folder):
            draft.put_in_place()
    finally:
        draft.end()


@contextlib.contextmanager
def told_as_place(folder: Path) -> Iterator[None]:
    """Within it a disk that is full, or any other refusal of the system to write, is told as what it is."""
    do = "choose another --out; an earlier run there is as it was"
    with refusals_told(folder, do=do, with_room=f"make room, or {do}"):
        yield


def end_all() -> None:
    """End every draft of this process, before it is made to stop at once."""
    for draft in list(_under_way):
        draft.end()


def _claim(folder: Path) -> Draft:
    """The place where files for ``folder`` are made, locked.

    Inside a folder that exists, so that nothing beside it need be writable; else where it will be.
    """
    for _ in range(ATTEMPTS):
        aside = _aside(folder)
        try:
            # Not ``exist_ok``: it looks again at what was in the way, which another run may have removed meanwhile.
            with contextlib.suppress(FileExistsError):
                aside.mkdir()
            lock = os.open(aside / "lock", os.O_CREAT | os.O_RDWR)
        except FileNotFoundError:
            continue
        if not is_locked(lock):
            os.close(lock)
            break
        if not is_same(lock, aside / "lock"):
            os.close(lock)
            continue
        draft = Draft(folder, aside, lock)
        if aside == _aside(folder):
            return draft
        # Another run has made the folder meanwhile: whoever writes into it now has its lock inside.
        draft.give_up()
    raise TradeTalksError(
        message(
            f"another run is being written into {folder}",
            expected="one run at a time in a folder",
            do="wait for it, or choose another --out",
        )
    )


def _aside(folder: Path) -> Path:
    """Where files for ``folder`` are made: inside it where it is there, else beside it."""
    home = folder.parent
    if folder.is_dir():
        home = folder
    digits = hashlib.sha256(os.fsencode(folder.name)).hexdigest()[:DIGITS]
    return home / f".tradetalks-{digits}"


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def _move(source: Path, destination: Path) -> None:
    """Move a file that may be missing, into folders that may be."""
    if source.exists():
        destination.parent.mkdir(parents=True, exist_ok=True)
        source.replace(destination)


def _with_parents(name: str) -> list[str]:
    """``a/b/c``, ``a/b`` and ``a``."""
    parts = name.split("/")
    return ["/".join(parts[:k]) for k in range(len(parts), 0, -1)]


def _remove_empty(folder: Path, name: str) -> None:
    """Remove the folders that a file that is gone left empty."""
    for parent in _with_parents(name)[1:]:
        with contextlib.suppress(OSError):
            (folder / parent).rmdir()
