"""The deals that odds are made of: all that could be efficient to sides of any rivalry, found once.

A rival counts the other's gain against a deal. What is efficient to two rivals is efficient to two sides that mind nothing (T3),
but for what a rival gives up of its own best so that the other gains less. Those deals go on beyond the ends of the frontier.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tradetalks.bargaining.program import Program, solve_program
from tradetalks.talks.bargaining_set import BargainingSet

# Weights on the other's gain, percent of income on percent of income, for which a side's best is sought: from the least that
# shows to that of a side which minds the other's gain twice as much as it likes its own.
RIVALRIES = (0.1, 0.25, 0.5, 1.0, 2.0)
# The other has no more than its reservation where it is within this share of the gains at stake of it.
_BINDS = 1e-6
# Deals nearer to each other than this in every share granted are one.
_SAME_SHARES = 1e-3


def efficient_deals(priced: BargainingSet) -> Float[np.ndarray, "p m"]:
    """Deals in order from side 2's best to side 1's, as the fiercest rivals see it; none where no deal suits both.

    Args:
        priced: the bargaining set without rivalry.
    """
    if priced.closed:
        return np.zeros((0, len(priced.agenda.issues)))
    frontier = priced.frontier.x[np.argsort(priced.frontier.u[:, 0])]
    beyond_2, beyond_1 = _beyond(priced, 1, frontier[0]), _beyond(priced, 0, frontier[-1])
    return np.array([*reversed(beyond_2), *frontier, *beyond_1])


def _beyond(priced: BargainingSet, side: int, best: np.ndarray) -> list[np.ndarray]:
    """Deals that a side likes ever better than its ``best`` (m,) the more it minds the other's gain."""
    problem, other = priced.problem, 1 - side
    incomes, gains = priced.agenda.incomes, problem.payoffs(best)[0] - problem.reservation
    found = [best]
    if gains[other] <= _BINDS * np.abs(gains).max():
        # The other gains nothing already: no less can be left to it.
        return []
    for rivalry in RIVALRIES:
        weights = np.zeros(2)
        weights[side], weights[other] = 1.0, -rivalry * incomes[side] / incomes[other]
        rows, floor = problem.reservation_rows()
        optimum = solve_program(problem, Program(weights, rows, np.zeros((len(floor), 0)), floor), [found[-1]])
        if optimum.feasible and np.abs(optimum.x - found[-1]).max() > _SAME_SHARES:
            found.append(optimum.x)
    return found[1:]
