"""Studies that lie in the server's folder: which there are, what each says, and why draws of it have no answer."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path

from tradetalks.ensemble.study import open_study
from tradetalks.ensemble.summary.study_summary import StudySummary
from tradetalks.ensemble.summary.summarise import summarise_study
from tradetalks.errors import TradeTalksError, message
from tradetalks.report.chapter import Table
from tradetalks.report.study.file_words import drawn_table
from tradetalks.report.study.reasons import DrawReason, draw_reasons
from tradetalks.scenario.beside import started

# Where stores lie within the folder of the page, and how their names end.
STUDIES, STORE_END = "studies", ".zarr"
# Summaries that are kept; each holds its draws, some megabytes.
KEPT = 8
# Seconds for which a summary is shown though its store has grown meanwhile: making one takes some seconds.
FRESH = 10.0


@dataclasses.dataclass(frozen=True, eq=False)
class StudySaid:
    """What a study says.

    Args:
        summary: of its draws.
        reasons: why draws of it have no answer.
        drawn: its parameters, with what the file has of each.
    """

    summary: StudySummary
    reasons: list[DrawReason]
    drawn: Table


def study_stores(folder: Path) -> dict[str, Path]:
    """The stores that lie in the server's folder, by name.

    Args:
        folder: of the page.

    Returns:
        Names without their ending; a request names one of these and never a path.
    """
    home = folder / STUDIES
    if not home.is_dir():
        return {}
    return {place.name.removesuffix(STORE_END): place for place in sorted(home.glob(f"*{STORE_END}"))}


def study_in(folder: Path, name: str) -> StudySaid | None:
    """What a study says; None where there is none of that name.

    Args:
        folder: of the page.
        name: one of :func:`study_stores`.

    Raises:
        TradeTalksError: a store that is damaged or cannot be read.
    """
    place = study_stores(folder).get(name)
    if place is None:
        return None
    try:
        return _SUMMARIES.of(place)
    except TradeTalksError as error:
        # Where the server keeps it is nobody's business.
        raise TradeTalksError(str(error).replace(str(place), name)) from None
    except OSError:
        do = "whoever runs the server finds it in the folder studies of the server's own"
        raise TradeTalksError(message(f"the study {name} cannot be read", do=do)) from None


class _Summaries:
    """What studies say, made once for all who ask; of one that is still written, anew from time to time."""

    def __init__(self) -> None:
        self._known: OrderedDict[Path, _Known] = OrderedDict()
        self._making: dict[Path, Future[StudySaid]] = {}
        self._entering = threading.Lock()

    def of(self, place: Path) -> StudySaid:
        """What the study of a store says: the last that was made, while another is being made of it."""
        with self._entering:
            known, making = self._known.get(place), self._making.get(place)
            if known is not None and (making is not None or known.is_fresh(place)):
                return known.said
            if making is None:
                making = self._making[place] = started(self._make, place, name="summary of a study")
        return making.result()

    def _make(self, place: Path) -> StudySaid:
        try:
            changed = _changed(place)
            study = open_study(place)
            found = _Known(
                StudySaid(summarise_study(study), draw_reasons(study), drawn_table(study)), changed, time.monotonic()
            )
            with self._entering:
                self._known[place] = found
                self._known.move_to_end(place)
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        finally:
            with self._entering:
                del self._making[place]
        return found.said


@dataclasses.dataclass(frozen=True)
class _Known:
    """What a study says, when its store was last written before, and when it was made (seconds of a monotonic clock)."""

    said: StudySaid
    changed: int
    made: float

    def is_fresh(self, place: Path) -> bool:
        """Whether nothing was written since, or it was made just now."""
        return time.monotonic() - self.made < FRESH or _changed(place) == self.changed


def _changed(place: Path) -> int:
    """When a store was last written; a file that is moved into its place meanwhile is looked at there the next time."""
    found = 0
    for file in place.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            found = max(found, file.stat().st_mtime_ns)
    return found


_SUMMARIES = _Summaries()
