"""A surplus that changes at random: sides wait, efficiently, when it is expected to grow faster than they discount.

    (T19)  W_k(s) = max{S_k(s), Σ_i f_i + δ E[W_{k+1}(s')|s]},   sign at (k, s) iff S_k(s) is the larger

Merlo and Wilson (1995), transferable payoffs and a common discount factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability, two_sided
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# Rows of a transition may miss 1 by this much: numbers typed with ten digits.
_ROW_SUM = 1e-9
# A surplus below its worth by less than this share is its worth but for rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, repr=False, eq=False)
class StochasticSurplus(Result):
    """Talks over a surplus that moves between S states, values in its unit.

    Args:
        v: (K+1, S, 2) value to each side, at each date and after the last.
        worth: (K+1, S) W, joint value.
        signed: (K, S) where a deal is signed.
        signed_by: (K, S) probability of a deal by each date, when the talks start in state s.
    """

    v: np.ndarray
    worth: np.ndarray
    signed: np.ndarray
    signed_by: np.ndarray

    def to_dataset(self) -> xr.Dataset:
        """Values and outcome by date and state."""
        dates, states = self.signed.shape
        return labelled_dataset(
            {"date": range(1, dates + 1), "state": range(1, states + 1), "side": (1, 2)},
            {
                "worth": LabelledArray(("date", "state"), self.worth[:-1], PAYOFF_UNIT, "joint value"),
                "signed": LabelledArray(("date", "state"), self.signed, "1", "whether a deal is signed"),
                "signed_by": LabelledArray(
                    ("date", "state"), self.signed_by, "1", "probability of a deal by this date"
                ),
                "value": LabelledArray(("date", "state", "side"), self.v[:-1], PAYOFF_UNIT, "value to the side"),
            },
        )

    def summary(self) -> str:
        """Date by date, the share of states that sign."""
        lines = ["talks over a stochastic surplus"]
        lines += [
            f"  date {k + 1}: signed in {int(row.sum())} of {len(row)} states" for k, row in enumerate(self.signed)
        ]
        return "\n".join(lines)


def solve_stochastic_surplus(
    pies: ArrayLike,
    transition: ArrayLike,
    *,
    discount: float,
    proposes: ArrayLike = 0.5,
    flow: ArrayLike = 0.0,
    terminal: ArrayLike = 0.0,
) -> StochasticSurplus:
    """(T19) Backward induction over K dates and S states.

    Args:
        pies: (K, S) size of the surplus, in any one unit.
        transition: (S, S), row s gives the next state's probabilities.
        discount: δ per date, common.
        proposes: (K,) probability that side 1 proposes.
        flow: (2,) impasse value per wait, in the unit of the surplus.
        terminal: (2,) value after the last date, in the same unit.

    Raises:
        TalksError: a transition of another shape or with rows that do not sum to 1, or numbers that are no probabilities.

    Reference:
        Merlo and Wilson (1995).
    """
    s, step = np.atleast_2d(np.asarray(pies, float)), check_probability("a transition", np.asarray(transition, float))
    dates, states = s.shape
    if step.shape != (states, states) or np.abs(step.sum(1) - 1).max() > _ROW_SUM:
        raise TalksError(
            message(
                f"a transition between {states} states is a square matrix whose rows sum to 1",
                got=f"shape {step.shape} with row sums {np.round(step.sum(-1), 6).tolist()}",
                do="give today's states in rows, tomorrow's in columns",
            )
        )
    delta = float(check_probability("a discount factor", discount))
    rho = np.broadcast_to(check_probability("the probability that side 1 proposes", proposes), (dates,))
    f, last = two_sided("an impasse value", flow), two_sided("the terminal value", terminal)
    v = np.empty((dates + 1, states, 2))
    v[-1] = last
    for k in reversed(range(dates)):
        wait = v[k + 1]
        if k < dates - 1:
            wait = f + delta * step @ v[k + 1]
        gain = np.maximum(s[k] - wait.sum(1), 0.0)
        v[k] = wait + gain[:, None] * np.array([rho[k], 1 - rho[k]])
    worth = v.sum(2)
    signed = s >= worth[:-1] - _ROUNDING * np.maximum(1.0, np.abs(s))
    return StochasticSurplus(v, worth, signed, _signed_by(signed, step))


def _signed_by(signed: np.ndarray, step: np.ndarray) -> np.ndarray:
    """(K, S) probability that a deal is signed by date k when the talks start in state s."""
    talking, out = np.eye(len(step)), np.empty(signed.shape)
    for k, here in enumerate(signed):
        talking = talking * ~here
        out[k] = 1 - talking.sum(1)
        talking = talking @ step
    return out
