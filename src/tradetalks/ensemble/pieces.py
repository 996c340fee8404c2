"""Solve the pieces of a store that are to do: hand them out, write what comes back, stop when asked."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from tradetalks.ensemble.outcomes import FAILED, REFUSED
from tradetalks.ensemble.store import STATUS, StudyStore
from tradetalks.ensemble.team import Team
from tradetalks.games.interrupt import deferred, poll
from tradetalks.scenario.place import refusals_told

# Told where a study is.
Say = Callable[[str], None]
# Seconds between two looks at whether Ctrl-C waits: too short to notice, too long to cost anything.
LOOK_EVERY = 0.1
# Units of a time that is left, in seconds, largest first.
UNITS = ((3600, "h"), (60, "min"), (1, "s"))


def solve_pieces(store: StudyStore, team: Team, to_do: Sequence[int], say: Say) -> bool:
    """Have pieces solved, and write each as it comes.

    Ctrl-C ends it after the pieces under way, a second one at once. An error of a worker ends it after them too.

    Args:
        store: locked by this process.
        team: who solves.
        to_do: numbers of pieces.
        say: told how far it is.

    Returns:
        Whether all are written; False where it was interrupted before.

    Raises:
        TradeTalksError: the store cannot be written, or a worker could not solve a piece; what came before is kept.
    """
    waiting, out = deque(to_do), 0
    course = StudyCourse(store, to_do)
    stopped = False
    error: Exception | None = None
    go_on = f"go on with `tradetalks study resume {store.path}`: what was solved is kept"
    say(course.line())
    with deferred():
        while out or (waiting and not stopped and error is None):
            places = team.places
            while waiting and not stopped and error is None and out < places:
                k = waiting.popleft()
                team.hand_out(k, store.card.pieces[k])
                out += 1
            for k, came in team.take(LOOK_EVERY):
                out -= 1
                if isinstance(came, Exception):
                    error = error or came
                    continue
                with refusals_told(store.path, do=go_on, with_room=f"make room, then {go_on}"):
                    store.write(k, came)
                course.written(k, came[STATUS].values)
                say(course.line(stopping=stopped))
            if _is_asked_to_stop(again=stopped):
                stopped = True
                say(course.line(stopping=True))
    if error is not None:
        raise error
    return not waiting


def _is_asked_to_stop(*, again: bool) -> bool:
    """Whether Ctrl-C waits; the second is not caught."""
    if again:
        poll()
        return False
    with contextlib.suppress(KeyboardInterrupt):
        poll()
        return False
    return True


class StudyCourse:
    """How far a study is, how fast it goes, and how long it will take."""

    def __init__(self, store: StudyStore, to_do: Sequence[int]) -> None:
        self._card = store.card
        self._left = sum(len(self._card.pieces[k]) for k in to_do)
        self._written = 0
        statuses = store.statuses()
        self._refused, self._failed = (int(np.sum(statuses == ending)) for ending in (REFUSED, FAILED))
        self._began = time.monotonic()

    def written(self, k: int, statuses: np.ndarray) -> None:
        """Count a piece in."""
        self._left -= len(self._card.pieces[k])
        self._written += len(self._card.pieces[k])
        self._refused += int(np.sum(statuses == REFUSED))
        self._failed += int(np.sum(statuses == FAILED))

    def line(self, *, stopping: bool = False) -> str:
        """``512 of 1,024 draws (3 refused), 41 draws a second, 12 s left``."""
        parts = [f"{self._card.draws - self._left:,} of {self._card.draws:,} draws{self._not_solved()}"]
        if stopping:
            parts.append("stopping after the pieces under way (Ctrl-C again stops at once)")
        elif self._written and self._left:
            rate = self._written / max(time.monotonic() - self._began, 1e-9)
            parts += [f"{rate:,.3g} draws a second", f"{in_units(self._left / rate)} left"]
        return ", ".join(parts)

    def _not_solved(self) -> str:
        counts = ((self._refused, "refused"), (self._failed, "failed"))
        words = [f"{count:,} {ending}" for count, ending in counts if count]
        if not words:
            return ""
        return f" ({', '.join(words)})"


def in_units(seconds: float) -> str:
    """A time in the unit in which it is at least one, as ``2.5 h``, ``12 min`` or ``40 s``."""
    for size, unit in UNITS:
        if seconds >= size:
            return f"{_two_digits(seconds / size)} {unit}"
    return "a second"


def _two_digits(value: float) -> str:
    """``2.5``, ``12``, ``340``."""
    # From ten on, digits after the point say nothing about a guess.
    if value < 10:
        return f"{value:.1f}"
    return f"{value:.0f}"
