"""Ends a search that no longer gets anywhere.

Payoffs that come from a solver have derivatives that are a little off. Near an optimum a line search may then ask for a descent
that is not there, over and over: hundreds of values that differ by less than what the search may leave open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from jaxtyping import Float

# So many values in a row that are all the same end a search, which needs twenty to forty in all where it is not stuck.
PATIENCE = 40
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

    def see(self, point: Float[np.ndarray, " m"], value: float) -> None:
        """One more value (smaller is better).

        Raises:
            Stalled: it is one of many that are the same.
        """
        self._last.append((value, np.array(point)))
        values = [seen for seen, _ in self._last]
        if len(values) < PATIENCE or max(values) - min(values) > self._same:
            return
        feasible = [seen for seen in self._last if self._feasible(seen[1])]
        if not feasible:
            raise Stalled(self._last[-1][1])
        raise Stalled(min(feasible, key=lambda seen: seen[0])[1])
