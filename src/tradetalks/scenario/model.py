"""What a scenario file says, as one frozen object."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

import xarray as xr

from tradetalks.errors import ScenarioError
from tradetalks.inputs import SLUG, TEXT, argument
from tradetalks.scenario.notes import Note
from tradetalks.scenario.open_points import open_points
from tradetalks.scenario.sections.acts import Act
from tradetalks.scenario.sections.branches import Branch
from tradetalks.scenario.sections.instruments import InstrumentSpec
from tradetalks.scenario.sections.model import ModelOptions
from tradetalks.scenario.sections.objectives import ObjectiveSpec
from tradetalks.scenario.sections.study import StudyPlan
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.scenario.sections.war import WarPlan

Date = datetime.date

__all__ = ["Act", "Branch", "Date", "ModelOptions", "Scenario"]


@dataclasses.dataclass(frozen=True, eq=False)
class Scenario:
    """A scenario read from ``path``: baseline accounts, model options, players, dates, acts and branches.

    ``players_inferred``: the file names no players; they are those who act and are hit, whose covered trade is largest first.
    ``notes``: what the file says in vain, or perhaps does not mean. ``objectives`` and ``instruments`` say by player what each
    maximises and sets in a war, ``war`` and ``talks`` what is fought over and talked about, ``study`` what is drawn (None where
    the file does not say).
    ``folder`` is where relative paths in the file start; ``worlds`` the same file on each world that its study takes, by the text
    of the alternative, where a study keeps them beside it.
    ``extends`` names the shipped scenario it builds on, ``settings`` the values laid over the file; ``question`` is what stands
    above the answer, empty where the title does; ``about`` names the branch that it is about, empty where none.
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
    objectives: Mapping[str, tuple[ObjectiveSpec, ...]] = dataclasses.field(default_factory=dict)
    instruments: Mapping[str, InstrumentSpec] = dataclasses.field(default_factory=dict)
    war: WarPlan | None = None
    talks: TalksPlan | None = None
    study: StudyPlan | None = None
    extends: str = ""
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    players_inferred: bool = False
    notes: tuple[Note, ...] = ()
    question: str = ""
    about: str = ""
    folder: str = ""
    worlds: Mapping[str, Scenario] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        # Results and the page hold these texts, whoever wrote them.
        argument("Scenario", "name", self.name, SLUG, ScenarioError)
        for name in ("title", "description", "question", "about"):
            argument("Scenario", name, getattr(self, name), TEXT, ScenarioError)

    def __repr__(self) -> str:
        return f"Scenario({self.name}: {len(self.acts)} acts, {len(self.dates)} dates, {len(self.branches)} branches)"

    @property
    def open_points(self) -> tuple[str, ...]:
        """What a draft leaves open (:mod:`tradetalks.scenario.open_points`); none where the file is no draft."""
        return open_points(self.text)

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
