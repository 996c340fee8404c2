"""What the rest of a day's changes makes of any level: one function a place, put together from the last change to the first.

    F(x) = min(max(a x + b, low), high),   a ≥ 0

Setting, adding, multiplying, floors and caps are functions of this kind, and so is one after another. It says in one look what a
level would come to, whatever the number of changes.
"""

from __future__ import annotations

import numpy as np

from tradetalks.scenario.act_steps import ActStep, Numbers
from tradetalks.scenario.levels import Array


class RestOfDay:
    """The functions of all places of a grid; at first those of nothing more to come.

    Args:
        places: how many there are.
    """

    def __init__(self, places: int) -> None:
        self._a, self._b = np.ones(places), np.zeros(places)
        self._low, self._high = np.full(places, -np.inf), np.full(places, np.inf)

    def of(self, at: Numbers, level: Array | float) -> Array:
        """What levels come to.

        Args:
            at: (cells,) places.
            level: (cells,) in them now, fractions.
        """
        found: Array = np.minimum(np.maximum(self._a[at] * level + self._b[at], self._low[at]), self._high[at])
        return found

    def put_before(self, step: ActStep) -> None:
        """Have a step come before the rest; one on whole sectors that does not turn levels round."""
        at, rate = step.at, step.rate
        match step.act.kind:
            case "add":
                self._b[at] += self._a[at] * rate
            case "multiply":
                self._a[at] *= rate
            case "floor":
                self._low[at] = np.maximum(self._low[at], self.of(at, rate))
            case "cap":
                self._high[at] = np.minimum(self._high[at], self.of(at, rate))
            case "set":
                self._b[at] = self.of(at, rate)
                self._a[at] = 0.0
                self._low[at], self._high[at] = -np.inf, np.inf
