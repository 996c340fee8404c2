"""How best replies in the stopping game move with the other side's plans: exact derivatives of (T54) and (T55).

A small change of the other side's plans moves the costs at which two plans are equally good, and these alone. At such a cost x
between plans k and l the lines cross, so

    (T57)  dx = (dv_k - dv_l)/(s_k - s_l) at c = x,   dP(k) = f(x) dx = -dP(l)

Where lines coincide there is no derivative; 0 is put in its place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from tradetalks.bargaining.deadlines.stopping_replies import (
    LAST_TYPES,
    BestReply,
    SideStakes,
    costs_borne,
    mean_later_value,
)


class Boundaries(NamedTuple):
    """Costs at which the best plan changes, in increasing order; (edges, D) each, as many rows as the draw with most of them has.

    Args:
        below, above: plans that are best just below and above the cost.
        cost: x; 0 where there is no boundary.
        density: f(x); 0 where there is no boundary.
    """

    below: np.ndarray
    above: np.ndarray
    cost: np.ndarray
    density: np.ndarray


def boundaries(stakes: SideStakes, reply: BestReply) -> Boundaries:
    """The costs at which the best plan changes.

    Args:
        stakes: of the side that replies.
        reply: its best reply.
    """
    played = reply.upper > reply.lower
    order = np.argsort(np.where(played, reply.lower, np.inf), axis=0, kind="stable")
    edges = int(played.sum(axis=0).max()) - 1
    below, above = order[:edges], order[1 : edges + 1]
    both = np.take_along_axis(played, above, axis=0)
    cost = np.where(both, np.take_along_axis(reply.upper, below, axis=0), 0.0)
    # Types below the floor are gone: a boundary among them moves nobody.
    both &= np.isfinite(cost) & (cost > stakes.floor)
    cost = np.where(both, cost, 0.0)
    x = stakes.standardised(cost)
    density = np.where(both, expit(x) * expit(-x) / (stakes.dispersion * stakes.still_there), 0.0)
    return Boundaries(below, above, cost, density)


def reply_moves(
    stakes: SideStakes, reply: BestReply, other: np.ndarray, extends: np.ndarray
) -> tuple[Boundaries, np.ndarray, np.ndarray]:
    """(T57) How types move between plans, and how the worth of extending moves.

    Args:
        stakes: of the side that replies.
        reply: its best reply to the following.
        other: (n, D) plan probabilities of the other side's flexible types.
        extends: (D,) e.

    Returns:
        the boundaries between plans; f(x) dx (edges, n+1, D), what moves from the plan above a boundary to the one below; the
        change of the worth of extending (n+1, D), 0 unless the side threatens. The last of n+1 is with respect to e, the others
        to the other side's plans.
    """
    edges = boundaries(stakes, reply)
    moved = _boundary_moves(stakes, reply, edges, extends)
    moved[:, :-1] *= 1 - stakes.other_committed
    worth = np.zeros((len(other) + 1, other.shape[1]))
    if stakes.threatens:
        worth = _worth_derivative(stakes, reply, edges, moved, other)
    return edges, moved, worth


def _plan_payoffs(stakes: SideStakes, plan: np.ndarray, cost: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """`∂v_k/∂mass_m` at a private cost: (edges, m, D).

    Args:
        stakes: of the side.
        plan: (edges, D) k.
        cost: (edges, D) private cost.
        taken: (edges, n, D) what the lines of k leave out, per unit of the other side's plan m.
    """
    n = taken.shape[1]
    row = np.minimum(plan, n - 2)
    borne = np.take_along_axis(stakes.cost, row, axis=0) * cost
    alone = np.take_along_axis(stakes.concede, row, axis=0) - borne
    both = np.take_along_axis(stakes.split, row, axis=0) - 0.5 * borne
    # Never meets never: the end of the extension, where there is one.
    end = stakes.end * (stakes.rounds < n - 1)
    together = np.where(plan < n - 1, both, end)[:, None]
    m, k = np.arange(n)[None, :, None], plan[:, None, :]
    payoff = np.where(m > k, alone[:, None] - taken, 0.0)
    np.put_along_axis(payoff, k, together - np.take_along_axis(taken, k, axis=1), axis=1)
    return payoff


def _taken(stakes: SideStakes, n: int, extends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What lines leave out, per unit of the other side's plans: lines up to the deadline, lines after it, (n, D) each."""
    R = stakes.rounds
    won = np.vstack([stakes.win, np.zeros_like(extends)[None]])
    first = won.copy()
    first[R:] = (1 - extends) * stakes.stop - extends * stakes.extension_cost + extends * won[R:]
    return first, won


