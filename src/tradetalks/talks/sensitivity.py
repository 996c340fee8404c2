"""Low, base and high of any number, one parameter at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tradetalks.talks.errors import TalksError
from tradetalks.talks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class Triple(Result):
    """A number at the low, the base and the high value of one parameter."""

    parameter: str
    low: float
    base: float
    high: float
    at_low: Any
    at_high: Any

    @property
    def swing(self) -> float:
        """Difference between the largest and the smallest of the three."""
        values = (self.low, self.base, self.high)
        return max(values) - min(values)

    def summary(self) -> str:
        """One line."""
        return f"{self.parameter}: {self.low:.6g} at {self.at_low}, {self.base:.6g} at base, {self.high:.6g} at {self.at_high}"


def sensitivity(
    f: Callable[..., float], params: Mapping[str, Any], ranges: Mapping[str, tuple[Any, Any]]
) -> dict[str, Triple]:
    """`f(**params)` with each parameter of `ranges` moved to its (low, high), the others at base, largest swing first.

    Raises TalksError for a range of something that is not a parameter.
    """
    for name in ranges:
        if name not in params:
            raise TalksError(f"there is no parameter {name!r} to vary; the parameters are {', '.join(params)}.")
    base = float(f(**params))
    triples = [
        Triple(name, float(f(**{**params, name: low})), base, float(f(**{**params, name: high})), low, high)
        for name, (low, high) in ranges.items()
    ]
    return {t.parameter: t for t in sorted(triples, key=lambda t: -t.swing)}
