"""What the policies of a scenario cost whom, by date and by way forward."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from tradetalks.data.elasticities import SCALE_SHARES
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.result import Result
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.by_year import SHARE, cost_by_year
from tradetalks.scenario.results.drawn_costs import DrawnCosts
from tradetalks.scenario.results.per_head import HOUSEHOLD, PERSON, REAL_INCOME, jobs_of_people, per_head
from tradetalks.scenario.results.stacked import COORDINATES, ends_of, headline_of, named_for, stacked_outcomes
from tradetalks.talks.impasse_clock import ImpasseClock

# How the label of a policy begins that is no date of the main line.
BRANCH = "branch: "


@dataclasses.dataclass(frozen=True)
class PolicyDate:
    """One policy of a scenario: a date of the main line (``branch`` None) or the last date of a branch."""

    date: Date
    branch: str | None = None

    def __str__(self) -> str:
        return str(self.date) if self.branch is None else self.branch

    @property
    def label(self) -> str:
        """A date, or the name of a branch after the word: no branch is mistaken for a date."""
        if self.branch is None:
            return str(self.date)
        return f"{BRANCH}{self.branch}"


# The strengths of scale economies in words.
STRENGTHS = {
    "low": "no economies of scale",
    "middle": "half of the published economies of scale",
    "high": "all of the published economies of scale",
}
# The assumption about elasticities that the file makes.
STATED = "stated"
# All the joint draws, where there is no world in their middle to solve them around.
JOINT_DRAWS = "joint draws of elasticities"
BEFORE_REVENUE = "real_income_change_before_revenue"
ON_THE_DAY = "at the elasticities of that day"
OVER_CASES = "over the published elasticities at which the run is solved"


def years_in_words(years: float | None) -> str:
    """Of which horizon numbers are: so many years after a change, the long run where None."""
    if years is None:
        return "in the long run"
    if years == 1:
        return "at the elasticities of 1 year"
    return f"at the elasticities of {years:g} years"


@dataclasses.dataclass(frozen=True, eq=False)
class SolvedPolicies:
    """The policies of a run, solved under one assumption about elasticities.

    Args:
        equilibria: by policy date, of the horizon of the run.
        on_the_day: the same policies on their day, at the elasticities that the mean age of their tariffs gives (T39); the same
            objects as ``equilibria`` where the file fixes a horizon.
        clock: what the main line has cost every region on each of some days since the first act (T39), and a year after the last
            date; None where there is no act by the last date.
        quarrel: the last date and what comes without a deal, under what the sides of the talks levy on each other alone; None
            without talks, and where nobody else acts or is hit.
    """

    equilibria: dict[PolicyDate, Equilibrium]
    on_the_day: dict[PolicyDate, Equilibrium]
    clock: ImpasseClock | None = None
    quarrel: SolvedPolicies | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class CostRun(Result):
    """What the policies of a scenario cost whom.

    Args:
        scenario: what was solved.
        economy: calibrated as the file says.
        stated: every policy with the model of the file.
        scale: by ``low``, ``middle`` and ``high`` scale effects (none, half and all of the published scale elasticities), the
            same policies; the file's own among them are the same objects. Empty where the file has no scale economies.
        trade: by named set of trade elasticities, without scale economies; empty where the baseline is no shipped world.
        unsolved: assumptions under which a policy has no equilibrium that was found, and why.
        by_source: (part, region) where the change of real income of the last date comes from (E13), with the model of the file,
            percent of the baseline; None where nothing was solved, or the parts do not add up.
        drawn: the same in joint draws of elasticities, whence bands; None where nobody drew (``tradetalks.run_with_band`` does).
        between: the sides whose measures on each other alone are counted; none where all of all countries are.
    """

    scenario: Scenario
    economy: Economy
    stated: SolvedPolicies
    scale: dict[str, SolvedPolicies]
    trade: dict[str, SolvedPolicies]
    unsolved: dict[str, str] = dataclasses.field(default_factory=dict)
    by_source: xr.DataArray | None = None
    drawn: DrawnCosts | None = None
    between: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"CostRun({self.scenario.name}: {len(self.dates)} dates, {len(self.branches)} branches)"

    @property
    def equilibria(self) -> dict[PolicyDate, Equilibrium]:
        """By policy date, with the model of the file, of the horizon of :attr:`horizon`."""
        return self.stated.equilibria

    @property
    def on_the_day(self) -> dict[PolicyDate, Equilibrium]:
        """The same policies on their day."""
        return self.stated.on_the_day

    @property
    def clock(self) -> ImpasseClock | None:
        """What the main line has cost since the first act, with the model of the file."""
        return self.stated.clock

    @property
    def by_scale(self) -> dict[str, dict[PolicyDate, Equilibrium]]:
        """:attr:`equilibria` at low, middle and high scale effects."""
        return {name: case.equilibria for name, case in self.scale.items()}

    @property
    def by_trade(self) -> dict[str, dict[PolicyDate, Equilibrium]]:
        """:attr:`equilibria` at named sets of trade elasticities."""
        return {name: case.equilibria for name, case in self.trade.items()}

    @cached_property
    def quarrel(self) -> CostRun | None:
        """The last date and what comes without a deal, as far as the sides of the talks levy on each other.

        Everybody else meets, and levies, what the baseline has; all the rest is as in this run. None without talks, and where the
        sides' measures on each other are all there are.
        """
        if self.stated.quarrel is None:
            return None
        scale, trade, drawn = _quarrels(self.scale), _quarrels(self.trade), None
        if self.drawn is not None:
            drawn = self.drawn.quarrel
        return dataclasses.replace(
            self,
            stated=self.stated.quarrel,
            scale=scale,
            trade=trade,
            by_source=None,
            drawn=drawn,
            between=self.scenario.talks_plan.sides,
        )

    @property
    def band(self) -> DrawnCosts | None:
        """The joint draws, where enough of them have an answer; None: ranges are those of named elasticities."""
        if self.drawn is None or not self.drawn.design.is_enough:
            return None
        return self.drawn

    @property
    def cases(self) -> dict[str, SolvedPolicies]:
        """Every assumption about elasticities under which the run is solved, the file's own first: what ranges span."""
        others = {name: case for name, case in self.scale.items() if case is not self.stated}
        return {STATED: self.stated, **others, **self.trade}

    @property
    def dates(self) -> list[PolicyDate]:
        """The main line, in order."""
        return sorted((m for m in self.equilibria if m.branch is None), key=lambda m: m.date)

    @property
    def branches(self) -> list[PolicyDate]:
        """The ends of the branches, as written."""
        return [m for m in self.equilibria if m.branch is not None]

    @property
    def now(self) -> PolicyDate:
        """The last date of the main line."""
        return self.dates[-1]

    @property
    def is_snapshot(self) -> bool:
        """Whether what is in force is solved for one day alone, with measures that began before: no path leads there."""
        return len(self.dates) == 1 and any(act.start < self.now.date for act in self.scenario.acts)

    @property
    def horizon(self) -> str:
        """Of which horizon ``equilibria`` are, in words."""
        return years_in_words(self.scenario.model.horizon_years)

    @property
    def dated(self) -> bool:
        """Whether costs on the day are something else: nobody has fixed the horizon."""
        return self.scenario.model.horizon_years is None

    @cached_property
    def residual(self) -> float:
        """Largest residual of all equilibria."""
        by_date = [some for case in self.cases.values() for some in (case.equilibria, case.on_the_day)]
        return max((one.residual for some in by_date for one in some.values()), default=0.0)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Which assumptions about elasticities, and which draws of them, have no answer to show beside the file's own."""
        found = [
            Note(
                f"with {_case_words(name)} nothing was solved ({why}): ranges are those of the other elasticities",
                "choose another set of elasticities to see a wider range",
            )
            for name, why in self.unsolved.items()
        ]
        if self.drawn is not None and self.drawn.design.refused:
            found.append(Note(self.drawn.design.without_answer))
        return tuple(found)

    @property
    def levels(self) -> dict[str, dict[PolicyDate, Equilibrium]]:
        """:attr:`by_scale`, and the file's own as ``stated`` where its elasticities are none of these."""
        if any(case is self.stated for case in self.scale.values()):
            return self.by_scale
        return {**self.by_scale, STATED: self.equilibria}

    def by_scale_effects(self, moment: PolicyDate, variable: str = "real_income_change_busd") -> xr.DataArray:
        """An outcome of a policy at low, middle and high scale effects.

        Args:
            moment: one of the policies.
            variable: name of an outcome of :class:`tradetalks.Equilibrium`.

        Returns:
            (scale_effects, region, ...) in the unit of the outcome, of the horizon of :attr:`horizon`; the file's own numbers
            as ``stated`` where they are none of the three.
        """
        parts: list[xr.DataArray] = [getattr(solved[moment], variable) for solved in self.levels.values()]
        along = xr.DataArray(list(self.levels), dims="scale_effects", name="scale_effects")
        found: xr.DataArray = xr.concat(parts, dim=along)
        return found

    def per_household(self, solved: Equilibrium, outcome: str = REAL_INCOME) -> xr.DataArray | None:
        """The change of real income of ``solved``, one of the run's equilibria, dollars a year and household.

        Args:
            solved: one of the run's equilibria.
            outcome: another outcome in billion dollars a year by region, as ``real_income_change_before_revenue``.

        Returns:
            (region); None where the accounts count no households. The attribute ``source`` says who counted them.
        """
        return per_head(self.scenario.accounts, solved, HOUSEHOLD, outcome)

    def per_person(self, solved: Equilibrium) -> xr.DataArray | None:
        """The same, dollars a year and person."""
        return per_head(self.scenario.accounts, solved, PERSON)

    def jobs_of_people(self, solved: Equilibrium) -> xr.DataArray | None:
        """Jobs gained and lost by (region, sector), thousand people; None where the accounts do not count them."""
        return jobs_of_people(self.scenario.accounts, solved)

    @cached_property
    def by_year(self) -> xr.Dataset | None:
        """What the main line has cost by calendar year and to date, and the year ahead (E18); None where nothing is in force.

        Returns:
            See :func:`tradetalks.scenario.results.by_year.cost_by_year`; every day at the elasticities of its tariffs' age.
        """
        return next(iter(self.by_year_in_cases), None)

    @cached_property
    def by_year_in_cases(self) -> list[xr.Dataset]:
        """:attr:`by_year` under every assumption about elasticities, the file's own first; empty where nothing is in force."""
        clocks = [case.clock for case in self.cases.values()]
        return [cost_by_year(clock, self.economy.income_n, self.now.date) for clock in clocks if clock is not None]

    def _people(self, solved: Equilibrium) -> dict[str, xr.DataArray]:
        """Outcomes that count people, by name, where the accounts do."""
        found = (
            self.per_household(solved),
            self.per_household(solved, BEFORE_REVENUE),
            self.per_person(solved),
            self.jobs_of_people(solved),
        )
        return {str(values.name): values for values in found if values is not None}

    def to_dataset(self) -> xr.Dataset:
        """Every outcome with dimension ``date`` (main line) and, prefixed ``branch_``, with dimension ``branch``."""
        days = np.array([np.datetime64(m.date, "ns") for m in self.dates])
        parts = list(self._along(self.dates, "date", days))
        if self.branches:
            for data in self._along(self.branches, "branch", [str(m) for m in self.branches]):
                parts.append(data.rename({name: f"branch_{name}" for name in data.data_vars}))
        parts += self._years()
        if self.by_source is not None:
            parts.append(self.by_source.to_dataset())
        data = xr.merge(parts, join="exact", compat="no_conflicts")
        if self.branches:
            ends = np.array([np.datetime64(m.date, "ns") for m in self.branches])
            data = data.assign_coords(
                branch_date=("branch", ends), branch_title=("branch", [b.title for b in self.scenario.branches])
            )
        labels = self.scenario.accounts
        data = data.assign_coords(
            region_name=("region", labels["region_name"].values), sector_name=("sector", labels["sector_name"].values)
        )
        for name, long_name in COORDINATES.items():
            if name in data.coords:
                data[name].attrs["long_name"] = long_name
        data["date"].attrs["standard_name"] = "time"
        if self.drawn is not None:
            design = self.drawn.design
            data = data.assign_attrs(band_draws=design.draws, band_solved=design.solved, band_plan=design.plan)
        return data.assign_attrs(
            Conventions="CF-1.10",
            title=self.scenario.title,
            source=f"tradetalks, baseline {self.scenario.accounts.attrs.get('title', self.economy.name)}",
            references=str(self.scenario.accounts.attrs.get("citation", "")),
            scenario=self.scenario.name,
            largest_residual=self.residual,
        )

    def _along(self, moments: list[PolicyDate], dim: str, labels: ArrayLike) -> Iterator[xr.Dataset]:
        """Every outcome of some policies with the model of the file, then the headline at other elasticities and on the day."""
        yield self._stack(moments, dim, labels)

        def headline(solved: Mapping[PolicyDate, Equilibrium]) -> xr.Dataset:
            return headline_of(solved, moments, dim, labels)

        def by(what: str, cases: Mapping[str, SolvedPolicies]) -> xr.Dataset:
            along = xr.DataArray(list(cases), dims=what, name=what)
            parts = [headline(case.equilibria) for case in cases.values()]
            return xr.concat(parts, dim=along, combine_attrs="override")

        if self.scale:
            words = "with none, half and all of the published scale elasticities"
            yield named_for(by("scale_effects", self.scale), "by_scale_effects", words)
        if self.trade:
            words = f"named trade elasticities, no scale economies, {self.horizon}"
            yield named_for(by("elasticity_set", self.trade), "by_elasticity_set", words)
        yield ends_of([headline(case.equilibria) for case in self.cases.values()], OVER_CASES)
        today = [named_for(headline(case.on_the_day), "on_the_day", ON_THE_DAY) for case in self.cases.values()]
        yield today[0]
        yield ends_of(today, OVER_CASES)
        if self.band is not None:
            bands = list(self.band.bands([moment.label for moment in moments], dim))
            yield xr.merge(bands, join="exact").assign_coords({dim: labels})

    def _stack(self, moments: list[PolicyDate], dim: str, labels: ArrayLike) -> xr.Dataset:
        """Every outcome with the model of the file, with what counts people."""
        data = stacked_outcomes(self.equilibria, moments, dim, labels)
        for k, moment in enumerate(moments):
            for name, values in self._people(self.equilibria[moment]).items():
                if name not in data:
                    data[name] = values.expand_dims({dim: data[dim]}).copy()
                    data[name].attrs |= values.attrs
                data[name][k] = values
        return data

    def _years(self) -> list[xr.Dataset]:
        """Costs by year with the lowest and the highest; what has no year where none is covered."""
        if self.by_year is None:
            return []
        parts: list[xr.Dataset] = [
            self.by_year,
            ends_of([years.drop_vars(SHARE) for years in self.by_year_in_cases], OVER_CASES),
        ]
        if not self.by_year.sizes["year"]:
            parts = [part.drop_dims("year") for part in parts]
        if self.band is not None:
            parts += [band.to_dataset() for band in self.band.year_bands()]
        return parts


def _quarrels(cases: Mapping[str, SolvedPolicies]) -> dict[str, SolvedPolicies]:
    """What the sides do to each other alone, by assumption about elasticities."""
    return {name: case.quarrel for name, case in cases.items() if case.quarrel is not None}


def _case_words(name: str) -> str:
    """An assumption about elasticities in words."""
    if name in SCALE_SHARES:
        return f"{name} scale effects"
    if name == JOINT_DRAWS:
        return name
    return f"the trade elasticities {name}"
