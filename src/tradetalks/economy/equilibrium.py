"""A solved equilibrium: inputs, residuals and labelled outcomes."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.failure import SolveStatus, solve_error
from tradetalks.economy.kernel.equations import Array, Instruments
from tradetalks.economy.kernel.implicit import Outcomes, outcomes_jit
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, label
from tradetalks.economy.policy import Policy
from tradetalks.errors import PolicyError, SolveError, message
from tradetalks.result import Result

BUSD = "billion USD a year"
PERCENT_OF_BASELINE = "percent of baseline"
# Regions named in a repr: what fits on two lines.
SHOWN = 8
# What is given for every equilibrium, in the order of tables.
OUTCOMES = (
    "real_income_change",
    "real_income_change_busd",
    "wage_change",
    "real_wage_change",
    "consumer_price_change",
    "cost_of_living_change",
    "tariff_revenue",
    "tariff_revenue_before",
    "tariff_revenue_change",
    "revenue_change",
    "real_income_change_before_revenue",
    "price_change",
    "sales",
    "employment_change",
    "jobs_change",
    "flows",
    "tariff",
)
# What is given besides where purchases are committed.
COMMITMENT_OUTCOMES = ("commitment_wedge", "commitment_cost")


@dataclasses.dataclass(frozen=True, eq=False)
class Equilibrium(Result):
    """What follows from a policy; properties are labelled arrays with units.

    Args:
        economy: the baseline.
        policy: what was asked for; None where the kernel's arrays were given.
        instruments: the kernel's arrays, sector first.
        state: (s,) the solved unknowns, logs of new over old values.
        residual: the largest relative error of any equation; infinite where all hold and yet no world is described.
        walras: the relative error of the redundant market.
        evaluations: how often E2 to E9 were evaluated.
        status: how the solve ended; :meth:`raise_if_failed` raises unless it is ``SOLVED``.
        tolerance: what ``residual`` was held against.
        cause: the sentence that names who makes an equilibrium impossible; empty where there is one, or nobody to name.

    Source:
        E1 to E12 and E15 to E17 of ``docs/model.md``; Caliendo & Parro (2015), Costinot & Rodríguez-Clare (2014), Ossa (2014).
    """

    economy: Economy
    policy: Policy | None
    instruments: Instruments
    state: Float[np.ndarray, " s"]
    residual: float
    walras: float
    evaluations: int
    status: SolveStatus
    tolerance: float
    cause: str = ""

    def failure(self) -> SolveError | None:
        """Why this is no equilibrium: residual, the worst equation and its place; None where it is one."""
        if self.status.solved:
            return None
        return solve_error(
            economy=self.economy,
            new=self.instruments,
            state=self.state,
            residual=self.residual,
            tolerance=self.tolerance,
            status=self.status,
            cause=self.cause,
        )

    @cached_property
    def values(self) -> Outcomes:
        """Every outcome as bare arrays (numpy), computed on first use."""
        found = outcomes_jit(self.state, self.economy.baseline, self.instruments)
        return Outcomes(*(np.asarray(part) for part in found))

    def __repr__(self) -> str:
        if not self.status.solved:
            return f"Equilibrium({self.status.value}; residual {self.residual:.0e})"
        change = self.real_income_change.values
        shown = [f"{r} {v:+.3f}" for r, v in zip(self.economy.regions[:SHOWN], change[:SHOWN], strict=True)]
        if len(change) > SHOWN:
            shown.append(f"and {len(change) - SHOWN} more")
        return f"Equilibrium(real income, percent: {', '.join(shown)}; residual {self.residual:.0e})"

    def _country(self, values: Array, name: str, units: str, long_name: str) -> xr.DataArray:
        return label(self.economy, values, COUNTRY, name=name, units=units, long_name=long_name)

    def _industry(self, values: Array, name: str, units: str, long_name: str) -> xr.DataArray:
        return label(self.economy, values, INDUSTRY, name=name, units=units, long_name=long_name)

    def _trade(self, values_jni: Array, name: str, units: str, long_name: str) -> xr.DataArray:
        importer_first = np.moveaxis(np.asarray(values_jni), 0, 2)
        return label(self.economy, importer_first, TRADE, name=name, units=units, long_name=long_name)

    @cached_property
    def real_income_change(self) -> xr.DataArray:
        """E12: 100·(Ŵ_n − 1), percent of the baseline's real income, exact."""
        return self._country(
            100 * (self.values.real_income_hat_n - 1),
            "real_income_change",
            PERCENT_OF_BASELINE,
            "change of real income",
        )

    @cached_property
    def real_income_change_busd(self) -> xr.DataArray:
        """(Ŵ_n − 1)·I_n at baseline prices, billion dollars a year."""
        gain = (self.values.real_income_hat_n - 1) * self.economy.income_n
        return self._country(gain, "real_income_change_busd", BUSD, "change of real income at baseline prices")

    @cached_property
    def wage_change(self) -> xr.DataArray:
        """Wage ŵ_n relative to the world's average, percent change."""
        return self._country(
            100 * (self.values.wage_hat_n - 1),
            "wage_change",
            PERCENT_OF_BASELINE,
            "change of the wage, world average = 0",
        )

    @cached_property
    def real_wage_change(self) -> xr.DataArray:
        """ŵ_n / Π_j P̂_nj^α_nj, percent change."""
        ratio = self.values.wage_hat_n / self.values.price_index_hat_n
        return self._country(100 * (ratio - 1), "real_wage_change", PERCENT_OF_BASELINE, "change of the real wage")

    @cached_property
    def consumer_price_change(self) -> xr.DataArray:
        """Π_j P̂_nj^α_nj, percent change in units of the numéraire (world wage income)."""
        change = 100 * (self.values.price_index_hat_n - 1)
        return self._country(
            change, "consumer_price_change", PERCENT_OF_BASELINE, "change of consumer prices, world wage = 1"
        )

    @cached_property
    def cost_of_living_change(self) -> xr.DataArray:
        """E15: Π_j P̂_nj^α_nj / ŵ_n, percent change: what consumers pay more where the wage of their region stays as it was."""
        ratio = self.values.price_index_hat_n / self.values.wage_hat_n
        return self._country(
            100 * (ratio - 1),
            "cost_of_living_change",
            PERCENT_OF_BASELINE,
            "change of consumer prices at an unchanged wage of the region",
        )

    @cached_property
    def tariff_revenue(self) -> xr.DataArray:
        """Tariff revenue, net of the cost of purchase commitments."""
        return self._country(self.values.tariff_revenue_n, "tariff_revenue", BUSD, "tariff revenue")

    @cached_property
    def tariff_revenue_before(self) -> xr.DataArray:
        """Σ_ij t_nij M_nij of the baseline."""
        revenue_n = (self.economy.tariff_nij * self.economy.flows_nij).sum(axis=(1, 2))
        return self._country(revenue_n, "tariff_revenue_before", BUSD, "tariff revenue in the baseline")

    @cached_property
    def tariff_revenue_change(self) -> xr.DataArray:
        """E16: what the change of tariff revenue buys at the consumer prices of the baseline; part of real income."""
        new_n = self.values.tariff_revenue_n / self.values.price_index_hat_n
        change_n = new_n - self.tariff_revenue_before.values
        return self._country(change_n, "tariff_revenue_change", BUSD, "change of tariff revenue at baseline prices")

    @cached_property
    def revenue_change(self) -> xr.DataArray:
        """E16: the same of all that the government takes in: tariffs and export taxes, less subsidies."""
        economy, values = self.economy, self.values
        taxed_nij = economy.flows_nij * economy.export_tax_nij / (1 + economy.export_tax_nij)
        subsidies_n = (economy.subsidy_ij * economy.sales_ij).sum(axis=1)
        before_n = self.tariff_revenue_before.values + taxed_nij.sum(axis=(0, 2)) - subsidies_n
        now_n = values.tariff_revenue_n + values.export_tax_revenue_n - values.subsidy_cost_n
        change_n = now_n / values.price_index_hat_n - before_n
        words = "change of revenue of tariffs and export taxes, less subsidies, at baseline prices"
        return self._country(change_n, "revenue_change", BUSD, words)

    @cached_property
    def real_income_change_before_revenue(self) -> xr.DataArray:
        """E16: the change of real income without that of the government's revenue: before it is handed back."""
        change_n = self.real_income_change_busd.values - self.revenue_change.values
        return self._country(
            change_n, "real_income_change_before_revenue", BUSD, "change of real income before revenue is handed back"
        )

    @cached_property
    def price_change(self) -> xr.DataArray:
        """P̂_nj, percent change of the buyer price of each sector, in units of the numéraire."""
        return self._industry(
            100 * (self.values.price_hat_nj - 1),
            "price_change",
            PERCENT_OF_BASELINE,
            "change of the price index",
        )

    @cached_property
    def sales(self) -> xr.DataArray:
        """R_ij, producers' receipts."""
        return self._industry(self.values.sales_ij, "sales", BUSD, "sales of producers")

    @cached_property
    def employment_change(self) -> xr.DataArray:
        """R̂_ij / ŵ_i, percent change of the labour that an industry employs (sales over the wage; E6)."""
        base = np.where(self.economy.sales_ij > 0, self.economy.sales_ij, np.nan)
        hat = self.values.sales_ij / base / self.values.wage_hat_n[:, None]
        return self._industry(100 * (hat - 1), "employment_change", PERCENT_OF_BASELINE, "change of employment")

    @cached_property
    def jobs_change(self) -> xr.DataArray:
        """E17: jobs gained and lost by an industry, percent of the region's workforce, counted at their wages; adds up to 0."""
        economy = self.economy
        wages_ij = (economy.beta_ij - economy.markup_j) * economy.sales_ij
        moved_ij = wages_ij * np.nan_to_num(self.employment_change.values) / economy.wage_bill_n[:, None]
        return self._industry(
            moved_ij, "jobs_change", "percent of the workforce", "jobs gained and lost, weighed by wages"
        )

    @cached_property
    def flows(self) -> xr.DataArray:
        """M_nij at exporter prices, net of tariffs."""
        return self._trade(self.values.flows_jni, "flows", BUSD, "trade at exporter prices")

    @cached_property
    def tariff(self) -> xr.DataArray:
        """t′_nij, fraction."""
        return self._trade(self.instruments.tariff_jni, "tariff", "1", "ad-valorem import tariff")

    @cached_property
    def commitment_wedge(self) -> xr.DataArray:
        """z_c of every purchase commitment, the share of the price that the payer, the buyer's government, bears."""
        count = len(self.instruments.quantity_c)
        # A solve leaves u_c = log(1 - z_c) within its tolerance of 0, on either side.
        wedge = 1 - np.exp(np.minimum(self.state[len(self.state) - count :], 0.0))
        return self._commitment(wedge, "commitment_wedge", "1", "share of the price that the payer bears")

    @cached_property
    def commitment_cost(self) -> xr.DataArray:
        """What each purchase commitment costs its payer, the buyer's government (part of ``tariff_revenue``, negative)."""
        new, z = self.instruments, self.commitment_wedge.values
        at = (new.cell_sector, new.cell_importer, new.cell_exporter)
        paid = z[new.cell_owner] * (1 + new.tariff_jni[at]) * self.values.flows_jni[at]
        cost = np.bincount(new.cell_owner, paid, len(z))
        return self._commitment(cost, "commitment_cost", BUSD, "cost of the purchase commitment to the payer")

    def _commitment(self, values: Array, name: str, units: str, long_name: str) -> xr.DataArray:
        """One value a commitment, labelled with who pays, who sells, what and how much."""
        new, economy = self.instruments, self.economy
        labels, payers, sellers, sectors = [], [], [], []
        for c in range(len(new.quantity_c)):
            cells = np.flatnonzero(np.asarray(new.cell_owner) == c)
            payer = economy.regions[new.cell_importer[cells[0]]]
            seller = economy.regions[new.cell_exporter[cells[0]]]
            what = ", ".join(economy.sectors[j] for j in np.asarray(new.cell_sector)[cells])
            labels.append(f"{payer} from {seller}: {what}")
            payers.append(payer)
            sellers.append(seller)
            sectors.append(what)
        coords = {
            "commitment": labels,
            "payer": ("commitment", payers),
            "seller": ("commitment", sellers),
            "committed_sectors": ("commitment", sectors),
            "committed_quantity": ("commitment", np.asarray(new.quantity_c, float), {"units": BUSD}),
        }
        attrs = {"units": units, "long_name": long_name}
        return xr.DataArray(np.asarray(values), coords, ("commitment",), name=name, attrs=attrs)

    def to_dataset(self) -> xr.Dataset:
        """Every labelled outcome in one dataset, units as attributes."""
        names = list(OUTCOMES)
        if len(self.instruments.quantity_c):
            names += COMMITMENT_OUTCOMES
        parts = [getattr(self, name) for name in names]
        attrs = {"residual": self.residual, "walras": self.walras, "evaluations": self.evaluations}
        return xr.Dataset({p.name: p for p in parts}, attrs=attrs)


def equilibrium_given(equilibrium: object, what: str) -> None:
    """Raise where something else stands in place of a solved equilibrium, or one that was not found."""
    if not isinstance(equilibrium, Equilibrium):
        raise PolicyError(
            message(
                f"{what} takes an equilibrium first",
                expected="an Equilibrium, from tradetalks.solve",
                got=type(equilibrium).__name__,
                do="equilibrium = tradetalks.solve(economy, policy)",
            )
        )
    equilibrium.raise_if_failed()
