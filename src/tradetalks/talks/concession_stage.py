"""One round of mutual silence: each side concedes or holds, knowing what its silence will be read as.

    (T24)  H_i(q) = q_j (A_i - M_i) + (1-q_j)(C_i(μ') - B_i),   q_i = (1-μ_i) σ(-H_i/ψ),   μ_i' = μ_i/(1-q_i)
    (T25)  V_i = x_i [q_j M_i + (1-q_j) B_i] + (1-x_i) [q_j A_i + (1-q_j) C_i],   x_i = q_i/(1-μ_i)

Solved for many beliefs at once by Newton's method in y = logit(x), where Bayes' rule is `L' = L + log(1 + e^y)` in log-odds.
The logit best reply (agent quantal response, McKelvey and Palfrey 1998) has several solutions at small ψ; `selection` is the
starting point: "logit" follows the branch from large ψ, "mixed" starts at indifference, "favour_1" where side 2 concedes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from tradetalks.talks.errors import TalksError

SELECTIONS = ("logit", "mixed", "favour_1", "favour_2")
# (log-odds (2, N)) -> (value (2, N), its derivative in each log-odds (2, 2, N) [side, belief])
Continuation = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
_CORNER = 30.0
_ANNEALING = 1.35


@dataclass(frozen=True)
class Payoffs:
    """A, M, B of one round, each (2, 1): win, split, concede."""

    win: np.ndarray
    split: np.ndarray
    concede: np.ndarray

    @property
    def prize(self) -> np.ndarray:
        """(2, 1) what each side stands to win over conceding, the unit of its noise."""
        return self.win - self.concede


@dataclass(frozen=True)
class StageSolution:
    """Concession probabilities q (2, N), of the flexible x (2, N), values (2, N), new log-odds, and the fixed-point residual."""

    q: np.ndarray
    x: np.ndarray
    value: np.ndarray
    log_odds: np.ndarray
    residual: np.ndarray


def check_selection(selection: str, psi: ArrayLike) -> None:
    """Raises TalksError for an unknown selection or a noise that is not positive."""
    if selection not in SELECTIONS:
        raise TalksError(f"selection must be one of {', '.join(SELECTIONS)}; got {selection!r}. The default is logit.")
    if not (np.asarray(psi) > 0).all():
        raise TalksError(
            f"the noise psi must be positive, in the unit of the payoffs; got {np.min(psi):g}. Try 1 % of win - concede."
        )


def silence_read(log_odds: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Bayes' rule after silence: `L' = L - ln(1-x)`."""
    return log_odds + np.logaddexp(0.0, y)


def _excess(
    y: np.ndarray, mu: np.ndarray, odds: np.ndarray, pay: Payoffs, go_on: Continuation
) -> tuple[np.ndarray, ...]:
    """(H, dH_i/dy_i, dH_i/dy_j, C, q), each (2, N)."""
    x = expit(y)
    q = (1 - mu) * x
    c, dc = go_on(silence_read(odds, y))
    other, dq = q[::-1], ((1 - mu) * x * (1 - x))[::-1]
    h = other * (pay.win - pay.split) + (1 - other) * (c - pay.concede)
    own_slope = (1 - other) * np.stack([dc[0, 0] * x[0], dc[1, 1] * x[1]])
    cross = np.stack([dc[0, 1] * x[1], dc[1, 0] * x[0]])
    other_slope = (pay.win - pay.split - c + pay.concede) * dq + (1 - other) * cross
    return h, own_slope, other_slope, c, q


