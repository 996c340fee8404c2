"""Approximate inverses of I − g′ at the baseline, built once per economy and kept.

Small worlds keep the whole inverse (a chord step). Large ones keep, per country, the inverse of its own prices,
expenditures and scale terms, and eliminate wages exactly around it (a Schur complement): what is lost is only the
feedback through other countries' prices, which Anderson mixing picks up in a few more steps.
"""

from __future__ import annotations

import dataclasses
import threading

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.kernel.end_to_end import end_to_end
from tradetalks.economy.kernel.equations import evaluate, trade
from tradetalks.economy.kernel.fixed_point import anderson
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import kinds_of, size, unpack
from tradetalks.economy.kernel.weights import weigh

# Of two threads that make inverses of many blocks at once, each may wait for processors that the other holds, for ever: XLA
# spreads the blocks over its own few threads, from within one of them.
ONE_AT_A_TIME = threading.Lock()
# Unknowns up to which the whole inverse is kept: at 1,200 it takes 6 MB and 0.4 seconds to make, at 1,600 1.5 seconds.
DENSE_LIMIT = 1200
# In which the wages of others and the rest of a country act on each other: two take as many steps as all of them on worlds of
# 31 to 80 countries, one takes one or two more.
DIRECTIONS = 3
# Looked at beside these, and how often they are multiplied: with two and two, or ten and eight, solves take the same number of
# steps on worlds of 31 and 80 countries.
MORE_DIRECTIONS = 5
TIMES_MULTIPLIED = 4
# Of systems that only say where to go: at a hundredth and at ten times of this, solves take the same number of steps.
BLOCK_TOLERANCE = 1e-4
# Past steps mixed in these systems.
BLOCK_DEPTH = 12
# The point to give up: what is reached by then is good enough for a direction.
BLOCK_STEPS = 60


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class DenseInverse:
    """(I − g′)⁻¹ in single precision: it directs the steps and never enters the answer."""

    inverse_ss: Float[Array, "s s"]

    def __call__(self, r: Float[jax.Array, " s"]) -> Float[jax.Array, " s"]:
        known = self.inverse_ss.shape[0]
        return end_to_end([self.inverse_ss @ r[:known].astype(jnp.float32), r[known:]])


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class OwnBlocks:
    """B: the inverse of each country's own block of I − g′, without wages.

    A matrix is kept only for what its costs a = lS − θ log ĉ and its expenditures become: prices follow from costs, and the
    scale term from both, sector by sector (a row of E3 and of E6 at the baseline). Of the three blocks of rows that a country
    with scale economies has, one need not be read.
    """

    inverse_nrakb: Float[Array, "n 2 j k j"]
    price_on_cost_nj: Float[Array, "n j"]
    scale_on_cost_nj: Float[Array, "n j"]
    scale_on_spending_nj: Float[Array, "n j"]

    def __call__(self, r_y: Float[jax.Array, " y"]) -> Float[jax.Array, " y"]:
        n, rows, j, kinds, _ = self.inverse_nrakb.shape
        r_knj = r_y.reshape(kinds, n, j)
        inverse_nab = self.inverse_nrakb.reshape(n, rows * j, kinds * j)
        moved_nrj = jnp.einsum("nab,nb->na", inverse_nab, by_country(r_y, kinds, n)).reshape(n, rows, j)
        cost_nj, spending_nj = moved_nrj[:, 0], moved_nrj[:, 1]
        y = [r_knj[0] - self.price_on_cost_nj * cost_nj, spending_nj]
        if kinds > len(y):
            y.append(r_knj[2] + self.scale_on_cost_nj * cost_nj + self.scale_on_spending_nj * spending_nj)
        return jnp.stack(y).ravel()


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class CountryBlocks:
    """Blocks per country of y = (prices, expenditures, scale), wages eliminated: dw = S⁻¹(r_w − A_wy B r_y).

    How wages (w) and the rest of a country (m) act on each other is kept exactly for the country's own wage and in a few
    directions (q) for those of others: A_wy = Σ_m reach_wmq rest_mqb, and y moves by −answer_mqa wages_mqw dw.
    """

    own: OwnBlocks
    schur_inverse_nn: Float[Array, "n n"]
    reach_wmq: Float[Array, "n n q"]
    rest_mqb: Float[Array, "n q b"]
    answer_mqa: Float[Array, "n q b"]
    wages_mqw: Float[Array, "n q n"]

    def __call__(self, r: Float[jax.Array, " s"]) -> Float[jax.Array, " s"]:
        n, _, j, kinds, _ = self.own.inverse_nrakb.shape
        known = n + n * kinds * j
        r32 = r[:known].astype(jnp.float32)
        y_ma = by_country(self.own(r32[n:]), kinds, n)
        seen_mq = jnp.einsum("mqb,mb->mq", self.rest_mqb, y_ma)
        dw = self.schur_inverse_nn @ (r32[:n] - self.reach_wmq.reshape(n, -1) @ seen_mq.ravel())
        felt_mq = (self.wages_mqw.reshape(-1, n) @ dw).reshape(seen_mq.shape)
        y_ma = y_ma - jnp.einsum("mqa,mq->ma", self.answer_mqa, felt_mq)
        return end_to_end([dw, kinds_first(y_ma, kinds), r[known:]])


