"""An economy from published shares, which need not balance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.data.checks import TARIFF_LIMIT
from tradetalks.data.plausibility import check_accepted, warn_of_doubts
from tradetalks.economy.calibrate import rebase
from tradetalks.economy.economy import Economy, economy_from_flows
from tradetalks.economy.share_checks import check_shares
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import AccountsError
from tradetalks.inputs import TEXT, argument

Array = np.ndarray


def economy_from_shares(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    pi_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    alpha_nj: Float[Array, "n j"],
    gamma_ikj: Float[Array, "n j j"],
    wage_bill_n: Float[Array, " n"],
    theta_j: Float[Array, " j"],
    name: str = "economy",
    tariff_max: float | None = None,
    accept: Sequence[str] = (),
) -> Economy:
    """An economy from published shares that need not balance, as replication files give them; trade balanced.

    Shares and value added do not pin down flows: with D = 0 they do, once wages are those of an equilibrium. That
    equilibrium is solved for and becomes the baseline. There are no scale economies: they would be relative to sizes of
    industries that are not in equilibrium.

    Args:
        regions: (n,) labels.
        sectors: (j,) labels; tariffs reach all of them.
        pi_nij: (n, n, j) share of exporter i in n's expenditure on j at buyer prices, fractions that add up to 1 over i.
        tariff_nij: (n, n, j) import tariffs, fractions. The diagonal is what members of a region made of several countries levy
            on each other; 0 for a single country.
        alpha_nj: (n, j) share of j in final expenditure, fractions that add up to 1 over j; below 0 where goods came from
            stocks, which then count as no final use.
        gamma_ikj: (n, j, j) purchases of input k over sales of j, fractions; what is left of 1 is value added.
        wage_bill_n: (n,) value added, billion dollars a year.
        theta_j: (j,) trade elasticities.
        name: what the economy is called in reports.
        tariff_max: the largest tariff, a fraction; None is 5 (500 percent), above which a number is taken for a percentage.
        accept: names of doubts that are right here, see :func:`tradetalks.check_accounts`.

    Returns:
        The baseline equilibrium with balanced trade, values in billion dollars a year.

    Raises:
        AccountsError: labels given twice, arrays of another shape, shares that are negative or do not add up, no domestic sales,
            a region that trades with nobody, elasticities out of range, an industry without wages, or an unknown doubt.
        SolveError: no balanced equilibrium was found.

    Warns:
        UnlikelyData: what is possible and more often a slip, with the doubts of accounts.

    Source:
        Caliendo & Parro (2015), whose replication files are of this form.
    """
    accepted = check_accepted(accept)
    argument("economy_from_shares", "name", name, TEXT, AccountsError)
    if tariff_max is not None:
        tariff_max = argument("economy_from_shares", "tariff_max", tariff_max, TARIFF_LIMIT, AccountsError)
    arrays = check_shares(
        regions=regions,
        sectors=sectors,
        pi_nij=pi_nij,
        tariff_nij=tariff_nij,
        alpha_nj=alpha_nj,
        gamma_ikj=gamma_ikj,
        wage_bill_n=wage_bill_n,
        theta_j=theta_j,
        tariff_max=tariff_max,
    )
    draft = _at_given_wages(tuple(regions), tuple(sectors), arrays, name)
    warn_of_doubts(_accounts_of(draft), accepted, stacklevel=2)
    return rebase(solve_instruments(draft, draft.unchanged)).replace(name=name)


def _at_given_wages(regions: tuple[str, ...], sectors: tuple[str, ...], arrays: dict[str, Array], name: str) -> Economy:
    """The economy at the shares and wages as they are printed, trade balanced: no equilibrium yet."""
    pi_nij, tariff_nij = arrays["pi_nij"], arrays["tariff_nij"]
    gamma_ikj, wage_bill_n = arrays["gamma_ikj"], arrays["wage_bill_n"]
    expenditure_nj = expenditure_at_given_shares(
        pi_nij=pi_nij,
        tariff_nij=tariff_nij,
        alpha_nj=arrays["alpha_nj"],
        gamma_ikj=gamma_ikj,
        wage_bill_n=wage_bill_n,
    )
    flows_nij = pi_nij * expenditure_nj[:, None, :] / (1 + tariff_nij)
    draft = economy_from_flows(
        regions=regions,
        sectors=sectors,
        flows_nij=flows_nij,
        tariff_nij=tariff_nij,
        use_ikj=gamma_ikj * flows_nij.sum(axis=0)[:, None, :],
        theta_j=arrays["theta_j"],
        name=name,
    )
    return draft.replace(wage_bill_n=wage_bill_n, deficit_n=np.zeros_like(wage_bill_n))


def _accounts_of(economy: Economy) -> xr.Dataset:
    """What doubts look at, labelled as accounts are; billion dollars a year and fractions."""
    trade = ("importer", "exporter", "sector")
    labels = {"region": list(economy.regions), "sector": list(economy.sectors)}
    return xr.Dataset(
        {
            "flows": (trade, economy.flows_nij),
            "tariff": (trade, economy.tariff_nij),
            "value_added": (("region",), economy.wage_bill_n),
            "trade_elasticity": (("sector",), economy.theta_j),
            "tradable": (("sector",), np.ones(len(economy.sectors), bool)),
        },
        labels,
    )


def expenditure_at_given_shares(
    *,
    pi_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    alpha_nj: Float[Array, "n j"],
    gamma_ikj: Float[Array, "n j j"],
    wage_bill_n: Float[Array, " n"],
) -> Float[Array, "n j"]:
    """X = α (wL + tariff revenue) + γ R at fixed shares and wages: one linear system (E5, E8, E9).

    Args:
        pi_nij: (n, n, j) expenditure shares.
        tariff_nij: (n, n, j) import tariffs, fractions.
        alpha_nj: (n, j) final expenditure shares.
        gamma_ikj: (n, j, j) input shares of sales.
        wage_bill_n: (n,) billion dollars a year.

    Returns:
        (n, j) expenditure at buyer prices, billion dollars a year.
    """
    n, j = alpha_nj.shape
    paid_nij = pi_nij / (1 + tariff_nij)
    revenue_share_nj = 1 - paid_nij.sum(axis=1)
    demand = np.einsum("ijk,nik->ijnk", gamma_ikj, paid_nij)
    own = np.arange(n)
    demand[own, :, own, :] += alpha_nj[:, :, None] * revenue_share_nj[:, None, :]
    system = np.eye(n * j) - demand.reshape(n * j, n * j)
    return np.linalg.solve(system, (alpha_nj * wage_bill_n[:, None]).ravel()).reshape(n, j)
