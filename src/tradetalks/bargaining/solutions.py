"""Cooperative solutions: which deal on the frontier, by Nash, Kalai-Smorodinsky, equal gains, total gains, equal proportions.

All are the program of :mod:`program` at particular arguments; d is the disagreement point, max(d, o) the reservation.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, ProgramOptimum, box_starts, solve_program
from tradetalks.errors import TalksError, message
from tradetalks.inputs import checked

# A gain below this share of the range of payoffs is none: the impasse itself is the best that can be signed.
NEGLIGIBLE_GAIN = 1e-9
# A deal is signed where no payoff falls short of its reservation by more than this share of itself: programs meet their
# constraints to a tenth of it.
_SHORTFALL = 1e-6
# Gains at stake are at least this much in the unit of the payoffs, so that a distance relative to them is finite.
_LEAST_STAKE = 1e-9
# Logarithms of Nash products are taken of at least this share of the gains at the fairest deal.
_LEAST_GAIN = 1e-9
# Shared surplus: rounding that does not count as falling short of a reservation, and a weight that is not 0.
_ROUNDING, _LEAST_WEIGHT = 1e-12, 1e-300
# Points at which the range of payoffs is measured, beside the two corners of the box.
_RANGE_POINTS = 4


@checked(TalksError)
def nash_bargain(
    problem: BargainingProblem,
    *,
    weights: ArrayLike | None = None,
    side_payments: bool = False,
    starts: int = 3,
    certify: bool = True,
) -> Deal:
    """(T7) Asymmetric Nash solution: `max Σ α_i log(u_i(x) - d_i)`, Σ α = 1, u >= o.

    Args:
        problem: payoffs in any unit; the deal does not hang on each side's unit.
        weights: α (n,) > 0, scaled to sum to 1. Default: equal; frequent offers make them proportional to 1/r (T17).
        side_payments: payoffs are money that can change hands: the total is maximised and the surplus shared by α.
        starts: points of the box to search from.
        certify: search for how far the deal is from the frontier; where that is not asked for it costs as much as the deal.

    Reference:
        Nash (1950); weights from discount rates: Binmore (1987).
    """
    alpha = bargaining_weights(weights, problem.n)
    if side_payments:
        return _with_side_payments(problem, "Nash with side payments", alpha, starts)
    d, seeking = problem.disagreement_point, problem.seeking
    inside = _expected(problem)
    if inside is None:
        fairest = lift_all(problem, d, payoff_range(problem), starts=starts)
        # Where payoffs are as small as what a program leaves open, its slack may be above zero and a gain below.
        if not (fairest.slack[0] > NEGLIGIBLE_GAIN and (fairest.u > d)[seeking].all()):
            return _deal(problem, "Nash", fairest)
        inside = fairest.x, fairest.u
    n, (rows, floors) = int(seeking.sum()), problem.reservation_rows()
    least, alpha = _LEAST_GAIN * (inside[1] - d)[seeking], bargaining_weights(alpha[seeking], n)

    def log_gains(s: np.ndarray) -> tuple[float, np.ndarray]:
        gain = np.maximum(s, least)
        return float(alpha @ np.log(gain)), alpha / gain

    program = Program(
        weights=np.zeros(problem.n),
        rows_u=np.vstack([np.eye(problem.n)[seeking], rows]),
        rows_s=np.vstack([-np.eye(n), np.zeros((len(floors), n))]),
        floor=np.concatenate([d[seeking], floors]),
        slack_value=log_gains,
        slack_min=least,
    )
    points = [inside[0], *box_starts(problem, starts)[1:]]
    return _deal(problem, "Nash", solve_program(problem, program, points), certify=certify)


@checked(TalksError)
def kalai_smorodinsky(
    problem: BargainingProblem, *, side_payments: bool = False, starts: int = 3, certify: bool = True
) -> Deal:
    """(T8) `max s  s.t.  u_i >= d_i + s (a_i - d_i)`, a the ideal point (T6).

    Args:
        problem: payoffs in any unit; the deal does not hang on each side's unit.
        side_payments: payoffs are money: everyone's ideal gain is then the whole surplus, which is shared equally.
        starts: points of the box to search from.
        certify: as in :func:`nash_bargain`.

    Reference:
        Kalai and Smorodinsky (1975).
    """
    name = "Kalai-Smorodinsky"
    if side_payments:
        return _with_side_payments(problem, f"{name} with side payments", _equal_shares(problem), starts)
    d = problem.disagreement_point
    toward = ideal_points(problem, starts=starts) - d
    if not (toward > 0)[problem.seeking].all():
        return _deal(problem, name, lift_all(problem, d, payoff_range(problem), starts=starts))
    return _along(problem, name, d, toward, starts, certify=certify)


@checked(TalksError)
def egalitarian(
    problem: BargainingProblem,
    *,
    weights: ArrayLike | None = None,
    side_payments: bool = False,
    starts: int = 3,
    certify: bool = True,
) -> Deal:
    """(T9) `max s  s.t.  u_i >= d_i + s w_i`: gains in fixed proportions, equal by default.

    Args:
        problem: payoffs that can be compared, in one unit: the deal hangs on each side's unit.
        weights: w (n,) > 0, scaled to sum to 1. Default: equal.
        side_payments: payoffs are money that can change hands.
        starts: points of the box to search from.
        certify: as in :func:`nash_bargain`.

    Reference:
        Kalai (1977).
    """
    w = bargaining_weights(weights, problem.n)
    if side_payments:
        return _with_side_payments(problem, "equal gains with side payments", w, starts)
    return _along(problem, "equal gains", problem.disagreement_point, w, starts, certify=certify)


@checked(TalksError)
def utilitarian(
    problem: BargainingProblem,
    *,
    weights: ArrayLike | None = None,
    side_payments: bool = False,
    starts: int = 3,
    certify: bool = True,
) -> Deal:
    """(T10) `max Σ ω_i u_i(x)  s.t.  u >= reservation`.

    Args:
        problem: payoffs in one unit.
        weights: ω (n,). Default: 1.
        side_payments: payoffs are money that can change hands; the surplus is shared equally.
        starts: points of the box to search from.
        certify: as in :func:`nash_bargain`.
    """
    if side_payments:
        return _with_side_payments(problem, "largest sum with side payments", _equal_shares(problem), starts)
    w = np.ones(problem.n)
    if weights is not None:
        w = np.asarray(weights, float)
    rows, floors = problem.reservation_rows()
    program = Program(w, rows, np.zeros((len(floors), 0)), floors)
    optimum = solve_program(problem, program, box_starts(problem, starts))
    return _deal(problem, "largest sum", optimum, certify=certify)


@checked(TalksError)
def equal_proportional_gains(problem: BargainingProblem, reference: ArrayLike, *, starts: int = 3) -> Deal:
    """(T11) `max ρ  s.t.  u_i >= (1+ρ) u_i^ref`: all gain by the same proportion of a reference.

    Args:
        problem: payoffs as levels of welfare, in any unit.
        reference: u^ref (n,) > 0, in the unit of the payoffs.
        starts: points of the box to search from.

    Raises:
        TalksError: a reference payoff that is not positive.

    Reference:
        The cooperative tariffs of Ossa (2014), section V.
    """
    ref = np.asarray(reference, float)
    if ref.shape != (problem.n,) or not (ref > 0).all():
        raise TalksError(
            message(
                f"equal proportional gains need {problem.n} positive reference payoffs",
                got=str(ref.tolist()),
                do="use levels of welfare, not changes",
            )
        )
    return _along(problem, "equal proportional gains", ref, ref, starts)


@checked(TalksError)
def lift_all(
    problem: BargainingProblem,
    floor: ArrayLike,
    direction: ArrayLike,
    *,
    starts: int = 3,
    warm: ArrayLike | None = None,
) -> ProgramOptimum:
    """(T5) `max s  s.t.  u_i(x) >= floor_i + s·direction_i`, reservations left out: the max–min surplus over a floor.

    Args:
        floor: (n,) in the unit of the payoffs.
        direction: (n,) what one unit of s gives each side; nothing to those that are not to gain.
        starts: points of the box to search from.
        warm: (m,) a further point, searched from first.
    """
    n, toward = problem.n, np.asarray(direction, float) * problem.seeking
    program = Program(
        weights=np.zeros(n),
        rows_u=np.eye(n),
        rows_s=-toward[:, None],
        floor=np.asarray(floor, float),
        slack_value=_first_slack,
        slack_min=np.array([-np.inf]),
    )
    points = box_starts(problem, starts)
    if warm is not None:
        points = [np.asarray(warm, float), *points]
    return solve_program(problem, program, points)


@checked(TalksError)
def ideal_points(problem: BargainingProblem, *, starts: int = 3) -> Float[np.ndarray, " n"]:
    """(T6) `a_i = max_x {u_i : u_j >= reservation_j, j ≠ i}` (n,), in the unit of the payoffs; nan where the others
    cannot be satisfied.

    Reference:
        Kalai and Smorodinsky (1975).
    """
    best = np.full(problem.n, np.nan)
    for i in range(problem.n):
        optimum = solve_program(problem, _best_for(problem, i), box_starts(problem, starts))
        if optimum.feasible:
            best[i] = optimum.u[i]
    return best


@checked(TalksError)
def bargaining_weights(weights: ArrayLike | None, n: int) -> Float[np.ndarray, " n"]:
    """Positive bargaining weights (n,), shares that sum to 1; equal by default.

    Raises:
        TalksError: not n positive numbers.
    """
    w = np.ones(n)
    if weights is not None:
        w = np.asarray(weights, float)
    if w.shape != (n,) or not (w > 0).all():
        raise TalksError(
            message(
                f"bargaining weights must be {n} positive numbers, one per side",
                got=str(w.tolist()),
                do="a side without power has a small weight, not zero",
            )
        )
    return np.asarray(w / w.sum())


@checked(TalksError)
def share_surplus(total: float, problem: BargainingProblem, weights: np.ndarray) -> Float[np.ndarray, " n"]:
    """`u_i = d_i + α_i (S - Σ d)`; a side whose outside option is better gets exactly that, the others share the rest.

    Args:
        total: S, in the unit of the payoffs.
        weights: α (n,), summing to 1.
    """
    d, floor = problem.disagreement_point, problem.reservation
    bound = np.zeros(problem.n, bool)
    while True:
        rest = total - floor[bound].sum() - d[~bound].sum()
        u = np.where(bound, floor, d + weights / max(weights[~bound].sum(), _LEAST_WEIGHT) * rest)
        short = ~bound & (u < floor - _ROUNDING * np.maximum(1, np.abs(floor)))
        if not short.any() or (bound | short).all():
            return u
        bound |= short


@checked(TalksError)
def payoff_range(problem: BargainingProblem) -> Float[np.ndarray, " n"]:
    """(n,) the range of payoffs over the box: a unit that makes gains independent of each side's currency; 1 where it is 0."""
    spread = payoff_spread(problem)
    return np.where(spread > 0, spread, 1.0)


