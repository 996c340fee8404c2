"""The calibrated economy: shares and elasticities from balanced accounts. Frozen; a change is a ``replace``."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from jaxtyping import Float, Int

from tradetalks.economy.final_use import split_purchases
from tradetalks.economy.kernel.preconditioner import Preconditioner, build_preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.labels import TRADE, label
from tradetalks.economy.soundness import check_elasticities, check_labour_shares
from tradetalks.errors import AccountsError
from tradetalks.inputs import checked

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Economy:
    """A baseline equilibrium: n regions, j sectors, the importer first (``docs/notation.md``).

    Build it with :func:`tradetalks.calibrate` from accounts or :func:`tradetalks.economy_from_shares` from published shares.

    Args:
        regions: (n,) labels in order.
        sectors: (j,) labels in order.
        goods: the sectors that tariffs reach.
        flows_nij: (n, n, j) purchases of n from i at exporter prices, billion dollars a year.
        tariff_nij: (n, n, j) ad-valorem import tariffs, fractions.
        export_tax_nij: (n, n, j) export taxes, fractions, paid to i's government.
        subsidy_ij: (n, j) production subsidies, fractions of sales.
        pi_nij: (n, n, j) shares of i in n's expenditure on j.
        alpha_nj: (n, j) shares of j in final expenditure.
        beta_ij: (n, j) value added over sales.
        gamma_ikj: (n, j, j) purchases of input k over sales of j.
        sales_ij: (n, j) receipts of producers, billion dollars a year.
        expenditure_nj: (n, j) expenditure at buyer prices, billion dollars a year.
        wage_bill_n: (n,) wages, billion dollars a year.
        income_n: (n,) income, which is final expenditure, billion dollars a year.
        theta_j: (j,) trade elasticities.
        psi_j: (j,) scale elasticities.
        markup_j: (j,) shares of sales kept as profit.
        deficit_n: (n,) the part of trade deficits that stays constant in units of world wage income, billion dollars a year.
        deficit_share_n: (n,) the part that stays a share of income (E11).
        name: what the economy is called in reports.
        horizon_years: years after a change for which the trade elasticities hold; None is the long run.
        shared_preconditioner: see :meth:`share_preconditioner`.

    Raises:
        AccountsError: elasticities outside θ > 0, ψ ≥ 0, θψ < 1, mark-ups outside [0, 1), or a mark-up that leaves an
            industry no wages (β_ij ≤ μ_j).

    Source:
        Caliendo & Parro (2015), with scale economies as in Costinot & Rodríguez-Clare (2014) and profits as in Ossa (2014).
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    goods: tuple[str, ...]
    flows_nij: Float[Array, "n n j"]
    tariff_nij: Float[Array, "n n j"]
    export_tax_nij: Float[Array, "n n j"]
    subsidy_ij: Float[Array, "n j"]
    pi_nij: Float[Array, "n n j"]
    alpha_nj: Float[Array, "n j"]
    beta_ij: Float[Array, "n j"]
    gamma_ikj: Float[Array, "n j j"]
    sales_ij: Float[Array, "n j"]
    expenditure_nj: Float[Array, "n j"]
    wage_bill_n: Float[Array, " n"]
    income_n: Float[Array, " n"]
    theta_j: Float[Array, " j"]
    psi_j: Float[Array, " j"]
    markup_j: Float[Array, " j"]
    deficit_n: Float[Array, " n"]
    deficit_share_n: Float[Array, " n"]
    name: str = "economy"
    horizon_years: float | None = None
    shared_preconditioner: Preconditioner | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                frozen = value.view()
                frozen.flags.writeable = False
                object.__setattr__(self, field.name, frozen)
        check_elasticities(sectors=self.sectors, theta_j=self.theta_j, psi_j=self.psi_j, markup_j=self.markup_j)
        check_labour_shares(
            regions=self.regions,
            sectors=self.sectors,
            beta_ij=self.beta_ij,
            markup_j=self.markup_j,
            sales_ij=self.sales_ij,
        )

    def __repr__(self) -> str:
        n, j = self.sales_ij.shape
        scale, horizon = "no scale economies", "long run"
        if self.has_scale:
            scale = f"psi up to {self.psi_j.max():.2g}"
        if self.horizon_years is not None:
            horizon = f"horizon {self.horizon_years:g} years"
        return f"Economy({self.name}: {n} regions, {j} sectors, {scale}, {horizon})"

    @property
    def has_scale(self) -> bool:
        """Whether any sector has external economies of scale (ψ_j > 0)."""
        return bool(np.any(self.psi_j != 0))

    @property
    def goods_index(self) -> Int[Array, " g"]:
        """Positions of the goods sectors."""
        return np.array([self.sectors.index(s) for s in self.goods], int)

    @property
    def tariff(self) -> xr.DataArray:
        """The baseline's tariffs (importer, exporter, sector), a copy: the natural start of a new policy."""
        return label(self, self.tariff_nij, TRADE, name="tariff", units="1", long_name="ad-valorem import tariff")

    def replace(self, **changes: Any) -> Economy:
        """A copy with some fields changed. It makes its own approximate inverse: another's may no longer be near."""
        return dataclasses.replace(self, **({"shared_preconditioner": None} | changes))

    def without_scale(self) -> Economy:
        """The same accounts with ψ_j = 0 in every sector (perfect competition, constant returns)."""
        return self.replace(psi_j=np.zeros_like(self.psi_j), name=f"{self.name} without scale economies")

    @cached_property
    def baseline(self) -> Baseline:
        """The economy as the kernel takes it, sector first."""
        wedge_nij = (1 + self.tariff_nij) * (1 + self.export_tax_nij) * (1 - self.subsidy_ij)
        with np.errstate(divide="ignore"):
            log_pi_free_nij = np.log(self.pi_nij) + self.theta_j * np.log(wedge_nij)
        return Baseline(
            log_pi_free_jni=_sector_first(log_pi_free_nij),
            sales_ij=self.sales_ij,
            expenditure_nj=self.expenditure_nj,
            wage_bill_n=self.wage_bill_n,
            income_n=self.income_n,
            beta_ij=self.beta_ij,
            gamma_ikj=self.gamma_ikj,
            alpha_nj=self.alpha_nj,
            theta_j=self.theta_j,
            psi_j=self.psi_j,
            markup_j=self.markup_j,
            deficit_share_n=self.deficit_share_n,
            scale=self.has_scale,
        )

    @cached_property
    def unchanged(self) -> Instruments:
        """The instruments of the baseline itself: every hat 1, no transfer, no commitment."""
        n, j = self.sales_ij.shape
        none = np.zeros(0, int)
        return Instruments(
            tariff_jni=_sector_first(self.tariff_nij),
            export_tax_jni=_sector_first(self.export_tax_nij),
            subsidy_ij=self.subsidy_ij,
            trade_cost_hat_jni=np.ones((j, n, n)),
            technology_hat_ij=np.ones((n, j)),
            transfer_n=np.zeros(n),
            deficit_n=self.deficit_n,
            quantity_c=np.zeros(0),
            beyond_c=np.zeros(0),
            cell_sector=none,
            cell_importer=none,
            cell_exporter=none,
            cell_owner=none,
        )

    @cached_property
    def preconditioner(self) -> Preconditioner:
        """Approximate inverse of the baseline Jacobian, made at the first solve and kept."""
        if self.shared_preconditioner is not None:
            return self.shared_preconditioner
        return build_preconditioner(self.baseline, self.unchanged)

    def share_preconditioner(self, other: Economy) -> Economy:
        """A copy that takes the approximate inverse of a similar economy of the same size instead of making its own.

        The inverse decides how many steps a solve takes, never where it ends. Where many similar economies are solved once or
        twice each, a few more steps cost less than an inverse for every one.
        """
        return self.replace(shared_preconditioner=other.preconditioner)


