"""The last instant before a deadline: a game of chicken, the spike of deals it makes, and the silence before it.

    (T26)  mixed: q_i = (B_j - D_j)/[(A_j - M_j) + (B_j - D_j)],   P(no deal) = (1-q_1)(1-q_2),   V_i = q_j M_i + (1-q_j) B_i
    (T27)  silence: w_i = (1/r_i) ln[(V_i - G_i)/(B_i - G_i)]

Three equilibria: mixed, and each side's favourite, in which the other concedes. In the mixed one the side that breakdown hurts
more concedes *less*. Which one is played is model uncertainty: all are reported. Where the costs of conceding are
private there may be one alone (:mod:`~tradetalks.bargaining.deadlines.stopping_game`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import check_probability, ordered_stakes, two_sided
from tradetalks.bargaining.labelled import PAYOFF_UNIT, LabelledArray, labelled_dataset
from tradetalks.errors import TalksError, message
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# Which equilibrium is chosen: the mixed one, or that in which the other side concedes to side 1, or to side 2.
SELECTIONS = ("mixed", "favour_1", "favour_2")
# What a best deviation may gain in an equilibrium, and what is worth saying in a summary, in the unit of the payoffs.
_NO_REGRET, _SAID_REGRET = 1e-9, 1e-6


@dataclass(frozen=True)
class LastInstantEquilibrium:
    """One equilibrium at the deadline.

    Args:
        selection: which of :data:`SELECTIONS`.
        q: (2,) probability that each side concedes, over its types.
        no_deal: probability that neither does.
        value: (2,) of the rational types, in the unit of the payoffs.
        regret: (2,) what a rational type would gain by its best deviation (> 0: not an equilibrium).
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
class LastInstant(Result):
    """The equilibria at a deadline.

    Args:
        chosen: by the selection asked for.
        all: one for each selection.
        silence: (2,) years before the deadline in which nobody concedes; nan without an impasse value.
        commitment_probability: (2,) posterior, at the deadline, that each side never concedes.
    """

    chosen: LastInstantEquilibrium
    all: tuple[LastInstantEquilibrium, ...]
    silence: np.ndarray
    commitment_probability: np.ndarray

    @property
    def spread(self) -> tuple[float, float]:
        """Least and greatest P(no deal) over the selections that are equilibria."""
        valid = [e.no_deal for e in self.all if e.regret.max() <= _NO_REGRET]
        return min(valid), max(valid)

    def to_dataset(self) -> xr.Dataset:
        """Concession odds, values and regret by selection and side."""
        both = ("selection", "side")
        return labelled_dataset(
            {"selection": [e.selection for e in self.all], "side": (1, 2)},
            {
                "concedes": LabelledArray(both, [e.q for e in self.all], "1", "probability of conceding"),
                "value": LabelledArray(both, [e.value for e in self.all], PAYOFF_UNIT, "value of the rational type"),
                "regret": LabelledArray(both, [e.regret for e in self.all], PAYOFF_UNIT, "gain by the best deviation"),
                "no_deal": LabelledArray(("selection",), [e.no_deal for e in self.all], "1", "probability of no deal"),
            },
        )

    def summary(self) -> str:
        """The spike, by selection, and the silence."""
        low, high = self.spread
        lines = [f"at the deadline: no deal with probability {self.chosen.no_deal:.4f} ({self.chosen.selection})"]
        lines.append(f"  over equilibria: from {low:.4f} to {high:.4f}")
        for e in self.all:
            line = (
                f"  {e.selection}: side 1 concedes with {e.q[0]:.4f}, side 2 with {e.q[1]:.4f}, no deal {e.no_deal:.4f}, "
                f"values {e.value[0]:.6g} and {e.value[1]:.6g}"
            )
            if e.regret.max() > _SAID_REGRET:
                line += f", regret {e.regret.max():.2g}"
            lines.append(line)
        if np.isfinite(self.silence).all():
            lines.append(f"  before it, silence for {self.silence[0]:.4g} and {self.silence[1]:.4g} yr")
        return "\n".join(lines)


