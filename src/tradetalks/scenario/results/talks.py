"""What the talks of a scenario came to: plain results, from which a report is drawn without solving anything again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import xarray as xr

from tradetalks.bargaining.deadlines.continuation import ContinuationTalks
from tradetalks.bargaining.frontier import Frontier
from tradetalks.bargaining.linkage import Linkage
from tradetalks.bargaining.offers.rounds import Rounds
from tradetalks.bargaining.zone import Zone
from tradetalks.economy.equilibrium import BUSD
from tradetalks.result import Result
from tradetalks.scenario.model import Scenario
from tradetalks.scenario.results.talks_records import (
    Delivery,
    IssueWorth,
    LevelWorth,
    RelativeGains,
    ShockEffect,
    SolvedDeal,
)
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.impasse_clock import ImpasseClock
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.outlook import Swing
from tradetalks.talks.strategies import StrategyPath

# The outcomes at the deadline, as the game and as people name them.
OUTCOMES = {"deal": "deal", "extend": "extension", "escalate": "escalation"}


@dataclasses.dataclass(frozen=True, eq=False)
class Bargain:
    """What could be signed, and would it be kept. Money is billion dollars a year above the impasse.

    Args:
        zone: is there a deal that both prefer to the impasse; ``closed``: there is none, or it holds nothing else.
        frontier: the efficient deals (None where closed).
        deals: by bargaining solution (none where closed).
        deal_years: (k,) years after the signing at which deals are priced; signed at the deadline.
        linkage: what one package adds to a deal for each kind of issue (None where there is one kind, or no zone).
        delivery: the Nash deal as purchases are delivered (None where the full amount is expected).
        full_rollback: (2,) gains if both withdraw every increase and nothing else is agreed.
        issues: what each item is worth.
        levels: what each negotiating level could sign by itself.
        self_enforcing_surplus: what each can have at once among deals that both would keep (nan where closed).
        price_of_delay: what that loses per year of delay of the answer to a breach (nan where closed).
        relative_gains: how much rivalry the talks bear.
    """

    zone: Zone
    closed: bool
    frontier: Frontier | None
    deals: dict[str, SolvedDeal]
    deal_years: np.ndarray
    linkage: Linkage | None
    delivery: Delivery | None
    full_rollback: np.ndarray
    issues: tuple[IssueWorth, ...]
    levels: tuple[LevelWorth, ...]
    self_enforcing_surplus: float
    price_of_delay: float
    relative_gains: RelativeGains

    def __repr__(self) -> str:
        if self.closed:
            return f"Bargain(no deal suits both, {len(self.issues)} issues)"
        return f"Bargain({', '.join(self.deals)}; {len(self.issues)} issues)"


@dataclasses.dataclass(frozen=True, eq=False)
class Course:
    """How the talks may go.

    Args:
        odds: of a deal, an extension and escalation at the deadline, in [0, 1].
        game: the deadline game they come from (None where nothing is left to wait for).
        outlook: every number of how the talks may go, as in :func:`tradetalks.talks.outlook.outlook_of`.
        swings: the outlook with one assumption at a time moved over its range (none where closed).
        shocks: what each event of the section changes.
    """

    odds: dict[str, float]
    game: ContinuationTalks | None
    outlook: dict[str, float]
    swings: tuple[Swing, ...]
    shocks: tuple[ShockEffect, ...]

    def __repr__(self) -> str:
        odds = ", ".join(f"{OUTCOMES[name]} {share:.0%}" for name, share in self.odds.items())
        return f"Course({odds}; {len(self.shocks)} shocks)"

    def range_of(self, quantity: str) -> tuple[float, float, float]:
        """Least, stated and greatest value of a quantity of the outlook, one assumption moved at a time."""
        stated = self.outlook[quantity]
        values = [stated, *(v for swing in self.swings for v in swing.values(quantity))]
        return min(values), stated, max(values)


@dataclasses.dataclass(frozen=True, eq=False)
class TalksRun(Result):
    """The talks of a scenario over the tariffs of the last date of its main line, solved.

    Args:
        scenario: whose ``talks`` section this is.
        negotiation: what was solved, for whoever wants to ask more.
        bargain: what could be signed, and would it be kept.
        course: how the talks may go.
        rounds: round by round with nothing hidden (None where nothing is left to wait for).
        strategies: carrots and sticks of the section on their way to the Nash deal, after just waiting.
        clock: what each day of impasse costs.
        seconds: what each part took.
    """

    scenario: Scenario
    negotiation: Negotiation
    bargain: Bargain
    course: Course
    rounds: Rounds | None
    strategies: tuple[StrategyPath, ...]
    clock: ImpasseClock
    seconds: dict[str, float]

    def __repr__(self) -> str:
        deals = "no deal suits both" if self.bargain.closed else f"{len(self.bargain.deals)} deals"
        return f"TalksRun({' and '.join(self.sides)}, {self.opening} to {self.deadline}: {deals})"

    @property
    def plan(self) -> TalksPlan:
        """What the section says."""
        return self.scenario.talks_plan

    @property
    def sides(self) -> tuple[str, ...]:
        """The two sides, in the order of every pair of numbers."""
        return self.negotiation.sides

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
        bargain, course, clock = self.bargain, self.course, self.clock
        names, issues = list(bargain.deals), [found.issue.name for found in bargain.issues]
        data = xr.Dataset(
            coords={
                "side": list(self.sides),
                "outcome": list(OUTCOMES.values()),
                "issue": issues,
                "day": np.array([np.datetime64(day, "ns") for day in clock.days]),
            }
        )
        odds = [course.odds[key] for key in OUTCOMES]
        ends = [[_extreme(course, name, which) for name in OUTCOMES.values()] for which in (min, max)]
        _put(data, "odds", ("outcome",), odds, "1", f"probability by the deadline, {self.deadline}")
        _put(data, "odds_least", ("outcome",), ends[0], "1", "least probability as one assumption at a time moves")
        _put(
            data, "odds_greatest", ("outcome",), ends[1], "1", "greatest probability as one assumption at a time moves"
        )
        _put(data, "max_min_surplus", (), bargain.zone.max_min_surplus, BUSD, "what each side can gain at once")
        _put(data, "escalation", ("side",), self.negotiation.escalation, BUSD, "flow if no deal is signed")
        _put(data, "full_rollback", ("side",), bargain.full_rollback, BUSD, "gain if every increase is withdrawn")
        for name in ("worth", "low", "high"):
            values = np.array([getattr(found, name) for found in bargain.issues])
            _put(
                data,
                f"issue_{name}",
                ("issue", "side"),
                values,
                BUSD,
                f"gain from the item alone, granted in full: {name}",
            )
        _put(
            data, "cost_per_day", ("day", "side"), clock.per_day, "million USD a day", "cost of one more day of impasse"
        )
        _put(data, "cost_so_far", ("day", "side"), -clock.so_far, "billion USD", "cost since the first act")
        _put(data, "mean_age", ("day",), clock.horizon, "years", "mean age of the tariffs")
        if bargain.frontier is not None:
            frontier = bargain.frontier
            data = data.assign_coords(point=np.arange(len(frontier.u)))
            _put(data, "frontier", ("point", "side"), frontier.u, BUSD, "gains of the efficient deals")
            _put(data, "frontier_granted", ("point", "issue"), frontier.x, "1", "share of each item granted")
        if names:
            found = list(bargain.deals.values())
            data = data.assign_coords(deal=names, year=bargain.deal_years)
            granted = np.array([f.deal.x for f in found])
            _put(data, "deals", ("deal", "side"), np.array([f.worth for f in found]), BUSD, "gain over the impasse")
            _put(data, "deal_granted", ("deal", "issue"), granted, "1", "share of each item granted")
            _put(
                data,
                "deal_low",
                ("deal", "side"),
                np.array([f.low for f in found]),
                BUSD,
                "gain, amounts at their low end",
            )
            _put(
                data,
                "deal_high",
                ("deal", "side"),
                np.array([f.high for f in found]),
                BUSD,
                "gain, amounts at their high end",
            )
            others = np.array([f.third_countries for f in found])
            _put(data, "deal_third_countries", ("deal",), others, BUSD, "gain of all other countries together")
            years = np.array([f.years for f in found])
            _put(data, "deal_by_year", ("deal", "year", "side"), years, BUSD, "gain so many years after the signing")
            value = np.array([f.present_value for f in found])
            _put(
                data,
                "deal_present_value",
                ("deal", "side"),
                value,
                "billion USD",
                "present value up to the mandate's end",
            )
            lag = np.array([f.verdict.critical_lag for f in found])
            _put(
                data,
                "latest_answer",
                ("deal", "side"),
                lag,
                "years",
                "latest answer to a breach at which the deal is kept",
            )
            kept = np.array([f.verdict.self_enforcing for f in found])
            _put(data, "self_enforcing", ("deal",), kept.astype(np.int8), "1", "1 where both sides would keep the deal")
        for label, along in data.coords.items():
            along.attrs["long_name"] = COORDINATES[str(label)]
        return data.assign_attrs(
            title=f"Talks of {' and '.join(self.sides)}, {self.opening} to {self.deadline}", scenario=self.scenario.name
        )


# What the labels of the group ``talks`` of ``results.nc`` are.
COORDINATES = {
    "side": "side of the talks",
    "outcome": "outcome at the deadline",
    "issue": "item on the table",
    "deal": "deal that a bargaining solution picks",
    "point": "number of an efficient deal along the frontier",
    "year": "years after the signing",
    "day": "day on which the impasse is priced",
}


def _put(data: xr.Dataset, name: str, dims: tuple[str, ...], values: object, units: str, long_name: str) -> None:
    """A variable with its unit and what it is in words."""
    data[name] = (dims, np.asarray(values), {"units": units, "long_name": long_name})


def _extreme(course: Course, outcome: str, which: Callable[[Sequence[float]], float]) -> float:
    """The least or the greatest probability of an outcome as one assumption at a time moves; nan where the game is unsolved."""
    values = [v for v in course.range_of(outcome) if np.isfinite(v)]
    return float(which(values)) if values else np.nan
