"""Delay without private information: each side believes that it will have the upper hand later.

    (T18)  sign at k iff  Σ_i δ_i V_i,k+1 <= S_k,   V_i,k = p_i,k (S_k - c_j) + (1 - p_i,k) c_i  if signed, else c_i

Yildiz (2003, 2004); Simsek and Yildiz (2016). p_i,k is side i's own probability of proposing at k; Σ_i p_i,k > 1 is optimism.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.errors import pair, probability
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class OptimisticTalks(Result):
    """Subjective values `v` (K+1, 2), whether each date would sign (K,), and the surplus of signing (K,)."""

    v: np.ndarray
    signed: np.ndarray
    surplus: np.ndarray

    @property
    def first_deal(self) -> int | None:
        """The first date that signs, None if none does."""
        return int(np.argmax(self.signed)) if self.signed.any() else None

    def summary(self) -> str:
        """When they sign, and by how much optimism exceeds the pie before."""
        when = "never sign" if self.first_deal is None else f"sign at date {self.first_deal + 1}"
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
        pies: (K,) S_k.
        beliefs: (K, 2) own probability of being the one who proposes at k.
        discount: (2,) δ per date; flow: (2,) impasse value per wait; terminal: (2,) value after the last date.
    """
    s, p = np.asarray(pies, float), probability("a belief", np.asarray(beliefs, float))
    d, f = probability("a discount factor", pair("a discount factor", discount)), pair("an impasse value", flow)
    v = np.empty((len(s) + 1, 2))
    v[-1] = pair("the terminal value", terminal)
    surplus = np.empty(len(s))
    for k in range(len(s) - 1, -1, -1):
        wait = (f + d * v[k + 1]) if k < len(s) - 1 else v[k + 1]
        surplus[k] = s[k] - wait.sum()
        v[k] = wait + p[k] * max(surplus[k], 0.0)
    return OptimisticTalks(v, surplus >= -1e-12 * np.maximum(1.0, np.abs(s)), surplus)
