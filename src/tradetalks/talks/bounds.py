"""Where a number that somebody states may lie, and the words that say so: one place for Python and for scenario files."""

from __future__ import annotations

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Bound:
    """Finite numbers from ``low`` to ``high``, the ends left out where ``above`` or ``below`` says so; ``means`` is the unit."""

    low: float = 0.0
    high: float = math.inf
    above: bool = False
    below: bool = False
    whole: bool = False
    means: str = ""

    def holds(self, value: float) -> bool:
        """Whether ``value`` may be stated."""
        over = value > self.low if self.above else value >= self.low
        under = value < self.high if self.below else value <= self.high
        return math.isfinite(value) and over and under and not (self.whole and value != int(value))

    @property
    def words(self) -> str:
        """What is expected, as the end of a sentence."""
        noun = "whole number" if self.whole else "number"
        low = f"above {self.low:g}" if self.above else f"of at least {self.low:g}"
        high = f"below {self.high:g}" if self.below else f"at most {self.high:g}"
        ends = low if math.isinf(self.high) else f"{low} and {high}"
        return f"a {noun} {ends} ({self.means})" if self.means else f"a {noun} {ends}"


SHARE = Bound(high=1.0, means="a share: 5 % is 0.05")