def payoff_spread(problem: BargainingProblem) -> Float[np.ndarray, " n"]:
    """(n,) largest less least payoff over the impasse, the corners of the box and some points inside; 0: nothing is at stake."""
    points = (problem.lower, problem.upper, *box_starts(problem, _RANGE_POINTS))
    payoffs = np.array([problem.payoffs(x)[0] for x in points])
    return np.asarray(np.ptp(np.vstack([payoffs, problem.disagreement_point]), 0))


def _expected(problem: BargainingProblem) -> tuple[np.ndarray, np.ndarray] | None:
    """The deal that is expected and its payoffs, where all that are to gain do; None where none is, or they do not."""
    if problem.near is None:
        return None
    x = box_starts(problem, 1)[0]
    u = problem.payoffs(x)[0]
    gains = (u - problem.disagreement_point)[problem.seeking]
    if (gains > NEGLIGIBLE_GAIN * np.abs(u).max()).all() and (u >= problem.reservation).all():
        return x, u
    return None


def _first_slack(s: np.ndarray) -> tuple[float, np.ndarray]:
    """The objective s itself, where there is one slack."""
    return float(s[0]), np.ones(1)


def _equal_shares(problem: BargainingProblem) -> np.ndarray:
    return np.full(problem.n, 1 / problem.n)