@jax.tree_util.register_dataclass
@dataclasses.dataclass(frozen=True)
class DampedWages:
    """The textbook iteration: wages move a fraction of the way, everything else all of it. Kept as the yardstick."""

    fraction: Float[Array, ""]
    n: int = dataclasses.field(metadata={"static": True})

    def __call__(self, r: Float[jax.Array, " s"]) -> Float[jax.Array, " s"]:
        return r.at[: self.n].multiply(self.fraction)


Preconditioner = DenseInverse | CountryBlocks | DampedWages


def by_country(y: Float[jax.Array, " y"], kinds: int, n: int) -> Float[jax.Array, "n b"]:
    """(kind, country, sector) → (country, kind and sector)."""
    return y.reshape(kinds, n, -1).transpose(1, 0, 2).reshape(n, -1)


def kinds_first(y_ma: Float[jax.Array, "n b"], kinds: int) -> Float[jax.Array, " y"]:
    """(country, kind and sector) → (kind, country, sector)."""
    n = len(y_ma)
    return y_ma.reshape(n, kinds, -1).transpose(1, 0, 2).ravel()


def build_preconditioner(base: Baseline, unchanged: Instruments) -> DenseInverse | CountryBlocks:
    """The approximate inverse of I − g′ for ``base`` at no change of policy.

    Args:
        base: the calibrated economy.
        unchanged: the baseline's own instruments.

    Returns:
        The whole inverse up to 1,200 unknowns, above them blocks per country; both in single precision, for logs of new over old
        values, without unit.

    Source:
        A chord step for fixed points; E2 to E9 of ``docs/model.md`` differentiated at the baseline.
    """
    build = country_blocks
    if size(base, 0) <= DENSE_LIMIT:
        build = dense_inverse
    with ONE_AT_A_TIME:
        # Until it is made, not only begun.
        found: DenseInverse | CountryBlocks = build(base, unchanged)
        for leaf in jax.tree.leaves(found):
            leaf.block_until_ready()
    return found


@jax.jit
def dense_inverse(base: Baseline, unchanged: Instruments) -> DenseInverse:
    """The whole (I − g′)⁻¹ at the baseline."""
    weights = weigh(base, unchanged)
    x0 = jnp.zeros(size(base, 0))
    jacobian = jax.jacfwd(lambda x: evaluate(x, weights, base, unchanged)[0])(x0)
    return DenseInverse(jnp.linalg.inv(jnp.eye(len(x0)) - jacobian).astype(jnp.float32))


