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
    tariff = tariffs_in_force(scenario, day, branch).transpose(*TRADE)
    zero_trade = xr.zeros_like(tariff)
    accounts = scenario.accounts
    coords = {d: [str(v) for v in accounts[d].values] for d in INDUSTRY}
    zero_industry = xr.DataArray(np.zeros([len(coords[d]) for d in INDUSTRY]), coords, INDUSTRY)
    export_tax = _levels(scenario, acts, "export_tax", zero_trade)
    subsidy = _levels(scenario, acts, "production_subsidy", zero_industry)
    return Policy(
        tariff=tariff,
        export_tax=export_tax if bool((export_tax != 0).any()) else None,
        production_subsidy=subsidy if bool((subsidy != 0).any()) else None,
    )


def _levels(scenario: Scenario, acts: Sequence[Act], instrument: str, start: xr.DataArray) -> xr.DataArray:
    level = start.copy(deep=True)
    index = {d: {str(v): k for k, v in enumerate(level[d].values)} for d in level.dims}
    values = level.values
    for act, (importer, exporter, sector, rate) in cells_in_force(acts):
        if act.instrument == instrument:
            names = {"importer": importer, "exporter": exporter, "sector": sector, "region": importer}
            at = tuple(index[d][names[str(d)]] for d in level.dims)
            values[at] = applied(act.kind, values[at], rate)
    return level
