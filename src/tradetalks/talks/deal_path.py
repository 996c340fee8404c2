"""Deals on the calendar: what each is worth in the years after its signing, and in present value (T47, T61)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.result import Result
from tradetalks.talks.negotiation import Negotiation

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class DealPath(Result):
    """What deals are worth in the years after their signing.

    Args:
        signed: the day.
        sides: n labels.
        years: (k,) after the signing.
        gains: (k, n) by deal, each side's flow above the impasse, billion dollars a year.
        present_value: (n,) by deal, at the opening, up to the mandates' ends (T2), billion dollars.
    """

    signed: datetime.date
    sides: tuple[str, ...]
    years: np.ndarray
    gains: dict[str, np.ndarray]
    present_value: dict[str, np.ndarray]

    def to_dataset(self) -> xr.Dataset:
        """Flows by deal, year and side, and present values."""
        names = list(self.gains)
        flows, worth = [self.gains[name] for name in names], [self.present_value[name] for name in names]
        return labelled_dataset(
            {"deal": names, "year": self.years, "side": self.sides},
            {
                "gain": LabelledArray(("deal", "year", "side"), flows, "billion dollars a year", "above the impasse"),
                "present_value": LabelledArray(("deal", "side"), worth, "billion dollars", "up to the mandate's end"),
            },
        )

    def summary(self) -> str:
        """One line a deal."""
        lines = [f"signed on {self.signed}, billion dollars a year above the impasse"]
        for name, gains in self.gains.items():
            parts = [
                f"after {y:g} years {', '.join(f'{s} {g:+.1f}' for s, g in zip(self.sides, row, strict=True))}"
                for y, row in zip(self.years, gains, strict=True)
            ]
            lines.append(f"  {name}: {'; '.join(parts)}")
        return "\n".join(lines)


@checked(TalksError)
def path_of_deals(talks: Negotiation, deals: Mapping[str, np.ndarray]) -> DealPath:
    """(T47) What deals x (m,), by name, are worth in the years after their signing on the deadline.

    Only years that count for a side are priced: those before the end of some mandate.
    """
    agenda = talks.priced
    flows = {name: agenda.flows(x)[0] for name, x in deals.items()}
    worth = {name: talks.present_value(agenda.payoffs(x)[0]) for name, x in deals.items()}
    return DealPath(talks.deadline, talks.sides, agenda.priced[: agenda.counted], flows, worth)
