"""Delay without private information: each side believes that it will have the upper hand later.

    (T18)  sign at k iff  Σ_i δ_i V_i,k+1 <= S_k,   V_i,k = p_i,k (S_k - c_j) + (1 - p_i,k) c_i  if signed, else c_i

Yildiz (2003, 2004); Simsek and Yildiz (2016). p_i,k is side i's own probability of proposing at k; Σ_i p_i,k > 1 is optimism.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability, two_sided
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# A surplus below 0 by less than this share of the pie is 0 but for rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, repr=False, eq=False)
class OptimisticTalks(Result):
    """Talks of sides that disagree about who will propose, values in the unit of the pies.

    Args:
        v: (K+1, 2) value to each side by its own beliefs, at each date and after the last.
        signed: (K,) whether each date would sign.
        surplus: (K,) pie less what both expect from waiting.
    """

    v: np.ndarray
    signed: np.ndarray
    surplus: np.ndarray

    @property
    def first_deal(self) -> int | None:
        """The first date (0-based) that signs, None if none does."""
        if not self.signed.any():
            return None
        return int(np.argmax(self.signed))

    def to_dataset(self) -> xr.Dataset:
        """Values, surplus and outcome by date."""
        return labelled_dataset(
            {"date": range(1, len(self.signed) + 1), "side": (1, 2)},
            {
                "value": LabelledArray(("date", "side"), self.v[:-1], PAYOFF_UNIT, "value by the side's own beliefs"),
                "surplus": LabelledArray(
                    ("date",), self.surplus, PAYOFF_UNIT, "pie less what both expect from waiting"
                ),
                "signed": LabelledArray(("date",), self.signed, "1", "whether the date would sign"),
            },
        )

    def summary(self) -> str:
        """When they sign, and by how much optimism exceeds the pie before."""
        when = "never sign"
        if self.first_deal is not None:
            when = f"sign at date {self.first_deal + 1}"
        lines = [f"optimistic sides {when}"]
        lines += [
            f"  date {k + 1}: pie less what both expect from waiting {s:+.6g}" for k, s in enumerate(self.surplus)
        ]
        return "\n".join(lines)


def solve_optimistic_talks(
    pies: ArrayLike, beliefs: ArrayLike, *, discount: ArrayLike, flow: ArrayLike = 0.0, terminal: ArrayLike = 0.0
) -> OptimisticTalks:
    """(T18) Backward induction over K dates with transferable pies.

    Args:
        pies: (K,) S_k, in any one unit.
        beliefs: (K, 2) own probability of being the one who proposes at k.
        discount: (2,) δ per date.
        flow: (2,) impasse value per wait, in the unit of the pies.
        terminal: (2,) value after the last date, in the same unit.

    Raises:
        TalksError: numbers that are no probabilities, or not one for each of two sides.

    Reference:
        Yildiz (2003, 2004); Simsek and Yildiz (2016).
    """
    s, p = np.asarray(pies, float), check_probability("a belief", np.asarray(beliefs, float))
    d = check_probability("a discount factor", two_sided("a discount factor", discount))
    f = two_sided("an impasse value", flow)
    v = np.empty((len(s) + 1, 2))
    v[-1] = two_sided("the terminal value", terminal)
    surplus = np.empty(len(s))
    for k in reversed(range(len(s))):
        wait = v[k + 1]
        if k < len(s) - 1:
            wait = f + d * v[k + 1]
        surplus[k] = s[k] - wait.sum()
        v[k] = wait + p[k] * max(surplus[k], 0.0)
    return OptimisticTalks(v, surplus >= -_ROUNDING * np.maximum(1.0, np.abs(s)), surplus)
