"""What a scenario file says, as frozen objects."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

import xarray as xr

from tradetalks.errors import ScenarioError
from tradetalks.scenario.sections.instruments import Means
from tradetalks.scenario.sections.objectives import Want
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.sections.war import WarPlan

Date = datetime.date


@dataclasses.dataclass(frozen=True)
class ModelOptions:
    """How the economy is calibrated: scale economies, deficit rule (E11), horizon in years (None = long run)."""

    scale: bool = True
    deficits: str = "zero"
    horizon_years: float | None = None
    trade_elasticity: Mapping[str, float] = dataclasses.field(default_factory=dict)
    scale_elasticity: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Act:
    """One dated, sourced act: ``kind`` add, set, multiply (by ``rate``) or remove (the act ``of``).

    ``cells`` are (importer, exporter, sector, rate); for a production subsidy the importer is the paying country and the
    exporter is empty. ``until`` is the last day in force (None = open). ``profile`` and ``table`` name what the rates came
    from, where they were not written in the file.
    """

    id: str
    by: str
    kind: str
    instrument: str
    start: Date
    until: Date | None
    cells: tuple[tuple[str, str, str, float], ...]
    of: str | None
    source: str
    note: str = ""
    profile: str = ""
    table: str = ""

    def in_force(self, day: Date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


@dataclasses.dataclass(frozen=True)
class Branch:
    """What would happen on one way forward: acts added to those already in force."""

    name: str
    title: str
    acts: tuple[Act, ...]
    note: str = ""


@dataclasses.dataclass(frozen=True, eq=False)
class Scenario:
    """A scenario read from ``path``: baseline accounts, model options, players, dates, acts and branches.

    ``objectives`` and ``instruments`` say by player what each maximises and sets in a war, ``war`` and ``talks`` what is fought
    over and talked about (None where the file does not say). ``extends`` names the shipped scenario it builds on, ``settings``
    the values laid over the file.
    """

    name: str
    title: str
    description: str
    accounts: xr.Dataset
    model: ModelOptions
    players: tuple[str, ...]
    dates: tuple[Date, ...]
    acts: tuple[Act, ...]
    branches: tuple[Branch, ...]
    path: str
    text: str
    objectives: Mapping[str, tuple[Want, ...]] = dataclasses.field(default_factory=dict)
    instruments: Mapping[str, Means] = dataclasses.field(default_factory=dict)
    war: WarPlan | None = None
    talks: TalksPlan | None = None
    extends: str = ""
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Scenario({self.name}: {len(self.acts)} acts, {len(self.dates)} dates, {len(self.branches)} branches)"

    @property
    def talks_plan(self) -> TalksPlan:
        """What the ``talks`` section says.

        Raises:
            ScenarioError: the file has none.
        """
        if self.talks is None:
            raise ScenarioError(
                f"{self.path} has no talks\nexpected a section talks\ngot      none\n"
                "do       add one as in `tradetalks copy beijing-2019`"
            )
        return self.talks

    def branch(self, name: str | None) -> tuple[Act, ...]:
        """The acts of a branch; none for the main line (None)."""
        return next((b.acts for b in self.branches if b.name == name), ())
