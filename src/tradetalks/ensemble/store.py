"""The store of a study: one Zarr directory, written piece by piece.

A piece is some draws in a row, and a chunk of every variable. Its numbers are written first and its ``status`` last, each file in
one step: a piece without a status is to do, one with a status is whole. Every chunk carries a checksum, so that what was damaged
by hand is known. The root holds the run card with the plan, and the scenario lies beside it, so that a study goes on from its
store alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr

from tradetalks.ensemble.card import FORMAT, RunCard, card_from
from tradetalks.ensemble.durable import UNFINISHED, DurableStore, keep_folder
from tradetalks.ensemble.outcomes import FAILED, REFUSED, SOLVED, TO_DO
from tradetalks.errors import TradeTalksError, message
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.place import is_locked, refusals_told
from tradetalks.scenario.store import unpacked

# What marks a folder as a store, and where its card is.
MARK = "zarr.json"
# The dimension along which a study is written, and the variable that is written last.
DRAW, STATUS = "draw", "status"
# What the values of ``status`` are called.
ENDINGS = {"to do": TO_DO, "solved": SOLVED, "refused": REFUSED, "failed": FAILED}
# Where the scenario lies: in a group of its own, which is no variable.
INPUTS, PACKED = "inputs", "scenario"
# Who looks whether a store is locked has the lock for far less than so many seconds; looked at so often, it is another writer.
A_MOMENT, LOOKS = 0.05, 5
# What reading a chunk that is no longer what was written may raise.
DAMAGE = (ValueError, RuntimeError, OSError, LookupError, TypeError)


@dataclasses.dataclass(frozen=True, eq=False)
class StudyStore:
    """A store that is there: where, and with which run card."""

    path: Path
    card: RunCard

    @functools.cached_property
    def arrays(self) -> dict[str, Any]:
        """Every variable along the draws, to read and write; a chunk that holds nothing but gaps is written too.

        Raises:
            TradeTalksError: the metadata of a variable are gone, or cannot be read.
        """
        try:
            root: Any = zarr.open_group(DurableStore(self.path), mode="r+")
            names = root.attrs["variables"]
            return {name: root[name].with_config({"write_empty_chunks": True}) for name in names}
        except DAMAGE as error:
            raise self.unreadable(str(error)) from None

    def unreadable(self, reason: str) -> TradeTalksError:
        """What is said of a store whose metadata are damaged."""
        return TradeTalksError(
            message(
                f"{self.path} is damaged: its metadata cannot be read",
                details=[reason],
                do="get the folder back from a copy, or run the study again into another",
            )
        )

    def scenario(self) -> Scenario:
        """The scenario that is run, as it was when the study began.

        Raises:
            TradeTalksError: it is damaged.
        """
        try:
            root: Any = zarr.open_group(DurableStore(self.path), mode="r")
            found = unpacked(root[f"{INPUTS}/{PACKED}"][:].tobytes())
        except DAMAGE as error:
            raise self.unreadable(f"its scenario: {error}") from None
        if not isinstance(found, Scenario):
            raise self.unreadable("its scenario is none")
        return found

    def draws_of(self, k: int) -> str:
        """The names of the draws of a piece: ``d00064 to d00127``."""
        root: Any = zarr.open_group(DurableStore(self.path), mode="r")
        rows = self.card.pieces[k]
        return f"{root[DRAW][rows[0]]} to {root[DRAW][rows[-1]]}"

    def statuses(self) -> np.ndarray:
        """(d,) how each draw ended; 0 for all of a piece whose status is missing or damaged."""
        status = self.arrays[STATUS]
        with contextlib.suppress(*DAMAGE):
            return _of_whole_pieces(status[:], self.card)
        # Some piece cannot be read: one after the other.
        found = np.zeros(self.card.draws, np.int8)
        for rows in self.card.pieces:
            with contextlib.suppress(*DAMAGE):
                found[rows.start : rows.stop] = status[rows.start : rows.stop]
        return _of_whole_pieces(found, self.card)

    def to_do(self) -> list[int]:
        """Numbers of the pieces that are to be solved, in order."""
        found = self.statuses()
        return [k for k, rows in enumerate(self.card.pieces) if found[rows.start] == TO_DO]

    def damages(self) -> dict[int, list[str]]:
        """Numbers of the pieces that are marked as whole and are not, with the variables that are damaged; reads everything."""
        found: dict[int, list[str]] = {}
        statuses = self.statuses()
        for k, rows in enumerate(self.card.pieces):
            if statuses[rows.start] == TO_DO:
                if self.chunk(STATUS, k).exists():
                    found[k] = [STATUS]
                continue
            damaged = [name for name in self.arrays if not self._is_whole(name, k)]
            if damaged:
                found[k] = damaged
        return found

    def _is_whole(self, name: str, k: int) -> bool:
        rows = self.card.pieces[k]
        if not self.chunk(name, k).exists():
            return False
        try:
            self.arrays[name][rows.start : rows.stop]
        except DAMAGE:
            return False
        return True

    def chunk(self, name: str, k: int) -> Path:
        """The file of a piece of a variable."""
        dimensions = self.arrays[name].ndim
        return self.path.joinpath(name, "c", str(k), *["0"] * (dimensions - 1))

    def write(self, k: int, outcomes: xr.Dataset) -> None:
        """Write a piece, whole: its numbers first, its status last.

        Args:
            k: its number.
            outcomes: of its draws, every variable of the store.

        Raises:
            OSError: no room, no permission; the piece is to do, as it was.
        """
        rows = self.card.pieces[k]
        status = outcomes[STATUS].values
        if len(status) != len(rows) or not np.isin(status, (SOLVED, REFUSED, FAILED)).all():
            raise RuntimeError(f"piece {k} ends with a draw that is neither solved, refused nor failed")
        self.forget(k)
        for name in [*(name for name in self.arrays if name != STATUS), STATUS]:
            array = self.arrays[name]
            array[rows.start : rows.stop] = as_stored(outcomes[name].values)

    def forget(self, k: int) -> None:
        """Take the status of a piece away, so that it is to do, before anything else of it."""
        self.chunk(STATUS, k).unlink(missing_ok=True)
        if self.chunk(STATUS, k).parent.is_dir():
            keep_folder(self.chunk(STATUS, k).parent)
        for name in self.arrays:
            self.chunk(name, k).unlink(missing_ok=True)


def as_stored(values: np.ndarray) -> np.ndarray:
    """Values as a variable takes them, and as it gives them back: text of any kind as numpy's own, of one length."""
    if values.dtype.kind in "OST":
        # Text of any length becomes text of one by way of Python's.
        return values.astype(object).astype(str)
    return values


