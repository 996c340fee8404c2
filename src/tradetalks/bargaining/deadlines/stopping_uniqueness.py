"""From which dispersion of private costs on the game at a deadline has one equilibrium, as far as a search can tell.

    (T60)  d* = the least d such that at every d' >= d tried all starts lead to one equilibrium, and there  max Re eig G'(x) < 1

The second condition says that damped best replies, `x ← x + δ (G(x) - x)`, contract near the equilibrium for small δ: each
eigenvalue λ of G' becomes 1 + δ (λ - 1), inside the unit circle. Undamped replies (δ = 1) need not contract: where rounds are
close, λ far below -1 is usual. A type that waits tempts others to wait, back and forth; that makes a search hard and no
second equilibrium.

What this shows and what not. Two equilibria found prove that there are several: below d* no odds should be quoted as *the*
odds. That all starts agree proves nothing by itself: an equilibrium may be missed that no start leads to, and between two
dispersions that were tried one may come and go. The eigenvalues prove that the equilibrium found is isolated, and of index
+1, because det(I - G') > 0. The indices of all equilibria add up to 1, so others would come in pairs, one of index -1 and one
of index +1; a missed one of index -1 repels damped replies and no search would show it, but its companion would have to be
missed as well.

Reference: that private information with enough dispersion leaves one equilibrium: Carlsson and van Damme (1993), Morris and
Shin (2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradetalks.bargaining.deadlines.stopping_contest import Contest, contest_of
from tradetalks.bargaining.deadlines.stopping_fixed_point import replies, tangent
from tradetalks.bargaining.deadlines.stopping_game import StoppingGame
from tradetalks.bargaining.deadlines.stopping_search import Found, every_start, search_from
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.result import Result

if TYPE_CHECKING:
    import xarray as xr

# Multiples of a game's own dispersion that are tried: from a fifth, where best replies jump, to four times, in steps of a sixth.
_MULTIPLES = np.geomspace(0.2, 4.0, 21)
# Halvings of the step in which the bound lies: leaves it known to 1 part in 100.
_HALVINGS = 4
# Two equilibria are one where no probability differs by more.
_SAME = 1e-6


@dataclass(frozen=True, repr=False, eq=False)
class UniquenessBound(Result):
    """What a search for several equilibria found.

    Args:
        dispersion: (..., 2) least dispersions of private costs from which on one equilibrium was found; the lowest tried where no
            second one was found anywhere, nan where even the highest has several or none.
        lowest_tried: (..., 2) lowest dispersions tried.
        multiples: (G,) of the game's own dispersion that were tried.
        equilibria: (..., G) different equilibria found at each.
        contraction: (..., G) greatest real part of the eigenvalues of best replies at the first of them; below 1 damped replies
            contract.
    """

    dispersion: np.ndarray
    lowest_tried: np.ndarray
    multiples: np.ndarray
    equilibria: np.ndarray
    contraction: np.ndarray

    def to_dataset(self) -> xr.Dataset:
        """Equilibria and contraction by multiple of the dispersion."""
        draws, tried = self.dispersion.size // 2, len(self.multiples)
        both = ("draw", "multiple")
        return labelled_dataset(
            {"draw": np.arange(draws), "multiple": self.multiples},
            {
                "equilibria": LabelledArray(
                    both, self.equilibria.reshape(draws, tried), "1", "different equilibria found"
                ),
                "contraction": LabelledArray(
                    both, self.contraction.reshape(draws, tried), "1", "greatest real eigenvalue"
                ),
            },
        )

    def summary(self) -> str:
        """The bound, and how far down was searched."""
        bounds, lowest = self.dispersion.reshape(-1, 2), self.lowest_tried.reshape(-1, 2)
        lines = []
        for bound, low in zip(bounds, lowest, strict=True):
            text = f"one equilibrium from a dispersion of {bound[0]:.3g} and {bound[1]:.3g} on"
            if np.isnan(bound).any():
                text = "several equilibria, or none found, at every dispersion tried"
            elif (bound <= low).all():
                text = f"one equilibrium at every dispersion tried, down to {low[0]:.3g} and {low[1]:.3g}"
            lines.append(text)
        return "\n".join(lines)


def unique_from(game: StoppingGame, *, tolerance: float = 1e-10) -> UniquenessBound:
    """(T60) The dispersion of private costs from which on one equilibrium is found, both sides' dispersions moving together.

    From every plan of each side as a start, with an extension certain and impossible, at 21 multiples of the dispersion, then by
    bisection. For one game this takes seconds; for many draws ask for a few of them.

    Args:
        game: any draws.
        tolerance: on every probability of an equilibrium.

    Returns:
        the bound, and what was found at each dispersion. A second equilibrium that is found proves that there are several; what
        it means that none is found is said at the head of this module.
    """
    verdicts = [_verdict(game, np.full(game.draws, m), tolerance) for m in _MULTIPLES]
    alone = np.stack([v.alone for v in verdicts], axis=-1)
    # True where this multiple and all above it have one equilibrium.
    from_here_on = np.flip(np.logical_and.accumulate(np.flip(alone, -1), axis=-1), -1)
    place = len(_MULTIPLES) - from_here_on.sum(axis=-1)
    high = np.append(_MULTIPLES, np.nan)[place]
    low = _MULTIPLES[np.maximum(place - 1, 0)]
    # What cannot be narrowed: no step below the lowest multiple, none above the highest.
    open_ = (place > 0) & (place < len(_MULTIPLES))
    if open_.any():
        for _ in range(_HALVINGS):
            middle = np.where(open_, np.sqrt(low * high), 1.0)
            fine = _verdict(game, middle, tolerance).alone
            high, low = np.where(open_ & fine, middle, high), np.where(open_ & ~fine, middle, low)
    return UniquenessBound(
        dispersion=high[..., None] * game.cost_dispersion,
        lowest_tried=_MULTIPLES[0] * game.cost_dispersion,
        multiples=_MULTIPLES,
        equilibria=np.stack([v.equilibria for v in verdicts], axis=-1),
        contraction=np.stack([v.contraction for v in verdicts], axis=-1),
    )


class _Verdict(NamedTuple):
    """At one dispersion: how many equilibria, the greatest real eigenvalue at the first, whether it is alone and contracts."""

    equilibria: np.ndarray
    contraction: np.ndarray
    alone: np.ndarray


def _verdict(game: StoppingGame, multiple: np.ndarray, tolerance: float) -> _Verdict:
    contest = contest_of(game.with_dispersion(multiple[..., None] * game.cost_dispersion))
    found = search_from(contest, every_start(contest), tolerance)
    solved = np.stack([one.residual <= tolerance for one in found])
    states = np.stack([np.vstack([one.plans, one.extends]) for one in found])
    number = np.zeros(solved.shape[1], dtype=int)
    waiting = solved.copy()
    first = np.argmax(solved, axis=0)
    draws = np.arange(len(first))
    while waiting.any():
        # The first that is left, and all starts that lead to the same.
        one = states[np.argmax(waiting, axis=0), :, draws].T
        same = np.abs(states - one).max(axis=1) <= _SAME
        number += waiting.any(axis=0)
        waiting &= ~same
    contraction = greatest_real_eigenvalue(
        contest, Found(states[first, :-1, draws].T, states[first, -1, draws], np.zeros(0))
    )
    contraction = np.where(number > 0, contraction, np.nan)
    shape = game.draws
    return _Verdict(
        number.reshape(shape), contraction.reshape(shape), ((number == 1) & (contraction < 1)).reshape(shape)
    )


def greatest_real_eigenvalue(contest: Contest, found: Found) -> np.ndarray:
    """The greatest real part (D,) among the eigenvalues of best replies, G'(x) of (T56), at equilibria."""
    slopes = tangent(contest, found.plans, found.extends, replies(contest, found.plans, found.extends)).reduced()
    return np.asarray(np.linalg.eigvals(slopes).real.max(axis=-1))
