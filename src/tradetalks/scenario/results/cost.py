"""What the policies of a scenario cost whom, by date and by way forward."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import INDUSTRY, TRADE
from tradetalks.result import Result
from tradetalks.scenario.model import Date, Scenario
from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.by_year import cost_by_year
from tradetalks.scenario.results.per_head import HOUSEHOLD, PERSON, jobs_of_people, per_head
from tradetalks.talks.impasse_clock import ImpasseClock


@dataclasses.dataclass(frozen=True)
class PolicyDate:
    """One policy of a scenario: a date of the main line (``branch`` None) or the last date of a branch."""

    date: Date
    branch: str | None = None

    def __str__(self) -> str:
        return str(self.date) if self.branch is None else self.branch


@dataclasses.dataclass(frozen=True, eq=False)
class CostRun(Result):
    """What the policies of a scenario cost whom.

    Args:
        scenario: what was solved.
        economy: calibrated as the file says.
        equilibria: by policy date, with the model of the file.
        by_scale: by ``low``, ``middle`` and ``high`` scale effects (none, half and all of the published scale elasticities), the
            same policies; the file's own among them are the same objects. Empty where the file has no scale economies.
        by_trade: by named set of trade elasticities, without scale economies, the last policy of the main line; empty where the
            baseline is no shipped world.
        on_the_day: the same policies on their day, at the elasticities that the mean age of their tariffs gives (T39); the same
            objects as ``equilibria`` where the file fixes a horizon.
        clock: what the main line has cost every region on each of some days since the first act (T39), and a year after the last
            date; None where there is no act by the last date.
        unsolved: scale effects at which a policy has no equilibrium that was found, and why.
    """

    scenario: Scenario
    economy: Economy
    equilibria: dict[PolicyDate, Equilibrium]
    by_scale: dict[str, dict[PolicyDate, Equilibrium]]
    by_trade: dict[str, Equilibrium]
    on_the_day: dict[PolicyDate, Equilibrium]
    clock: ImpasseClock | None = None
    unsolved: dict[str, str] = dataclasses.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"CostRun({self.scenario.name}: {len(self.dates)} dates, {len(self.branches)} branches)"

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
    def horizon(self) -> str:
        """Of which horizon ``equilibria`` are, in words."""
        years = self.scenario.model.horizon_years
        if years is None:
            return "in the long run"
        return f"at the elasticities of {years:g} years"

    @property
    def dated(self) -> bool:
        """Whether costs on the day are something else: nobody has fixed the horizon."""
        return self.scenario.model.horizon_years is None

    @cached_property
    def residual(self) -> float:
        """Largest residual of all equilibria."""
        by_date = (self.equilibria, *self.by_scale.values(), self.on_the_day)
        solved = [*self.by_trade.values(), *(one for some in by_date for one in some.values())]
        return max((one.residual for one in solved), default=0.0)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Which scale effects have no answer to show beside the file's own."""
        return tuple(
            Note(
                f"with {name} scale effects nothing was solved ({why}): the band ends at the file's own elasticities",
                "choose another set of elasticities to see a wider band",
            )
            for name, why in self.unsolved.items()
        )

    @property
    def levels(self) -> dict[str, dict[PolicyDate, Equilibrium]]:
        """:attr:`by_scale`, and the file's own as ``stated`` where its elasticities are none of these."""
        if any(solved is self.equilibria for solved in self.by_scale.values()):
            return self.by_scale
        return {**self.by_scale, "stated": self.equilibria}

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

    def per_household(self, solved: Equilibrium) -> xr.DataArray | None:
        """The change of real income of ``solved``, one of the run's equilibria, dollars a year and household.

        Returns:
            (region); None where the accounts count no households. The attribute ``source`` says who counted them.
        """
        return per_head(self.scenario.accounts, solved, HOUSEHOLD)

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
        if self.clock is None:
            return None
        return cost_by_year(self.clock, self.economy.income_n)

    def _people(self, solved: Equilibrium) -> dict[str, xr.DataArray]:
        """Outcomes that count people, by name, where the accounts do."""
        found = (self.per_household(solved), self.per_person(solved), self.jobs_of_people(solved))
        return {str(values.name): values for values in found if values is not None}

    def to_dataset(self) -> xr.Dataset:
        """Every outcome with dimension ``date`` (main line) and, prefixed ``branch_``, with dimension ``branch``."""
        days = np.array([np.datetime64(m.date, "ns") for m in self.dates])
        main = self._stack(self.equilibria, self.dates, "date", days)
        today = _headline(self.on_the_day, self.dates, "date", days)
        parts = [main, *self._levels(self.dates, "date", days), _named(today, "on_the_day", ON_THE_DAY)]
        if self.branches:
            names = [str(m) for m in self.branches]
            there = self._stack(self.equilibria, self.branches, "branch", names)
            levels = self._levels(self.branches, "branch", names)
            today = _named(_headline(self.on_the_day, self.branches, "branch", names), "on_the_day", ON_THE_DAY)
            parts += [d.rename({name: f"branch_{name}" for name in d.data_vars}) for d in (there, *levels, today)]
        if self.by_trade:
            parts.append(self._trade())
        if self.by_year is not None and self.by_year.sizes["year"]:
            parts.append(self.by_year)
        elif self.by_year is not None:
            parts.append(self.by_year.drop_dims("year"))
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
        return data.assign_attrs(
            Conventions="CF-1.10",
            title=self.scenario.title,
            source=f"tradetalks, baseline {self.scenario.accounts.attrs.get('title', self.economy.name)}",
            references=str(self.scenario.accounts.attrs.get("citation", "")),
            scenario=self.scenario.name,
            largest_residual=self.residual,
        )

    def _stack(
        self, solved: dict[PolicyDate, Equilibrium], moments: list[PolicyDate], dim: str, labels: ArrayLike
    ) -> xr.Dataset:
        """As :func:`_stack`, with what counts people."""
        data = _stack(solved, moments, dim, labels)
        for k, moment in enumerate(moments):
            for name, values in self._people(solved[moment]).items():
                if name not in data:
                    data[name] = values.expand_dims({dim: data[dim]}).copy()
                    data[name].attrs |= values.attrs
                data[name][k] = values
        return data

    def _levels(self, moments: list[PolicyDate], dim: str, labels: ArrayLike) -> Iterator[xr.Dataset]:
        """The headline at low, middle and high scale effects, where there are any."""
        if not self.by_scale:
            return
        parts = [_headline(solved, moments, dim, labels) for solved in self.by_scale.values()]
        along = xr.DataArray(list(self.by_scale), dims="scale_effects", name="scale_effects")
        data = xr.concat(parts, dim=along, combine_attrs="override")
        yield _named(data, "by_scale_effects", "with none, half and all of the published scale elasticities")

    def _trade(self) -> xr.Dataset:
        """The headline at other trade elasticities, for the last policy of the main line."""
        data = _headline(self.by_trade, list(self.by_trade), "elasticity_set", list(self.by_trade))
        words = f"last date, named trade elasticities, no scale economies, {self.horizon}"
        return _named(data, "by_elasticity_set", words)


