"""The calendar of talks: the path without a deal, spell by spell, and the same issues over each of its dates.

    status quo of a date: the policy in force then on the path without a deal, at θ(h) and ψ(h) (E14)

h is the mean age of the tariffs in force (T39). The impasse goes on ageing where nothing is signed, so what a deal saves grows
with time even where it changes everything at once; and what is scheduled already comes into force on its day. Where no tariff
differs from the baseline's, as before a free-trade agreement, all that changes is the deal, and h counts from its signing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from tradetalks.bargaining.discounting import DAYS_PER_YEAR, year_fraction
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.instruments import instruments_of
from tradetalks.economy.solve import solve_instruments
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.dated_agenda import DatedAgenda, Spell
from tradetalks.talks.tariff_age import PolicyStep, tariff_history

# Years after the signing from which each price stands, until the next: flows move fast at first, and slowly later. Every spell
# costs a solve for each deal that is tried; with four spells (0, 1, 2, 4) prices in January 2019 move by less than one percent.
STARTS = (0.0, 1.5, 4.0)
# The last spell, which has no end, is priced so many years after its start: a mandate seldom lasts longer than to its middle.
LAST_PRICED = 2.0


def date_agenda(
    agenda_over: Callable[[Equilibrium], Agenda],
    *,
    economy_at: Callable[[float], Economy],
    steps: Sequence[PolicyStep],
    opening: date,
    signed: date,
) -> DatedAgenda:
    """(T47) The same issues on every date that counts, from the opening on.

    Args:
        agenda_over: the issues, over the status quo that it is given.
        economy_at: years after a change -> the economy with its elasticities, as in :func:`run_clock`.
        steps: the policies in force from a day on if nothing is signed, in order; the first not after the opening.
        opening: of the talks.
        signed: the day of the signing, after the opening.
    """

    def on(day: date) -> Agenda:
        return agenda_over(status_quo_on(day, economy_at, steps, signed=signed))

    spells = []
    starts = spell_starts(steps, signed)
    for start, end in zip(starts, (*starts[1:], starts[-1] + 2 * LAST_PRICED), strict=True):
        middle = (start + end) / 2
        day = signed + timedelta(days=round(DAYS_PER_YEAR * middle))
        spells.append(Spell(start, middle, on(day), signed, day))
    return DatedAgenda(on(opening + (signed - opening) / 2), tuple(spells))


def spell_starts(steps: Sequence[PolicyStep], signed: date) -> tuple[float, ...]:
    """Years after the signing at which spells begin: those of :data:`STARTS`, and the days of steps that are still to come."""
    later = {year_fraction(signed, day) for day, _ in steps if day > signed}
    return tuple(sorted({*STARTS, *later}))


def status_quo_on(
    day: date, economy_at: Callable[[float], Economy], steps: Sequence[PolicyStep], *, signed: date
) -> Equilibrium:
    """The equilibrium on a day if nothing is signed, at the elasticities of that day.

    Args:
        day: from the first step on.
        economy_at, steps: as in :func:`date_agenda`.
        signed: since when a deal, or the step that comes without one, changes trade where nothing else does.
    """
    in_force = [(start, policy) for start, policy in steps if start <= day]
    stands = tariff_history(economy_at(0.0), in_force).age_on(day)
    age = stands.years
    if not stands.weight:
        age = max(0.0, year_fraction(signed, day))
    economy = economy_at(age)
    return solve_instruments(economy, instruments_of(economy, in_force[-1][1]))
