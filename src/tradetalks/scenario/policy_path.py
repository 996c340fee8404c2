"""Which acts are in force on a day, and the policy that follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import xarray as xr

from tradetalks.economy.labels import INDUSTRY, TRADE
from tradetalks.economy.policy import Policy
from tradetalks.scenario.levels import course_of_levels, sector_level
from tradetalks.scenario.model import Act, Date, Scenario
from tradetalks.scenario.sections.product_rates import Where


def acts_in_force(scenario: Scenario, day: Date, branch: str | None = None) -> tuple[Act, ...]:
    """Acts in force on ``day`` by date, then as written; an act that a later one removes is out from that day on."""
    return in_force(scenario.acts + scenario.branch(branch), day)


def in_force(acts: Sequence[Act], day: Date) -> tuple[Act, ...]:
    """Those of ``acts`` that are in force on ``day``, as :func:`acts_in_force` gives them for a scenario."""
    removed = {act.of for act in acts if act.kind == "remove" and act.in_force(day)}
    current = [a for a in acts if a.in_force(day) and a.kind != "remove" and a.id not in removed]
    return tuple(sorted(current, key=lambda a: a.start))


def change_dates(scenario: Scenario, branch: str | None = None) -> tuple[Date, ...]:
    """Days on which the policy in force changes, in order."""
    acts = scenario.acts + scenario.branch(branch)
    starts = {a.start for a in acts}
    # The last day there is, 9999-12-31, means that nothing ends the act.
    until = {a.until for a in acts if a.until is not None and a.until < datetime.date.max}
    ends = {last + datetime.timedelta(days=1) for last in until}
    return tuple(sorted(starts | ends))


def tariffs_in_force(scenario: Scenario, day: Date, branch: str | None = None) -> xr.DataArray:
    """Import tariffs on ``day`` (importer, exporter, sector), fractions: the baseline's, then each act in turn.

    Acts apply by date, then as written, each as :func:`~tradetalks.scenario.levels.applied` says.
    """
    return _levels(scenario, acts_in_force(scenario, day, branch), "import_tariff", scenario.accounts["tariff"])


def policy_in_force(scenario: Scenario, day: Date, branch: str | None = None) -> Policy:
    """Every instrument on ``day``."""
    acts = acts_in_force(scenario, day, branch)
    return Policy(
        tariff=tariffs_in_force(scenario, day, branch).transpose(*TRADE),
        export_tax=_from_nothing(scenario, acts, "export_tax", TRADE),
        production_subsidy=_from_nothing(scenario, acts, "production_subsidy", INDUSTRY),
    )


def _from_nothing(
    scenario: Scenario, acts: Sequence[Act], instrument: str, dims: tuple[str, ...]
) -> xr.DataArray | None:
    """Levels of an instrument of which the baseline has none; None where no act changes that."""
    if all(act.instrument != instrument for act in acts):
        return None
    coords = {d: [str(v) for v in scenario.accounts[d].values] for d in dims}
    nothing = xr.DataArray(np.zeros([len(labels) for labels in coords.values()]), coords, dims)
    levels = _levels(scenario, acts, instrument, nothing)
    if not bool((levels != 0).any()):
        return None
    return levels


def _levels(scenario: Scenario, acts: Sequence[Act], instrument: str, start: xr.DataArray) -> xr.DataArray:
    # Labels are the same objects: nobody changes them, and copying them is most of the work.
    level = start.copy(deep=False, data=start.values.copy())
    dims = [str(d) for d in level.dims]
    index = [{str(v): k for k, v in enumerate(level[d].values)} for d in dims]
    # Whose label each dimension takes; of a production subsidy the importer is the paying country.
    taken = [{"importer": 0, "region": 0, "exporter": 1, "sector": 2}[d] for d in dims]
    values = level.values

    def at(where: Where) -> tuple[int, ...]:
        return tuple([places[where[k]] for places, k in zip(index, taken, strict=True)])

    own = [act for act in acts if act.instrument == instrument]
    for step, _, after in course_of_levels(own, lambda _, where: float(start.values[at(where)])):
        values[at(step.where)] = sector_level(after)
    return level
