"""How likely the threatener should let an extension be: certainty kills the spike, a firm deadline risks the war.

(T38)  ε* = argmax_ε V_i(ε),   V_i(ε) the value at the opening when the deadline is extended with probability ε
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.bargaining.deadlines.continuation import ContinuationTalks
from tradetalks.bargaining.errors import probability
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class ExtensionOdds(Result):
    """For each probability of extension (n,): values (n, 2), P(deal) (n,) and P(deal on the first clock) (n,).

    `converged` (n,): whether the talks behind each point are solved; the best point is chosen among those.
    """

    odds: np.ndarray
    value: np.ndarray
    deal: np.ndarray
    first_phase: np.ndarray
    converged: np.ndarray

    def best(self, side: int) -> float:
        """The probability of extension that `side` (0 or 1) would commit to; nan when no point is solved."""
        if not self.converged.any():
            return np.nan
        return float(self.odds[np.argmax(np.where(self.converged, self.value[:, side], -np.inf))])

    def summary(self) -> str:
        """Best odds per side, then the sweep."""
        lines = [f"side 1 would extend with probability {self.best(0):.2f}, side 2 with {self.best(1):.2f}"]
        lines += [
            f"  {e:.2f}: deal {d:.4f}, on the first clock {f:.4f}, values {v[0]:.6g} and {v[1]:.6g}"
            + ("" if ok else ", NOT SOLVED")
            for e, v, d, f, ok in zip(self.odds, self.value, self.deal, self.first_phase, self.converged, strict=True)
        ]
        return "\n".join(lines)


def sweep_extension_odds(talks: Callable[[float], ContinuationTalks], odds: Sequence[float]) -> ExtensionOdds:
    """(T38) Solve `talks(ε)` for every ε of `odds`."""
    grid = probability("the probability of extension", np.asarray(odds, float))
    solved = [talks(float(e)) for e in grid]
    return ExtensionOdds(
        grid,
        np.array([t.value for t in solved]),
        np.array([t.deal for t in solved]),
        np.array([t.phases[0].deal for t in solved]),
        np.array([t.converged for t in solved]),
    )
