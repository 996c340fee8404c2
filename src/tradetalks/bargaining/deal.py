"""A deal by one concept, or the word that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result, Status

if TYPE_CHECKING:
    import xarray as xr


class DealStatus(Status):
    """How the search for a deal ended."""

    SOLVED = "a deal gives every side its reservation"
    NO_DEAL = "no deal in the box gives every side its reservation"


@dataclass(frozen=True, repr=False, eq=False)
class Deal(Result):
    """A deal by one concept, with its certificate.

    Args:
        concept: name of the solution.
        sides: n labels; instruments: m labels.
        x: (m,) instruments.
        u: (n,) payoffs after ``transfers`` (n,), which sum to 0, in the unit of the payoffs.
        gains: (n,) over the impasse.
        frontier_gap: by how much every side's gain could still be raised at once, a share of the gains at stake; nan where
            nothing is signed, or it was not asked for.
        stationarity: residual of the program's KKT conditions.
        spread: of the objective over the starts.
        signed: False where no deal meets every reservation.
    """

    concept: str
    sides: tuple[str, ...]
    instruments: tuple[str, ...]
    x: np.ndarray
    u: np.ndarray
    gains: np.ndarray
    transfers: np.ndarray
    frontier_gap: float
    stationarity: float
    spread: float
    signed: bool

    @property
    def status(self) -> DealStatus:
        """Whether there is a deal."""
        if self.signed:
            return DealStatus.SOLVED
        return DealStatus.NO_DEAL

    def failure(self) -> TalksError | None:
        """Why nothing can be signed; None where a deal is."""
        if self.signed:
            return None
        return TalksError(
            message(
                f"{self.concept}: {DealStatus.NO_DEAL.value}",
                do="ask find_zone(problem) how much is missing and which bound, side payment or threat would open it",
            )
        )

    def __repr__(self) -> str:
        if not self.signed:
            return f"<Deal by {self.concept}: none>"
        gains = ", ".join(f"{side} {gain:+.4g}" for side, gain in zip(self.sides, self.gains, strict=True))
        return f"<Deal by {self.concept}: gains {gains}>"

    def to_dataset(self) -> xr.Dataset:
        """Payoffs, gains and transfers by side, values by instrument."""
        return labelled_dataset(
            {"side": self.sides, "instrument": self.instruments},
            {
                "payoff": LabelledArray(("side",), self.u, PAYOFF_UNIT, "payoff, transfers included"),
                "gain": LabelledArray(("side",), self.gains, PAYOFF_UNIT, "gain over the impasse"),
                "transfer": LabelledArray(("side",), self.transfers, PAYOFF_UNIT, "side payment received"),
                "value": LabelledArray(("instrument",), self.x, "unit of the instrument", "value signed"),
            },
        )

    def summary(self) -> str:
        """Payoffs, gains and instruments, one line each."""
        if not self.signed:
            return f"{self.concept}: no deal meets every side's reservation"
        lines = [f"{self.concept}: x = {np.array2string(self.x, precision=6, max_line_width=100)}"]
        for side, u, gain, money in zip(self.sides, self.u, self.gains, self.transfers, strict=True):
            paid = ""
            if self.transfers.any():
                paid = f", of which side payment {money:+.6g}"
            lines.append(f"  {side}: {u:.6g} (gain {gain:+.6g}{paid})")
        lines.append(f"  distance to the frontier {self.frontier_gap:.1e}, spread over starts {self.spread:.1e}")
        return "\n".join(lines)
