"""The chapter on the talks: is there a deal, which, when, with what odds, and would it be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd

from tradetalks.report.tables import Table
from tradetalks.scenario.run import ScenarioRun
from tradetalks.scenario.talks_section import TalksPlan, clock_of, levels_of, negotiation_of
from tradetalks.talks.clock import ImpasseClock
from tradetalks.talks.negotiation import Negotiation

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
    def sensitivity(self):
        return self.talks.sensitivity()

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
            lambda: self.sensitivity,
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
        if n.attrition is None:
            return "Both public texts fit into one deal, so nothing is gained by waiting."
        first = n.attrition.blinks_first
        return (
            f"By {n.deadline:%-d %B %Y} the model gives a deal {odds['deal']:.0%}, an extension {odds['extend']:.0%} and "
            f"escalation {odds['escalate']:.0%}; with no deadline {n.sides[0]} would blink first with {first[0]:.0%}, "
            f"{n.sides[1]} with {first[1]:.0%}."
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
        kept = {name: self.talks.enforcement(d.x) for name, d in self.talks.deals.items()}
        broken = [f"{n} ({self.talks.sides[e.binding_side]})" for n, e in kept.items() if not e.self_enforcing]
        lag = self.talks.assumptions.lag_years
        if not broken:
            return f"All of these deals would be kept if a breach is answered within {lag * 12:.0f} months."
        return f"With an answer after {lag * 12:.0f} months these would not be kept, by: {', '.join(broken)}."

    def _rests(self) -> str:
        name, low, at_low, high, at_high = self.sensitivity[0]
        return (
            f"The odds of a deal rest most on {name.replace('_', ' ')}: {at_low:.0%} at {low}, {at_high:.0%} at {high}. "
            "These behavioural numbers are judgements; flows come from the model."
        )

    def tables(self) -> list[Table]:
        """Deals, what is on the table, odds and their sensitivity, levels, the clock."""
        return [
            self._deals_table(),
            self._issues_table(),
            self._odds_table(),
            self._levels_table(),
            self._clock_table(),
        ]

    def _deals_table(self) -> Table:
        n, rows = self.talks, []
        region = list(self.run.economy.regions)
        others = [k for k, r in enumerate(region) if r not in n.sides]
        for name, deal in n.deals.items():
            kept = n.enforcement(deal.x)
            gain = n.agenda.gains(deal.x)
            rows.append(
                {
                    "deal": name,
                    f"{n.sides[0]} bn": deal.u[0],
                    f"{n.sides[1]} bn": deal.u[1],
                    "third countries bn": gain[others].sum(),
                    f"{n.sides[0]} rollback": self._rollback(deal.x, n.sides[0]),
                    f"{n.sides[1]} rollback": self._rollback(deal.x, n.sides[1]),
                    "kept": "yes" if kept.self_enforcing else f"not by {n.sides[kept.binding_side]}",
                }
            )
        frame = pd.DataFrame(rows)
        formats = {c: "{:+.1f}" for c in frame.columns if c.endswith("bn")}
        formats |= {c: "{:.0%}" for c in frame.columns if c.endswith("rollback")}
        note = "gains over the impasse, billion dollars a year; rollback: share of the tariff increases since 2017 withdrawn"
        return Table("deals", "The deals that bargaining solutions pick", frame, formats, note)

    def _rollback(self, x: np.ndarray, side: str) -> float:
        shares = [
            v * i.amount
            for i, v in zip(self.talks.agenda.issues, x, strict=True)
            if i.kind == "rollback" and i.by == side
        ]
        return float(sum(shares))

    def _issues_table(self) -> Table:
        agenda, rows = self.talks.agenda, []
        for k, issue in enumerate(agenda.issues):
            worth = agenda.payoffs(np.eye(len(agenda.issues))[k])[0]
            rows.append(
                {
                    "issue": issue.name,
                    "granted by": issue.by,
                    "amount": f"{issue.amount:g}",
                    "range": "" if issue.low is None else f"{issue.low:g} to {issue.high:g}",
                    f"{agenda.sides[0]} bn": worth[0],
                    f"{agenda.sides[1]} bn": worth[1],
                    "amount is": "judgement" if issue.judgement else "on record",
                }
            )
        frame = pd.DataFrame(rows)
        formats = {c: "{:+.1f}" for c in frame.columns if c.endswith("bn")}
        return Table(
            "issues", "What is on the table, priced one by one", frame, formats, "each item granted alone and in full"
        )

    def _odds_table(self) -> Table:
        odds = self.talks.outcome_odds
        rows = [
            {
                "assumption": "as stated",
                "low": "",
                "P(deal) at low": odds["deal"],
                "high": "",
                "P(deal) at high": odds["deal"],
            }
        ]
        for name, low, at_low, high, at_high in self.sensitivity:
            label = name.replace("_", " ")
            rows.append(
                {
                    "assumption": label,
                    "low": str(low),
                    "P(deal) at low": at_low,
                    "high": str(high),
                    "P(deal) at high": at_high,
                }
            )
        formats = dict.fromkeys(("P(deal) at low", "P(deal) at high"), "{:.0%}")
        note = f"probability of a deal by {self.talks.deadline}; one assumption moved at a time; selection = who is favoured"
        return Table("odds", "What the odds rest on", pd.DataFrame(rows), formats, note)

    def _levels_table(self) -> Table:
        rows = [
            {
                "level": name,
                "may sign": share,
                f"{self.talks.sides[0]} bn": np.nan if gains is None else gains[0],
                f"{self.talks.sides[1]} bn": np.nan if gains is None else gains[1],
            }
            for name, share, gains in levels_of(self.talks, self.plan)
        ]
        frame = pd.DataFrame(rows, columns=["level", "may sign", *(f"{s} bn" for s in self.talks.sides)])
        formats = {"may sign": "{:.0%}"} | {f"{s} bn": "{:+.1f}" for s in self.talks.sides}
        return Table(
            "levels",
            "What each level could sign by itself",
            frame,
            formats,
            "share of every issue; gains of its Nash bargain",
        )

    def _clock_table(self) -> Table:
        c = self.clock
        frame = pd.DataFrame({"day": [str(d) for d in c.days], "years": c.horizon})
        for k, side in enumerate(c.sides):
            frame[f"{side} %"] = c.percent[:, k]
            frame[f"{side} m/day"] = c.per_day[:, k]
            frame[f"{side} bn so far"] = -c.so_far[:, k]
        formats = {"years": "{:.1f}"} | {x: "{:+.3f}" if x.endswith("%") else "{:+.1f}" for x in frame.columns[2:]}
        note = "if nothing else happens; % of real income; m/day: million dollars lost a day; years: mean age of the tariffs"
        return Table("clock", "The impasse clock", frame, formats, note)
