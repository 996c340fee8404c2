"""From an economy with products and tariffs by product to equilibrium."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.failure import Cause, SolveStatus, cause_among, shrinking_industry, status_of
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.kernel.implicit import Solution
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.path import between, departure
from tradetalks.economy.policy import Policy
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.economy.products.equilibrium import ProductEquilibrium
from tradetalks.economy.products.fixed_point import product_outcomes, solve_product_state
from tradetalks.economy.products.tariffs import ProductTariffs
from tradetalks.economy.solve import Anderson, follow, is_solved
from tradetalks.errors import PolicyError, message
from tradetalks.inputs import checked

Vector = Float[np.ndarray, " s"]


@checked(PolicyError)
def solve_products(
    economy: ProductEconomy,
    tariffs: ProductTariffs | None = None,
    *,
    policy: Policy | None = None,
    method: Anderson | None = None,
) -> ProductEquilibrium:
    """The equilibrium of an economy with products under tariffs by product (E19 to E23 of ``docs/product_tier.md``).

    Args:
        economy: from :func:`tradetalks.product_economy`.
        tariffs: from :func:`tradetalks.raise_product_tariffs`; None leaves them as they are.
        policy: instruments by sector besides: export taxes, subsidies, trade costs, technology, transfers.
        method: solver settings.

    Returns:
        Outcomes with labels and units: percent of baseline, billion dollars a year.

    Raises:
        PolicyError: tariffs of another economy, tariffs by sector or purchase commitments in ``policy``.
        SolveError: no equilibrium was reached; says residual, place and what to try.

    Notes:
        Where a direct solve fails, the policy is reached by continuation along the straight path (in logs) from the baseline, as
        in :func:`tradetalks.solve`.

    Source:
        Caliendo & Parro (2015, eqs. 10-14), with products in sectors.
    """
    tariff_f = economy.tariff_f
    if tariffs is not None:
        if tariffs.economy is not economy:
            raise PolicyError(
                message(
                    "solve_products: the tariffs are of another economy",
                    expected="tariffs made for this one",
                    do="tradetalks.raise_product_tariffs(economy, table)",
                )
            )
        tariff_f = tariffs.tariff_f
    new = _instruments(economy, tariff_f, policy)
    return find_product_equilibrium(economy, new, tariff_f, method or Anderson()).raise_if_failed()


def _instruments(economy: ProductEconomy, tariff_f: Float[np.ndarray, " f"], policy: Policy | None) -> Instruments:
    """Instruments by sector, with the average of tariffs by product.

    Raises:
        PolicyError: tariffs by sector, or commitments.
    """
    given = policy or Policy()
    if given.tariff is not None:
        advice = "give tariffs by product; rates of whole sectors are rows with the sector in place of the product"
        raise PolicyError(message("solve_products: policy has tariffs by sector", do=advice))
    if given.commitments:
        advice = "solve it by sector: tradetalks.solve(economy.by_sector, policy)"
        raise PolicyError(message("solve_products: purchase commitments are not solved for by product", do=advice))
    average_nij = economy.average(tariff_f)
    found = instruments_of(economy.by_sector, given)
    return dataclasses.replace(found, tariff_jni=np.ascontiguousarray(np.moveaxis(average_nij, 2, 0)))


def find_product_equilibrium(
    economy: ProductEconomy, new: Instruments, tariff_f: Float[np.ndarray, " f"], method: Anderson
) -> ProductEquilibrium:
    """As :func:`solve_products`, without raising: where no equilibrium was reached, the ``status`` says so.

    Args:
        economy: the baseline.
        new: levels of every instrument by sector.
        tariff_f: tariffs by flow, fractions.
        method: solver settings.
    """
    by_sector = economy.by_sector
    origin = departure(by_sector, new)

    def go(share: float, start: Vector) -> Solution:
        policy = between(origin, new, share)
        tariffs = np.expm1((1 - share) * np.log1p(economy.tariff_f) + share * np.log1p(tariff_f))
        return _attempt(economy, policy, tariffs, start, method)

    x0 = np.zeros(size(by_sector.baseline, 0))
    solution = _attempt(economy, new, tariff_f, x0, method)
    evaluations = int(solution.steps) + 1
    cause = Cause(SolveStatus.SOLVED, "")
    if not is_solved(solution, method):
        at_once = np.asarray(solution.x)
        solution, reached, done, more = follow(go, x0, method)
        evaluations += more
        if not is_solved(solution, method):
            cause = _cause(economy, new, tariff_f, float(solution.residual), method, (at_once, np.asarray(solution.x)))
            cause = shrinking_industry(by_sector, reached, done, cause)
    return ProductEquilibrium(
        products=economy,
        economy=by_sector,
        instruments=new,
        tariff_f=np.asarray(tariff_f),
        state=np.asarray(solution.x),
        residual=float(solution.residual),
        walras=float(solution.walras),
        evaluations=evaluations,
        status=cause.status,
        tolerance=method.tolerance,
        cause=cause.sentence,
    )


def _attempt(
    economy: ProductEconomy,
    new: Instruments,
    tariff_f: Float[np.ndarray, " f"],
    start: Vector,
    method: Anderson,
) -> Solution:
    """One run of the kernel; the caller reads the residual."""
    by_sector = economy.by_sector
    solution: Solution = solve_product_state(
        by_sector.baseline,
        economy.shares,
        by_sector.unchanged,
        new,
        jnp.asarray(tariff_f),
        by_sector.preconditioner,
        start,
        method.tolerance,
        method.method,
    )
    return solution


def _cause(
    economy: ProductEconomy,
    new: Instruments,
    tariff_f: Float[np.ndarray, " f"],
    residual: float,
    method: Anderson,
    states: tuple[Vector, Vector],
) -> Cause:
    """The country to blame where solves stopped, else what the residual means."""
    by_sector: Economy = economy.by_sector
    for state in states:
        if np.all(np.isfinite(state)):
            found = product_outcomes(state, by_sector.baseline, economy.shares, by_sector.unchanged, new, tariff_f)
            at = found.by_sector
            blamed = cause_among(by_sector, np.asarray(at.income_n), np.asarray(at.flows_jni))
            if blamed:
                return blamed
    return Cause(status_of(residual, method.tolerance), "")
