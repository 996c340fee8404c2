"""What is on the table, priced on the calendar: the flows that a deal brings in the years after its signing, and their mean.

    (T47)  y_ik(x) = u_i(reached_k · x; θ(h_k), ψ(h_k)),   reached_k the share of each grant that is in force in spell k
    (T61)  u_i(x) = Σ_k w_ik y_ik(x),   w_ik = ∫_{spell k} e^{-r_i s} ds / ∫_0^{H_i - τ} e^{-r_i s} ds

A spell is a stretch of years after the signing in which one price stands; h_k is the age of the tariffs in force then, which
goes on growing where nothing is signed. The mean runs from the signing τ to the day on which side i's mandate ends, H_i years
after the opening. It is the deal's one price: times ∫_τ^{H_i} e^{-r_i s} ds it is the present value at the opening (T2), and a
flow that never changes is its own mean.
"""

from __future__ import annotations

import dataclasses
import threading
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tradetalks.bargaining.discounting import discounted_years
from tradetalks.bargaining.once import computed_once
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.problem import Instruments
from tradetalks.errors import TalksError, message
from tradetalks.result import Result
from tradetalks.talks.agenda import Agenda, DealPrice
from tradetalks.talks.issue import Issue

# Weights that differ by less are the same: years are differences of years.
_SAME_WEIGHT = 1e-9
# Share of a side's income that is nothing to it: two million dollars a year to the United States, and a hundred times what
# the solver leaves open, as payoffs are differences of incomes solved to a billionth.
NOTHING = 1e-7


def spell_weights(starts: ArrayLike, *, rates: ArrayLike, years_left: ArrayLike) -> np.ndarray:
    """(T61) w (K, n), each column adding up to 1: how much each spell after the signing counts for each side.

    Args:
        starts: (K,) years after the signing at which the spells begin, the first 0; the last one has no end.
        rates: (n,) discount rates per year.
        years_left: (n,) from the signing to the end of each side's mandate; where none are left the first spell counts alone.
    """
    edges = np.append(np.asarray(starts, float), np.inf)
    left = np.maximum(np.asarray(years_left, float), 0.0)
    worth = discounted_years(edges, rates=np.asarray(rates, float), start=0.0, end=left).T
    whole = worth.sum(axis=0)
    first = np.zeros_like(worth)
    first[0] = 1.0
    return np.asarray(np.divide(worth, whole, out=first, where=whole > 0))


class _Memory:
    """Prices of deals that were asked for before."""

    def __init__(self) -> None:
        self._found: dict[bytes, DealPrice] = {}
        self._entering = threading.Lock()

    def price(self, agenda: Agenda, x: np.ndarray) -> DealPrice:
        """The price of ``x`` (m,). Threads may find one side by side, and enter it one at a time."""
        key = x.tobytes()
        found = self._found.get(key)
        if found is None:
            found = agenda.price(x)
            with self._entering:
                self._found[key] = found
        return found