def _of_whole_pieces(statuses: np.ndarray, card: RunCard) -> np.ndarray:
    """The same, with pieces in which a draw has not ended as if none had."""
    found = statuses.copy()
    ended = np.isin(statuses, (SOLVED, REFUSED, FAILED))
    for rows in card.pieces:
        if not ended[rows.start : rows.stop].all():
            found[rows.start : rows.stop] = TO_DO
    return found


def open_store(path: Path) -> StudyStore:
    """The store at a path.

    Raises:
        TradeTalksError: there is none, or one of another format.
    """
    try:
        attributes = json.loads((path / MARK).read_text(encoding="utf-8"))["attributes"]
        form = attributes["format"]
    except (FileNotFoundError, NotADirectoryError):
        raise TradeTalksError(
            message(f"{path} is no study", expected="a folder that `tradetalks study run` made", do="check the path")
        ) from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise TradeTalksError(
            message(
                f"{path} is no study, or damaged",
                details=[f"{MARK}: {error}"],
                expected="a folder that `tradetalks study run` made",
                do="check the path, or get the folder back from a copy",
            )
        ) from None
    if form != FORMAT:
        raise TradeTalksError(
            message(
                f"{path} is a study of another format",
                expected=f"format {FORMAT}",
                got=f"format {form}",
                do="open it with the version of tradetalks that made it",
            )
        )
    try:
        return StudyStore(path, card_from(attributes))
    except (LookupError, TypeError) as error:
        raise TradeTalksError(
            message(
                f"{path} is damaged: its run card lacks something",
                details=[str(error)],
                do="get the folder back from a copy, or run the study again into another",
            )
        ) from None


def is_being_written(path: Path) -> bool:
    """Whether another process writes into the store now."""
    try:
        lock = os.open(path / MARK, os.O_RDWR)
    except OSError:
        # Where nothing can be written, nobody writes.
        return False
    try:
        return not is_locked(lock)
    finally:
        os.close(lock)


@contextlib.contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Within it nobody else writes into the store.

    Raises:
        TradeTalksError: somebody does.
    """
    with refusals_told(path, do="make it writable, or choose another --out"):
        lock = os.open(path / MARK, os.O_RDWR)
    try:
        if not _locked_soon(lock):
            raise TradeTalksError(
                message(
                    f"another process writes into {path}",
                    expected="one study at a time in a store",
                    do="wait for it (`tradetalks study status` says how far it is), or choose another --out",
                )
            )
        with refusals_told(path, do="make it writable, or choose another --out"):
            _clear_unfinished(path)
        yield
    finally:
        os.close(lock)


def _locked_soon(lock: int) -> bool:
    """Lock, or not; somebody who only looked whether it is locked has it for a moment."""
    for _ in range(LOOKS):
        if is_locked(lock):
            return True
        time.sleep(A_MOMENT)
    return False


def _clear_unfinished(path: Path) -> None:
    """Remove what a killed process had begun to write."""
    for folder, _, names in os.walk(path):
        for name in names:
            if name.endswith(UNFINISHED):
                Path(folder, name).unlink(missing_ok=True)