def _best_for(problem: BargainingProblem, i: int) -> Program:
    """The best for side i that leaves the others their reservations."""
    others = [j for j in range(problem.n) if j != i and np.isfinite(problem.reservation[j])]
    return Program(
        weights=np.eye(problem.n)[i],
        rows_u=np.eye(problem.n)[others],
        rows_s=np.zeros((len(others), 0)),
        floor=problem.reservation[others],
    )


def _along(
    problem: BargainingProblem,
    concept: str,
    floor: np.ndarray,
    toward: np.ndarray,
    starts: int,
    *,
    certify: bool = True,
) -> Deal:
    """`max s  s.t.  u_i >= floor_i + s toward_i`, reservations met; 0 in place of toward_i for those that are not to gain."""
    toward = toward * problem.seeking
    rows, floors = problem.reservation_rows()
    program = Program(
        weights=np.zeros(problem.n),
        rows_u=np.vstack([np.eye(problem.n), rows]),
        rows_s=np.append(-toward, np.zeros(len(floors)))[:, None],
        floor=np.concatenate([floor, floors]),
        slack_value=_first_slack,
        slack_min=np.array([-np.inf]),
    )
    return _deal(problem, concept, solve_program(problem, program, box_starts(problem, starts)), certify=certify)


def _with_side_payments(problem: BargainingProblem, concept: str, weights: np.ndarray, starts: int) -> Deal:
    """The most valuable deal, its value shared by ``weights``: with transferable payoffs the frontier is a line."""
    free = Program(np.ones(problem.n), np.zeros((0, problem.n)), np.zeros((0, 0)), np.zeros(0))
    optimum = solve_program(problem, free, box_starts(problem, starts))
    return _deal(problem, concept, optimum, share_surplus(float(optimum.u.sum()), problem, weights))


