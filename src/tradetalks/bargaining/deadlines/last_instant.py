"""The last instant before a deadline: a game of chicken, the spike of deals it makes, and the silence before it.

    (T26)  mixed: q_i = (B_j - D_j)/[(A_j - M_j) + (B_j - D_j)],   P(no deal) = (1-q_1)(1-q_2),   V_i = q_j M_i + (1-q_j) B_i
    (T27)  silence: w_i = (1/r_i) ln[(V_i - G_i)/(B_i - G_i)]

Three equilibria: mixed, and each side's favourite, in which the other concedes. In the mixed one the side that breakdown hurts
more concedes *less*; the logit branch gives the opposite. Which one is played is model uncertainty: all are reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.deadlines.concession_stage import (
    SELECTIONS,
    BeliefTable,
    RoundPayoffs,
    check_selection,
    solve_stage,
)
from tradetalks.bargaining.errors import ordered_stakes, pair, probability
from tradetalks.result import Result


@dataclass(frozen=True)
class LastInstant:
    """One equilibrium at the deadline.

    q (2,) probability that each side concedes (over its types), value (2,) of the rational types, and the certificate
    `regret` (2,): what a rational type would gain by its best deviation (> 0: noise, or not an equilibrium).
    """

    selection: str
    q: np.ndarray
    no_deal: float
    value: np.ndarray
    regret: np.ndarray

    @property
    def spike(self) -> float:
        """Probability of a deal at the deadline."""
        return 1.0 - self.no_deal


@dataclass(frozen=True, repr=False, eq=False)
class Deadline(Result):
    """The chosen equilibrium, all others, and the silence that precedes it (2,) in years (nan without an impasse value)."""

    chosen: LastInstant
    all: tuple[LastInstant, ...]
    silence: np.ndarray
    commitment_probability: np.ndarray

    @property
    def spread(self) -> tuple[float, float]:
        """Least and greatest P(no deal) over the selections that are equilibria."""
        valid = [e.no_deal for e in self.all if e.selection == "logit" or e.regret.max() <= 1e-9]
        return min(valid), max(valid)

    def summary(self) -> str:
        """The spike, by selection, and the silence."""
        low, high = self.spread
        lines = [f"at the deadline: no deal with probability {self.chosen.no_deal:.4f} ({self.chosen.selection})"]
        lines.append(f"  over equilibria: from {low:.4f} to {high:.4f}")
        lines += [
            f"  {e.selection}: side 1 concedes with {e.q[0]:.4f}, side 2 with {e.q[1]:.4f}, no deal {e.no_deal:.4f}, "
            f"values {e.value[0]:.6g} and {e.value[1]:.6g}"
            + ("" if e.regret.max() <= 1e-6 else f", regret {e.regret.max():.2g}")
            for e in self.all
        ]
        if np.isfinite(self.silence).all():
            lines.append(f"  before it, silence for {self.silence[0]:.4g} and {self.silence[1]:.4g} yr")
        return "\n".join(lines)


def _last_instant(selection: str, q: np.ndarray, stakes: np.ndarray, commitment_probability: np.ndarray) -> LastInstant:
    a, m, b, d = stakes
    other = q[::-1]
    concede, hold = other * m + (1 - other) * b, other * a + (1 - other) * d
    x = np.where(
        commitment_probability < 1, q / np.where(commitment_probability < 1, 1 - commitment_probability, 1.0), 0.0
    )
    value = x * concede + (1 - x) * hold
    return LastInstant(selection, q, float((1 - q).prod()), value, np.maximum(concede, hold) - value)


def mixed_concession(stakes: np.ndarray, commitment_probability: np.ndarray) -> np.ndarray:
    """(T26) q (2,), capped by the probability of being rational (a capped q leaves regret: then no mixed equilibrium)."""
    a, m, b, d = stakes
    lack = (b - d) / ((a - m) + (b - d))
    return np.minimum(lack[::-1], 1 - commitment_probability)


def solve_deadline(
    *,
    win: ArrayLike,
    split: ArrayLike,
    concede: ArrayLike,
    breakdown: ArrayLike,
    commitment_probability: ArrayLike = 0.0,
    selection: str = "logit",
    dispersion: float | None = None,
    rates: ArrayLike | None = None,
    disagreement_value: ArrayLike | None = None,
) -> Deadline:
    """(T26)-(T27) with all four selections.

    Args:
        win, split, concede, breakdown: A > M > B > D of each side, values at the deadline.
        commitment_probability: (2,) posterior probability, at the deadline, that each side never concedes.
        dispersion: noise of the logit branch in payoff units; default 0.5 % of the largest prize.
        rates, disagreement_value: r and G, for the length of the silence.
    """
    stakes = ordered_stakes(win=win, split=split, concede=concede, breakdown=breakdown)
    mu = probability(
        "the probability of being committed", pair("the probability of being committed", commitment_probability)
    )
    noise = 0.005 * float((stakes[0] - stakes[2]).max()) if dispersion is None else dispersion
    check_selection(selection, noise)
    q = {
        "logit": _logit(stakes, mu, noise),
        "mixed": mixed_concession(stakes, mu),
        "favour_1": np.array([0.0, 1 - mu[1]]),
        "favour_2": np.array([1 - mu[0], 0.0]),
    }
    found = tuple(_last_instant(name, q[name], stakes, mu) for name in SELECTIONS)
    chosen = found[SELECTIONS.index(selection)]
    silence = np.full(2, np.nan)
    if rates is not None and disagreement_value is not None:
        silence = silence_before(chosen.value, stakes[2], disagreement_value=disagreement_value, rates=rates)
    return Deadline(chosen, found, silence, mu)


def silence_before(
    value: ArrayLike, concede: ArrayLike, *, disagreement_value: ArrayLike, rates: ArrayLike
) -> np.ndarray:
    """(T27) years (2,) before the deadline during which waiting for the spike beats conceding (0: none)."""
    v, b, g = (
        pair(name, x)
        for name, x in (("a value", value), ("concede", concede), ("the impasse value", disagreement_value))
    )
    return np.log(np.maximum((v - g) / (b - g), 1.0)) / pair("a discount rate", rates)


def _logit(stakes: np.ndarray, mu: np.ndarray, dispersion: float) -> np.ndarray:
    a, m, b, d = (row[:, None] for row in stakes)
    odds = np.log(np.clip(mu, 1e-300, 1 - 1e-16)) - np.log1p(-np.clip(mu, 1e-300, 1 - 1e-16))

    broken_down = BeliefTable(np.array([0.0, 1.0]), np.broadcast_to(d[:, :, None], (2, 2, 2)))
    solution = solve_stage(
        payoffs=RoundPayoffs(a, m, b), log_odds=odds[:, None], go_on=broken_down, dispersion=dispersion
    )
    return solution.q[:, 0]
