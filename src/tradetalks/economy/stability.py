"""Whether a world with scale economies holds by itself, or an industry that grows a little grows on.

The equilibrium is the fixed point x = g(x) of E2 to E10 in logs of new over old; the baseline is x = 0. The feedback is

    λ = the largest real part of the eigenvalues of g′(0)

Without scale economies λ < 1. As ψ rises, λ reaches 1 where I − g′ is singular: other equilibria cross the baseline there, the
response (I − g′)⁻¹ to a small policy grows without bound, and beyond it changes its sign. θψ < 1 in every sector rules this
out where inputs are labour alone, not where industries buy from each other: a larger industry makes its own inputs cheaper.

How sure the verdict is. In small worlds all eigenvalues are computed. In larger ones the rightmost are found by Arnoldi's method,
which takes products g′(0) v alone. What it finds is held against g′(0) v = λ v: that a world is unstable is proved by the change
that grows. That nothing grows rests on no eigenvalue being missed: the start is random, so that it has a part along every one
(the same number everywhere has none along a change that favours one of two twins over the other), and the largest must be found
from two starts unless the first has found one that grows. Tests hold it against the whole matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Complex, Float
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigs

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import evaluate
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import size, unpack
from tradetalks.economy.kernel.weights import weigh
from tradetalks.errors import SolveError, message

# Unknowns up to which all eigenvalues are computed: that takes a tenth of a second.
WHOLE = 250
# Eigenvalues asked for: the first may be one of a complex pair.
ASKED = 2
# Directions that Arnoldi's method keeps: with the usual twenty it needs up to four times as many products.
BASIS = 40
# On eigenvalues; whether they are above 1 needs three digits.
PRECISION = 1e-6
# How far a pair may be from an eigenvalue and its vector, and two starts from each other: the three digits.
AGREE = 1e-4
# Two starts have agreed in every world tried.
MOST_STARTS = 6

Pairs = tuple[Complex[np.ndarray, " k"], Complex[np.ndarray, "s k"]]


class Feedback(NamedTuple):
    """How much of a small change of industries' sizes comes back, and the industry that it moves most.

    ``strength`` is λ (1 of the change comes back in full; above, it feeds on itself).
    """

    strength: float
    region: str
    sector: str


def scale_feedback(economy: Economy) -> Feedback:
    """λ of the baseline, and the industry with the largest part in it.

    Args:
        economy: from :func:`tradetalks.calibrate`.

    Returns:
        Strength 0 and no industry where there are no scale economies.

    Raises:
        SolveError: the largest eigenvalue was not found twice.

    Source:
        Samuelson (1947), Foundations of Economic Analysis, for comparative statics and stability; Kucheryavyy, Lyn &
        Rodríguez-Clare (2023) for θψ ≤ 1 without input-output links; Saad (2011), Numerical Methods for Large Eigenvalue
        Problems, for Arnoldi's method.
    """
    if not economy.has_scale:
        return Feedback(0.0, "", "")
    base = economy.baseline
    times = _derivative(base, economy.unchanged)
    length = size(base, 0)
    if length <= WHOLE:
        values, vectors = np.linalg.eig(np.asarray(_columns(times, jnp.eye(length))).T)
    else:
        values, vectors = _rightmost(times, length, economy.name)
    first = int(np.argmax(values.real))
    moved_ij = np.asarray(unpack(jnp.asarray(np.abs(vectors[:, first])), base).lS_ij)
    i, j = np.unravel_index(int(moved_ij.argmax()), moved_ij.shape)
    return Feedback(float(values[first].real), economy.regions[i], economy.sectors[j])


@jax.jit
def _derivative(base: Baseline, new: Instruments) -> Callable[[Array], jax.Array]:
    """v → g′(0) v, with all that does not hang on v computed."""
    weights = weigh(base, new)
    times: Callable[[Array], jax.Array] = jax.linearize(
        lambda x: evaluate(x, weights, base, new)[0], jnp.zeros(size(base, 0))
    )[1]
    return times


@jax.jit
def _times(times: Callable[[Array], jax.Array], v: Float[Array, " s"]) -> Float[jax.Array, " s"]:
    return times(v)


@jax.jit
def _columns(times: Callable[[Array], jax.Array], v_ks: Float[Array, "k s"]) -> Float[jax.Array, "k s"]:
    columns: jax.Array = jax.vmap(times)(v_ks)
    return columns


def _rightmost(times: Callable[[Array], jax.Array], length: int, name: str) -> Pairs:
    """Eigenvalues (k,) with the largest real parts and their vectors (s, k), from as many starts as it takes to find the
    largest twice, or one that grows."""
    operator = LinearOperator((length, length), matvec=lambda v: np.asarray(_times(times, v.ravel())), dtype=float)
    found: list[Pairs] = []
    for seed in range(MOST_STARTS):
        pairs = _from_start(operator, np.random.default_rng(seed).standard_normal(length))
        if len(pairs[0]):
            found.append(pairs)
        largest = np.array([values.real.max() for values, _ in found])
        if largest.max(initial=0) > 1 + AGREE:
            # A change that grows is proof by itself; a second start serves those worlds in which none was found.
            return found[int(largest.argmax())]
        if np.count_nonzero(largest > largest.max(initial=-np.inf) - AGREE) >= 2:
            return found[int(largest.argmax())]
    raise SolveError(
        message(
            f"whether {name} is a stable equilibrium with these scale elasticities was not found out",
            expected="the largest feedback twice",
            got=", ".join(f"{value:.4f}" for value in largest) or "none",
            do="take weaker scale effects, or a coarser world",
        )
    )


def _from_start(operator: LinearOperator, start: Float[np.ndarray, " s"]) -> Pairs:
    """The rightmost eigenvalues as Arnoldi's method finds them from a start, those alone that are ones with their vectors."""
    try:
        values, vectors = eigs(operator, k=ASKED, ncv=BASIS, which="LR", tol=PRECISION, v0=start)
    except ArpackNoConvergence as stopped:
        values, vectors = stopped.eigenvalues, stopped.eigenvectors
    gap = operator @ vectors.real + 1j * (operator @ vectors.imag) - vectors * values
    holds = np.linalg.norm(gap, axis=0) <= AGREE
    return values[holds], vectors[:, holds]


def refuse_unstable(economy: Economy) -> None:
    """Raise where the baseline does not hold by itself: what a policy does to it then means nothing.

    Args:
        economy: from :func:`tradetalks.calibrate`, at the elasticities of the long run, in which its baseline came about.

    Raises:
        SolveError: names the industry, its θψ and the feedback.
    """
    found = scale_feedback(economy)
    if found.strength < 1:
        return
    j = economy.sectors.index(found.sector)
    raise SolveError(
        message(
            f"with these scale elasticities {economy.name} is no stable equilibrium: growth of {found.sector} in {found.region} "
            f"(theta*psi {economy.theta_j[j] * economy.psi_j[j]:.2f}) feeds on itself",
            expected=f"a feedback below 1; got {found.strength:.2f}",
            do="take weaker scale effects (model.elasticities LL2023_psi_half, or lower scale_elasticity there)",
        )
    )