def _deal(
    problem: BargainingProblem,
    concept: str,
    optimum: ProgramOptimum,
    shared: np.ndarray | None = None,
    *,
    certify: bool = True,
) -> Deal:
    """The deal at an optimum, its payoffs ``shared`` by side payments where there are any, with its distance to the frontier."""
    payoff = optimum.u
    if shared is not None:
        payoff = shared
    enough = payoff - problem.reservation >= -_SHORTFALL * np.maximum(1, np.abs(payoff))
    signed = optimum.feasible and bool(enough.all())
    # What nobody signs has no distance to the frontier.
    gap = np.nan
    if signed and certify:
        gap = _gap(problem, optimum)
    return Deal(
        concept=concept,
        sides=problem.sides,
        instruments=problem.instruments,
        x=optimum.x,
        u=payoff,
        gains=payoff - problem.disagreement_point,
        transfers=payoff - optimum.u,
        frontier_gap=gap,
        stationarity=optimum.stationarity,
        spread=optimum.spread,
        signed=signed,
    )


def _gap(problem: BargainingProblem, optimum: ProgramOptimum) -> float:
    """By how much every side's gain could still be raised at once, a share of the gains at stake."""
    stake = np.maximum(np.abs(optimum.u - problem.disagreement_point), _LEAST_STAKE)
    better = lift_all(problem, optimum.u, stake, starts=1, warm=optimum.x)
    if not better.feasible:
        return 0.0
    return max(0.0, float((better.u - optimum.u).min() / stake.max()))
