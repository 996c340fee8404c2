"""A pie that changes at random: sides wait, efficiently, when it is expected to grow faster than they discount.

    (T19)  W_k(s) = max{S_k(s), Σ_i f_i + δ E[W_{k+1}(s')|s]},   sign at (k, s) iff S_k(s) is the larger

Merlo and Wilson (1995), transferable payoffs and a common discount factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.errors import TalksError, pair, probability
from tradetalks.result import Result


@dataclass(frozen=True, repr=False, eq=False)
class StochasticSurplus(Result):
    """Values v (K+1, S, 2), joint worth W (K+1, S), where a deal is signed (K, S), and P(signed by date k | state at 0)."""

    v: np.ndarray
    worth: np.ndarray
    signed: np.ndarray
    signed_by: np.ndarray

    def summary(self) -> str:
        """Date by date, the share of states that sign."""
        lines = ["talks over a changing pie"]
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
        pies: (K, S) size of the pie; transition: (S, S), row s gives the next state's probabilities.
        discount: δ per date, common; proposes: (K,) probability that side 1 proposes.
        flow: (2,) impasse value per wait; terminal: (2,) value after the last date.
    """
    s, step = np.atleast_2d(np.asarray(pies, float)), probability("a transition", np.asarray(transition, float))
    if step.shape != (s.shape[1],) * 2 or np.abs(step.sum(1) - 1).max() > 1e-9:
        raise TalksError(
            f"a transition between {s.shape[1]} states is a square matrix whose rows sum to 1; got shape {step.shape} with "
            f"row sums {np.round(step.sum(-1), 6).tolist()}. Rows are today's states, columns tomorrow's."
        )
    delta = float(probability("a discount factor", discount))
    rho = np.broadcast_to(probability("the probability that side 1 proposes", proposes), (len(s),))
    f, last = pair("an impasse value", flow), pair("the terminal value", terminal)
    v = np.empty((len(s) + 1, s.shape[1], 2))
    v[-1] = last
    for k in range(len(s) - 1, -1, -1):
        wait = f + delta * step @ v[k + 1] if k < len(s) - 1 else v[k + 1]
        gain = np.maximum(s[k] - wait.sum(1), 0.0)
        v[k] = wait + gain[:, None] * np.array([rho[k], 1 - rho[k]])
    worth = v.sum(2)
    signed = s >= worth[:-1] - 1e-12 * np.maximum(1.0, np.abs(s))
    return StochasticSurplus(v, worth, signed, _signed_by(signed, step))


def _signed_by(signed: np.ndarray, step: np.ndarray) -> np.ndarray:
    """(K, S) probability that a deal is signed by date k when the talks start in state s."""
    talking, out = np.eye(len(step)), np.empty(signed.shape)
    for k, here in enumerate(signed):
        talking = talking * ~here
        out[k] = 1 - talking.sum(1)
        talking = talking @ step
    return out
