"""The chapter on the talks: is there a deal, which, when, with what odds, and would it be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property

import numpy as np

from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.talks_section import TalksPlan, clock_of, negotiation_of, strategies_of
from tradetalks.talks.clock import ImpasseClock
from tradetalks.talks.negotiation import Negotiation, Swing
from tradetalks.talks.shocks import Turn, play_shocks
from tradetalks.talks.strategies import Path, compare_strategies

RIVALRY = (0.5, 2.0)


@dataclasses.dataclass(frozen=True, eq=False)
class TalksChapter:
    """Everything the chapter shows, computed once."""

    run: ScenarioRun

    @property
    def plan(self) -> TalksPlan:
        return self.run.scenario.sections["talks"]

    @cached_property
    def talks(self) -> Negotiation:
        return negotiation_of(self.run)

    @cached_property
    def rollback_without_scale(self) -> np.ndarray:
        """Critical rivalry of a full rollback in the model without scale economies: the return to the baseline."""
        change = self.run.flat[self.run.now].real_income_change.sel(region=list(self.talks.sides)).values / 100
        share = -change / (1 + change)
        return share / share[::-1]

    @cached_property
    def clock(self) -> ImpasseClock:
        return clock_of(self.run)

    @cached_property
    def swings(self) -> list[Swing]:
        return self.talks.sensitivity()

    def triple(self, quantity: str) -> tuple[float, float, float]:
        """Least, stated and greatest value of a quantity of the outlook, one assumption moved at a time."""
        stated = self.talks.outlook[quantity]
        values = [stated, *(v for swing in self.swings for v in swing.values(quantity))]
        return min(values), stated, max(values)

    @cached_property
    def kept_margin(self) -> float:
        """What each can have at once among deals that both sides would keep, billion dollars a year."""
        return self.talks.kept_margin()

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The talks before and after each shock of the section."""
        return play_shocks(self.talks, self.plan.shocks)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Carrots and sticks of the section on their way to the Nash deal."""
        if not self.plan.strategies or "Nash" not in self.talks.deals:
            return ()
        return compare_strategies(self.talks, strategies_of(self.run), self.talks.deals["Nash"].x)

    @cached_property
    def rivalry_frontier(self):
        """Rivalry weights at which the zone of the whole agenda closes."""
        return self.talks.rivalry(RIVALRY)

    @property
    def rivalry_product(self) -> float:
        """Product of the two weights on that frontier, where both are equal."""
        k = self.rivalry_frontier
        return float(np.interp(0.0, np.log(k.k1 / k.k2), k.k1 * k.k2))

    def pieces(self) -> list[Callable[[], object]]:
        """What takes time, in order; calling them beforehand leaves the chapter little to do."""
        talks = self.talks
        return [
            lambda: talks.zone,
            lambda: self.clock,
            lambda: talks.frontier,
            lambda: talks.deals,
            lambda: talks.odds,
            lambda: self.rivalry_frontier,
            lambda: self.swings,
            lambda: self.kept_margin,
            lambda: self.turns,
            lambda: self.paths,
        ]

    def sentences(self) -> list[str]:
        """The answer in words, from the numbers."""
        return [
            s
            for s in (
                self._cost(),
                self._zone(),
                self._deal(),
                self._odds(),
                self._rivalry(),
                self._kept(),
                self._delivered(),
                *(self._shock(turn) for turn in self.turns),
                self._paths(),
                self._rests(),
            )
            if s
        ]

    def _cost(self) -> str:
        day = self.clock.days.index(self.plan.opening)
        costs = [f"{s} {self.clock.per_day[day, k]:+.1f}" for k, s in enumerate(self.talks.sides)]
        end = self.clock.per_day[-1]
        later = [f"{s} {end[k]:+.1f}" for k, s in enumerate(self.talks.sides)]
        return (
            f"On {self.plan.opening:%-d %B %Y} a day of impasse costs, in million dollars: {', '.join(costs)} "
            f"(two years on, with the same tariffs: {', '.join(later)})."
        )

    def _zone(self) -> str:
        zone, names = self.talks.zone, self.talks.sides
        if zone.empty:
            return f"There is no deal that both prefer: at the fairest one each lacks {-zone.margin:.1f} billion dollars a year."
        return (
            f"There are deals that both prefer to the impasse: together worth up to {zone.surplus:.0f} billion dollars a year, "
            f"at best {zone.ideal[0]:.0f} to {names[0]} or {zone.ideal[1]:.0f} to {names[1]}; each can have "
            f"{zone.margin:.0f} at once."
        )

    def _deal(self) -> str:
        if "Nash" not in self.talks.deals:
            return ""
        deal, issues = self.talks.deals["Nash"], self.talks.agenda.issues
        partly = [f"{i.name.lower()} {v:.0%}" for i, v in zip(issues, deal.x, strict=True) if v < 0.995]
        left = f" except {', '.join(partly)}" if partly else ""
        gains = ", ".join(f"{s} {u:+.0f}" for s, u in zip(self.talks.sides, deal.u, strict=True))
        return f"The Nash bargain grants everything on the table{left}: {gains} billion dollars a year."

    def _odds(self) -> str:
        odds, n = self.talks.outcome_odds, self.talks
        if n.zone.empty:
            then = max(odds, key=odds.__getitem__)
            return (
                f"With nothing that both can sign, the deadline of {n.deadline:%-d %B %Y} brings the choice to {then}."
            )
        if n.attrition is None:
            return "Both public texts fit into one deal, so nothing is gained by waiting."
        first = n.attrition.blinks_first
        low, _, high = self.triple("deal")
        worth = [f"{s} {n.outlook[f'extension for {s}']:.0f}" for s in n.sides]
        return (
            f"By {n.deadline:%-d %B %Y} the model gives a deal {odds['deal']:.0%} (from {low:.0%} to {high:.0%} as assumptions "
            f"move), an extension {odds['extend']:.0%} and escalation {odds['escalate']:.0%}; with no deadline {n.sides[0]} "
            f"would blink first with {first[0]:.0%}, {n.sides[1]} with {first[1]:.0%}. If the deadline comes without a deal, "
            f"extending rather than escalating is worth, in billion dollars up to the mandates' ends: {', '.join(worth)}."
        )

    def _rivalry(self) -> str:
        with_scale, flat, names = self.talks.rollback_rivalry, self.rollback_without_scale, self.talks.sides
        return (
            f"What is on the table decides what is irreconcilable. If only tariffs can be rolled back, {names[0]} prefers to "
            f"keep them once it weighs {names[1]}'s gain at more than {with_scale[0]:.3f} of its own (percent of income on "
            f"percent of income; {flat[0]:.2f} without scale economies). With everything on the table the zone closes only "
            f"where the two sides' rivalry weights multiply to about {self.rivalry_product:.2g}."
        )

    def _kept(self) -> str:
        if self.talks.zone.empty:
            return ""
        kept = {name: self.talks.enforcement(d.x) for name, d in self.talks.deals.items()}
        broken = [f"{n} ({self.talks.sides[e.binding_side]})" for n, e in kept.items() if not e.self_enforcing]
        months = self.talks.assumptions.lag_years * 12
        if not broken:
            said = f"All of these deals would be kept if a breach is answered within {months:.0f} months"
        else:
            said = f"With an answer after {months:.0f} months these would not be kept, by: {', '.join(broken)}"
        if self.kept_margin < 0:
            return f"{said}. No deal that both prefer would be kept by both."
        return (
            f"{said}. Among deals that would be kept each can have {self.kept_margin:.0f} billion dollars a year at once, "
            f"of {self.talks.zone.margin:.0f} among all."
        )

    def _delivered(self) -> str:
        """What the Nash deal is worth if purchases are delivered as the record says."""
        deal, agenda = self.talks.deals.get("Nash"), self.talks.agenda
        if deal is None or not any(i.delivered is not None for i in agenda.issues):
            return ""
        x = agenda.as_delivered(deal.x)
        u = agenda.payoffs(x)[0]
        bought = [k for k, i in enumerate(agenda.issues) if i.kind == "purchases" and i.delivered is not None]
        extra = sum(agenda.issues[k].amount * x[k] for k in bought)
        promised = sum(agenda.issues[k].amount * deal.x[k] for k in bought)
        gains = ", ".join(f"{s} {v:+.0f}" for s, v in zip(self.talks.sides, u, strict=True))
        return (
            f"What counts is what is done: if purchases are delivered as those of Phase One were, {extra:.0f} of the "
            f"{promised:.0f} billion dollars a year promised in the Nash deal are bought, and it is worth {gains}."
        )

    def _shock(self, turn: Turn) -> str:
        before, after = turn.before.outcome_odds["deal"], turn.after.outcome_odds["deal"]
        moved = f"moves the odds of a deal by {turn.after.deadline:%-d %B %Y} from {before:.0%} to {after:.0%}"
        return f"{turn.shock.day:%-d %B %Y}, if silence has lasted until then: {turn.shock.name.lower()} {moved}."

    def _paths(self) -> str:
        if len(self.paths) < 2:
            return ""
        regions, wait = self.run.economy.regions, self.paths[0]
        index = [regions.index(s) for s in self.talks.sides]
        parts = []
        for path in self.paths[1:]:
            gain = (path.value - wait.value)[index]
            worth = ", ".join(f"{s} {v:+.1f}" for s, v in zip(self.talks.sides, gain, strict=True))
            parts.append(f"{path.strategy.name} {worth}")
        return f"The same deal by another path, in billion dollars against just waiting for it: {'; '.join(parts)}."

    def _rests(self) -> str:
        swing = self.swings[0]
        if swing.width("deal") < 0.005:
            return "No behavioural assumption within its range moves the odds of a deal; flows come from the model."
        (low, high), (at_low, at_high) = swing.ends, swing.values("deal")
        return (
            f"The odds of a deal rest most on {swing.name.replace('_', ' ')}: {at_low:.0%} at {low}, {at_high:.0%} at {high}. "
            "These behavioural numbers are judgements; flows come from the model."
        )
