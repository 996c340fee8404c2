"""How likely the threatener should let an extension be: certainty kills the spike, a firm deadline risks the war.

(T38)  ε* = argmax_ε V_i(ε),   V_i(ε) the value at the opening when the deadline is extended with probability ε
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.checks import check_probability
from tradetalks.bargaining.deadlines.belief_grid import DeadlineStatus
from tradetalks.bargaining.deadlines.continuation import ContinuationTalks
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class ExtensionOdds(Result):
    """The talks at each probability of an extension.

    Args:
        odds: (n,) probabilities of an extension.
        value: (n, 2) of each side at the opening, in the unit of the payoffs.
        deal: (n,) probability of a deal; first_phase: (n,) of one before the first deadline.
        converged: (n,) whether the talks behind each point are solved; the best point is chosen among those.
    """

    odds: np.ndarray
    value: np.ndarray
    deal: np.ndarray
    first_phase: np.ndarray
    converged: np.ndarray

    @property
    def status(self) -> DeadlineStatus:
        """Whether any of the points is solved."""
        if self.converged.any():
            return DeadlineStatus.SOLVED
        return DeadlineStatus.NOT_SOLVED

    def failure(self) -> TalksError | None:
        """That no point is solved; None where one is."""
        if self.converged.any():
            return None
        return TalksError(
            message(
                f"none of {len(self.odds)} probabilities of extension: {DeadlineStatus.NOT_SOLVED.value}",
                do="raise the dispersion, refine the grid or change the selection",
            )
        )

    def best(self, side: int) -> float:
        """The probability of extension that ``side`` (0 or 1) would commit to; nan when no point is solved."""
        if not self.converged.any():
            return np.nan
        return float(self.odds[np.argmax(np.where(self.converged, self.value[:, side], -np.inf))])

    def to_dataset(self) -> xr.Dataset:
        """Deals and values by probability of extension."""
        odds = ("odds",)
        return labelled_dataset(
            {"odds": self.odds, "side": (1, 2)},
            {
                "deal": LabelledArray(odds, self.deal, "1", "probability of a deal"),
                "first_phase": LabelledArray(
                    odds, self.first_phase, "1", "probability of a deal by the first deadline"
                ),
                "converged": LabelledArray(odds, self.converged, "1", "whether the talks are solved"),
                "value": LabelledArray(("odds", "side"), self.value, PAYOFF_UNIT, "value at the opening"),
            },
        )

    def summary(self) -> str:
        """Best odds per side, then the sweep."""
        lines = [f"side 1 would extend with probability {self.best(0):.2f}, side 2 with {self.best(1):.2f}"]
        for e, v, d, f, solved in zip(self.odds, self.value, self.deal, self.first_phase, self.converged, strict=True):
            line = f"  {e:.2f}: deal {d:.4f}, on the first clock {f:.4f}, values {v[0]:.6g} and {v[1]:.6g}"
            if not solved:
                line += ", NOT SOLVED"
            lines.append(line)
        return "\n".join(lines)


def sweep_extension_odds(talks: Callable[[float], ContinuationTalks], odds: Sequence[float]) -> ExtensionOdds:
    """(T38) Solve the talks at every probability of an extension.

    Args:
        talks: ε -> the talks when the deadline is extended with probability ε.
        odds: values of ε in [0, 1].

    Raises:
        TalksError: an ε outside [0, 1].
    """
    grid = check_probability("the probability of extension", np.asarray(odds, float))
    solved = [talks(float(e)) for e in grid]
    return ExtensionOdds(
        odds=grid,
        value=np.array([t.value for t in solved]),
        deal=np.array([t.deal for t in solved]),
        first_phase=np.array([t.phases[0].deal for t in solved]),
        converged=np.array([t.converged for t in solved]),
    )
