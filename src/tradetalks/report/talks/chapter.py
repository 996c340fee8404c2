"""The chapter on the talks: is there a deal, which, when, with what odds, and would it be kept."""

from __future__ import annotations

import dataclasses
from functools import cached_property, partial

import numpy as np

from tradetalks.bargaining.enforcement import Enforcement
from tradetalks.bargaining.linkage import Linkage
from tradetalks.bargaining.relative_gains import RelativeGainsFrontier
from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.scenario.negotiate import clock_of, deal_path_of, negotiation_of, strategies_of
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.sections.talks import TalksPlan
from tradetalks.talks.compliance import closest
from tradetalks.talks.deal_path import DealPath
from tradetalks.talks.impasse_clock import ImpasseClock
from tradetalks.talks.issue_linkage import by_kind, linkage_of
from tradetalks.talks.negotiation import Negotiation
from tradetalks.talks.outlook import Swing, outlook_of, sensitivity_of
from tradetalks.talks.shocks import Turn, play_shocks
from tradetalks.talks.strategies import StrategyPath, compare_strategies

KIND_WORDS = {
    "rollback": "tariffs",
    "access": "market access",
    "export_access": "export controls",
    "purchases": "purchases",
    "payment": "payments",
    "technology": "technology",
    "subsidies": "subsidies",
    "stated": "items without a price",
}
# Weights of the first side at which the frontiers of rivalry are computed: without and with the threat as a way out.
RIVALRY = (0.25, 1.0, 4.0)
THREAT = (0.1, 0.3, 0.5, 0.7)


@dataclasses.dataclass(frozen=True, eq=False)
class TalksChapter:
    """Everything the chapter shows, computed once."""

    run: ScenarioRun

    @property
    def plan(self) -> TalksPlan:
        return self.run.scenario.talks_plan

    @cached_property
    def talks(self) -> Negotiation:
        return negotiation_of(self.run)

    @cached_property
    def rollback_without_scale(self) -> np.ndarray:
        """Critical rivalry of a full rollback in the model without scale economies: the return to the baseline."""
        change = self.run.without_scale[self.run.now].real_income_change.sel(region=list(self.talks.sides)).values / 100
        share = -change / (1 + change)
        return np.divide(share, share[::-1], out=np.full(2, np.inf), where=share[::-1] > 0)

    @cached_property
    def clock(self) -> ImpasseClock:
        return clock_of(self.run)

    @cached_property
    def swings(self) -> list[Swing]:
        return sensitivity_of(self.talks)

    def triple(self, quantity: str) -> tuple[float, float, float]:
        """Least, stated and greatest value of a quantity of the outlook, one assumption moved at a time."""
        stated = outlook_of(self.talks)[quantity]
        values = [stated, *(v for swing in self.swings for v in swing.values(quantity))]
        return min(values), stated, max(values)

    @cached_property
    def self_enforcing_surplus(self) -> float:
        """What each can have at once among deals that both sides would keep, billion dollars a year."""
        return self.talks.compliance.self_enforcing_surplus()

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The talks before and after each shock of the section."""
        return play_shocks(self.talks, self.plan.shocks)

    @cached_property
    def verdicts(self) -> dict[str, dict[str, Enforcement]]:
        """Would each deal be kept, by what might be withheld (T30)."""
        return {name: self.talks.compliance.by_breach(deal.x) for name, deal in self.talks.deals.items()}

    def verdict(self, deal: str) -> Enforcement:
        """That of the breach of a deal which comes closest to paying."""
        return closest(self.verdicts[deal])

    @cached_property
    def paths(self) -> tuple[StrategyPath, ...]:
        """Carrots and sticks of the section on their way to the Nash deal."""
        if not self.plan.strategies or "Nash" not in self.talks.deals:
            return ()
        return compare_strategies(self.talks, strategies_of(self.run), self.talks.deals["Nash"].x)

    @cached_property
    def deal_path(self) -> DealPath:
        """What each deal is worth in the years after the deadline, if it is signed then."""
        return deal_path_of(self.run, self.talks)

    @cached_property
    def linkage(self) -> Linkage | None:
        """What one package adds to a deal for each kind of issue; None where there is one kind, or no zone."""
        agenda = self.talks.agenda
        groups = {KIND_WORDS[kind]: names for kind, names in by_kind(agenda).items()}
        if len(groups) < 2 or self.talks.closed:
            return None
        return linkage_of(agenda, groups, concept=partial(nash_bargain, starts=2))

    @cached_property
    def price_of_delay(self) -> float:
        """What a year's delay of the answer to a breach costs each side, billion dollars a year."""
        return self.talks.compliance.price_of_delay(self.talks.assumptions.lag_years)

    @cached_property
    def rivalry_frontier(self) -> RelativeGainsFrontier:
        """Rivalry weights at which the zone of the whole agenda closes against the impasse."""
        return self.talks.bargaining_set.relative_gains_frontier(RIVALRY)

    @cached_property
    def threat_frontier(self) -> RelativeGainsFrontier:
        """The same where either side may also carry out the threat."""
        return self.talks.bargaining_set.relative_gains_frontier(THREAT, threat=True)

    @property
    def rivalry_product(self) -> float:
        """Product of the two weights on the frontier against the impasse, where both are equal; nan where it is not among those
        computed."""
        k = self.rivalry_frontier
        inside = (k.k2 > 0) & np.isfinite(k.k2)
        if not inside.any():
            return np.nan
        apart = np.log(k.k1[inside] / k.k2[inside])
        return float(np.interp(0.0, apart, (k.k1 * k.k2)[inside])) if apart[0] <= 0 <= apart[-1] else np.nan

    @property
    def threat_rivalry(self) -> float:
        """The common weight from which on the threat beats every deal; nan where it is not among those computed."""
        k = self.threat_frontier
        over = k.k2 - k.k1
        if not (over[0] > 0 > over[-1] and np.isfinite(over).all()):
            return np.nan
        return float(np.interp(0.0, -over, k.k1))

    def solve_deals(self) -> None:
        """Half of what takes time: deals are searched for, payoffs solved over and over. Beside ``solve_beliefs``."""
        if not self.talks.closed:
            _ = self.talks.frontier, self.talks.deals, self.linkage, self.threat_frontier, self.rivalry_frontier
            _ = self.self_enforcing_surplus, self.verdicts, self.deal_path
        _ = self.clock

    def solve_beliefs(self) -> None:
        """The other half: games of beliefs."""
        if not self.talks.closed:
            _ = outlook_of(self.talks), self.swings
        _ = self.turns
        if not self.talks.closed:
            _ = self.paths, self.talks.rounds
