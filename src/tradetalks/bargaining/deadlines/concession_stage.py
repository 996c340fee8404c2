"""One round of mutual silence: each side concedes or holds, knowing what its silence will be read as.

    (T24)  H_i(q) = q_j (A_i - M_i) + (1-q_j)(C_i(μ') - B_i),   q_i = (1-μ_i) σ(-H_i/ψ_i),   μ_i' = μ_i/(1-q_i)
    (T25)  V_i = x_i [q_j M_i + (1-q_j) B_i] + (1-x_i) [q_j A_i + (1-q_j) C_i],   x_i = q_i/(1-μ_i)

Solved for many beliefs at once by Newton's method in y = logit(x), where Bayes' rule is `L' = L + log(1 + e^y)` in log-odds.
The logit best reply (agent quantal response, McKelvey and Palfrey 1998) has several solutions at small ψ; `selection` is the
starting point: "logit" follows the branch from large ψ, "mixed" starts at indifference, "favour_1" where side 2 concedes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import expit
from numpy.typing import ArrayLike

from tradetalks.errors import TalksError, message

# Residuals of 1e-8 and below need double precision.
_set_option: Callable[[str, bool], None] = jax.config.update
_set_option("jax_enable_x64", True)

# A determinant nearer to 0 than this is no determinant: the step it gives is cut to the limit anyway.
_LEAST_DETERMINANT = 1e-12
# The longest step of Newton's method in log-odds, and on the way down of the dispersion, where the branch is followed closely.
_LONGEST_STEP, _LONGEST_ON_BRANCH = 3.0, 1.0
# Full steps up to the twelfth; from there on they are halved every fourth.
_FULL_STEPS, _HALVED_FROM, _HALVED_EVERY = 12, 8, 4
# Probabilities of the indifferent start stay this far inside [0, 1]: corners are starts of their own.
_INSIDE, _LEAST_RATIONAL = 1e-9, 1e-12
# Rounding that a selection may leave in a stage is far below the tolerance of a whole induction.
_TOLERANCE, _STEPS = 1e-8, 60

SELECTIONS = ("logit", "mixed", "favour_1", "favour_2")
# Log-odds of conceding for certain, or never: e^-30 is below the tolerance of every solve.
_CORNER = 30.0
# Factor of each cut of the dispersion on the way down. Where several solutions lie close together it decides between them: in
# the talks of January 2019 the odds of a deal by the deadline are 0.52 with cuts by 1.05, 0.36 to 0.42 with cuts by 1.35 and
# under 0.01 with cuts by 1.6.
_ANNEALING = 1.35


class RoundPayoffs(NamedTuple):
    """A, M, B of one round, each (2, 1), in the unit of the payoffs: win, split, concede."""

    win: np.ndarray
    split: np.ndarray
    concede: np.ndarray


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BeliefTable:
    """Values (2, n, n) over the log-odds `axis` (n,) of both sides: what it is worth to go on after silence."""

    axis: np.ndarray
    values: np.ndarray

    def at(self, log_odds: ArrayLike) -> np.ndarray:
        """(2, N) read bilinearly at log_odds (2, N); flat beyond the grid."""
        return np.asarray(_read_jit(self, np.asarray(log_odds, float))[0])


def _read(table: BeliefTable, log_odds: jax.Array) -> tuple[jax.Array, jax.Array]:
    """(value (2, N), derivative (2, 2, N) [side, belief])."""
    n, step = len(table.axis), table.axis[1] - table.axis[0]
    t = (log_odds - table.axis[0]) / step
    inside = (t >= 0) & (t < n - 1)
    cell = jnp.clip(t, 0, n - 2).astype(int)
    w = jnp.clip(t - cell, 0.0, 1.0)
    flat, corner = jnp.asarray(table.values).reshape(2, -1), cell[0] * n + cell[1]
    v00, v01, v10, v11 = (flat[:, corner + shift] for shift in (0, 1, n, n + 1))
    low, high = v00 + w[1] * (v01 - v00), v10 + w[1] * (v11 - v10)
    d1 = (high - low) * (inside[0] / step)
    d2 = ((1 - w[0]) * (v01 - v00) + w[0] * (v11 - v10)) * (inside[1] / step)
    return low + w[0] * (high - low), jnp.stack([d1, d2], 1)


_read_jit = jax.jit(_read)


# Step, point, best point so far and its residual.
_Search = tuple[jax.Array, jax.Array, jax.Array, jax.Array]


@dataclass(frozen=True)
class StageSolution:
    """Concession probabilities q (2, N), of the rational type x (2, N), values (2, N), new log-odds, and the residual of the
    fixed point."""

    q: np.ndarray
    x: np.ndarray
    value: np.ndarray
    log_odds: np.ndarray
    residual: np.ndarray


def check_selection(selection: str, dispersion: ArrayLike) -> None:
    """Raises TalksError for an unknown selection or a dispersion that is not positive."""
    if selection not in SELECTIONS:
        raise TalksError(
            message(
                "unknown selection",
                expected=f"one of {', '.join(SELECTIONS)}",
                got=repr(selection),
                do="take the default, logit",
            )
        )
    if not (np.asarray(dispersion) > 0).all():
        raise TalksError(
            message(
                "the dispersion must be positive, in the unit of the payoffs",
                got=f"{np.min(dispersion):g}",
                do="try 1 % of win - concede",
            )
        )


class _Stage(NamedTuple):
    """One round at beliefs `odds` (2, N): payoffs, what follows silence, noise (2, 1), where both sides must act alike (N,)."""

    odds: jax.Array
    pay: RoundPayoffs
    go_on: BeliefTable
    dispersion: jax.Array
    tied: jax.Array


def silence_read(log_odds: jax.Array, y: jax.Array) -> jax.Array:
    """Bayes' rule after silence: `L' = L - ln(1-x)`."""
    return log_odds + jnp.logaddexp(0.0, y)


def _excess(y: jax.Array, stage: _Stage) -> tuple[jax.Array, ...]:
    """(H, dH_i/dy_i, dH_i/dy_j, C, q), each (2, N)."""
    x, rational, pay = expit(y), expit(-stage.odds), stage.pay
    q = rational * x
    c, dc = _read(stage.go_on, silence_read(stage.odds, y))
    other, dq = q[::-1], (rational * x * (1 - x))[::-1]
    h = other * (pay.win - pay.split) + (1 - other) * (c - pay.concede)
    own_slope = (1 - other) * jnp.stack([dc[0, 0] * x[0], dc[1, 1] * x[1]])
    cross = jnp.stack([dc[0, 1] * x[1], dc[1, 0] * x[0]])
    other_slope = (pay.win - pay.split - c + pay.concede) * dq + (1 - other) * cross
    return h, own_slope, other_slope, c, q


def _newton_move(y: jax.Array, noise: jax.Array, found: tuple[jax.Array, ...], tied: jax.Array) -> jax.Array:
    """Newton's step on `y + H/ψ = 0`, point by point; the common one of both sides where they are `tied`."""
    h, own, other = found[0], 1 + found[1] / noise, found[2] / noise
    rhs = y + h / noise
    det = own[0] * own[1] - other[0] * other[1]
    det = jnp.where(jnp.abs(det) < _LEAST_DETERMINANT, _LEAST_DETERMINANT, det)
    move = -jnp.stack([rhs[0] * own[1] - rhs[1] * other[0], rhs[1] * own[0] - rhs[0] * other[1]]) / det
    return jnp.where(tied, move.mean(0), move)


def _anneal(y: jax.Array, stage: _Stage, wanted: jax.Array) -> jax.Array:
    """Where `wanted`, follow the principal branch from noise of the order of the prize down to just above ψ: one Newton step at
    each slightly smaller noise is the tangent to the branch."""
    prize = (stage.pay.win - stage.pay.concede) / stage.dispersion
    levels = jnp.ceil(jnp.log(jnp.maximum(2.0 * prize.max(), 1.0)) / np.log(_ANNEALING)).astype(int)

    def follow(k: jax.Array, y: jax.Array) -> jax.Array:
        noise = stage.dispersion * _ANNEALING ** (levels - k).astype(float)
        limit = jnp.maximum(_LONGEST_ON_BRANCH, jnp.abs(y))
        return y + jnp.clip(_newton_move(y, noise, _excess(y, stage), stage.tied), -limit, limit)

    followed: jax.Array = jax.lax.fori_loop(0, jnp.where(wanted, levels, 0), follow, y)
    return followed


def _newton(y: jax.Array, stage: _Stage, steps: int, tolerance: jax.Array) -> tuple[jax.Array, jax.Array]:
    """y and the residual |x - σ(-H/ψ)| (N,), each point at its best step."""

    def unfinished(state: _Search) -> jax.Array:
        step, _, _, residual = state
        return (step < steps) & (residual > tolerance).any()

    def advance(state: _Search) -> _Search:
        step, y, best, residual = state
        found = _excess(y, stage)
        gap = jnp.abs(expit(y) - expit(-found[0] / stage.dispersion)).max(0)
        better = gap < residual
        best, residual = jnp.where(better, y, best), jnp.minimum(gap, residual)
        # Interpolated values have kinks, where full steps can cycle: shorten them as iterations go by.
        halvings = (step - _HALVED_FROM) // _HALVED_EVERY
        limit = jnp.maximum(_LONGEST_STEP, jnp.abs(y)) * jnp.where(step < _FULL_STEPS, 1.0, 0.5**halvings)
        move = jnp.clip(_newton_move(y, stage.dispersion, found, stage.tied), -limit, limit)
        return step + 1, jnp.where(residual > tolerance, y + move, y), best, residual

    _, _, best, residual = jax.lax.while_loop(
        unfinished, advance, (jnp.asarray(0), y, y, jnp.full(y.shape[1], jnp.inf))
    )
    return best, residual


def _start(kind: jax.Array, stage: _Stage) -> jax.Array:
    """The starting point of each of `SELECTIONS`, by position: one program serves them all."""
    lack = jnp.maximum(stage.pay.concede - _read(stage.go_on, stage.odds)[0], 0.0)
    indifferent = lack / (stage.pay.win - stage.pay.split + lack)  # q_j that leaves i indifferent, at today's beliefs
    rational = jnp.maximum(expit(-stage.odds), _LEAST_RATIONAL)
    x = jnp.clip(indifferent[::-1] / rational, _INSIDE, 1 - _INSIDE)
    corner = jnp.broadcast_to(jnp.array([[-_CORNER], [_CORNER]]), stage.odds.shape)
    starts = jnp.stack([jnp.zeros(stage.odds.shape), jnp.log(x) - jnp.log1p(-x), corner, -corner])
    return jnp.where(stage.tied, starts[kind].mean(0), starts[kind])


@partial(jax.jit, static_argnames="steps")
def _solve(stage: _Stage, tolerance: jax.Array, kind: jax.Array, steps: int) -> tuple[jax.Array, jax.Array]:
    start = _start(kind, stage)
    return _newton(_anneal(start, stage, kind == SELECTIONS.index("logit")), stage, steps, tolerance)


@jax.jit
def _outcome(y: jax.Array, stage: _Stage) -> tuple[jax.Array, ...]:
    """(T25): q, x, values and log-odds after silence."""
    _, _, _, c, q = _excess(y, stage)
    x, other, pay = expit(y), q[::-1], stage.pay
    concede = other * pay.split + (1 - other) * pay.concede
    hold = other * pay.win + (1 - other) * c
    return q, x, x * concede + (1 - x) * hold, silence_read(stage.odds, y)


def solve_stage(
    *,
    payoffs: RoundPayoffs,
    log_odds: np.ndarray,
    go_on: BeliefTable,
    dispersion: ArrayLike,
    selection: str = "logit",
    tolerance: float = _TOLERANCE,
    steps: int = _STEPS,
    tied: np.ndarray | bool = False,
) -> StageSolution:
    """(T24, T25) One round at N beliefs.

    Args:
        payoffs: A, M, B of both sides.
        log_odds: (2, N) of the beliefs that each side never concedes.
        go_on: value of a round without concession, at the beliefs it leaves.
        dispersion: ψ of both sides or of each (2,), in units of their payoffs: multiplied with them it changes nothing.
        selection: which solution, one of :data:`SELECTIONS`.
        tolerance: on the residual of the fixed point.
        steps: of Newton's method.
        tied: (N,) where the solution with equal concessions is asked for (the symmetric mode, at equal beliefs).

    Reference:
        McKelvey and Palfrey (1998), agent quantal response.
    """
    noise = np.broadcast_to(np.asarray(dispersion, float), 2)[:, None]
    tie = np.broadcast_to(tied, log_odds.shape[1:])
    stage = _Stage(*jax.device_put((np.asarray(log_odds, float), RoundPayoffs(*payoffs), go_on, noise, tie)))
    y, residual = (np.asarray(v) for v in _solve(stage, tolerance, SELECTIONS.index(selection), steps))
    for other in SELECTIONS:
        # Beliefs without a solution of the kind asked for take one of another kind.
        lost = residual > tolerance
        if other != selection and lost.any():
            y_other, gap = (np.asarray(v) for v in _solve(stage, tolerance, SELECTIONS.index(other), steps))
            closer = lost & (gap < residual)
            y, residual = np.where(closer, y_other, y), np.where(closer, gap, residual)
    q, x, value, after = (np.asarray(v) for v in _outcome(y, stage))
    return StageSolution(q, x, value, after, residual)