def mixed_concession(
    stakes: Float[np.ndarray, "4 sides"], commitment_probability: Float[np.ndarray, " sides"]
) -> Float[np.ndarray, " sides"]:
    """(T26) q (2,), capped by the probability of being the rational type; a capped q leaves regret: no mixed equilibrium then.

    Args:
        stakes: A, M, B, D (4, 2), values at the deadline.
        commitment_probability: (2,) that each side never concedes.
    """
    a, m, b, d = stakes
    lack = (b - d) / ((a - m) + (b - d))
    return np.asarray(np.minimum(lack[::-1], 1 - commitment_probability))


def solve_last_instant(
    *,
    win: ArrayLike,
    split: ArrayLike,
    concede: ArrayLike,
    breakdown: ArrayLike,
    commitment_probability: ArrayLike = 0.0,
    selection: str = "mixed",
    rates: ArrayLike | None = None,
    disagreement_value: ArrayLike | None = None,
) -> LastInstant:
    """(T26, T27) The game at the deadline, with all three selections.

    Args:
        win, split, concede, breakdown: A > M > B > D of each side (2,), values at the deadline in any unit per side.
        commitment_probability: (2,) posterior probability, at the deadline, that each side never concedes.
        selection: which equilibrium is chosen.
        rates: r (2,) per year, for the length of the silence.
        disagreement_value: G (2,), the impasse for ever, for the same.

    Raises:
        TalksError: stakes in another order, an unknown selection, or numbers that are no probabilities.
    """
    stakes = ordered_stakes(win=win, split=split, concede=concede, breakdown=breakdown)
    name = "the probability of being committed"
    mu = check_probability(name, two_sided(name, commitment_probability))
    if selection not in SELECTIONS:
        raise TalksError(
            message(
                "unknown selection",
                expected=f"one of {', '.join(SELECTIONS)}",
                got=repr(selection),
                do="take the default, mixed",
            )
        )
    q = {
        "mixed": mixed_concession(stakes, mu),
        "favour_1": np.array([0.0, 1 - mu[1]]),
        "favour_2": np.array([1 - mu[0], 0.0]),
    }
    found = tuple(_equilibrium(name, q[name], stakes, mu) for name in SELECTIONS)
    chosen = found[SELECTIONS.index(selection)]
    silence = np.full(2, np.nan)
    if rates is not None and disagreement_value is not None:
        silence = silence_before(chosen.value, stakes[2], disagreement_value=disagreement_value, rates=rates)
    return LastInstant(chosen, found, silence, mu)


def silence_before(
    value: ArrayLike, concede: ArrayLike, *, disagreement_value: ArrayLike, rates: ArrayLike
) -> Float[np.ndarray, "sides=2"]:
    """(T27) Years (2,) before the deadline during which waiting for the spike beats conceding; 0: none.

    Args:
        value: V (2,) at the deadline.
        concede: B (2,).
        disagreement_value: G (2,), the impasse for ever, all in one unit per side.
        rates: r (2,) per year.
    """
    v, b = two_sided("a value", value), two_sided("concede", concede)
    g = two_sided("the impasse value", disagreement_value)
    return np.asarray(np.log(np.maximum((v - g) / (b - g), 1.0)) / two_sided("a discount rate", rates))


def _equilibrium(
    selection: str, q: np.ndarray, stakes: np.ndarray, commitment_probability: np.ndarray
) -> LastInstantEquilibrium:
    a, m, b, d = stakes
    other = q[::-1]
    concede, hold = other * m + (1 - other) * b, other * a + (1 - other) * d
    rational = 1 - commitment_probability
    x = np.divide(q, rational, out=np.zeros(2), where=rational > 0)
    value = x * concede + (1 - x) * hold
    return LastInstantEquilibrium(selection, q, float((1 - q).prod()), value, np.maximum(concede, hold) - value)
