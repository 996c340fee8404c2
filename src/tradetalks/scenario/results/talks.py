"""What the talks of a scenario came to: plain results, from which a report is drawn without solving anything again."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import xarray as xr

from tradetalks.bargaining.offers.rounds import Rounds
from tradetalks.economy.labels import BUSD
from tradetalks.result import Result
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.notes import Note
from tradetalks.scenario.results.bargain import Bargain
from tradetalks.scenario.results.course import Course
from tradetalks.scenario.results.described import described
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.impasse_clock import ImpasseClock
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.strategies import StrategyPath
from tradetalks.talks.two_sides import why_no_odds


@dataclasses.dataclass(frozen=True, eq=False)
class TalksRun(Result):
    """The talks of a scenario over the tariffs of the last date of its main line, solved.

    Args:
        scenario: whose ``talks`` section this is.
        negotiation: what was solved, for whoever wants to ask more.
        bargain: what could be signed, and would it be kept.
        course: how the talks may go (None of more than two sides: see ``no_odds``).
        rounds: round by round with nothing hidden (None where nothing is left to wait for).
        strategies: carrots and sticks of the section on their way to the Nash deal, after just waiting.
        clock: what each day of impasse costs: of what the sides levy on each other.
        seconds: what each part took.
        long_run_per_day: (n,) what a day of what the sides levy on each other on the last date costs in the long run, million
            dollars.
        notes: what solving them shows of their section: items worth nothing, a threat that threatens nobody, why no deal.
    """

    scenario: Scenario
    negotiation: Negotiation
    bargain: Bargain
    course: Course | None
    rounds: Rounds | None
    strategies: tuple[StrategyPath, ...]
    clock: ImpasseClock
    seconds: dict[str, float]
    long_run_per_day: np.ndarray
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        deals = "no deal suits all" if self.bargain.closed else f"{len(self.bargain.deals)} deals"
        return f"TalksRun({self.names}, {self.opening} to {self.deadline}: {deals})"

    @property
    def plan(self) -> TalksPlan:
        """What the section says."""
        return self.scenario.talks_plan

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides, in the order of every array of numbers by side."""
        return self.negotiation.sides

    @property
    def names(self) -> str:
        """``A and B``, ``A, B and C``."""
        *others, last = self.sides
        return f"{', '.join(others)} and {last}"

    @property
    def no_odds(self) -> str:
        """Why there are no odds, as a clause; empty where there are."""
        return why_no_odds(self.sides)

    @property
    def opening(self) -> date:
        """The first day."""
        return self.negotiation.opening

    @property
    def deadline(self) -> date:
        """The last day."""
        return self.negotiation.deadline

    @property
    def assumptions(self) -> Assumptions:
        """What no record pins down."""
        return self.negotiation.assumptions

    def to_dataset(self) -> xr.Dataset:
        """Odds, deals, frontier, what is on the table and the clock, with units."""
        course_labels: dict[str, list[str] | list[float]] = {}
        course_variables: dict[str, xr.Variable] = {}
        if self.course is not None:
            course_labels, course_variables = self.course.labels, self.course.variables
        labels = {
            "side": list(self.sides),
            **course_labels,
            "issue": [found.issue.name for found in self.bargain.issues],
            "day": np.array([np.datetime64(day, "ns") for day in self.clock.days]),
            **self.bargain.labels,
        }
        flow = "gain if the threat is carried out, on average from the deadline to the end of each mandate"
        variables = {
            **course_variables,
            "escalation": described(("side",), self.negotiation.threat, BUSD, flow),
            **self.bargain.variables,
            **_clock_variables(self.clock),
            "cost_per_day_long_run": described(
                ("side",),
                self.long_run_per_day,
                "million USD a day",
                "cost of a day of what the sides levy on each other on the last date, in the long run",
            ),
        }
        data = xr.Dataset(variables, labels)
        for label, along in data.coords.items():
            along.attrs["long_name"] = COORDINATES[str(label)]
        title = f"Talks of {self.names}, {self.opening} to {self.deadline}"
        if self.no_odds:
            data = data.assign_attrs(comment=self.no_odds)
        return data.assign_attrs(title=title, scenario=self.scenario.name)


def _clock_variables(clock: ImpasseClock) -> dict[str, xr.Variable]:
    by_day = ("day", "side")
    return {
        "cost_per_day": described(
            by_day,
            clock.per_day,
            "million USD a day",
            "cost of one more day of impasse, at the elasticities of that day",
        ),
        "cost_so_far": described(by_day, -clock.so_far, "billion USD", "cost from the first act to that day"),
        "mean_age": described(("day",), clock.horizon, "years", "mean age of the tariffs"),
    }


# What the labels of the group ``talks`` of ``results.nc`` are.
COORDINATES = {
    "side": "side of the talks",
    "source": "who says so: the record of deadlines, the deadline game, or both together",
    "outcome": "outcome at the deadline",
    "quantile": "quantile of the probability",
    "issue": "item on the table",
    "deal": "deal that a bargaining solution picks",
    "pair": "two sides at a larger table",
    "point": "number of an efficient deal along the frontier",
    "year": "years after the signing",
    "threat": "what happens without a deal",
    "day": "day on which the impasse is priced",
}
