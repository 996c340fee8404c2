"""A solved equilibrium: inputs, residuals and labelled outcomes."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr

from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments
from tradetalks.economy.kernel.implicit import Outcomes, outcomes_jit
from tradetalks.economy.labels import COUNTRY, INDUSTRY, TRADE, label
from tradetalks.economy.policy import Policy
from tradetalks.result import Result

BUSD = "billion USD a year"
PERCENT_OF_BASELINE = "percent of baseline"


@dataclasses.dataclass(frozen=True, eq=False)
class Equilibrium(Result):
    """What follows from a policy. ``residual`` is the largest relative error of any equation, ``walras`` that of the
    redundant market, ``evaluations`` the number of evaluations of E2-E9. Properties are labelled, with units."""

    economy: Economy
    policy: Policy | None
    instruments: Instruments
    state: np.ndarray
    residual: float
    walras: float
    evaluations: int

    @cached_property
    def values(self) -> Outcomes:
        """Every outcome as bare arrays (numpy), computed on first use."""
        found = outcomes_jit(self.state, self.economy.baseline, self.instruments)
        return Outcomes(*(np.asarray(part) for part in found))

    def __repr__(self) -> str:
        change = ", ".join(
            f"{r} {v:+.3f}" for r, v in zip(self.economy.regions, self.real_income_change.values, strict=True)
        )
        return f"Equilibrium(real income, percent: {change}; residual {self.residual:.0e})"

    def _country(self, values, name, units, long_name):
        return label(self.economy, values, COUNTRY, name=name, units=units, long_name=long_name)

    def _industry(self, values, name, units, long_name):
        return label(self.economy, values, INDUSTRY, name=name, units=units, long_name=long_name)

    def _trade(self, values_jni, name, units, long_name):
        return label(self.economy, np.moveaxis(values_jni, 0, 2), TRADE, name=name, units=units, long_name=long_name)

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
    def tariff_revenue(self) -> xr.DataArray:
        """Tariff revenue, net of the cost of purchase commitments."""
        return self._country(self.values.tariff_revenue_n, "tariff_revenue", BUSD, "tariff revenue")

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
        wedge = 1 - np.exp(self.state[len(self.state) - count :])
        return self._commitment(wedge, "commitment_wedge", "1", "share of the price that the payer bears")

    @cached_property
    def commitment_cost(self) -> xr.DataArray:
        """What each purchase commitment costs its payer, the buyer's government (part of ``tariff_revenue``, negative)."""
        new, z = self.instruments, self.commitment_wedge.values
        at = (new.cell_sector, new.cell_importer, new.cell_exporter)
        paid = z[new.cell_owner] * (1 + new.tariff_jni[at]) * self.values.flows_jni[at]
        cost = np.bincount(new.cell_owner, paid, len(z))
        return self._commitment(cost, "commitment_cost", BUSD, "cost of the purchase commitment to the payer")

    def _commitment(self, values, name, units, long_name) -> xr.DataArray:
        """One value a commitment, labelled with who pays, who sells, what and how much."""
        new, economy = self.instruments, self.economy
        first = [int(np.argmax(np.asarray(new.cell_owner) == c)) for c in range(len(new.quantity_c))]
        payer = [economy.regions[new.cell_importer[k]] for k in first]
        seller = [economy.regions[new.cell_exporter[k]] for k in first]
        sectors = [
            ", ".join(economy.sectors[j] for j in np.asarray(new.cell_sector)[np.asarray(new.cell_owner) == c])
            for c in range(len(first))
        ]
        coords = {
            "commitment": [f"{p} from {s}: {what}" for p, s, what in zip(payer, seller, sectors, strict=True)],
            "payer": ("commitment", payer),
            "seller": ("commitment", seller),
            "committed_sectors": ("commitment", sectors),
            "committed_quantity": ("commitment", np.asarray(new.quantity_c, float), {"units": BUSD}),
        }
        attrs = {"units": units, "long_name": long_name}
        return xr.DataArray(np.asarray(values), coords, ("commitment",), name=name, attrs=attrs)

    def to_dataset(self) -> xr.Dataset:
        """Every labelled outcome in one dataset, units as attributes."""
        names = [
            "real_income_change",
            "real_income_change_busd",
            "wage_change",
            "real_wage_change",
            "consumer_price_change",
            "tariff_revenue",
            "price_change",
            "sales",
            "employment_change",
            "flows",
            "tariff",
        ]
        names += ["commitment_wedge", "commitment_cost"] if len(self.instruments.quantity_c) else []
        parts = [getattr(self, name) for name in names]
        attrs = {"residual": self.residual, "walras": self.walras, "evaluations": self.evaluations}
        return xr.Dataset({p.name: p for p in parts}, attrs=attrs)
