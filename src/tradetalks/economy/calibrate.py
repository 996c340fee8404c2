"""From balanced accounts to an economy; from an equilibrium to a new baseline."""

from __future__ import annotations

import dataclasses

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.data.checks import check_accounts
from tradetalks.economy.economy import Economy, economy_from_flows
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.horizon import elasticity_ratio
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import AccountsError

Array = np.ndarray
DEFICITS = ("zero", "fixed", "proportional")


def calibrate(
    accounts: xr.Dataset, *, deficits: str = "zero", scale: bool = True, horizon_years: float | None = None
) -> Economy:
    """Shares and elasticities from ``accounts`` (see :func:`tradetalks.load_world`), checked first.

    Args:
        accounts: labelled accounts; every failed identity is reported at once.
        deficits: E11: ``zero`` purges aggregate imbalances first (Ossa 2014; Caliendo & Parro's main experiment),
            ``fixed`` keeps them constant in units of world wage income, ``proportional`` as a share of income.
        scale: False sets every scale elasticity to 0.
        horizon_years: trade elasticities that many years after a change (also in the purge);
            None is the long run.

    Raises:
        AccountsError: unbalanced or mislabelled accounts, or an unknown deficit rule.
        SolveError: the purge found no balanced equilibrium.
    """
    if deficits not in DEFICITS:
        raise AccountsError(f"unknown deficit rule {deficits!r}\nexpected one of {', '.join(DEFICITS)}")
    check_accounts(accounts)
    psi_j = accounts["scale_elasticity"].values
    sectors = [str(s) for s in accounts["sector"].values]
    economy = economy_from_flows(
        regions=[str(r) for r in accounts["region"].values],
        sectors=sectors,
        goods=[s for s, t in zip(sectors, accounts["tradable"].values, strict=True) if t],
        flows_nij=accounts["flows"].transpose("importer", "exporter", "sector").values,
        tariff_nij=accounts["tariff"].transpose("importer", "exporter", "sector").values,
        use_ikj=accounts["intermediate_use"].transpose("region", "input", "using_sector").values,
        theta_j=accounts["trade_elasticity"].values,
        psi_j=psi_j if scale else np.zeros_like(psi_j),
        markup_j=accounts["markup"].values if "markup" in accounts else None,
        deficits=deficits,
        name=str(accounts.attrs.get("name", "economy")),
    )
    return at_horizon(economy, horizon_years, balanced=deficits == "zero")


def at_horizon(economy: Economy, years: float | None, *, balanced: bool, steered: bool = False) -> Economy:
    """A long-run economy with the trade elasticities of ``years`` after a change (None: as they are), then, where
    ``balanced``, with its trade imbalances purged under those elasticities.

    ``steered`` economies share the long-run one's approximate inverse: for the many horizons of a clock, each solved once or
    twice, a few more steps cost less than an inverse of their own.
    """
    at = economy
    if years is not None:
        at = economy.replace(theta_j=economy.theta_j * elasticity_ratio(years), horizon_years=years)
    if not steered:
        return purge_deficits(at) if balanced else at
    at = at.steered_by(economy)
    return purge_deficits(at).steered_by(economy) if balanced else at


def purge_deficits(economy: Economy) -> Economy:
    """The same world with every country's trade balanced: solve with D′ = 0 and take the result as the baseline."""
    balanced = dataclasses.replace(economy.unchanged, deficit_n=np.zeros_like(economy.deficit_n))
    level = (
        economy
        if not np.any(economy.deficit_share_n)
        else economy.replace(deficit_share_n=np.zeros_like(economy.deficit_n))
    )
    found = rebase(solve_instruments(level, balanced))
    return found.replace(name=economy.name, deficit_n=np.zeros_like(economy.deficit_n))


def rebase(equilibrium: Equilibrium) -> Economy:
    """The equilibrium as a new baseline: its flows, tariffs and subsidies become the data.

    Technology and trade-cost changes are absorbed in the new shares; scale economies restart from the new sizes of
    industries, which changes nothing because E3 holds in ratios.
    """
    old, values = equilibrium.economy, equilibrium.values
    new = equilibrium.instruments

    def importer_first(x_jni):
        return np.moveaxis(np.asarray(x_jni), 0, 2)

    economy = economy_from_flows(
        regions=old.regions,
        sectors=old.sectors,
        goods=old.goods,
        flows_nij=importer_first(values.flows_jni),
        tariff_nij=importer_first(new.tariff_jni),
        use_ikj=old.gamma_ikj * values.sales_ij[:, None, :],
        theta_j=old.theta_j,
        psi_j=old.psi_j,
        markup_j=old.markup_j,
        export_tax_nij=importer_first(new.export_tax_jni),
        subsidy_ij=new.subsidy_ij,
        deficits="proportional" if np.any(old.deficit_share_n) else "fixed",
        name=f"{old.name}, rebased",
    )
    return economy.replace(horizon_years=old.horizon_years)


def economy_from_shares(
    *,
    regions,
    sectors,
    pi_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    alpha_nj: Float[Array, "n j"],
    gamma_ikj: Float[Array, "n j j"],
    wage_bill_n: Float[Array, " n"],
    theta_j: Float[Array, " j"],
    name: str = "economy",
) -> Economy:
    """An economy from published shares that need not balance (Caliendo & Parro 2015 give theirs so), trade balanced.

    Trade shares, input and final shares and value added fix the equilibrium with D = 0, which becomes the baseline.
    No scale economies (they would be relative to sizes that are not in equilibrium).
    """
    expenditure_nj = _expenditure_at_given_shares(pi_nij, tariff_nij, alpha_nj, gamma_ikj, wage_bill_n)
    flows_nij = pi_nij * expenditure_nj[:, None, :] / (1 + tariff_nij)
    draft = economy_from_flows(
        regions=regions, sectors=sectors, flows_nij=flows_nij, tariff_nij=tariff_nij,
        use_ikj=gamma_ikj * flows_nij.sum(axis=0)[:, None, :], theta_j=theta_j, name=name,
    )  # fmt: skip
    draft = draft.replace(wage_bill_n=wage_bill_n, deficit_n=np.zeros_like(wage_bill_n))
    return rebase(solve_instruments(draft, draft.unchanged)).replace(name=name)


def _expenditure_at_given_shares(pi_nij, tariff_nij, alpha_nj, gamma_ikj, wage_bill_n) -> Float[Array, "n j"]:
    """X = α (wL + tariff revenue) + γ R at fixed shares and wages: one linear system (E5, E8, E9)."""
    n, j = alpha_nj.shape
    paid_nij = pi_nij / (1 + tariff_nij)
    revenue_share_nj = 1 - paid_nij.sum(axis=1)
    demand = np.einsum("ijk,nik->ijnk", gamma_ikj, paid_nij)
    own = np.arange(n)
    demand[own, :, own, :] += alpha_nj[:, :, None] * revenue_share_nj[:, None, :]
    system = np.eye(n * j) - demand.reshape(n * j, n * j)
    return np.linalg.solve(system, (alpha_nj * wage_bill_n[:, None]).ravel()).reshape(n, j)
