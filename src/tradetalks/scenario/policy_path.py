"""Which acts are in force on a day, and the policy that follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr

from tradetalks.economy.labels import INDUSTRY, TRADE
from tradetalks.economy.policy import Policy
from tradetalks.scenario.model import Act, Date, Scenario
from tradetalks.scenario.sections.tariff_table import Cell


def applied(kind: str, level: float, rate: float) -> float:
    """The level of an instrument after an act.

    Args:
        kind: ``set`` replaces the level, ``add`` adds to it, ``multiply`` scales it; with ``floor`` it is the greater of the
            level and the rate, with ``cap`` the lesser.
        level: before, a fraction.
        rate: of the act, a fraction; a factor where it multiplies.
    """
    match kind:
        case "set":
            return rate
        case "add":
            return level + rate
        case "multiply":
            return level * rate
        case "floor":
            return max(level, rate)
        case "cap":
            return min(level, rate)
    raise ValueError(f"an act of the kind {kind} has no rate")


def acts_in_force(scenario: Scenario, day: Date, branch: str | None = None) -> tuple[Act, ...]:
    """Acts in force on ``day`` by date, then as written; an act that a later one removes is out from that day on."""
    return in_force(scenario.acts + scenario.branch(branch), day)


def in_force(acts: Sequence[Act], day: Date) -> tuple[Act, ...]:
    """Those of ``acts`` that are in force on ``day``, as :func:`acts_in_force` gives them for a scenario."""
    removed = {act.of for act in acts if act.kind == "remove" and act.in_force(day)}
    current = [a for a in acts if a.in_force(day) and a.kind != "remove" and a.id not in removed]
    return tuple(sorted(current, key=lambda a: a.start))


def cells_in_force(acts: Sequence[Act]) -> Iterator[tuple[Act, Cell]]:
    """What each act applies to, in turn; what another act covers that is in force ``instead_of`` it is left out.

    Args:
        acts: in force, of :func:`acts_in_force`.
    """
    covered: dict[str, set[tuple[str, ...]]] = {}
    for act in acts:
        for other in act.instead_of:
            covered.setdefault(other, set()).update((act.instrument, *cell[:3]) for cell in act.cells)
    for act in acts:
        elsewhere = covered.get(act.id, set())
        for cell in act.cells:
            if (act.instrument, *cell[:3]) not in elsewhere:
                yield act, cell


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

    Acts apply by date, then as written, each as :func:`applied` says.
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
    index = {d: {str(v): k for k, v in enumerate(level[d].values)} for d in level.dims}
    values = level.values
    for act, (importer, exporter, sector, rate) in cells_in_force(acts):
        if act.instrument == instrument:
            names = {"importer": importer, "exporter": exporter, "sector": sector, "region": importer}
            at = tuple(index[d][names[str(d)]] for d in level.dims)
            values[at] = applied(act.kind, values[at], rate)
    return level
