"""Which acts are in force on a day, and the policy that follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import xarray as xr

from tradetalks.economy.labels import INDUSTRY, TRADE
from tradetalks.economy.policy import Policy
from tradetalks.scenario.act_steps import LevelGrid
from tradetalks.scenario.changed_levels import levels_after
from tradetalks.scenario.levels import Array
from tradetalks.scenario.model import Act, Date, Scenario
from tradetalks.scenario.sections.acts import INSTRUMENTS


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
    acts = [act for act in acts_in_force(scenario, day, branch) if act.instrument == "import_tariff"]
    return _tariffs(scenario, levels_after(LevelGrid(scenario.accounts), acts))


def policy_in_force(scenario: Scenario, day: Date, branch: str | None = None) -> Policy:
    """Every instrument on ``day``."""
    acts = acts_in_force(scenario, day, branch)
    levels = levels_after(LevelGrid(scenario.accounts), acts)
    subsidies = levels[INSTRUMENTS.index("production_subsidy"), :, -1]
    return Policy(
        tariff=_tariffs(scenario, levels).transpose(*TRADE),
        export_tax=_from_nothing(scenario, levels[INSTRUMENTS.index("export_tax"), :, :-1], TRADE),
        production_subsidy=_from_nothing(scenario, subsidies, INDUSTRY),
    )


def _tariffs(scenario: Scenario, levels: Array) -> xr.DataArray:
    """Import tariffs among the levels of all instruments, as the baseline has them: its labels, its order."""
    start = scenario.accounts["tariff"]
    found = levels[INSTRUMENTS.index("import_tariff"), :, :-1]
    as_there = found.transpose([TRADE.index(str(dim)) for dim in start.dims])
    # Labels are the same objects: nobody changes them, and copying them is most of the work.
    return start.copy(deep=False, data=np.ascontiguousarray(as_there))


def _from_nothing(scenario: Scenario, levels: Array, dims: tuple[str, ...]) -> xr.DataArray | None:
    """Levels of an instrument of which the baseline has none; None where no act changes that."""
    if not levels.any():
        return None
    coords = {d: [str(v) for v in scenario.accounts[d].values] for d in dims}
    return xr.DataArray(levels.copy(), coords, dims)