def _sector_first(x_nij: Float[Array, "n n j"]) -> Float[Array, "j n n"]:
    return np.ascontiguousarray(np.moveaxis(x_nij, 2, 0))


@checked(AccountsError)
def economy_from_flows(
    *,
    regions: Sequence[str],
    sectors: Sequence[str],
    goods: Sequence[str] | None = None,
    flows_nij: Float[Array, "n n j"],
    tariff_nij: Float[Array, "n n j"],
    use_ikj: Float[Array, "n j j"],
    theta_j: Float[Array, " j"],
    psi_j: Float[Array, " j"] | None = None,
    markup_j: Float[Array, " j"] | None = None,
    export_tax_nij: Float[Array, "n n j"] | None = None,
    subsidy_ij: Float[Array, "n j"] | None = None,
    deficits: str = "fixed",
    name: str = "economy",
) -> Economy:
    """Shares from flows M and input use; final use is what is left, so every identity is exact.

    Value added is sales less input use and final use is expenditure less input use: rounding in published accounts (six digits
    in ``world2017``) ends in these two. Where it leaves more input use than purchases, input use is scaled down to them.

    Args:
        regions: (n,) labels.
        sectors: (j,) labels.
        goods: the sectors that tariffs reach; None is all.
        flows_nij: (n, n, j) purchases of n from i at exporter prices, billion dollars a year.
        tariff_nij: (n, n, j) import tariffs, fractions.
        use_ikj: (n, j, j) purchases of input k by sector j at buyer prices, billion dollars a year.
        theta_j: (j,) trade elasticities.
        psi_j: (j,) scale elasticities; None is 0.
        markup_j: (j,) shares of sales kept as profit; None is 0.
        export_tax_nij: (n, n, j) export taxes, fractions; None is 0.
        subsidy_ij: (n, j) production subsidies, fractions of sales; None is 0.
        deficits: E11: ``fixed`` in units of world wage income, or ``proportional`` to income.
        name: what the economy is called in reports.

    Raises:
        AccountsError: elasticities or mark-ups for which E1 to E12 have no meaning, or input use above purchases.

    Source:
        Calibration of Caliendo & Parro (2015) and Dekle, Eaton & Kortum (2008), E1 to E11 of ``docs/model.md``.
    """
    n, _, j = flows_nij.shape
    export_tax_nij = _or_zeros(export_tax_nij, flows_nij.shape)
    subsidy_ij = _or_zeros(subsidy_ij, (n, j))
    markup_j, psi_j = _or_zeros(markup_j, (j,)), _or_zeros(psi_j, (j,))
    sales_ij = (flows_nij / (1 + export_tax_nij)).sum(axis=0) / (1 - subsidy_ij)
    spent_nij = (1 + tariff_nij) * flows_nij
    expenditure_nj = spent_nij.sum(axis=1)
    use_ikj, final_nj = split_purchases(
        regions=regions, sectors=sectors, expenditure_nj=expenditure_nj, use_ikj=use_ikj
    )
    gamma_ikj = use_ikj / _or_ones(sales_ij)[:, None, :]
    beta_ij = 1 - gamma_ikj.sum(axis=1)
    income_n = final_nj.sum(axis=1)
    deficit_n, deficit_share_n = _deficits(flows_nij, income_n, deficits)
    return Economy(
        regions=tuple(regions),
        sectors=tuple(sectors),
        goods=tuple(sectors if goods is None else goods),
        flows_nij=flows_nij,
        tariff_nij=tariff_nij,
        export_tax_nij=export_tax_nij,
        subsidy_ij=subsidy_ij,
        pi_nij=spent_nij / _or_ones(expenditure_nj)[:, None, :],
        alpha_nj=final_nj / income_n[:, None],
        beta_ij=beta_ij,
        gamma_ikj=gamma_ikj,
        sales_ij=sales_ij,
        expenditure_nj=expenditure_nj,
        wage_bill_n=((beta_ij - markup_j) * sales_ij).sum(axis=1),
        income_n=income_n,
        theta_j=np.asarray(theta_j, float),
        psi_j=np.asarray(psi_j, float),
        markup_j=markup_j,
        deficit_n=deficit_n,
        deficit_share_n=deficit_share_n,
        name=name,
    )


def _or_zeros(given: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray:
    """What is given, or nothing of it anywhere."""
    if given is None:
        return np.zeros(shape)
    return given


def _or_ones(values: np.ndarray) -> np.ndarray:
    """What to divide by for shares of ``values``: shares of nothing are 0."""
    return np.where(values > 0, values, 1.0)


def _deficits(
    flows_nij: Float[Array, "n n j"], income_n: Float[Array, " n"], rule: str
) -> tuple[Float[Array, " n"], Float[Array, " n"]]:
    """(E11) Deficits as amounts and as shares of income; the other is 0."""
    deficit_n = flows_nij.sum(axis=(1, 2)) - flows_nij.sum(axis=(0, 2))
    if rule == "proportional":
        return np.zeros(len(income_n)), deficit_n / income_n
    return deficit_n, np.zeros(len(income_n))
