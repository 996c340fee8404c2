"""A study that is in a store, whole or not yet: its draws by name, read as they are asked for."""

from __future__ import annotations

import dataclasses
import functools
import json
from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from tradetalks.ensemble.card import RunCard
from tradetalks.ensemble.design import Design, design_of
from tradetalks.ensemble.store import ENDINGS, StudyStore, as_stored, is_being_written, open_store
from tradetalks.errors import TradeTalksError, listed, message
from tradetalks.inputs import PATH, checked
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.reading.study import parse_study
from tradetalks.scenario.sections.study import StudyPlan

# Damaged pieces that are named.
NAMED = 5


@dataclasses.dataclass(frozen=True, eq=False)
class Study:
    """A study, read from its store; what another process writes meanwhile is seen by the next :func:`open_study`.

    Args:
        path: of the store.
        card: what its numbers depend on.
    """

    path: Path
    card: RunCard

    @functools.cached_property
    def dataset(self) -> xr.Dataset:
        """Every outcome by draw, read from the disk where it is looked at; NaN where a draw is to do, refused or failed.

        ``real_income_change`` is in percent of the baseline, other units stand at their variables.
        """
        read: xr.Dataset = xr.open_zarr(self.path, consolidated=False, chunks=None)
        # A folder has no order; they are told in that of the frame, what was drawn first.
        found = read[[name for name in read.attrs["variables"] if name in read]]
        # Text is small, and of one length it is what everybody can use.
        for name in [name for name, values in found.variables.items() if values.dtype.kind in "OT"]:
            found[name] = found[name].copy(data=as_stored(found[name].values))
        plain = {key: _as_text(value) for key, value in found.attrs.items() if key != "variables"}
        found.attrs = plain
        return found

    @functools.cached_property
    def scenario(self) -> Scenario:
        """The scenario that is run, as it was when the study began."""
        return self._store.scenario()

    @functools.cached_property
    def plan(self) -> StudyPlan:
        """What is drawn."""
        return parse_study(json.dumps(self.card.plan), f"{self.path}", self.scenario)

    @functools.cached_property
    def design(self) -> Design:
        """The draws, each of them a variant of the scenario that runs alone."""
        return design_of(self.scenario, self.plan)

    @functools.cached_property
    def statuses(self) -> np.ndarray:
        """(d,) how each draw ended: 0 to do, 1 solved, 2 refused, 3 failed."""
        return self._store.statuses()

    @property
    def counts(self) -> dict[str, int]:
        """How many draws are to do, solved, refused and failed."""
        return {word: int(np.sum(self.statuses == ending)) for word, ending in ENDINGS.items()}

    @property
    def done(self) -> bool:
        """Whether no draw is to do."""
        return self.counts["to do"] == 0

    @property
    def is_written(self) -> bool:
        """Whether a process is at work on it now."""
        return is_being_written(self.path)

    @functools.cached_property
    def damaged(self) -> tuple[str, ...]:
        """What was damaged since it was written, a line a piece; reads the whole store. `resume` solves these pieces again."""
        return tuple(f"{self._store.draws_of(k)}: {', '.join(names)}" for k, names in self._store.damages().items())

    def check_whole(self) -> None:
        """Raise where something was damaged since it was written.

        Raises:
            TradeTalksError: names the draws and variables.
        """
        if self.damaged:
            raise TradeTalksError(
                message(
                    f"{self.path} was damaged since it was written",
                    details=listed(self.damaged, NAMED),
                    do=f"solve these draws again: tradetalks study resume {self.path}",
                )
            )

    def to_dataset(self) -> xr.Dataset:
        """Every outcome by draw, in memory; units as attributes of the variables.

        Raises:
            TradeTalksError: something was damaged since it was written.
        """
        self.check_whole()
        return self.dataset.load()

    @property
    def _store(self) -> StudyStore:
        return StudyStore(self.path, self.card)

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {word}" for word, count in self.counts.items() if count)
        return f"Study({self.card.scenario}: {self.card.draws:,} draws, {counts})"


@checked(TradeTalksError, path=PATH)
def open_study(path: str | PathLike[str]) -> Study:
    """The study in a store, whole or not yet, while it runs or afterwards.

    Args:
        path: of the store, as ``study.zarr``.

    Returns:
        The study; its numbers are read when they are looked at.

    Raises:
        TradeTalksError: no store, one of another format, or one whose metadata are damaged.
    """
    store = open_store(Path(path))
    # Metadata that are gone are told here, not where a number is first looked at.
    _ = store.arrays
    return Study(store.path, store.card)


def _as_text(value: object) -> object:
    """Attributes of attributes as JSON, so that any file can hold them."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value
