"""One input-output table of many countries, whatever format it came in, with everything that was done to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd
from jaxtyping import Float

from tradetalks.data.tables.moved import as_moved
from tradetalks.errors import AccountsError, message

Array = np.ndarray
# Of the numbers of a table in millions: billions, which an :class:`InterCountryTable` is in.
MILLION = 1e-3


@dataclasses.dataclass(frozen=True, repr=False, eq=False)
class InterCountryTable:
    """An inter-country input-output table in billion dollars a year, at basic prices: i sells of k what industry j of n uses.

        Σ_nj Z_iknj + Σ_nc F_iknc + discrepancy_ik = output_ik           (what is sold is used)
        Σ_ik Z_iknj + taxes_nj + adjustments_nj + value_added_nj = output_nj   (what is earned pays for something)

    Args:
        regions: (N,) labels.
        industries: (J,) labels.
        categories: (C,) labels of final use, as the source calls them.
        use_iknj: (N, J, N, J) sales of industry k in i to industry j in n.
        final_iknc: (N, J, N, C) sales of industry k in i to final use c in n; changes of stocks may be below 0.
        value_added_nj: (N, J) wages, profits and taxes on production.
        taxes_nj: (N, J) taxes less subsidies on products that an industry pays on what it uses, import duties included.
        taxes_nc: (N, C) the same of final uses.
        adjustments_nj: (N, J) further rows of the column: margins of international transport, purchases corrected for residents.
        discrepancy_ik: (N, J) sales that the source gives to no user.
        output_nj: (N, J) output as published, or sales where the source has no such row.
        moved: what the reader merged, renamed or left out, see :mod:`tradetalks.data.tables.moved`.
        provenance: ``file``, ``sha256``, ``release``, ``unit``, ``year`` and whatever else the reader knows.
        tariff_nij: (N, N, J) import tariffs, importer first, where the source has them (GTAP); else None.

    Source:
        OECD, Inter-Country Input-Output Tables; Eurostat (2008), Manual of Supply, Use and Input-Output Tables.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    categories: tuple[str, ...]
    use_iknj: Float[Array, "N J N J"]
    final_iknc: Float[Array, "N J N C"]
    value_added_nj: Float[Array, "N J"]
    taxes_nj: Float[Array, "N J"]
    taxes_nc: Float[Array, "N C"]
    adjustments_nj: Float[Array, "N J"]
    discrepancy_ik: Float[Array, "N J"]
    output_nj: Float[Array, "N J"]
    moved: pd.DataFrame = dataclasses.field(default_factory=lambda: as_moved(()))
    provenance: Mapping[str, object] = dataclasses.field(default_factory=dict)
    tariff_nij: Float[Array, "N N J"] | None = None

    def __post_init__(self) -> None:
        n, j, c = len(self.regions), len(self.industries), len(self.categories)
        shapes = {
            "use_iknj": (n, j, n, j),
            "final_iknc": (n, j, n, c),
            "taxes_nc": (n, c),
            **dict.fromkeys(("value_added_nj", "taxes_nj", "adjustments_nj", "discrepancy_ik", "output_nj"), (n, j)),
        }
        wrong = [
            f"  {name} has shape {getattr(self, name).shape}; expected {shape}"
            for name, shape in shapes.items()
            if getattr(self, name).shape != shape
        ]
        if wrong:
            title = f"a table of {n} regions, {j} industries and {c} final uses cannot be built"
            raise AccountsError(message(title, details=wrong, do="mend the arrays named"))

    def __repr__(self) -> str:
        release, year = self.provenance.get("release", "a table"), self.provenance.get("year", "no year")
        return (
            f"<{release}, {year}: {len(self.regions)} regions, {len(self.industries)} industries, "
            f"{len(self.categories)} final uses, value added {self.value_added_nj.sum():,.0f} billion dollars>"
        )

    @property
    def sales_ik(self) -> Float[Array, "N J"]:
        """(N, J) what industry k of i sells to all users; billion dollars a year."""
        total: Array = self.use_iknj.sum(axis=(2, 3)) + self.final_iknc.sum(axis=(2, 3))
        return total

    @property
    def inputs_nj(self) -> Float[Array, "N J"]:
        """(N, J) what industry j of n buys from all industries at basic prices; billion dollars a year."""
        total: Array = self.use_iknj.sum(axis=(0, 1))
        return total

    @property
    def flows_nij(self) -> Float[Array, "N N J"]:
        """(N, N, J) purchases of n from i, all users together, importer first; billion dollars a year at basic prices."""
        by_user: Array = self.use_iknj.sum(axis=3) + self.final_iknc.sum(axis=3)
        return by_user.transpose(2, 0, 1)

    def gaps(self) -> pd.DataFrame:
        """How far the two identities of every industry are from holding.

        Returns:
            One row an industry: ``region``, ``industry``, ``output`` as published, ``row_gap`` (uses less output) and
            ``column_gap`` (costs less output), in billion dollars a year; both also over the largest of the three, as
            ``row_gap_share`` and ``column_gap_share`` (fractions, 0 where nothing is produced).
        """
        sold = self.sales_ik + self.discrepancy_ik
        cost = self.inputs_nj + self.taxes_nj + self.adjustments_nj + self.value_added_nj
        size = np.maximum(np.maximum(np.abs(sold), np.abs(cost)), np.abs(self.output_nj))
        rows, columns = sold - self.output_nj, cost - self.output_nj
        share = np.where(size > 0, size, 1.0)
        places = pd.MultiIndex.from_product([self.regions, self.industries], names=["region", "industry"])
        found = {
            "output": self.output_nj,
            "row_gap": rows,
            "column_gap": columns,
            "row_gap_share": rows / share,
            "column_gap_share": columns / share,
        }
        return pd.DataFrame({name: values.ravel() for name, values in found.items()}, index=places).reset_index()