def _boundary_moves(stakes: SideStakes, reply: BestReply, edges: Boundaries, extends: np.ndarray) -> np.ndarray:
    """`f(x) dx` (edges, n+1, D), with respect to the other side's masses and e."""
    lines, R = reply.lines, stakes.rounds
    n, draws = lines.intercept.shape
    first, later = _taken(stakes, n, extends)
    per_extension = lines.reached * (-stakes.stop - stakes.extension_cost) + lines.won_later
    within = (edges.below >= R) & (edges.above >= R)
    total, steeper = np.zeros((len(edges.cost), n + 1, draws)), np.zeros(edges.cost.shape)
    for sign, plan in ((1.0, edges.below), (-1.0, edges.above)):
        late = plan >= R
        scale = np.where(within, 1.0, np.where(late, extends, 1.0))
        of_plans = _plan_payoffs(stakes, plan, edges.cost, np.where(late[:, None], later, first))
        slope = np.take_along_axis(lines.slope, plan, axis=0)
        value = np.take_along_axis(lines.intercept, plan, axis=0) - slope * edges.cost
        total[:, :-1] += sign * scale[:, None] * of_plans
        total[:, -1] += sign * np.where(late, np.where(within, 0.0, value), -per_extension)
        steeper += sign * scale * slope
    movable = (edges.density > 0) & (steeper > 0)
    rate = np.where(movable, edges.density / np.where(movable, steeper, 1.0), 0.0)
    return total * rate[:, None]


def _worth_of_plans_moves(stakes: SideStakes, reply: BestReply) -> np.ndarray:
    """How the later plans of types that keep them gain or lose by the other side's later masses (E+1, D)."""
    R = stakes.rounds
    probability, borne = reply.probability[R:-1], costs_borne(stakes, reply)[R:-1]
    alone = probability * stakes.concede[R:] - borne * stakes.cost[R:]
    both = probability * stakes.split[R:] - 0.5 * borne * stakes.cost[R:]
    moves = np.zeros((len(probability) + 1, probability.shape[1]))
    moves[1:] += np.cumsum(alone, axis=0)
    moves[:-1] += both - stakes.win[R:] * np.cumsum(probability, axis=0)
    moves[-1] += (reply.probability[-1] + LAST_TYPES) * stakes.end
    return moves


def _worth_derivative(
    stakes: SideStakes, reply: BestReply, edges: Boundaries, moved: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """Derivative (n+1, D) of (T55), for the threatener."""
    lines, R = reply.lines, stakes.rounds
    n = len(other)
    left = reply.probability[R:].sum(axis=0) + LAST_TYPES
    mean = mean_later_value(stakes, reply) / left
    share = 1 - stakes.other_committed
    total = np.zeros((n + 1, len(share)))
    total[R:n] = _worth_of_plans_moves(stakes, reply) * share

    # Types that move into the extension or out of it: they are worth more or less than the mean.
    for plan, other_plan, sign in ((edges.below, edges.above, 1.0), (edges.above, edges.below, -1.0)):
        enters = (plan >= R) & (other_plan < R)
        slope = np.take_along_axis(lines.slope, plan, axis=0)
        value = np.take_along_axis(lines.intercept, plan, axis=0) - slope * edges.cost
        weight = np.where(enters, sign * (value - mean), 0.0)
        total += (weight[:, None] * moved).sum(axis=0)
    total /= left

    alive = lines.reached > 0
    reached = np.where(alive, lines.reached, 1.0)
    won = np.zeros((n + 1, len(share)))
    won[R : n - 1] = share * stakes.win[R:]
    arriving = np.zeros((n + 1, len(share)))
    arriving[R:n] = share
    worth = (mean + lines.won_later) / reached
    return np.where(alive, (total + won - worth * arriving) / reached, 0.0)
