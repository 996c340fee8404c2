"""The policies of a solved run in every draw of a design: of its dates and branches, on their day and later, and of its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from tradetalks.economy.drawn_worlds import AGES, MOVED, DrawnOutcomes
from tradetalks.economy.horizon import elasticity_ratio, scale_ratio
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.labels import PERCENT
from tradetalks.economy.policy import Policy
from tradetalks.ensemble.band_words import told_design
from tradetalks.ensemble.batched import drawn_world
from tradetalks.ensemble.design import Design
from tradetalks.ensemble.drawn_levels import Levels
from tradetalks.ensemble.policies_in_draws import solve_policies
from tradetalks.scenario.policy_steps import PolicySteps, policy_steps
from tradetalks.scenario.results.by_year import BUSD as BUSD_OF_A_YEAR
from tradetalks.scenario.results.by_year import changes_in, year_spans
from tradetalks.scenario.results.cost import CostRun, PolicyDate
from tradetalks.scenario.results.drawn_costs import (
    AHEAD_LABEL,
    DRAWN_OUTCOMES,
    JOBS,
    QUANTILES,
    DrawnCosts,
    DrawnDesign,
)
from tradetalks.talks.impasse_clock import Reading, added_up, clock_readings

Array = np.ndarray


class _Places(NamedTuple):
    """Where the numbers of some steps stand among everything that is solved: by policy date, and on the days of the clock."""

    later: list[int]
    today: list[int]
    days: list[int]
    eves: list[int]


class _ToSolve:
    """Policies with the years after which they are solved (None: the horizon of the run), each once."""

    def __init__(self, run: CostRun) -> None:
        self.run = run
        self.rows: list[tuple[Mapping[str, Array], float | None]] = []
        self._places: dict[tuple[bytes, float | None], int] = {}

    def place(self, policy: Policy, years: float | None) -> int:
        """Where a policy stands; it is put there if it is new."""
        new = instruments_of(self.run.economy, policy)
        levels = {name: np.asarray(getattr(new, name)) for name in MOVED}
        key = (b"".join(level.tobytes() for level in levels.values()), years)
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append((levels, years))
        return self._places[key]

    def reading(self, reading: Reading) -> int:
        """Where a policy of some age stands: at its age, or where the file fixes the horizon, at that."""
        years = None
        if self.run.dated:
            years = reading.years
        return self.place(reading.policy, years)

    @property
    def levels(self) -> Levels:
        """(m, ...) Instruments and ages of all of them, as the kernel takes them."""
        found = {name: np.stack([levels[name] for levels, _ in self.rows]) for name in MOVED}
        for name, ratio in zip(AGES, (elasticity_ratio, scale_ratio), strict=True):
            found[name] = np.array([1.0 if years is None else ratio(years) for _, years in self.rows])
        return found


def drawn_costs(run: CostRun, design: Design) -> DrawnCosts:
    """The costs of a run in every draw that has an answer.

    Args:
        run: solved; the ages of its tariffs count in every draw.
        design: of elasticities alone; draws share one world.
    """
    steps = policy_steps(run.scenario, list(run.equilibria))
    todo = _ToSolve(run)
    places = _places_of(run, steps, todo)
    between = None
    if steps.quarrel is not None and run.quarrel is not None:
        between = _places_of(run.quarrel, steps.quarrel, todo)
    world = drawn_world(run.scenario, design)
    found, known, why_not = solve_policies(world, todo.levels)
    refused = {design.draw_names[k]: why_not[k] for k in sorted(why_not)}
    told = told_design(design, refused)
    quarrel = None
    if between is not None and run.quarrel is not None and steps.quarrel is not None:
        quarrel = _drawn(run.quarrel, told, found, known, between, steps.quarrel)
    return _drawn(run, told, found, known, places, steps, quarrel)


def _places_of(run: CostRun, steps: PolicySteps, todo: _ToSolve) -> _Places:
    """The policies of some steps, put among what is to be solved."""
    later = [todo.place(steps.policies[moment], None) for moment in run.equilibria]
    ages = [Reading(steps.policies[moment], _age(run, moment)) for moment in run.equilibria]
    days: list[int] = []
    eves: list[int] = []
    if steps.days:
        readings = clock_readings(run.economy, steps.main_line, steps.days)
        days = [todo.reading(reading) for reading in readings.on_days]
        eves = list(days)
        for k, reading in readings.on_eves.items():
            eves[k] = todo.reading(reading)
    return _Places(later, [todo.reading(reading) for reading in ages], days, eves)


def _age(run: CostRun, moment: PolicyDate) -> float:
    """Mean age of the tariffs in force on the day of a policy, years."""
    return run.on_the_day[moment].economy.horizon_years or 0.0


def _drawn(
    run: CostRun,
    told: DrawnDesign,
    found: DrawnOutcomes,
    known: Array,
    places: _Places,
    steps: PolicySteps,
    quarrel: DrawnCosts | None = None,
) -> DrawnCosts:
    """The numbers of some steps, out of all that was solved."""
    moments = tuple(moment.label for moment in run.equilibria)
    return DrawnCosts(
        design=told,
        moments=moments,
        later=_outcomes(run, found, known, places.later, moments),
        today=_outcomes(run, found, known, places.today, moments),
        jobs=_jobs(run, found, known, places.later, moments),
        by_year=_by_year(run, found, known, places, steps),
        quarrel=quarrel,
    )


def _outcomes(
    run: CostRun, found: DrawnOutcomes, known: Array, places: Sequence[int], moments: Sequence[str]
) -> xr.Dataset:
    """:data:`DRAWN_OUTCOMES` of the draws that are known."""
    assert found.revenue_change_dmn is not None, "outcomes are solved in full"

    def taken(values: Array) -> Array:
        return np.asarray(values[known][:, list(places)])

    hat = taken(found.real_income_hat_dmn)
    gain, revenue = (hat - 1) * found.income_dn[known][:, None, :], taken(found.revenue_change_dmn)
    values = {
        "real_income_change": PERCENT * (hat - 1),
        "real_income_change_busd": gain,
        "real_income_change_before_revenue": gain - revenue,
        "revenue_change": revenue,
        "tariff_revenue": taken(found.tariff_revenue_dmn),
        "cost_of_living_change": PERCENT * (taken(found.price_index_hat_dmn) / taken(found.wage_hat_dmn) - 1),
    }
    dims = ("draw", "moment", "region")
    data = {
        name: (dims, values[name], {"units": units, "long_name": words})
        for name, (units, words) in DRAWN_OUTCOMES.items()
    }
    return xr.Dataset(data, {"moment": list(moments), "region": list(run.economy.regions)})


def _jobs(
    run: CostRun, found: DrawnOutcomes, known: Array, places: Sequence[int], moments: Sequence[str]
) -> xr.DataArray:
    """Quantiles of jobs by sector: all draws of them would be as large as everything else together."""
    assert found.jobs_change_dmij is not None, "outcomes are solved in full"
    solved = found.jobs_change_dmij[known][:, list(places)]
    values = np.full((len(QUANTILES), *solved.shape[1:]), np.nan)
    if len(solved):
        values = np.quantile(solved, QUANTILES, axis=0)
    coords = {
        "quantile": list(QUANTILES),
        "moment": list(moments),
        "region": list(run.economy.regions),
        "sector": list(run.economy.sectors),
    }
    attrs = {"units": "percent of the workforce", "long_name": "jobs gained and lost, weighed by wages"}
    return xr.DataArray(values, coords, tuple(coords), name=JOBS, attrs=attrs)


def _by_year(
    run: CostRun, found: DrawnOutcomes, known: Array, places: _Places, steps: PolicySteps
) -> xr.DataArray | None:
    """Costs by calendar year and in the year ahead, from the clock of every draw."""
    if not steps.days:
        return None
    gain = (found.real_income_hat_dmn[known] - 1) * found.income_dn[known][:, None, :]
    flows, eves = (np.moveaxis(gain[:, list(at)], 0, 1) for at in (places.days, places.eves))
    so_far = added_up(steps.days, flows, eves)
    spans = year_spans(steps.days, run.now.date)
    ahead = so_far[-1] - so_far[steps.days.index(run.now.date)]
    values = np.concatenate([changes_in(spans, so_far), ahead[None]])
    labels = [*(str(steps.days[first].year) for first, _ in spans), AHEAD_LABEL]
    attrs = {"units": BUSD_OF_A_YEAR, "long_name": "change of real income in a calendar year, or ahead"}
    coords = {"year": labels, "region": list(run.economy.regions)}
    return xr.DataArray(
        np.moveaxis(values, 1, 0), coords, ("draw", "year", "region"), name="real_income_change_by_year", attrs=attrs
    )
