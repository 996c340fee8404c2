"""A solved equilibrium: inputs, residuals and labelled outcomes."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr

from tradetalks.economy.failure import worst_equation
from tradetalks.economy.kernel.implicit import Outcomes, outcomes_jit
from tradetalks.economy.kernel.problem import Array
from tradetalks.economy.labelled_outcomes import LabelledOutcomes
from tradetalks.economy.labels import BUSD
from tradetalks.economy.policy import Policy
from tradetalks.errors import PolicyError, message

# What is given besides where purchases are committed.
COMMITMENT_OUTCOMES = ("commitment_wedge", "commitment_cost")


@dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Equilibrium(LabelledOutcomes):
    """What follows from a policy; properties are labelled arrays with units. Further fields are those of all equilibria.

    Args:
        policy: what was asked for; None where the kernel's arrays were given.

    Source:
        E1 to E12 and E15 to E17 of ``docs/model.md``; Caliendo & Parro (2015), Costinot & Rodríguez-Clare (2014), Ossa (2014).
    """

    policy: Policy | None

    def _worst(self) -> str:
        return worst_equation(self.economy, self.instruments, self.state)

    @cached_property
    def values(self) -> Outcomes:
        """Every outcome as bare arrays (numpy), computed on first use."""
        found = outcomes_jit(self.state, self.economy.baseline, self.instruments)
        return Outcomes(*(np.asarray(part) for part in found))

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

    def outcome_names(self) -> tuple[str, ...]:
        """What :meth:`to_dataset` holds: what every equilibrium gives, and commitments where there are some."""
        names = super().outcome_names()
        if len(self.instruments.quantity_c):
            names += COMMITMENT_OUTCOMES
        return names


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
