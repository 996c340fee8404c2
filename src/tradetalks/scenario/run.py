"""From a scenario to everything that is solved of it: the one place where cost, war and talks are put together."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import xarray as xr

from tradetalks.errors import ScenarioError, message
from tradetalks.inputs import ANYTHING, Call, Kind, Maybe, checked
from tradetalks.result import Result
from tradetalks.scenario.beside import started
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.cost import CostRun
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.war import WarRun
from tradetalks.scenario.run_cost import policy_dates, solve_cost
from tradetalks.scenario.run_talks import solve_talks
from tradetalks.scenario.run_war import solve_war

Progress = Callable[[str], None]
SoFar = Callable[["ScenarioRun"], None]
PARTS = ("cost", "war", "talks")
Found = TypeVar("Found")


@dataclasses.dataclass(frozen=True, eq=False)
class ScenarioRun(Result):
    """A solved scenario.

    Args:
        scenario: what was solved.
        cost: every policy of its dates and branches, with and without scale economies.
        war: the war fought to its end (None where the file has no ``war`` section, or it was not asked for).
        talks: the talks (None where the file has no ``talks`` section, or they were not asked for).
        seconds: what each part took.
    """

    scenario: Scenario
    cost: CostRun
    war: WarRun | None
    talks: TalksRun | None
    seconds: dict[str, float]

    def __repr__(self) -> str:
        parts = [self.cost, *(part for part in (self.war, self.talks) if part is not None)]
        return f"ScenarioRun({self.scenario.name}: {', '.join(map(repr, parts))})"

    @property
    def title(self) -> str:
        """The scenario's title; that of the war where nothing else was solved."""
        if self.war is not None and self.talks is None and not self.cost.equilibria:
            return self.war.title
        return self.scenario.title

    @property
    def notes(self) -> tuple[Note, ...]:
        """What to point out: what the file says in vain or may not mean, then what solving shows of it."""
        found = [*self.scenario.notes, *self.cost.notes]
        if self.talks is not None:
            found += self.talks.notes
        return tuple(found)

    @property
    def residual(self) -> float:
        """Largest relative error of any equation in any equilibrium of the run."""
        wars = () if self.war is None else (self.war.war, *self.war.by_scale.values())
        worlds = [war.equilibrium for war in wars]
        return max([self.cost.residual, *(world.residual for world in worlds if world is not None)])

    def to_dataset(self) -> xr.Dataset:
        """The outcomes of the first part that was solved; :meth:`to_datatree` has all of them."""
        return next(iter(self.to_datatree().children.values())).to_dataset()

    def to_datatree(self) -> xr.DataTree:
        """Every outcome by label: groups ``cost``, ``war`` and ``talks``, with units and long names."""
        parts: dict[str, xr.Dataset] = {}
        if self.cost.equilibria:
            parts["cost"] = self.cost.to_dataset()
        if self.war is not None:
            parts["war"] = self.war.to_dataset()
        if self.talks is not None:
            parts["talks"] = self.talks.to_dataset()
        attributes = {"Conventions": "CF-1.10", "title": self.title, "scenario": self.scenario.name}
        return xr.DataTree.from_dict({"/": xr.Dataset(attrs=attributes), **parts})


SCENARIO = Kind(
    (Scenario,), "a Scenario, from tradetalks.read_scenario", 'read it first: tradetalks.read_scenario("beijing-2019")'
)


TELLS = Maybe(Call("a function of one line of text, or None"))
HEARS = Maybe(Call("a function of one ScenarioRun, or None"))


