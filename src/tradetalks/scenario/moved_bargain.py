"""What could be signed if the sides minded each other's gain more, or if something else came without a deal: solved again.

:class:`~tradetalks.scenario.results.possible_deals.PossibleDeals` has the answer at once, along deals that were found before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.relative_gains import rivalry_matrix
from tradetalks.bargaining.solutions import lift_all
from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.scenario.results.possible_deals import FAIREST
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.bargaining_set import SCHEDULED_STEP, STARTS_OF_OTHERS, BargainingSet, bargained_deals, no_gain
from tradetalks.talks.two_sides import check_two_sides


@dataclasses.dataclass(frozen=True, eq=False)
class MovedBargain:
    """What could be signed under another rivalry or another threat, solved.

    Args:
        rivalry: (n, n) weight of each side (row) on every other side's gain, percent of income on percent of income.
        threat: (n,) what comes without a deal, billion dollars a year above the war as it stands, nobody's gain minded.
        closed: whether no deal suits all.
        surplus: what each side can have at once, as it sees it, billion dollars a year; what each lacks where below 0.
        deals: by bargaining solution, payoffs as the sides see them; none where closed.
        worth: (n,) by bargaining solution, what the deal is worth to each side, nobody's gain minded, billion dollars a year.
    """

    rivalry: Float[np.ndarray, "n n"]
    threat: Float[np.ndarray, " n"]
    closed: bool
    surplus: float
    deals: dict[str, Deal]
    worth: dict[str, Float[np.ndarray, " n"]]


@checked(TalksError)
def moved_bargain(
    talks: TalksRun, *, rivalry: Sequence[float] | None = None, threat: Sequence[float] | None = None
) -> MovedBargain:
    """Zone and deals where rivalry, or what comes without a deal, is something else; those of the run where it is the same.

    Args:
        talks: solved.
        rivalry: one weight a side, percent of own income on percent of the others'; the scenario's where None.
        threat: (n,) billion dollars a year above the war as it stands, on average to each mandate's end; the scenario's where
            None.

    Raises:
        TalksError: another number of weights, a negative one, or a search that failed.
    """
    own, count = talks.negotiation.bargaining_set, len(talks.sides)
    weights, step = own.relative_gains, np.asarray(own.escalation, float)
    if rivalry is not None:
        weights = rivalry_matrix(list(rivalry), count)
    if threat is not None:
        step = np.asarray(threat, float)
    pairs = rivalry_matrix(weights, count)
    if np.array_equal(pairs, rivalry_matrix(own.relative_gains, count)) and np.array_equal(step, own.escalation):
        solved = talks.bargain
        found = {name: deal.deal for name, deal in solved.deals.items()}
        worth = {name: deal.worth for name, deal in solved.deals.items()}
        return MovedBargain(pairs, step, solved.closed, solved.zone.max_min_surplus, found, worth)
    moved, near = BargainingSet(own.agenda, step, pairs), _expected(talks, pairs, step)
    problem = dataclasses.replace(moved.problem, near=near.get(FAIREST))
    fairest = lift_all(problem, problem.reservation, np.ones(problem.n), starts=STARTS_OF_OTHERS)
    surplus = float(fairest.slack[0])
    closed = no_gain(surplus, fairest.u)
    deals: dict[str, Deal] = {}
    if not closed:
        deals = bargained_deals(moved.problem_under(SCHEDULED_STEP), STARTS_OF_OTHERS, certify=False, near=near)
    # Nobody's gain minded.
    worth = {name: moved.agenda.payoffs(deal.x)[0] for name, deal in deals.items()}
    return MovedBargain(pairs, step, closed, surplus, deals, worth)


def _expected(talks: TalksRun, rivalry: np.ndarray, threat: np.ndarray) -> dict[str, np.ndarray]:
    """Where the deals of two sides are to be expected, along those that the run has found; nothing of more sides."""
    if talks.bargain.possible is None:
        return {}
    return talks.bargain.possible.picks(np.array([rivalry[0, 1], rivalry[1, 0]]), threat)


@checked(TalksError)
def closing_rivalry(talks: TalksRun, first: float, *, threat: bool = False) -> float:
    """(T35) The rivalry of the second side from which on no deal is left, where the first side's is ``first``.

    Args:
        talks: of two sides, solved.
        first: weight of the first side, percent of own income on percent of the other's.
        threat: whether a deal must also beat the step that comes without one.

    Returns:
        The weight; 0 where none is left even without it, inf where no weight closes the zone.

    Raises:
        TalksError: more than two sides, or a negative weight.
    """
    check_two_sides(talks.sides)
    rivalry_matrix([first, 0.0], 2)
    return float(talks.negotiation.bargaining_set.relative_gains_frontier([first], threat=threat).k2[0])
