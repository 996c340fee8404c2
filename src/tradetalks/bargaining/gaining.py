"""Who bargains at a table of three and more: sides that can gain; a side that nothing can help must only not lose.

    (T62)  gains are sought for {i : a_i > d_i}, a the ideal point (T6); all others keep u_j >= max(d_j, o_j)

A solution that lifts every side's gain stops at the first side that cannot gain: with such a side no deal would ever be signed,
whatever it is worth to the others. So gains are sought for those who can have any, as in a bargain of these alone, and the others
keep what they have. Between two sides nothing changes: a deal from which one alone gains is no bargain.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import ideal_points, payoff_spread
from tradetalks.errors import TalksError
from tradetalks.inputs import checked


@checked(TalksError)
def seeking_gains(problem: BargainingProblem, least: ArrayLike, *, starts: int = 1) -> BargainingProblem:
    """(T62) The same problem in which only those sides are to gain that can.

    Args:
        problem: two sides or more; that of two sides is returned as it is.
        least: (n,) in the unit of the payoffs: a gain of no more is none. A side whose payoff moves by no more over all deals has
            nothing at stake, and does not refuse what arithmetic leaves of it.
        starts: points of the box from which each side's best is searched.

    Returns:
        The problem with ``gaining`` set; where fewer than two sides can gain it stays as it is, and no deal suits all.
    """
    if problem.n == 2:
        return problem
    nothing = np.broadcast_to(np.asarray(least, float), (problem.n,))
    content = np.where(payoff_spread(problem) <= nothing, nothing, 0.0)
    eased = replace(
        problem,
        disagreement_point=problem.disagreement_point - content,
        outside_option=problem.outside_option - content,
    )
    best = ideal_points(eased, starts=starts)
    gaining = best - problem.disagreement_point > nothing
    if np.isnan(best).any() or gaining.all() or gaining.sum() < 2:
        return problem
    return replace(eased, gaining=gaining)