def _newton(
    y: np.ndarray,
    mu: np.ndarray,
    odds: np.ndarray,
    pay: Payoffs,
    go_on: Continuation,
    psi: np.ndarray,
    steps: int,
    tol: float,
    tied: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Newton on `y + H/ψ = 0` point by point; returns y and the residual |x - σ(-H/ψ)| (N,)."""
    y, best = y.copy(), y.copy()
    residual = np.full(y.shape[1], np.inf)
    active = np.arange(y.shape[1])
    for step in range(steps):
        here = y[:, active]
        h, own, other, _, _ = _excess(here, mu[:, active], odds[:, active], pay, go_on)
        gap = np.abs(expit(here) - expit(-h / psi)).max(0)
        better = gap < residual[active]
        residual[active[better]] = gap[better]
        best[:, active[better]] = here[:, better]
        if (gap <= tol).any():
            keep = gap > tol
            active = active[keep]
            here, h, own, other = here[:, keep], h[:, keep], own[:, keep], other[:, keep]
        if not active.size:
            break
        move = _tie(-_two_by_two(1 + own / psi, other / psi, here + h / psi), tied[active])
        # Interpolated values have kinks, where full steps can cycle: shorten them as iterations go by.
        limit = np.maximum(3.0, np.abs(here)) * (1.0 if step < 12 else 0.5 ** ((step - 8) // 4))
        y[:, active] = here + np.clip(move, -limit, limit)
    return best, residual


def _anneal(
    y: np.ndarray,
    mu: np.ndarray,
    odds: np.ndarray,
    pay: Payoffs,
    go_on: Continuation,
    psi: np.ndarray,
    tied: np.ndarray,
) -> np.ndarray:
    """Follow the principal branch from noise of the order of the prize down to just above ψ."""
    levels = int(np.ceil(np.log(max(2.0 * float((pay.prize / psi).max()), 1.0)) / np.log(_ANNEALING)))
    for factor in _ANNEALING ** np.arange(levels, 0, -1):
        y = _follow(y, mu, odds, pay, go_on, psi * factor, tied)
    return y


def _follow(
    y: np.ndarray,
    mu: np.ndarray,
    odds: np.ndarray,
    pay: Payoffs,
    go_on: Continuation,
    noise: np.ndarray,
    tied: np.ndarray,
) -> np.ndarray:
    """One Newton step at the next, slightly smaller noise: from a solution it is the tangent to the branch in ψ."""
    h, own, other, _, _ = _excess(y, mu, odds, pay, go_on)
    move = _tie(-_two_by_two(1 + own / noise, other / noise, y + h / noise), tied)
    limit = np.maximum(1.0, np.abs(y))
    return y + np.clip(move, -limit, limit)


def _tie(move: np.ndarray, tied: np.ndarray) -> np.ndarray:
    """The common move of both sides where `tied` (N,): there the solution with q_1 = q_2 is asked for."""
    return np.where(tied, move.mean(0), move)


def _two_by_two(own: np.ndarray, other: np.ndarray, rhs: np.ndarray) -> np.ndarray:
    """Solve `own_i a_i + other_i a_j = rhs_i` (2, N) point by point."""
    det = own[0] * own[1] - other[0] * other[1]
    det = np.where(np.abs(det) < 1e-12, 1e-12, det)
    return np.stack([rhs[0] * own[1] - rhs[1] * other[0], rhs[1] * own[0] - rhs[0] * other[1]]) / det


def _start(selection: str, mu: np.ndarray, odds: np.ndarray, pay: Payoffs, go_on: Continuation) -> np.ndarray:
    if selection in ("favour_1", "favour_2"):
        corner = np.array([[-_CORNER], [_CORNER]]) if selection == "favour_1" else np.array([[_CORNER], [-_CORNER]])
        return np.broadcast_to(corner, mu.shape).copy()
    if selection == "mixed":
        lack = np.maximum(pay.concede - go_on(odds)[0], 0.0)  # q_j that leaves i indifferent, at today's beliefs
        x = np.clip((lack / (pay.win - pay.split + lack))[::-1] / np.maximum(1 - mu, 1e-12), 1e-9, 1 - 1e-9)
        return np.log(x) - np.log1p(-x)
    return np.zeros(mu.shape)


def solve_stage(
    *,
    payoffs: Payoffs,
    log_odds: np.ndarray,
    go_on: Continuation,
    psi: ArrayLike,
    selection: str = "logit",
    tolerance: float = 1e-8,
    steps: int = 60,
    tied: np.ndarray | bool = False,
) -> StageSolution:
    """(T24)-(T25) at beliefs `log_odds` (2, N); `go_on` values a round without concession at the beliefs it leaves.

    `psi` is the noise of both sides or of each (2,), in units of their payoffs: multiplied with them it changes nothing. Where `tied` (N,) the solution with equal concessions is asked for (the symmetric mode, at equal beliefs).
    """
    tie = np.broadcast_to(tied, log_odds.shape[1:])
    noise = np.broadcast_to(np.asarray(psi, float), 2)[:, None]
    mu = expit(log_odds)
    y, residual = np.zeros(log_odds.shape), np.full(log_odds.shape[1], np.inf)
    for kind in (selection, *(s for s in SELECTIONS if s != selection)):
        lost = np.flatnonzero(
            residual > tolerance
        )  # all beliefs at first; then those without a solution of the asked kind
        if not lost.size:
            break
        here, odds, tied_here = mu[:, lost], log_odds[:, lost], tie[lost]
        y_new = _tie(_start(kind, here, odds, payoffs, go_on), tied_here)
        if kind == "logit":
            y_new = _anneal(y_new, here, odds, payoffs, go_on, noise, tied_here)
        y_new, gap = _newton(y_new, here, odds, payoffs, go_on, noise, steps, tolerance, tied_here)
        closer = gap < residual[lost]
        y[:, lost[closer]], residual[lost[closer]] = y_new[:, closer], gap[closer]
    _, _, _, c, q = _excess(y, mu, log_odds, payoffs, go_on)
    x, other = expit(y), q[::-1]
    value = x * (other * payoffs.split + (1 - other) * payoffs.concede) + (1 - x) * (
        other * payoffs.win + (1 - other) * c
    )
    return StageSolution(q, x, value, silence_read(log_odds, y), residual)
