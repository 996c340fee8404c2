"""Best replies in the stopping game: which plan each private cost calls for, and how probable each plan is.

A plan is a round at which to concede if nobody has, or never. Against given probabilities of the other side's plans the value of
plan k is a line in the private cost c. So the best plan is the upper envelope of lines, and an interval of costs plays plan k:

    (T54)  v_k(c) = b_k - s_k c,   P(k) = F(upper_k) - F(lower_k),   F the logistic distribution of c

Arrays are plans first and draws last: (n, D), n = R + E + 1 plans, the last of which is never. Plans after the deadline are lines
*given that the extension is reached*: what is common to them is left out, and the probability e of an extension scales them only
against earlier plans. Every sum runs from the last round back, so that lines keep their digits when hardly anybody is left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import expit

# A share of types so small that no probability shows it: it never concedes, and decides what an extension is worth where no
# other type is left.
LAST_TYPES = 1e-12


class SideStakes(NamedTuple):
    """What one side of D games plays for; values are present values at the opening.

    Args:
        rounds: R, rounds up to the deadline.
        threatens: whether this side chooses at the deadline.
        win, split, concede, cost: (R+E, D) as in :class:`~tradetalks.bargaining.deadlines.stopping_game.StoppingGame`.
        stop: (D,) value at the deadline if there is no extension, against a flexible threatener or as one.
        stop_committed: (D,) the same against a committed threatener; unused by the threatener itself.
        end: (D,) value at the end of the extension if nobody has conceded.
        extension_cost: (D,) to this side.
        other_committed: (D,) probability that the other side never concedes.
        mean, dispersion: (D,) of the private cost.
        floor: (D,) least private cost of the types that are still there.
    """

    rounds: int
    threatens: bool
    win: np.ndarray
    split: np.ndarray
    concede: np.ndarray
    cost: np.ndarray
    stop: np.ndarray
    stop_committed: np.ndarray
    end: np.ndarray
    extension_cost: np.ndarray
    other_committed: np.ndarray
    mean: np.ndarray
    dispersion: np.ndarray
    floor: np.ndarray

    @property
    def still_there(self) -> np.ndarray:
        """(D,) share of all flexible types whose private cost is above the floor."""
        return np.asarray(expit((self.mean - self.floor) / self.dispersion))

    def standardised(self, cost: np.ndarray) -> np.ndarray:
        """Private costs (..., D), the floor at least, in dispersions from their mean; infinite beyond the largest number."""
        with np.errstate(over="ignore"):
            return np.asarray((np.maximum(cost, self.floor) - self.mean) / self.dispersion)

    @property
    def committed_in_extension(self) -> np.ndarray:
        """(D,) committed types of the other side that an extension meets: a committed threatener does not extend."""
        if self.threatens:
            return self.other_committed
        return np.zeros_like(self.other_committed)

    def part(self, chosen: np.ndarray) -> SideStakes:
        """The games ``chosen`` (indices or a mask)."""
        arrays = {
            name: value[..., chosen] for name, value in self._asdict().items() if name not in ("rounds", "threatens")
        }
        return self._replace(**arrays)


class PlanLines(NamedTuple):
    """Values of plans as lines in the private cost.

    Args:
        intercept, slope: (n, D) b and s; of plans after the deadline given that it is extended.
        scale: (n, D) what the lines are multiplied by to be comparable: 1 up to the deadline, e after it.
        offset: (D,) what all plans have in common, left out of the intercepts.
        reached: (D,) probability that the other side is still there when the threatener chooses flexibly.
        won_later: (D,) what the other side's concessions in the extension are worth to one who never concedes.
    """

    intercept: np.ndarray
    slope: np.ndarray
    scale: np.ndarray
    offset: np.ndarray
    reached: np.ndarray
    won_later: np.ndarray


class BestReply(NamedTuple):
    """The best plan of every type.

    Args:
        lines: values of the plans.
        lower, upper: (n, D) between which costs each plan is best; empty (upper <= lower) where it never is.
        probability: (n, D) of each plan, over flexible types.
    """

    lines: PlanLines
    lower: np.ndarray
    upper: np.ndarray
    probability: np.ndarray


def best_reply(stakes: SideStakes, other: np.ndarray, extends: np.ndarray) -> BestReply:
    """(T54) The best plan of every type against the other side's plans.

    Args:
        stakes: of this side.
        other: (n, D) probabilities of the other side's plans, of its flexible types.
        extends: (D,) e, the probability that a flexible threatener extends.
    """
    lines = plan_lines(stakes, (1 - stakes.other_committed) * other, extends)
    lower, upper = best_costs(lines, stakes.rounds)
    return BestReply(lines, lower, upper, _between(stakes, lower, upper))


def plan_lines(stakes: SideStakes, mass: np.ndarray, extends: np.ndarray) -> PlanLines:
    """(T53) The values of the plans.

    Args:
        stakes: of this side.
        mass: (n, D) probabilities of the other side's plans, all of its types counted but the committed ones.
        extends: (D,) e.
    """
    R, last = stakes.rounds, len(mass) - 1
    remaining = np.cumsum(mass[::-1], axis=0)[::-1]
    flexible_left = remaining[R]
    met = stakes.committed_in_extension
    committed = np.vstack(
        [np.broadcast_to(stakes.other_committed, (R, len(met))), np.broadcast_to(met, (last - R, len(met)))]
    )
    after = remaining[1:] + committed
    intercept, slope = np.zeros_like(mass), np.zeros_like(mass)
    intercept[:last] = mass[:last] * stakes.split + after * stakes.concede
    # Where both give way each goes half of the distance, and bears half of its private cost.
    slope[:last] = stakes.cost * (after + 0.5 * mass[:last])
    won = mass[:last] * stakes.win
    won_before = np.cumsum(won[:R][::-1], axis=0)[::-1]
    won_later = np.cumsum(won[R:][::-1], axis=0)[::-1]
    total_later = won[R:].sum(axis=0)

    reached = flexible_left + met
    unextended = (1 - extends) * stakes.stop - extends * stakes.extension_cost
    at_deadline = reached * unextended + (stakes.other_committed - met) * stakes.stop_committed + extends * total_later
    intercept[:R] -= won_before + at_deadline
    intercept[R:last] -= won_later
    if last > R:
        intercept[last] = (mass[last] + met) * stakes.end
    scale = np.ones_like(mass)
    scale[R:] = extends
    return PlanLines(intercept, slope, scale, won[:R].sum(axis=0) + at_deadline, reached, total_later)


def best_costs(lines: PlanLines, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Between which private costs each plan is best: lower and upper (n, D); of equal lines the earlier plan is played."""
    b, s = lines.intercept, lines.slope
    scaled_b, scaled_s = b * lines.scale, s * lines.scale
    lower, upper = np.empty_like(b), np.empty_like(b)
    # Lines that are nearly parallel cross beyond the largest number: at infinity, as parallel ones do.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(rounds):
            lower[k], upper[k] = _costs_against(k, scaled_b[k], scaled_s[k], scaled_b, scaled_s)
        for k in range(rounds, len(b)):
            # Among themselves plans after the deadline compare without e, which may be too small to divide by.
            low, high = _costs_against(k - rounds, b[k], s[k], b[rounds:], s[rounds:])
            low_e, high_e = _costs_against(rounds, scaled_b[k], scaled_s[k], scaled_b[:rounds], scaled_s[:rounds])
            lower[k], upper[k] = np.maximum(low, low_e), np.minimum(high, high_e)
    return lower, upper


