"""What an equilibrium means, with labels and units, however finely trade was told apart to find it."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.failure import SolveStatus, solve_error
from tradetalks.economy.kernel.implicit import Outcomes
from tradetalks.economy.kernel.problem import Array, Instruments
from tradetalks.economy.labels import BUSD, COUNTRY, INDUSTRY, PERCENT_OF_BASELINE, TRADE, label
from tradetalks.errors import SolveError
from tradetalks.result import Result

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


@dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LabelledOutcomes(Result):
    """A solved equilibrium with labelled outcomes by country and sector, however finely trade was told apart to find it.

    Args:
        economy: the baseline by sector.
        instruments: the kernel's arrays by sector, sector first.
        state: (s,) the solved unknowns, logs of new over old values.
        residual: the largest relative error of any equation; infinite where all hold and yet no world is described.
        walras: the relative error of the redundant market.
        evaluations: how often the equations were evaluated.
        status: how the solve ended; :meth:`raise_if_failed` raises unless it is ``SOLVED``.
        tolerance: what ``residual`` was held against.
        cause: the sentence that names who makes an equilibrium impossible; empty where there is one, or nobody to name.

    Source:
        E1 to E12 and E15 to E17 of ``docs/model.md``; Caliendo & Parro (2015), Costinot & Rodríguez-Clare (2014), Ossa (2014).
    """

    economy: Economy
    instruments: Instruments
    state: Float[np.ndarray, " s"]
    residual: float
    walras: float
    evaluations: int
    status: SolveStatus
    tolerance: float
    cause: str = ""

    @property
    def values(self) -> Outcomes:
        """Every outcome as bare arrays (numpy)."""
        raise NotImplementedError

    def _worst(self) -> str:
        """The equation that holds least, and where."""
        raise NotImplementedError

    def failure(self) -> SolveError | None:
        """Why this is no equilibrium: residual, the worst equation and its place; None where it is one."""
        if self.status.solved:
            return None
        return solve_error(
            residual=self.residual,
            tolerance=self.tolerance,
            status=self.status,
            cause=self.cause,
            worst=self._worst,
        )

    def __repr__(self) -> str:
        if not self.status.solved:
            return f"{type(self).__name__}({self.status.value}; residual {self.residual:.0e})"
        change = self.real_income_change.values
        shown = [f"{r} {v:+.3f}" for r, v in zip(self.economy.regions[:SHOWN], change[:SHOWN], strict=True)]
        if len(change) > SHOWN:
            shown.append(f"and {len(change) - SHOWN} more")
        return f"{type(self).__name__}(real income, percent: {', '.join(shown)}; residual {self.residual:.0e})"

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

    def outcome_names(self) -> tuple[str, ...]:
        """What :meth:`to_dataset` holds, in the order of tables."""
        return OUTCOMES

    def to_dataset(self) -> xr.Dataset:
        """Every labelled outcome in one dataset, units as attributes."""
        parts = [getattr(self, name) for name in self.outcome_names()]
        attrs = {"residual": self.residual, "walras": self.walras, "evaluations": self.evaluations}
        return xr.Dataset({part.name: part for part in parts}, attrs=attrs)
