"""What aggregation hides: one list of tariffs by product, as averages on products, and as averages by sector."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import xarray as xr

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import BUSD, COUNTRY, PERCENT_OF_BASELINE, label
from tradetalks.economy.policy import Policy
from tradetalks.economy.products.economy import ProductEconomy
from tradetalks.economy.products.equilibrium import ProductEquilibrium
from tradetalks.economy.products.solve import solve_products
from tradetalks.economy.products.tariffs import ProductTariffs
from tradetalks.economy.solve import Anderson, solve
from tradetalks.errors import PolicyError
from tradetalks.inputs import checked
from tradetalks.result import Result

# The three ways to count, and the two differences.
WAYS = {
    "by_product": "the list as it is, by product",
    "averaged": "by product, one change of price a sector, the list's average over trade",
    "by_sector": "by sector, the same averages",
}


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class AggregationGap(Result):
    """One list of tariffs counted three ways; real income in percent of the baseline and billion dollars a year.

    ``by_product`` less ``averaged`` is what changes of price that differ inside sectors do; ``averaged`` less ``by_sector`` is
    what comes of products that have other suppliers than their sector, own suppliers among them (0 where σ = 1 + θ). Above 0,
    real income is higher than the coarser count says. Both are of the list alone: tariffs that differ by product in the
    baseline are left as they are, and a list of nothing hides nothing.

    Args:
        by_product: the list as it is.
        averaged: by product, one change of price for each importer, exporter and sector: the list's average over the baseline's
            trade, on top of the baseline's tariffs.
        by_sector: the same averages in the economy by sector.

    Source:
        Anderson & Neary (2003), International Economic Review 44(2), on averages of tariffs.
    """

    by_product: ProductEquilibrium
    averaged: ProductEquilibrium
    by_sector: Equilibrium

    def __repr__(self) -> str:
        rates = self.to_dataset()["hidden_by_rates"]
        worst = int(np.argmax(np.abs(rates.values)))
        return f"AggregationGap(largest in {rates['region'].values[worst]}: {float(rates[worst]):+.4f} percent of real income)"

    def to_dataset(self) -> xr.Dataset:
        """Real income by region, three ways and the two differences, and the revenue of tariffs."""
        economy = self.by_sector.economy
        ways = {way: getattr(self, way) for way in WAYS}
        found = {}
        for way, equilibrium in ways.items():
            for name, units in (
                ("real_income_change", PERCENT_OF_BASELINE),
                ("real_income_change_busd", BUSD),
                ("tariff_revenue", BUSD),
            ):
                values = getattr(equilibrium, name).values
                found[f"{name}_{way}"] = label(
                    economy, values, COUNTRY, name=f"{name}_{way}", units=units, long_name=f"{name}, {WAYS[way]}"
                )
        for name, first, second, words in (
            ("hidden_by_rates", "by_product", "averaged", "rates that differ inside sectors"),
            ("hidden_by_suppliers", "averaged", "by_sector", "products with other suppliers than their sector"),
        ):
            gap = ways[first].real_income_change.values - ways[second].real_income_change.values
            found[name] = label(
                economy,
                gap,
                COUNTRY,
                name=name,
                units=PERCENT_OF_BASELINE,
                long_name=f"change of real income from {words}",
            )
        return xr.Dataset(found)

    def table(self) -> pd.DataFrame:
        """A row a region: real income in percent, three ways, and the two differences; the largest loss first."""
        dataset = self.to_dataset()
        columns = {way: dataset[f"real_income_change_{way}"].values for way in WAYS}
        columns |= {name: dataset[name].values for name in ("hidden_by_rates", "hidden_by_suppliers")}
        found = pd.DataFrame(columns, index=pd.Index(self.by_sector.economy.regions, name="region"))
        return found.sort_values("by_product")


@checked(PolicyError)
def compare_aggregation(
    economy: ProductEconomy, tariffs: ProductTariffs, *, method: Anderson | None = None
) -> AggregationGap:
    """The same list of tariffs by product, as averages on products, and as averages by sector.

    ``hidden_by_suppliers`` hangs on how own sales are split among products, which nobody observes: on ``home`` of
    :func:`tradetalks.product_economy`, in size and in sign. Compare both before it is quoted.

    Args:
        economy: from :func:`tradetalks.product_economy`.
        tariffs: from :func:`tradetalks.raise_product_tariffs`.
        method: solver settings.

    Returns:
        Real income (percent of baseline, billion dollars a year) and revenue by region, three ways.

    Raises:
        PolicyError: tariffs of another economy.
        SolveError: no equilibrium was reached.

    Source:
        Averages over the baseline's trade at exporter prices.
    """
    by_product = solve_products(economy, tariffs, method=method)
    averaged = solve_products(economy, tariffs.averaged(), method=method)
    average = economy.by_sector.tariff
    average.values[:] = economy.average(tariffs.tariff_f)
    by_sector = solve(economy.by_sector, Policy(tariff=average), method=method)
    return AggregationGap(by_product, averaged, by_sector)
