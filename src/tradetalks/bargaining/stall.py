"""Ends a search that no longer gets anywhere.

Payoffs that come from a solver have derivatives that are a little off. Near an optimum a line search may then ask for a descent
that is not there, over and over: hundreds of values that differ by less than what the search may leave open. Where the deals
that all sides can sign are a single point, it goes to and fro between that point and better ones just outside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from operator import itemgetter

import numpy as np
from jaxtyping import Float

# So many values in a row that are all the same end a search, which needs twenty to forty in all where it is not stuck.
PATIENCE = 40
# So many more values without a better feasible point end one too: two and a half searches that are not stuck.
LONG = 100
# Values are the same within this many tolerances.
SAME = 10.0


class Stalled(Exception):
    """A search has asked for the same value many times; ``best`` is its best feasible point, or its last one."""

    def __init__(self, best: Float[np.ndarray, " m"]) -> None:
        super().__init__("no progress")
        self.best = best


class Watch:
    """Follows the values that a search asks for.

    Args:
        feasible: whether a point meets the constraints.
        tolerance: of the search, in the unit of the values.
    """

    def __init__(self, feasible: Callable[[np.ndarray], bool], tolerance: float) -> None:
        self._feasible, self._same = feasible, SAME * tolerance
        self._last: deque[tuple[float, np.ndarray]] = deque(maxlen=PATIENCE)
        self._since: list[tuple[float, np.ndarray]] = []
        self._best: tuple[float, np.ndarray] | None = None

    def see(self, point: Float[np.ndarray, " m"], value: float) -> None:
        """One more value (smaller is better).

        Raises:
            Stalled: it is one of many that are the same, or the last of many of which none is feasible and better.
        """
        self._last.append((value, np.array(point)))
        self._since.append(self._last[-1])
        if len(self._since) == LONG:
            self._compare()
        values = [seen for seen, _ in self._last]
        if len(values) < PATIENCE or max(values) - min(values) > self._same:
            return
        raise Stalled(min(self._feasible_of(self._last), key=itemgetter(0), default=self._last[-1])[1])

    def _compare(self) -> None:
        """Hold the best feasible one of the last values against that of all before; where none was feasible, nothing is known."""
        before, self._best = self._best, min(self._feasible_of(self._since), key=itemgetter(0), default=self._best)
        self._since = []
        if before is None or self._best is None:
            return
        if self._best[0] > before[0] - self._same:
            raise Stalled(min(before, self._best, key=itemgetter(0))[1])

    def _feasible_of(self, seen: Iterable[tuple[float, np.ndarray]]) -> list[tuple[float, np.ndarray]]:
        """Those that meet the constraints."""
        return [one for one in seen if self._feasible(one[1])]