@jax.jit
def country_blocks(base: Baseline, unchanged: Instruments) -> CountryBlocks:
    """The blocks per country, and the Schur complement of wages around them."""
    weights = weigh(base, unchanged)
    n = base.sales_ij.shape[0]
    x0 = jnp.zeros(size(base, 0))
    _, tangent = jax.linearize(lambda x: evaluate(x, weights, base, unchanged)[0], x0)
    own = own_country_blocks(base, unchanged)

    def rest_of(w: Float[jax.Array, " n"], y: Float[jax.Array, " y"]) -> Float[jax.Array, " y"]:
        both = jnp.concatenate([w, y])
        rest: jax.Array = (both - tangent(both))[n:]
        return rest

    def solve_rest(r_y: Float[jax.Array, " y"]) -> Float[jax.Array, " y"]:
        zero_w = jnp.zeros(n)
        return anderson(
            lambda y: (y + r_y - rest_of(zero_w, y), ()),
            jnp.zeros_like(r_y),
            precondition=own,
            tolerance=BLOCK_TOLERANCE,
            max_steps=BLOCK_STEPS,
            depth=BLOCK_DEPTH,
        ).x

    zero_y = jnp.zeros(len(x0) - n)
    rest_on_wage_ny = jax.vmap(lambda w: solve_rest(rest_of(w, zero_y)))(jnp.eye(n))

    def wage_row(x: Float[jax.Array, " s"]) -> Float[jax.Array, " n"]:
        row: jax.Array = (x - tangent(x))[:n]
        return row

    transposed = jax.linear_transpose(wage_row, x0)
    wage_rows_ns = jax.vmap(lambda v: transposed(v)[0])(jnp.eye(n))
    schur = wage_rows_ns[:, :n] - wage_rows_ns[:, n:] @ rest_on_wage_ny.T
    both = jnp.stack([wage_rows_ns[:, n:], rest_on_wage_ny])
    (reach_mqw, wages_mqw), (rest_mqb, answer_mqa) = few_directions(both, kinds_of(base))
    found = CountryBlocks(
        own=own,
        schur_inverse_nn=jnp.linalg.inv(schur),
        reach_wmq=reach_mqw.transpose(2, 0, 1),
        rest_mqb=rest_mqb,
        answer_mqa=answer_mqa,
        wages_mqw=wages_mqw,
    )
    single: CountryBlocks = jax.tree.map(lambda part: part.astype(jnp.float32), found)
    return single


def few_directions(
    several_wy: Float[jax.Array, "p n y"], kinds: int
) -> tuple[Float[jax.Array, "p n q n"], Float[jax.Array, "p n q b"]]:
    """Factors over q of every country's part (wage, rest of the country) of several matrices (wage, rest of the world).

    Its own wage is kept exactly, those of others as near as :data:`DIRECTIONS` products come: the largest singular values. One
    call for all matrices, for the reason of :data:`ONE_AT_A_TIME`.
    """
    several, n, _ = several_wy.shape
    all_mwb = several_wy.reshape(several, n, kinds, n, -1).transpose(0, 3, 1, 2, 4).reshape(several * n, n, -1)
    own_w = jnp.tile(jnp.eye(n), (several, 1))[:, :, None]
    own_mb = jnp.sum(own_w * all_mwb, axis=1)
    others_mwb = (1 - own_w) * all_mwb
    largest_mqw = largest_directions(others_mwb)
    wages_mqw = jnp.concatenate([own_w.transpose(0, 2, 1), largest_mqw], axis=1)
    rest_mqb = jnp.concatenate([own_mb[:, None, :], jnp.einsum("mqw,mwb->mqb", largest_mqw, others_mwb)], axis=1)
    return wages_mqw.reshape(several, n, -1, n), rest_mqb.reshape(several, n, DIRECTIONS + 1, -1)


def largest_directions(matrix_mwb: Float[jax.Array, "m w b"]) -> Float[jax.Array, "m q w"]:
    """The :data:`DIRECTIONS` of w along which each matrix is largest, nearly: its first left singular vectors.

    A few more directions than are wanted are multiplied by the matrix and its transpose again and again: all singular vectors of
    each matrix would take longer than everything else of large worlds.

    Args:
        matrix_mwb: as many matrices as wanted, of numbers without unit.

    Returns:
        Rows of unit length, the largest direction last.

    Source:
        Halko, Martinsson & Tropp (2011), SIAM Review 53(2), algorithm 4.4.
    """
    _, w, b = matrix_mwb.shape
    looked_at = min(w, DIRECTIONS + MORE_DIRECTIONS)
    start_bq = np.random.default_rng(0).standard_normal((b, looked_at))
    basis_mwq = jnp.linalg.qr(matrix_mwb @ start_bq)[0]
    for _ in range(TIMES_MULTIPLIED):
        basis_mwq = jnp.linalg.qr(jnp.einsum("mwb,mvb,mvq->mwq", matrix_mwb, matrix_mwb, basis_mwq))[0]
    seen_mqb = jnp.einsum("mwq,mwb->mqb", basis_mwq, matrix_mwb)
    _, vectors = jnp.linalg.eigh(jnp.einsum("mqb,mpb->mqp", seen_mqb, seen_mqb))
    return jnp.einsum("mwq,mqp->mpw", basis_mwq, vectors[:, :, -DIRECTIONS:])


