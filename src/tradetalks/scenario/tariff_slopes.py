"""What a little more of any tariff would change: exact slopes of real incomes, for numbers that follow a hand.

    dW_n = Σ_mij ∂W_n/∂t_mij dt_mij      billion dollars a year, the slopes from the implicit function theorem at a solved policy

A change of tariffs is answered to first order by one product of arrays. How far that is off grows with the square of the change;
a solved policy stands beside it as soon as there is time to solve one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr

from tradetalks.economy.derivatives import gradient
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import BUSD, TRADE
from tradetalks.errors import ScenarioError, message, suggestion
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.policy_path import tariffs_in_force
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.sections.acts import Act

# Points by which a rate is moved to see which tariffs follow it: these are straight lines in the rate between the levels of
# floors and caps, so that any small step gives the slope but for rounding.
STEP = 1e-6
SIDES = {"more": STEP, "less": -STEP}


@dataclasses.dataclass(frozen=True, eq=False)
class TariffSlopes:
    """Slopes of changes of real income at a solved policy.

    Args:
        at: the policy, solved.
        real_income: (region, importer, exporter, sector) billion dollars a year for a tariff of 1, 100 percent.
    """

    at: Equilibrium
    real_income: xr.DataArray

    def change(self, tariff: xr.DataArray) -> xr.DataArray:
        """(region) by how much real incomes would change to first order.

        Args:
            tariff: (importer, exporter, sector) the new tariffs, fractions; those of the policy plus what moves.

        Returns:
            Billion dollars a year beside the policy that was solved.
        """
        now = self.at.tariff.transpose(*TRADE).values
        return self.along(tariff.transpose(*TRADE).values - now)

    def along(self, move: np.ndarray) -> xr.DataArray:
        """(region) the same for a change (importer, exporter, sector) of tariffs, fractions."""
        values = np.tensordot(self.real_income.values, move, 3)
        attrs = {"units": BUSD, "long_name": "change of real income, to first order"}
        return xr.DataArray(values, {"region": self.real_income["region"]}, ("region",), attrs=attrs)


def tariff_slopes(solved: Equilibrium, regions: Sequence[str] | None = None) -> TariffSlopes:
    """Slopes of the real incomes of ``regions`` (all where absent) at a solved policy.

    Args:
        solved: from :func:`tradetalks.solve`, or one of a run's equilibria.
        regions: labels.

    Raises:
        PolicyError: an unknown region, or an equilibrium that was not found.

    Source:
        Implicit function theorem at E2 to E10 of ``docs/model.md``; :func:`tradetalks.gradient`.
    """
    economy = solved.economy
    chosen = list(economy.regions)
    if regions is not None:
        chosen = list(regions)
    income = dict(zip(economy.regions, economy.income_n, strict=True))
    parts = [income[region] * gradient(solved, "real_income_hat_n", region)["tariff"] for region in chosen]
    stacked: xr.DataArray = xr.concat(parts, dim=xr.DataArray(chosen, dims="region", name="region"))
    named = stacked.transpose("region", *TRADE).rename("real_income_slope")
    return TariffSlopes(solved, named.assign_attrs(units=f"{BUSD} for a tariff of 1", long_name="slope of real income"))


def slope_of_rate(
    scenario: Scenario, act: str, moment: PolicyDate, slopes: TariffSlopes, *, side: str = "more"
) -> xr.DataArray:
    """(region) what real incomes change for each point (1 = 100 percentage points) of the rate of an act, to first order.

    What answers the act in kind moves with it. Where a floor or a cap stands at the very tariff that it bounds, the slope of a
    higher rate and that of a lower one differ.

    Args:
        scenario: whose acts count.
        act: the id of one that adds, sets, or is a floor or a cap.
        moment: the policy date at which ``slopes`` are taken.
        slopes: from :func:`tariff_slopes`.
        side: of a rate that becomes ``more``, or ``less``.

    Returns:
        Billion dollars a year for a rate of 1; 0 where the act is not in force then, or a floor or a cap does not bind.

    Raises:
        ScenarioError: there is no such act, or no such side.
    """
    if not isinstance(side, str) or side not in SIDES:
        raise ScenarioError(message("a slope has two sides", expected=f"one of {', '.join(SIDES)}", got=repr(side)))
    line = scenario.acts + scenario.branch(moment.branch)
    names = [one.id for one in line]
    if act not in names:
        title = f"there is no act {act!r} in {scenario.name}"
        raise ScenarioError(message(title, details=[suggestion(act, names)]))
    before = tariffs_in_force(scenario, moment.date, moment.branch)
    step = SIDES[side]
    after = tariffs_in_force(_moved(scenario, act, step), moment.date, moment.branch)
    return slopes.along((after - before).transpose(*TRADE).values / step)


def _moved(scenario: Scenario, act: str, step: float) -> Scenario:
    """The scenario with a little more or less of an act, and of every answer to it."""

    def moved(one: Act) -> Act:
        if act not in (one.id, one.answers):
            return one
        return one.with_rates(lambda rate: rate + step, lambda cell: True)

    branches = tuple(dataclasses.replace(branch, acts=tuple(map(moved, branch.acts))) for branch in scenario.branches)
    return dataclasses.replace(scenario, acts=tuple(map(moved, scenario.acts)), branches=branches)