@checked(ScenarioError, scenario=SCENARIO, progress=TELLS, parts=ANYTHING, so_far=HEARS)
def run_scenario(
    scenario: Scenario,
    progress: Progress | None = None,
    *,
    parts: Collection[str] = PARTS,
    so_far: SoFar | None = None,
) -> ScenarioRun:
    """Solve what a scenario describes: what its tariffs cost, where its war ends, what its talks may come to.

    The war and the talks need nothing of each other and are solved side by side; both are done when this returns.

    Args:
        scenario: from :func:`tradetalks.scenario.read.read_scenario`.
        progress: called with a line of text before each step, from several threads.
        parts: those of ``cost``, ``war`` and ``talks`` that are asked for; a part that the file does not have is left out.
            The war alone is fought even where the file has no section for it.
        so_far: called with what is solved, each time that there is more of it: the costs at the scenario's own elasticities, then
            with the others beside them, then the war and the talks in either order. What is not solved yet is None, or empty.

    Returns:
        Everything solved, with the seconds that each part took.

    Raises:
        ScenarioError: nothing to solve: no act, date or branch.
        SolveError: an equilibrium was not found; names the date.
        ScenarioError: ``parts`` names something else.
        TradeTalksError: a war without players or equilibrium, talks that cannot be analysed.
        KeyboardInterrupt: Ctrl-C; a war that is solved alone gives its best point so far instead.
    """
    say = progress or (lambda text: None)
    _check_parts(parts)
    clock, solved = _Clock(), _Solved(scenario, so_far)
    wants_talks = "talks" in parts and scenario.talks is not None
    wants_war = "war" in parts and (scenario.war is not None or set(parts) == {"war"})
    todo = list(policy_dates(scenario)) if wants_talks or "cost" in parts else []
    if not todo and not wants_war:
        raise ScenarioError(
            message(
                f"scenario {scenario.name} has nothing to solve",
                expected="at least one act, date or branch",
                do="add acts, or `dates: [2020-01-01]` for the baseline alone",
            )
        )
    cost = clock.time("cost", lambda: solve_cost(scenario, todo, say, solved.cost))
    solved.cost(cost)
    # The war stays in the main thread, where Ctrl-C reaches it and gives its best point so far.
    work = war = talks = None
    if wants_talks:
        work = started(clock.time, "talks", lambda: solved.talks(solve_talks(cost, say)), name="talks")
    if wants_war:
        war = solved.war(clock.time("war", lambda: solve_war(scenario, say)))
    if war is not None and work is not None and war.interrupted:
        # The best point of a war alone is worth having; nobody who interrupts a run waits for its talks.
        raise KeyboardInterrupt
    if work is not None:
        talks = work.result()
    return ScenarioRun(scenario, cost, war, talks, clock.seconds)


def _check_parts(parts: Collection[str]) -> None:
    """Only parts that there are; a single word is no collection of them."""
    is_list = isinstance(parts, Collection) and not isinstance(parts, str)
    if not is_list or not parts or any(part not in PARTS for part in parts):
        raise ScenarioError(
            message(
                "these are not the parts of a run",
                expected=f"some of {', '.join(PARTS)}, in a set or a list",
                got=repr(parts),
                do=f"write parts={{{PARTS[0]!r}}}, or leave parts out for all that the file has",
            )
        )


class _Solved:
    """What is solved of a run, told to whoever wants to hear of it; war and talks come from two threads."""

    def __init__(self, scenario: Scenario, hear: SoFar | None) -> None:
        self._scenario, self._hear = scenario, hear
        self._run: ScenarioRun | None = None
        self._telling = threading.Lock()

    def cost(self, found: CostRun) -> None:
        """Tell of costs: those at the scenario's own elasticities, and later all of them."""
        if self._hear is not None:
            self._run = ScenarioRun(self._scenario, found, None, None, {})
            self._hear(self._run)

    def war(self, found: WarRun) -> WarRun:
        """Tell of the war, which is returned."""
        self._tell(war=found)
        return found

    def talks(self, found: TalksRun) -> TalksRun:
        """Tell of the talks, which are returned."""
        self._tell(talks=found)
        return found

    def _tell(self, **parts: Any) -> None:
        with self._telling:
            if self._hear is not None and self._run is not None:
                self._run = dataclasses.replace(self._run, **parts)
                self._hear(self._run)


class _Clock:
    """What each part takes, in seconds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, solve: Callable[[], Found]) -> Found:
        began = time.perf_counter()
        found = solve()
        self.seconds[name] = time.perf_counter() - began
        return found