@dataclasses.dataclass(frozen=True, eq=False)
class Spell:
    """A stretch of years after the signing in which one price stands.

    Args:
        start: years after the signing at which it begins.
        priced: years after the signing at which it is priced, its middle; inf for a flow that never changes.
        agenda: the issues over the status quo of the day on which it is priced.
        signed: the day of the signing.
        day: the day on which it is priced. None, of both days: a flow that never changes, with every grant in force.
    """

    start: float
    priced: float
    agenda: Agenda
    signed: date | None = None
    day: date | None = None

    @computed_once
    def reached(self) -> np.ndarray:
        """(m,) share of each grant that is in force then, in [0, 1]."""
        issues = self.agenda.issues
        if self.signed is None or self.day is None:
            return np.ones(len(issues))
        return np.array([issue.share_in_force(self.day, self.signed) for issue in issues])

    @computed_once
    def _memory(self) -> _Memory:
        """Shared by agendas that count the same spells otherwise."""
        return _Memory()

    def price(self, x: np.ndarray) -> DealPrice:
        """What the deal x (m,) changes in this spell; derivatives are those in what is in force of it."""
        return self._memory.price(self.agenda, self.reached * np.asarray(x, float))


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class DatedAgenda(Result):
    """An agenda on the calendar; :func:`at_one_date` makes one of a single agenda whose flows never change.

    Args:
        now: the agenda while the talks last.
        spells: K stretches of years after the signing, in order, the first from 0; the last one has no end.
        weights: (K, n) of each spell for each side (T61). Default: the last spell alone.
        far: the side that looks further; countries that are not at the table are valued with its weights.

    Raises:
        TalksError: no spells, or spells that do not follow one another from the signing.
    """

    now: Agenda
    spells: tuple[Spell, ...]
    weights: np.ndarray | None = None
    far: int = 0

    def __post_init__(self) -> None:
        starts = self.starts
        if not (len(starts) and starts[0] == 0 and (np.diff(starts) > 0).all()):
            raise TalksError(
                message(
                    "the spells of an agenda follow one another from the signing",
                    expected="starts that rise from 0 years",
                    got=str(starts.tolist()),
                )
            )
        if self.weights is None:
            last = np.zeros((len(starts), len(self.now.sides)))
            last[-1] = 1.0
            object.__setattr__(self, "weights", last)

    @property
    def starts(self) -> np.ndarray:
        """(K,) years after the signing at which the spells begin."""
        return np.array([spell.start for spell in self.spells], float)

    @property
    def priced(self) -> np.ndarray:
        """(K,) years after the signing at which the spells are priced."""
        return np.array([spell.priced for spell in self.spells], float)

    def __repr__(self) -> str:
        return f"<DatedAgenda: {', '.join(self.sides)}, {len(self.issues)} issues, {len(self.spells)} spells>"

    def summary(self) -> str:
        """What is on the table, a line an issue, and how much each spell counts."""
        lines = [self.now.summary()]
        for start, row in zip(self.starts, self._weights, strict=True):
            parts = ", ".join(f"{side} {share:.2f}" for side, share in zip(self.sides, row, strict=True))
            lines.append(f"  from year {start:g} after the signing: weight {parts}")
        return "\n".join(lines)

    @property
    def _weights(self) -> np.ndarray:
        return np.asarray(self.weights)

    @property
    def sides(self) -> tuple[str, ...]:
        """Names of the regions at the table."""
        return self.now.sides

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is on the table."""
        return self.now.issues

    @property
    def names(self) -> tuple[str, ...]:
        """Labels of the issues, in order."""
        return self.now.names

    @property
    def status_quo(self) -> Equilibrium:
        """The equilibrium in force while the talks last."""
        return self.now.status_quo

    @property
    def incomes(self) -> np.ndarray:
        """(n,) real income of the sides while the talks last, billion dollars a year at baseline prices."""
        return self.now.incomes

    @property
    def counted(self) -> int:
        """How many of the first spells count for some side; no other is ever solved."""
        return int(np.flatnonzero(self._weights.any(axis=1)).max(initial=0)) + 1

    def replace(self, **changes: Any) -> DatedAgenda:
        """A copy whose agendas have some fields changed (``issues``, say)."""
        spells = [dataclasses.replace(spell, agenda=spell.agenda.replace(**changes)) for spell in self.spells]
        return dataclasses.replace(self, now=self.now.replace(**changes), spells=tuple(spells))

    def only(self, *kinds: str) -> DatedAgenda:
        """The agenda restricted to some kinds of issue."""
        return self.replace(issues=tuple(i for i in self.issues if i.kind in kinds))

    def weighted(self, *, rates: ArrayLike, years_left: ArrayLike) -> DatedAgenda:
        """The same flows, counted as sides do that discount at ``rates`` (n,) and leave ``years_left`` (n,) after the signing."""
        weights = spell_weights(self.starts, rates=rates, years_left=years_left)
        return dataclasses.replace(self, weights=weights, far=int(np.argmax(years_left)))

    def same_as(self, other: DatedAgenda) -> bool:
        """Whether every deal has the same price: the same flows, counted alike."""
        return self.spells is other.spells and np.allclose(self._weights, other._weights, rtol=0.0, atol=_SAME_WEIGHT)

    def flows(self, deals: np.ndarray, *, spells: int | None = None) -> np.ndarray:
        """(T47) y (P, K, n): what each of P deals (P, m) brings each side in each spell, billion dollars a year.

        Args:
            deals: x of each.
            spells: of how many of the first spells; those that count where absent.
        """
        count = self.counted
        if spells is not None:
            count = spells
        return np.array([[self.spells[k].price(x).u for k in range(count)] for x in np.atleast_2d(deals)])

    def payoffs(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(T61) u (n,) and du/dx (n, m), billion dollars a year above the status quo, on average to the mandates' ends."""
        u, jac = np.zeros(len(self.sides)), np.zeros((len(self.sides), len(self.issues)))
        for k in range(self.counted):
            price, weight = self.spells[k].price(x), self._weights[k]
            u += weight * price.u
            jac += weight[:, None] * price.jac * self.spells[k].reached
        return u, jac

    @property
    def nothing(self) -> np.ndarray:
        """(n,) what is nothing to each side, billion dollars a year."""
        return np.asarray(NOTHING * self.incomes)

    @computed_once
    def worthless(self) -> np.ndarray:
        """(m,) items whose grant moves no side's payoff, neither alone nor with everything else granted."""
        ends = (np.zeros(len(self.issues)), np.ones(len(self.issues)))
        slopes = np.abs([self.payoffs(x)[1] for x in ends])
        return np.asarray((slopes <= self.nothing[:, None]).all(axis=(0, 1)))

    def gains(self, x: np.ndarray) -> np.ndarray:
        """(regions,) the same for every country, those at the table included with what is stated beyond the model."""
        everyone = self.region_weights
        total = np.zeros(everyone.shape[1])
        for k in range(self.counted):
            total += everyone[k] * self.spells[k].price(x).gains
        return total

    def flows_of(self, policy: Instruments) -> np.ndarray:
        """(K, n) what any other policy (an escalation) brings the sides in every spell, billion dollars a year."""
        return np.array([spell.agenda.payoffs_of(policy) for spell in self.spells])

    @property
    def region_weights(self) -> np.ndarray:
        """(K, regions) of every country: those of the side that looks further for all that are not at the table."""
        regions = self.status_quo.economy.regions
        weights = np.tile(self._weights[:, [self.far]], (1, len(regions)))
        for k, side in enumerate(self.sides):
            weights[:, regions.index(side)] = self._weights[:, k]
        return weights

    def mean(self, flows: ArrayLike) -> np.ndarray:
        """(T61) The mean (n,) of flows (K, n) by spell, or of a flow (n,) that never changes."""
        flows = np.broadcast_to(np.asarray(flows, float), self._weights.shape)
        return np.asarray((self._weights * flows).sum(axis=0))

    def with_amounts(self, x: np.ndarray, end: str) -> np.ndarray:
        """(m,) the deal that is ``x`` with every amount at the ``low`` or ``high`` end of its range, where it has one."""
        return self.now.with_amounts(x, end)

    def as_delivered(self, x: np.ndarray) -> np.ndarray:
        """(m,) the deal ``x`` if purchases are delivered as the record says (T33), from what is bought while the talks last."""
        return self.now.as_delivered(x)

    def problem(
        self, *, outside_option: np.ndarray | None = None, upper: np.ndarray | None = None
    ) -> BargainingProblem:
        """The bargaining problem between positions and red lines: impasse at 0, ``outside_option`` the mean flows of walking
        away, ``upper`` a mandate. A worthless item stays at its least: what a program grants of it is the solver's noise."""
        priced = dataclasses.replace(self.now.problem(outside_option=outside_option, upper=upper), payoffs=self.payoffs)
        return dataclasses.replace(priced, upper=np.where(self.worthless, priced.lower, priced.upper))


def at_one_date(agenda: Agenda | DatedAgenda) -> DatedAgenda:
    """An agenda whose flows never change: one spell, with every grant in force; a dated agenda as it is."""
    if isinstance(agenda, DatedAgenda):
        return agenda
    return DatedAgenda(agenda, (Spell(0.0, np.inf, agenda),))
