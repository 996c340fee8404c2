"""How a solve can end, and what is told where it did not end well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import LEAST_INCOME, evaluate
from tradetalks.economy.kernel.implicit import outcomes_jit
from tradetalks.economy.kernel.problem import Array, Baseline, Instruments
from tradetalks.economy.kernel.state import unpack
from tradetalks.economy.kernel.weights import weigh
from tradetalks.errors import SolveError, labelled, message
from tradetalks.result import Status

# Which equation sets each part of the state.
EQUATIONS = {
    "lw_n": "E7 wages",
    "lP_nj": "E3 prices",
    "lX_nj": "E9 expenditure",
    "lS_ij": "E6 scale",
    "u_c": "commitment",
}


class SolveStatus(Status):
    """How a solve ended; the value is its message. Residuals are relative errors, 1e-10 allowed unless asked otherwise."""

    SOLVED = "solved: every equation holds to the tolerance"
    STALLED = "stalled: the residual stopped above the tolerance"
    NOT_FINITE = "not finite: a price or a quantity overflowed"
    INSOLVENT = "impossible: a country would have to pay more than it earns"
    CUT_OFF = "impossible: a country trades with nobody"
    VANISHED = "impossible: a country would be left without income"
    UNMET = "impossible: a purchase commitment that no subsidy brings about"
    MOCK = "impossible: every equation holds, but an expenditure is not above 0 or a market does not clear"


class Cause(NamedTuple):
    """Why there is no equilibrium: how the solve ended, and the sentence that names the countries ("" where none is to blame)."""

    status: SolveStatus
    sentence: str


# Trade with all others over spending below which a country's wage is no longer held by trade: the root of a double's rounding.
NO_TRADE = 1e-8
# Countries that a message names: one is to blame as a rule.
NAMED = 3
# Of its size in the baseline: an industry that is smaller where equilibria end is the one that is about to vanish.
SHRUNK = 0.5
# What to do about each cause.
ADVICE = {
    SolveStatus.STALLED: "lower scale_elasticity there: with theta*psi near 1 an industry can vanish short of the policy",
    SolveStatus.INSOLVENT: "lower the transfer, the purchase commitment, the subsidy or the constant deficit that it pays",
    SolveStatus.VANISHED: "look at what it sells abroad: a country with imports and no exports cannot balance its trade",
    SolveStatus.UNMET: "lower the quantity; without its commitments the policy has an equilibrium",
    SolveStatus.CUT_OFF: "lower the barriers that cut it off, or leave it out: nothing ties its wage to the world's",
}


def status_of(residual: float, tolerance: float) -> SolveStatus:
    """The ending that a residual means: the largest relative error of any equation, against what is allowed."""
    if not np.isfinite(residual):
        return SolveStatus.NOT_FINITE
    if residual > tolerance:
        return SolveStatus.STALLED
    return SolveStatus.SOLVED


def cause_of(
    economy: Economy, new: Instruments, residual: float, tolerance: float, states: Iterable[Float[Array, " s"]]
) -> Cause:
    """Why ``new`` has no equilibrium, as far as the places where solves stopped tell.

    Args:
        economy: the baseline.
        new: levels of every instrument.
        residual: where the last solve stopped; infinite also for a fixed point that is no equilibrium.
        tolerance: what it was held against.
        states: where solves stopped, the most telling first; logs of new over old values.

    Returns:
        A country that trades with nobody in the baseline, else one whose income would not be above 0 where a solve stopped,
        else one that trades with nobody there or has next to no income, else what the residual means.
    """
    alone = _cut_off(economy, np.moveaxis(economy.flows_nij, 2, 0), economy.income_n)
    if alone:
        return alone
    for state in map(np.asarray, states):
        if not np.all(np.isfinite(state)):
            continue
        found = outcomes_jit(state, economy.baseline, new)
        blamed = cause_among(economy, np.asarray(found.income_n), np.asarray(found.flows_jni))
        if blamed:
            return blamed
        if np.isinf(residual) and largest_gap(economy, new, state) <= tolerance:
            return Cause(SolveStatus.MOCK, "")
    return Cause(status_of(residual, tolerance), "")


def cause_among(
    economy: Economy, income_n: Float[np.ndarray, " n"], flows_jni: Float[np.ndarray, "j n n"]
) -> Cause | None:
    """The countries whose incomes or trade, billion dollars a year, are those of no equilibrium; None where all are possible."""
    broke = [economy.regions[k] for k in np.flatnonzero(income_n <= 0)]
    if broke:
        return Cause(SolveStatus.INSOLVENT, _sentence(broke, "would have to pay more than it earns"))
    vanished = [economy.regions[k] for k in np.flatnonzero(income_n <= LEAST_INCOME * economy.income_n)]
    if vanished:
        return Cause(SolveStatus.VANISHED, _sentence(vanished, "would be left without income"))
    return _cut_off(economy, flows_jni, income_n)


def shrinking_industry(economy: Economy, reached: Float[np.ndarray, " s"], done: float, cause: Cause) -> Cause:
    """The industry that is vanishing where the equilibria that begin at the baseline end; else ``cause`` as it is.

    Args:
        economy: the baseline.
        reached: the last state on the way to the policy that was solved.
        done: the share of the way at which it stands.
        cause: what is known besides.
    """
    if not economy.has_scale or done == 0 or cause.status is not SolveStatus.STALLED:
        return cause
    product_j = economy.theta_j * economy.psi_j
    # E6: the term of the state is theta*psi times the log of the size.
    size_ij = np.exp(
        np.asarray(unpack(jnp.asarray(reached), economy.baseline).lS_ij) / np.where(product_j > 0, product_j, 1.0)
    )
    i, j = np.unravel_index(int(size_ij.argmin()), size_ij.shape)
    if size_ij[i, j] > SHRUNK:
        return cause
    return Cause(
        cause.status,
        f"equilibria could be followed from the baseline to {100 * done:.0f} percent of the policy, where {economy.sectors[j]} "
        f"in {economy.regions[i]} (theta*psi {product_j[j]:.2f}) is at {100 * size_ij[i, j]:.0f} percent of its size",
    )


def largest_gap(economy: Economy, new: Instruments, state: Float[np.ndarray, " s"]) -> float:
    """The largest relative error of E2 to E10 at ``state``; nan where one is not a number."""
    g = _step(jnp.asarray(state), economy.baseline, new)
    return float(jnp.max(jnp.abs(g - state)))


def _cut_off(
    economy: Economy, flows_jni: Float[np.ndarray, "j n n"], income_n: Float[np.ndarray, " n"]
) -> Cause | None:
    """The countries without foreign trade; None where all have some."""
    alone = [economy.regions[k] for k in np.flatnonzero(foreign_trade(flows_jni) <= NO_TRADE * income_n)]
    if not alone:
        return None
    return Cause(SolveStatus.CUT_OFF, _sentence(alone, "trades with nobody"))


def unmet_commitments(economy: Economy, new: Instruments) -> Cause:
    """The commitments of a policy that has an equilibrium without them and none with them."""
    first = {owner: cell for cell, owner in reversed(list(enumerate(np.asarray(new.cell_owner).tolist())))}
    pledges = [
        f"{economy.regions[new.cell_importer[first[c]]]} cannot be made to buy {quantity:g} billion dollars a year from "
        f"{economy.regions[new.cell_exporter[first[c]]]}"
        for c, quantity in enumerate(np.asarray(new.quantity_c).tolist())
    ]
    return Cause(SolveStatus.UNMET, ", or ".join(pledges))


def foreign_trade(flows_jni: Float[np.ndarray, "j n n"]) -> Float[np.ndarray, " n"]:
    """(n,) imports and exports together, billion dollars a year."""
    flows_ni = flows_jni.sum(axis=0)
    own_n = np.diagonal(flows_ni)
    found: Float[np.ndarray, " n"] = flows_ni.sum(axis=0) + flows_ni.sum(axis=1) - 2 * own_n
    return found


def _sentence(regions: list[str], what: str) -> str:
    """``R0 trades with nobody; so does R1``, of at most three countries by name."""
    others = [f"so does {name}" if what.startswith("trades") else f"so would {name}" for name in regions[1:NAMED]]
    if len(regions) > NAMED:
        others.append(f"and {len(regions) - NAMED} more")
    return "; ".join([f"{regions[0]} {what}", *others])


def solve_error(
    *, residual: float, tolerance: float, status: SolveStatus, cause: str, worst: Callable[[], str]
) -> SolveError:
    """The error of a solve that ended with ``status``: the countries to blame, else the worst equation, and advice.

    Args:
        residual: the largest relative error of any equation.
        tolerance: what it was held against.
        status: how the solve ended.
        cause: the sentence that names who is to blame; empty for nobody.
        worst: the equation with the largest residual, and where; asked for only where nobody is to blame.
    """
    if cause:
        return SolveError(message(f"no equilibrium was found: {cause}", do=ADVICE[status]))
    return SolveError(
        message(
            f"no equilibrium was found ({status.value})",
            details=[
                f"residual {residual:.2e}, tolerance {tolerance:.0e}",
                labelled("worst", worst()),
            ],
            do="look for a country or an industry that the policy shuts down; with theta*psi near 1 an industry can "
            "vanish: lower scale_elasticity there, or approach the policy in smaller steps",
        )
    )


def worst_equation(economy: Economy, new: Instruments, state: Array) -> str:
    """The equation with the largest residual at ``state``, and where: ``E3 prices in USA, ELE``."""
    return place_of_largest(economy, _step(jnp.asarray(state), economy.baseline, new) - state)


@jax.jit
def _step(state: Array, base: Baseline, new: Instruments) -> Array:
    """Where the equations lead from ``state``; compiled, since many worlds of a study may fail one after the other."""
    g, _ = evaluate(state, weigh(base, new), base, new)
    return g


def place_of_largest(economy: Economy, gap: Array) -> str:
    """The equation with the largest of the residuals (s,), and where: ``E3 prices in USA, ELE``."""
    parts = unpack(jnp.nan_to_num(jnp.abs(gap), nan=jnp.inf), economy.baseline)._asdict()
    kind = max(parts, key=lambda name: np.asarray(parts[name]).max(initial=0))
    values = np.asarray(parts[kind])
    at = np.unravel_index(int(values.argmax()), values.shape)
    if kind == "u_c":
        return f"{EQUATIONS[kind]} in {at[0]}"
    labels = (economy.regions, economy.sectors)[: values.ndim]
    place = ", ".join(names[k] for names, k in zip(labels, at, strict=True))
    return f"{EQUATIONS[kind]} in {place}"
