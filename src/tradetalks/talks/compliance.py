"""Would a deal be kept: what each side could withhold, what the answers take from it, and how late they may come.

    (T46)  u_i^P = max(0, u_i^D − Σ_{j≠i} h_ij),   h_ij >= 0 what i's breach takes from j

This is proportional retaliation, the withdrawal of equivalent concessions: every other side takes back what the breach took from
it, and together they never push the side that broke the deal below the impasse.
:func:`~tradetalks.bargaining.enforcement.partial_reversion` is another answer, a fixed share of the way back to the war, whatever
the breach took. Other punishments: the return to the impasse (0), escalation, or the impasse for some years only (snap-back,
T32). A side may withhold everything that it grants, seen after the lag of rules, or its purchases alone, seen after that of trade
figures; at a table of three and more also what it grants to one side alone, and keep its word to the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from tradetalks.bargaining.enforcement import (
    Enforcement,
    critical_discount_for_spell,
    enforce,
    self_enforcing_set,
    verdict_at,
)
from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import BargainingProblem, PayoffFunction
from tradetalks.bargaining.program import remembered
from tradetalks.bargaining.solutions import lift_all
from tradetalks.talks.assumptions import Assumptions
from tradetalks.talks.dated_agenda import DatedAgenda

# What may be withheld from all.
EVERYTHING, PURCHASES = "everything", "purchases"
# Payoffs of an agenda are close to linear in the deal: the middle of the box.
_STARTS = 1


@dataclasses.dataclass(frozen=True, eq=False)
class Breach:
    """What ``withheld`` (n, m) of its own grants each side may keep back, found out after ``lag`` years."""

    name: str
    withheld: np.ndarray
    lag: float


def closest(verdicts: Mapping[str, Enforcement]) -> Enforcement:
    """Of several breaches of one deal the one that comes closest to paying, among those that tempt a side; any, where none does.

    Its ``critical_lag`` (n,), years, is the least over all breaches: an answer that comes later lets one of them pay. It is inf
    for a side that nothing tempts.
    """
    tempting = [verdict for verdict in verdicts.values() if verdict.tempted.any()]
    if not tempting:
        tempting = list(verdicts.values())
    nearest = min(tempting, key=_least_slack)
    latest = np.min([verdict.critical_lag for verdict in verdicts.values()], axis=0)
    return dataclasses.replace(nearest, critical_lag=latest)


def _least_slack(verdict: Enforcement) -> float:
    """The least slack of a side that is tempted; a side that nothing tempts keeps the deal whatever its patience."""
    return float(np.where(verdict.tempted, verdict.slack, np.inf).min())


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class Compliance:
    """The deals of ``problem`` over ``agenda`` (payoffs above the impasse, rivalry counted) held against what breaking them pays.

    ``escalation`` (n,) are the flows of escalating, the punishment of that name.
    """

    agenda: DatedAgenda
    problem: BargainingProblem
    escalation: np.ndarray
    assumptions: Assumptions

    def __repr__(self) -> str:
        return f"<Compliance: {', '.join(self.agenda.sides)}, {self.assumptions.punishment} punishment>"

    @computed_once
    def _payoffs(self) -> PayoffFunction:
        """The problem's payoffs, asked for at the same few points by every breach and punishment."""
        return remembered(self.problem.payoffs)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Everything at once; purchases alone where somebody promises any; and what is granted to one side of several."""
        by = np.array([[issue.by == side for issue in self.agenda.issues] for side in self.agenda.sides])
        bought = by & np.array([issue.kind == "purchases" for issue in self.agenda.issues])
        a = self.assumptions
        found = [Breach(EVERYTHING, by, a.lag_years)]
        if bought.any():
            found.append(Breach(PURCHASES, bought, a.purchase_lag_years))
        for side in self.agenda.sides:
            alone = by & np.array([issue.to == side for issue in self.agenda.issues])
            # Whoever grants to this side only withholds everything anyway.
            alone[(alone == by).all(axis=1)] = False
            if alone.any():
                found.append(Breach(f"{EVERYTHING} to {side}", alone, a.lag_years))
        return tuple(found)

    def deviate(self, breach: Breach) -> PayoffFunction:
        """x -> (u^D (n,), its Jacobian): each side's flow while it alone breaks the deal."""

        def own(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            u, jac = self._broken(breach, x)
            side = np.arange(len(u))
            return u[side, side], jac[side, side]

        return own

    def _broken(self, breach: Breach, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n, n) flows, who breaks the deal first and whose flow it is second, and (n, n, m) their Jacobians."""
        n = len(breach.withheld)
        u, jac = np.zeros((n, n)), np.zeros((n, n, len(x)))
        for k, withheld in enumerate(breach.withheld):
            u[k], slope = self._payoffs(np.where(withheld, 0.0, x))
            jac[k] = np.where(withheld, 0.0, slope)
        return u, jac

    def punished(self, breach: Breach) -> PayoffFunction:
        """x -> (u^P (n,), its Jacobian): each side's flow under the answers of all others to its breach."""
        n = len(self.agenda.sides)
        if self.assumptions.punishment == "escalation":
            return lambda x: (np.minimum(self.escalation, 0.0), np.zeros((n, len(x))))
        if self.assumptions.punishment != "proportional":
            return lambda x: (np.zeros(n), np.zeros((n, len(x))))

        def proportional(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            (comply, dc), (broken, db) = self._payoffs(x), self._broken(breach, x)
            side = np.arange(n)
            # What the others lose is taken back; nobody is pushed below the impasse, or lifted above the breach.
            harm, slope = comply - broken, dc - db
            taken = (harm > 0) & ~np.eye(n, dtype=bool)
            left = broken[side, side] - np.where(taken, harm, 0.0).sum(axis=1)
            after = db[side, side] - np.where(taken[:, :, None], slope, 0.0).sum(axis=1)
            return np.maximum(left, 0.0), np.where((left > 0)[:, None], after, 0.0)

        return proportional

    def temptation(self, x: np.ndarray) -> np.ndarray:
        """(n,) what each side gains at once by withholding all that it grants in the deal ``x``, billion dollars a year."""
        return np.asarray(np.maximum(self.deviate(self.breaches[0])(x)[0] - self._payoffs(x)[0], 0.0))

    def by_breach(self, x: np.ndarray) -> dict[str, Enforcement]:
        """(T30, T32) The verdict on the deal ``x`` for every breach."""
        a, comply = self.assumptions, self._payoffs(x)[0]
        verdicts = {}
        for breach in self.breaches:
            flows = {
                "comply": comply,
                "deviate": np.maximum(self.deviate(breach)(x)[0], comply),
                "punished": self.punished(breach)(x)[0],
            }
            verdict = enforce(**flows, rates=a.breach_rates, lag=breach.lag)
            if a.punishment == "snap-back":
                verdict = self._for_a_spell(verdict, flows)
            verdicts[breach.name] = verdict
        return verdicts

    def _for_a_spell(self, verdict: Enforcement, flows: dict[str, np.ndarray]) -> Enforcement:
        """The same breach answered for some years only; a period is the lag."""
        periods = max(1, round(self.assumptions.snap_back_years / verdict.lag))
        delta = np.nan_to_num(critical_discount_for_spell(**flows, periods=periods), nan=np.inf)
        return verdict_at(delta, rates=verdict.rates, lag=verdict.lag)

    def enforcement(self, x: np.ndarray) -> Enforcement:
        """The verdict of the breach that comes closest to paying."""
        return closest(self.by_breach(x))

    def self_enforcing_problem(self, lag_years: float | None = None) -> BargainingProblem:
        """The problem restricted to deals that all sides would keep (T30 as a constraint), whatever they might withhold.

        ``lag_years`` replaces the lag of all breaches but purchases; snap-back for a spell is held for ever here.
        """
        problem = self.problem
        for breach in self.breaches:
            lag = breach.lag
            if breach.name != PURCHASES and lag_years is not None:
                lag = lag_years
            problem = self_enforcing_set(
                problem,
                deviate=self.deviate(breach),
                punished=self.punished(breach),
                rates=self.assumptions.breach_rates,
                lag=lag,
                tempted=breach.withheld.any(axis=1),
            )
        return problem

    def self_enforcing_surplus(self, lag_years: float | None = None) -> float:
        """What each side can have at once among deals that would be kept, billion dollars a year (T4); below 0 there is none."""
        problem = self.self_enforcing_problem(lag_years)
        return float(lift_all(problem, problem.reservation, np.ones(problem.n), starts=_STARTS).slack[0])

    def price_of_delay(self, lag_years: float, *, step: float = 0.25) -> float:
        """What the least gain of a side loses per year that the answer to a breach comes later, billion dollars a year."""
        now, later = (self.self_enforcing_surplus(lag) for lag in (lag_years, lag_years + step))
        return (now - later) / step
