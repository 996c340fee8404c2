"""Deals on the calendar: what each is worth in the years after its signing, and in present value.

    (T47)  y_i(s) = u_i(x(s); θ(h(s))),   x(s) = x · share in force,   h(s) as in T39

h is the age of the tariffs in force. The impasse goes on ageing where nothing is signed, so what a deal saves grows with
time even where it changes everything at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.discounting import DAYS_PER_YEAR, FlowPath, present_value
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.economy.economy import Economy
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.solve import solve_instruments
from tradetalks.result import Result
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.impasse_clock import PolicyStep, mean_age

if TYPE_CHECKING:
    import xarray as xr

# Years after the signing at which a deal is priced: the middle of the first year, of the second, and of two longer spells.
PRICED_YEARS = (0.5, 1.5, 3.0, 6.0)
# Years from which each price stands, until the next.
PRICES_HOLD_FROM = (0.0, 1.0, 2.0, 4.0)


@dataclass(frozen=True, repr=False, eq=False)
class DealPath(Result):
    """What deals are worth in the years after their signing.

    Args:
        signed: the day.
        sides: n labels.
        years: (k,) after the signing.
        gains: (k, n) by deal, each side's flow above the impasse, billion dollars a year.
        present_value: (n,) by deal, up to the mandates' ends (T2), billion dollars.
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


def run_deals(
    agenda: Agenda,
    deals: Mapping[str, np.ndarray],
    *,
    economy_at: Callable[[float], Economy],
    steps: Sequence[PolicyStep],
    signed: datetime.date,
    rates: Sequence[float],
    mandate_years: Sequence[float],
) -> DealPath:
    """(T47) What deals are worth in the years after their signing.

    Args:
        agenda: what the deals are over.
        deals: x (m,) by name.
        economy_at: years after a change -> the economy with its elasticities, as in :func:`run_clock`.
        steps: the policies in force from a day on, in order; the last is that of the impasse.
        signed: the day, after the last of ``steps``.
        rates: (n,) discount rates per year.
        mandate_years: (n,) years from the signing to the end of each mandate.
    """
    gains: dict[str, list[np.ndarray]] = {name: [] for name in deals}
    for year in PRICED_YEARS:
        day = signed + datetime.timedelta(days=round(DAYS_PER_YEAR * year))
        economy = economy_at(mean_age(economy_at, steps, day))
        now = solve_instruments(economy, instruments_of(economy, steps[-1][1]))
        then = agenda.replace(status_quo=now, target_nij=economy.tariff_nij)
        reached = np.array([issue.share_in_force(day, signed) for issue in agenda.issues])
        for name, x in deals.items():
            gains[name].append(then.payoffs(reached * x)[0])
    flows = {name: np.array(rows) for name, rows in gains.items()}
    worth = {
        name: present_value(FlowPath(np.array(PRICES_HOLD_FROM), rows), rates=rates, mandate_ends=mandate_years)
        for name, rows in flows.items()
    }
    return DealPath(signed, agenda.sides, np.array(PRICED_YEARS), flows, worth)