def own_country_blocks(base: Baseline, unchanged: Instruments) -> OwnBlocks:
    """Inverse of each country's own block of I − g′, from the baseline's domestic shares (E2-E9 differentiated by hand).

    With own share π_nn and own sales share s_nn, a change of a country's own delivered-cost weight a_nj moves
    its price by −π_nn/θ, its sales by 1 − Σ_m s_mn π_mn and its tariff revenue by −π_nn of what it was.
    """
    n, j = base.sales_ij.shape
    state = unpack(jnp.zeros(size(base, 0)), base)
    weights = weigh(base, unchanged)
    flows, _ = trade(state, weights, base, unchanged)
    own = jnp.arange(n)
    X_nj = jnp.where(base.expenditure_nj > 0, base.expenditure_nj, 1.0)
    pi_jni = weights.K_jni * flows.a_ij.T[:, None, :] * (flows.b_nj / X_nj).T[:, :, None]
    cost_on_price_nab = jnp.swapaxes(base.gamma_ikj, 1, 2) / (1 - base.markup_j)[:, None]
    sold_jni = weights.F_jni * flows.a_ij.T[:, None, :] * flows.b_nj.T[:, :, None]
    share_jni = sold_jni / jnp.where(flows.sales_ij > 0, flows.sales_ij, 1.0).T[:, None, :]
    pi_own, s_own = pi_jni[:, own, own].T, share_jni[:, own, own].T
    sales_on_a = 1 - jnp.sum(share_jni * pi_jni, axis=1).T
    revenue_nj = base.expenditure_nj - jnp.sum(sold_jni, axis=2).T
    eye, zero = jnp.broadcast_to(jnp.eye(j), (n, j, j)), jnp.zeros((n, j, j))
    a_on = jnp.stack([-base.theta_j[:, None] * cost_on_price_nab, zero, eye], 2)
    x_direct = jnp.stack([zero, eye, zero], 2)
    price = -(pi_own / base.theta_j)[:, :, None, None] * a_on
    sales = sales_on_a[:, :, None, None] * a_on + s_own[:, :, None, None] * x_direct
    value = flows.sales_ij[:, :, None, None] * sales
    tariff = revenue_nj[:, :, None, None] * (x_direct - pi_own[:, :, None, None] * a_on)
    earned = jnp.sum(base.markup_j[:, None, None] * value + tariff, axis=1, keepdims=True)
    spending = base.alpha_nj[:, :, None, None] * earned + jnp.einsum("njk,nkab->njab", base.gamma_ikj, value)
    spending = spending / X_nj[:, :, None, None]
    theta_psi_j = base.theta_j * base.psi_j
    scale = theta_psi_j[:, None, None] * sales
    kinds = kinds_of(base)
    block = jnp.stack([price, spending, scale], 1)[:, :kinds, :, :kinds, :].reshape(n, kinds * j, kinds * j)
    inverse_nab = jnp.linalg.inv(jnp.eye(kinds * j) - block)
    cost_nab = a_on[:, :, :kinds].reshape(n, j, kinds * j) @ inverse_nab
    spending_nab = inverse_nab[:, j : 2 * j]
    return OwnBlocks(
        inverse_nrakb=jnp.stack([cost_nab, spending_nab], 1).reshape(n, 2, j, kinds, j),
        price_on_cost_nj=pi_own / base.theta_j,
        scale_on_cost_nj=theta_psi_j * sales_on_a,
        scale_on_spending_nj=theta_psi_j * s_own,
    )
