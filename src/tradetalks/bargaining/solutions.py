"""Cooperative solutions: which deal on the frontier, by Nash, Kalai-Smorodinsky, equal gains, total gains, equal proportions.

All are the program of :mod:`program` at particular arguments; d is the threat point, max(d, o) the reservation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.errors import TalksError
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.program import Program, ProgramOptimum, box_starts, solve_program
from tradetalks.result import Result

# A gain below this share of the range of payoffs is none: the impasse itself is the best that can be signed.
NEGLIGIBLE_GAIN = 1e-9


@dataclass(frozen=True, repr=False, eq=False)
class Deal(Result):
    """A deal by one concept, with its certificate.

    x (m,) instruments; u (n,) payoffs after `transfers` (n,), which sum to 0; `gains` over the impasse;
    `frontier_gap` by how much every side's gain could still be raised at once, as a share of the gains at stake;
    `spread` of the objective over the starts; `signed` False where no deal meets every reservation.
    """

    concept: str
    sides: tuple[str, ...]
    x: np.ndarray
    u: np.ndarray
    gains: np.ndarray
    transfers: np.ndarray
    frontier_gap: float
    stationarity: float
    spread: float
    signed: bool

    def raise_if_failed(self) -> Deal:
        """Self, or TalksError when nothing can be signed."""
        if not self.signed:
            raise TalksError(
                f"{self.concept}: no deal in the box gives every side its reservation. "
                "Ask find_zone(problem) how much is missing and which bound, side payment or threat would open it."
            )
        return self

    def summary(self) -> str:
        """Payoffs, gains and instruments, one line each."""
        if not self.signed:
            return f"{self.concept}: no deal meets every side's reservation"
        lines = [f"{self.concept}: x = {np.array2string(self.x, precision=6, max_line_width=100)}"]
        for side, u, gain, money in zip(self.sides, self.u, self.gains, self.transfers, strict=True):
            paid = f", of which side payment {money:+.6g}" if self.transfers.any() else ""
            lines.append(f"  {side}: {u:.6g} (gain {gain:+.6g}{paid})")
        lines.append(f"  distance to the frontier {self.frontier_gap:.1e}, spread over starts {self.spread:.1e}")
        return "\n".join(lines)


def _kept(problem: BargainingProblem) -> tuple[np.ndarray, np.ndarray]:
    """Rows and floors of `u_i >= reservation_i` for the sides that have one."""
    keep = np.isfinite(problem.reservation)
    return np.eye(problem.n)[keep], problem.reservation[keep]


def lift_all(
    problem: BargainingProblem,
    floor: ArrayLike,
    direction: ArrayLike,
    *,
    starts: int = 3,
    warm: ArrayLike | None = None,
) -> ProgramOptimum:
    """(T5) `max s  s.t.  u_i(x) >= floor_i + s·direction_i` without reservations: the margin common to all sides."""
    n, toward = problem.n, np.asarray(direction, float)
    program = Program(
        weights=np.zeros(n),
        rows_u=np.eye(n),
        rows_s=-toward[:, None],
        floor=np.asarray(floor, float),
        slack_value=lambda s: (float(s[0]), np.ones(1)),
        slack_min=np.array([-np.inf]),
    )
    points = box_starts(problem, starts)
    return solve_program(problem, program, points if warm is None else [np.asarray(warm, float), *points])


def ideal_points(problem: BargainingProblem, *, starts: int = 3) -> np.ndarray:
    """(T6) `a_i = max_x {u_i : u_j >= reservation_j, j ≠ i}` (n,); nan where the others cannot be satisfied."""
    best = []
    for i in range(problem.n):
        optimum = solve_program(problem, _others_kept(problem, i), box_starts(problem, starts))
        best.append(optimum.u[i] if optimum.feasible else np.nan)
    return np.array(best)


def _others_kept(problem: BargainingProblem, i: int) -> Program:
    others = [j for j in range(problem.n) if j != i and np.isfinite(problem.reservation[j])]
    return Program(
        weights=np.eye(problem.n)[i],
        rows_u=np.eye(problem.n)[others],
        rows_s=np.zeros((len(others), 0)),
        floor=problem.reservation[others],
    )


def _deal(problem: BargainingProblem, concept: str, optimum: ProgramOptimum, u: np.ndarray | None = None) -> Deal:
    payoff = optimum.u if u is None else u
    stake = np.maximum(np.abs(optimum.u - problem.disagreement_point), 1e-9)
    better = lift_all(problem, optimum.u, stake, starts=1, warm=optimum.x)
    gap = max(0.0, float((better.u - optimum.u).min() / stake.max())) if better.feasible else 0.0
    return Deal(
        concept=concept,
        sides=problem.sides,
        x=optimum.x,
        u=payoff,
        gains=payoff - problem.disagreement_point,
        transfers=payoff - optimum.u,
        frontier_gap=gap,
        stationarity=optimum.stationarity,
        spread=optimum.spread,
        signed=optimum.feasible and bool((payoff - problem.reservation >= -1e-6 * np.maximum(1, np.abs(payoff))).all()),
    )


def bargaining_weights(weights: ArrayLike | None, n: int) -> np.ndarray:
    """Positive weights that sum to 1; equal by default. From discount rates: proportional to 1/r (Rubinstein's limit)."""
    w = np.ones(n) if weights is None else np.asarray(weights, float)
    if w.shape != (n,) or not (w > 0).all():
        raise TalksError(
            f"bargaining weights must be {n} positive numbers, one per side; got {np.asarray(weights).tolist()}. "
            "A side without power has a small weight, not zero."
        )
    return w / w.sum()


def share_surplus(total: float, problem: BargainingProblem, weights: np.ndarray) -> np.ndarray:
    """`u_i = d_i + α_i (S - Σ d)`; a side whose outside option is better gets exactly that, the others share the rest."""
    d, floor = problem.disagreement_point, problem.reservation
    bound = np.zeros(problem.n, bool)
    while True:
        rest = total - floor[bound].sum() - d[~bound].sum()
        u = np.where(bound, floor, d + weights / max(weights[~bound].sum(), 1e-300) * rest)
        short = ~bound & (u < floor - 1e-12 * np.maximum(1, np.abs(floor)))
        if not short.any() or (bound | short).all():
            return u
        bound |= short


def _with_side_payments(problem: BargainingProblem, concept: str, weights: np.ndarray, starts: int) -> Deal:
    """The most valuable deal, its value shared by `weights`: with transferable payoffs the frontier is a line."""
    free = Program(np.ones(problem.n), np.zeros((0, problem.n)), np.zeros((0, 0)), np.zeros(0))
    optimum = solve_program(problem, free, box_starts(problem, starts))
    return _deal(problem, concept, optimum, share_surplus(float(optimum.u.sum()), problem, weights))


def nash_bargain(
    problem: BargainingProblem, *, weights: ArrayLike | None = None, side_payments: bool = False, starts: int = 3
) -> Deal:
    """(T7) Asymmetric Nash: `max Σ α_i log(u_i(x) - d_i)`, Σ α = 1, u >= o. Nash (1950); weights ∝ 1/r (Binmore 1987)."""
    alpha = bargaining_weights(weights, problem.n)
    if side_payments:
        return _with_side_payments(problem, "Nash with side payments", alpha, starts)
    fairest = lift_all(problem, problem.disagreement_point, payoff_range(problem), starts=starts)
    if not fairest.slack[0] > NEGLIGIBLE_GAIN:
        return _deal(problem, "Nash", fairest)
    n, (rows, kept) = problem.n, _kept(problem)
    least = 1e-9 * (fairest.u - problem.disagreement_point)
    program = Program(
        weights=np.zeros(n),
        rows_u=np.vstack([np.eye(n), rows]),
        rows_s=np.vstack([-np.eye(n), np.zeros((len(kept), n))]),
        floor=np.concatenate([problem.disagreement_point, kept]),
        slack_value=lambda s: (float(alpha @ np.log(np.maximum(s, least))), alpha / np.maximum(s, least)),
        slack_min=least,
    )
    return _deal(problem, "Nash", solve_program(problem, program, [fairest.x, *box_starts(problem, starts)[1:]]))


def payoff_range(problem: BargainingProblem) -> np.ndarray:
    """The range of payoffs over the box, per side: a unit that makes the margin independent of each side's currency."""
    corners = np.array([problem.payoffs(x)[0] for x in (problem.lower, problem.upper, *box_starts(problem, 4))])
    spread = np.ptp(np.vstack([corners, problem.disagreement_point]), 0)
    return np.where(spread > 0, spread, 1.0)


def kalai_smorodinsky(problem: BargainingProblem, *, side_payments: bool = False, starts: int = 3) -> Deal:
    """(T8) `max s  s.t.  u_i >= d_i + s (a_i - d_i)`, a the ideal point. Kalai and Smorodinsky (1975)."""
    if side_payments:  # with transferable payoffs everyone's ideal gain is the whole surplus
        return _with_side_payments(
            problem, "Kalai-Smorodinsky with side payments", np.full(problem.n, 1 / problem.n), starts
        )
    toward = ideal_points(problem, starts=starts) - problem.disagreement_point
    if not (toward > 0).all():
        return _deal(
            problem,
            "Kalai-Smorodinsky",
            lift_all(problem, problem.disagreement_point, payoff_range(problem), starts=starts),
        )
    return _along(problem, "Kalai-Smorodinsky", problem.disagreement_point, toward, starts)


def egalitarian(
    problem: BargainingProblem, *, weights: ArrayLike | None = None, side_payments: bool = False, starts: int = 3
) -> Deal:
    """(T9) `max s  s.t.  u_i >= d_i + s w_i`: equal gains (Kalai 1977); depends on the units of each side's payoff."""
    w = bargaining_weights(weights, problem.n)
    if side_payments:
        return _with_side_payments(problem, "egalitarian with side payments", w, starts)
    return _along(problem, "egalitarian", problem.disagreement_point, w, starts)


def _along(problem: BargainingProblem, concept: str, floor: np.ndarray, toward: np.ndarray, starts: int) -> Deal:
    """`max s  s.t.  u_i >= floor_i + s toward_i`, reservations kept."""
    rows, kept = _kept(problem)
    program = Program(
        weights=np.zeros(problem.n),
        rows_u=np.vstack([np.eye(problem.n), rows]),
        rows_s=np.append(-toward, np.zeros(len(kept)))[:, None],
        floor=np.concatenate([floor, kept]),
        slack_value=lambda s: (float(s[0]), np.ones(1)),
        slack_min=np.array([-np.inf]),
    )
    return _deal(problem, concept, solve_program(problem, program, box_starts(problem, starts)))


def utilitarian(
    problem: BargainingProblem, *, weights: ArrayLike | None = None, side_payments: bool = False, starts: int = 3
) -> Deal:
    """(T10) `max Σ ω_i u_i(x)  s.t.  u >= reservation`; with side payments the surplus is shared equally."""
    if side_payments:
        return _with_side_payments(problem, "utilitarian with side payments", np.full(problem.n, 1 / problem.n), starts)
    w = np.ones(problem.n) if weights is None else np.asarray(weights, float)
    rows, kept = _kept(problem)
    program = Program(w, rows, np.zeros((len(kept), 0)), kept)
    return _deal(problem, "utilitarian", solve_program(problem, program, box_starts(problem, starts)))


def equal_proportional_gains(problem: BargainingProblem, reference: ArrayLike, *, starts: int = 3) -> Deal:
    """(T11) `max ρ  s.t.  u_i >= (1+ρ) u_i^ref` with positive reference payoffs: the talks of Ossa (2014)."""
    ref = np.asarray(reference, float)
    if ref.shape != (problem.n,) or not (ref > 0).all():
        raise TalksError(
            f"equal proportional gains need {problem.n} positive reference payoffs; got {ref.tolist()}. "
            "Use levels of welfare, not changes."
        )
    return _along(problem, "equal proportional gains", ref, ref, starts)