def _costs_against(
    place: int, b_k: np.ndarray, s_k: np.ndarray, b: np.ndarray, s: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Between which costs the line (b_k, s_k) is above all lines (b, s); ``place``: how many of them come before it."""
    steeper = s_k - s
    crossing = (b_k - b) / steeper
    # Equal lines (0/0): the earlier is played.
    equal = np.isnan(crossing)
    if equal.any():
        crossing[:place][equal[:place]] = -np.inf
        crossing[place:][equal[place:]] = np.inf
    bounds_above = steeper >= 0
    upper = np.where(bounds_above, crossing, np.inf).min(axis=0)
    lower = np.where(bounds_above, -np.inf, crossing).max(axis=0)
    return lower, upper


def _between(stakes: SideStakes, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """P(lower < c < upper) (n, D), of the nearer tail so that small probabilities keep their digits."""
    low, high = (stakes.standardised(edge) for edge in (lower, upper))
    sign = np.where(low > 0, -1.0, 1.0)
    return np.asarray(np.maximum(sign * (expit(sign * high) - expit(sign * low)), 0.0) / stakes.still_there)


def costs_borne(stakes: SideStakes, reply: BestReply) -> np.ndarray:
    """`∫ c f(c) dc` (n, D) over the costs for which each plan is best."""
    low, high = (stakes.standardised(edge) for edge in (reply.lower, reply.upper))
    part = (_deviation_below(high) - _deviation_below(low)) / stakes.still_there
    return np.where(reply.probability > 0, stakes.mean * reply.probability + stakes.dispersion * part, 0.0)


def _deviation_below(x: np.ndarray) -> np.ndarray:
    """`∫_{-∞}^x t f(t) dt` of the standard logistic: minus its entropy, 0 at both ends and even in x."""
    # With t = |x|: -[t F(-t) + log(1 + e^{-t})]; beyond 700 the exponential is 0 in doubles.
    t = np.minimum(np.abs(x), 700.0)
    return np.asarray(-(t * expit(-t) + np.log1p(np.exp(-t))))


def worth_of_extending(stakes: SideStakes, reply: BestReply) -> np.ndarray:
    """(T55) What the extension is worth to the threatener (D,), on average over its flexible types that have not conceded.

    Args:
        stakes: of the threatener.
        reply: its best reply.
    """
    lines, R = reply.lines, stakes.rounds
    left = reply.probability[R:].sum(axis=0) + LAST_TYPES
    mean_value = mean_later_value(stakes, reply) / left
    # Where nobody of the other side can be left, what waits in the extension is a type that never concedes.
    nobody = lines.reached <= 0
    reached = np.where(nobody, 1.0, lines.reached)
    return np.where(nobody, stakes.end, (mean_value + lines.won_later) / reached)


def mean_later_value(stakes: SideStakes, reply: BestReply) -> np.ndarray:
    """Values (D,) of the plans after the deadline, summed over the types that follow them, the last types included."""
    lines, R = reply.lines, stakes.rounds
    values = lines.intercept[R:] * reply.probability[R:] - lines.slope[R:] * costs_borne(stakes, reply)[R:]
    return np.asarray(values.sum(axis=0) + LAST_TYPES * lines.intercept[-1])
