"""The calibrated economy: shares and elasticities from balanced accounts. Frozen; a change is a ``replace``."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.kernel.equations import Baseline, Instruments
from tradetalks.economy.soundness import check_elasticities, check_labour_shares

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Economy:
    """A baseline equilibrium (see ``docs/notation.md``). Importer first; billions of dollars a year; rates as fractions.

    Build it with :func:`tradetalks.calibrate`. Attributes are arrays (n regions, j sectors); ``regions`` and ``sectors``
    are their labels in order, ``goods`` the sectors that tariffs reach. ``deficit_n`` is the part of trade deficits that
    stays constant in units of world wage income and ``deficit_share_n`` the part that stays a share of income (E11).

    Raises:
        AccountsError: elasticities outside θ > 0, ψ ≥ 0, θψ < 1, mark-ups outside [0, 1), or a mark-up that leaves an
            industry no wages (β_ij ≤ μ_j).
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

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                frozen = value.view()
                frozen.flags.writeable = False
                object.__setattr__(self, field.name, frozen)
        check_elasticities(self)
        check_labour_shares(self)

    def __repr__(self) -> str:
        n, j = self.sales_ij.shape
        scale = f"psi up to {self.psi_j.max():.2g}" if self.has_scale else "no scale economies"
        horizon = "long run" if self.horizon_years is None else f"horizon {self.horizon_years:g} years"
        return f"Economy({self.name}: {n} regions, {j} sectors, {scale}, {horizon})"

    @property
    def has_scale(self) -> bool:
        """Whether any sector has external economies of scale (ψ_j > 0)."""
        return bool(np.any(self.psi_j != 0))

    @property
    def goods_index(self) -> Array:
        """Positions of the goods sectors."""
        return np.array([self.sectors.index(s) for s in self.goods], int)

    @property
    def tariff(self) -> xr.DataArray:
        """The baseline's tariffs (importer, exporter, sector), a copy: the natural start of a new policy."""
        from tradetalks.economy.labels import TRADE, label

        return label(self, self.tariff_nij, TRADE, name="tariff", units="1", long_name="ad-valorem import tariff")

    def replace(self, **changes) -> Economy:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

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
            cell_sector=none,
            cell_importer=none,
            cell_exporter=none,
            cell_owner=none,
        )

    @cached_property
    def preconditioner(self):
        """Approximate inverse of the baseline Jacobian, built at the first solve and kept."""
        from tradetalks.economy.kernel.preconditioner import build_preconditioner

        return build_preconditioner(self.baseline, self.unchanged)

    def steered_by(self, other: Economy) -> Economy:
        """A copy that takes the approximate inverse of a similar economy of the same size instead of building its own."""
        copy = self.replace()
        copy.__dict__["preconditioner"] = other.preconditioner
        return copy


def _sector_first(x_nij: Float[Array, "n n j"]) -> Float[Array, "j n n"]:
    return np.ascontiguousarray(np.moveaxis(x_nij, 2, 0))


def economy_from_flows(
    *,
    regions,
    sectors,
    goods=None,
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
    """Shares from flows M (at exporter prices) and input use; final use is what is left, so every identity is exact.

    Value added is sales less input use and final use is expenditure less input use: rounding in published accounts
    (six digits in ``world2017``) ends in these two residuals.
    """
    n, _, j = flows_nij.shape
    export_tax_nij = np.zeros_like(flows_nij) if export_tax_nij is None else export_tax_nij
    subsidy_ij = np.zeros((n, j)) if subsidy_ij is None else subsidy_ij
    markup_j = np.zeros(j) if markup_j is None else markup_j
    sales_ij = (flows_nij / (1 + export_tax_nij)).sum(axis=0) / (1 - subsidy_ij)
    spent_nij = (1 + tariff_nij) * flows_nij
    expenditure_nj = spent_nij.sum(axis=1)
    gamma_ikj = use_ikj / np.where(sales_ij > 0, sales_ij, 1.0)[:, None, :]
    beta_ij = 1 - gamma_ikj.sum(axis=1)
    final_nj = np.maximum(expenditure_nj - use_ikj.sum(axis=2), 0.0)
    income_n = final_nj.sum(axis=1)
    deficit_n = flows_nij.sum(axis=(1, 2)) - flows_nij.sum(axis=(0, 2))
    share = deficits == "proportional"
    return Economy(
        regions=tuple(regions),
        sectors=tuple(sectors),
        goods=tuple(sectors if goods is None else goods),
        flows_nij=flows_nij,
        tariff_nij=tariff_nij,
        export_tax_nij=export_tax_nij,
        subsidy_ij=subsidy_ij,
        pi_nij=spent_nij / np.where(expenditure_nj > 0, expenditure_nj, 1.0)[:, None, :],
        alpha_nj=final_nj / income_n[:, None],
        beta_ij=beta_ij,
        gamma_ikj=gamma_ikj,
        sales_ij=sales_ij,
        expenditure_nj=expenditure_nj,
        wage_bill_n=((beta_ij - markup_j) * sales_ij).sum(axis=1),
        income_n=income_n,
        theta_j=np.asarray(theta_j, float),
        psi_j=np.zeros(j) if psi_j is None else np.asarray(psi_j, float),
        markup_j=markup_j,
        deficit_n=np.zeros(n) if share else deficit_n,
        deficit_share_n=deficit_n / income_n if share else np.zeros(n),
        name=name,
    )