Key = TypeVar("Key")
# What is told of an equilibrium beside the file's own.
HEADLINE = ("real_income_change", "real_income_change_busd")
ON_THE_DAY = "at the elasticities of that day"
COORDINATES = {
    "date": "day on which these policies are in force",
    "region": "country or region",
    "sector": "sector",
    "importer": "country or region that buys",
    "exporter": "country or region that sells",
    "scale_effects": "share of the published scale elasticities: low none, middle half, high all",
    "elasticity_set": "named set of published trade elasticities",
    "year": "calendar year",
    "until": "day up to which the year is counted",
    "branch": "way forward from the last date",
    "branch_date": "day on which the last act of the way forward comes into force",
    "branch_title": "what the way forward is",
    "region_name": "name of the country or region",
    "sector_name": "name of the sector",
}


def _named(data: xr.Dataset, suffix: str, words: str) -> xr.Dataset:
    """The same variables named, in words too, for what they are."""
    data = data.rename({name: f"{name}_{suffix}" for name in data.data_vars})
    for value in data.data_vars.values():
        value.attrs["long_name"] = f"{value.attrs['long_name']}, {words}"
    return data


def _outcomes(solved: Equilibrium, extras: Iterable[str]) -> xr.Dataset:
    """Every outcome, with the ``extras`` among the other instruments (zero where this policy leaves them alone)."""
    data = solved.to_dataset().drop_attrs(deep=False)
    if "export_tax" in extras:
        rate = np.moveaxis(np.asarray(solved.instruments.export_tax_jni), 0, 2)
        attrs = {"units": "1", "long_name": "export tax (negative: subsidy), paid to the exporter's government"}
        data["export_tax"] = (TRADE, rate, attrs)
    if "production_subsidy" in extras:
        attrs = {"units": "1", "long_name": "production subsidy, fraction of sales"}
        data["production_subsidy"] = (INDUSTRY, np.asarray(solved.instruments.subsidy_ij), attrs)
    return data


def _extras(solved: Iterable[Equilibrium]) -> list[str]:
    """The instruments besides tariffs that some policy uses."""
    policies = [e.policy for e in solved if e.policy is not None]
    return [n for n in ("export_tax", "production_subsidy") if any(getattr(p, n) is not None for p in policies)]


def _headline(solved: Mapping[Key, Equilibrium], moments: Sequence[Key], dim: str, labels: ArrayLike) -> xr.Dataset:
    """:data:`HEADLINE` of some equilibria along ``dim``, without building their other outcomes."""
    along = xr.DataArray(labels, dims=dim, name=dim)
    parts = {name: [getattr(solved[moment], name) for moment in moments] for name in HEADLINE}
    return xr.Dataset({name: xr.concat(values, dim=along, combine_attrs="override") for name, values in parts.items()})


def _stack(solved: dict[PolicyDate, Equilibrium], moments: list[PolicyDate], dim: str, labels: ArrayLike) -> xr.Dataset:
    extras = _extras(solved.values())
    parts = [_outcomes(solved[m], extras) for m in moments]
    units = {name: value.attrs for name, value in parts[0].items()}
    stacked = xr.concat(parts, dim=xr.DataArray(labels, dims=dim, name=dim), join="exact")
    for name, attrs in units.items():
        stacked[name].attrs |= attrs
    return stacked
