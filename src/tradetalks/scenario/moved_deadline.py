"""The odds and the clock where the deadline is another day, or rivalry is something else: the same deals, played again.

Deals keep the price that they have if signed on the scenario's own deadline: a deal signed on another day brings the same mean
flow, over the mandate that is left then (T61).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TalksError, message
from tradetalks.inputs import DAY, checked
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.talks.drawn_talks import draw_talks
from tradetalks.talks.odds import TalksOdds, odds_of
from tradetalks.talks.two_sides import check_two_sides


@checked(TalksError)
def moved_odds(
    talks: TalksRun, *, deadline: datetime.date | None = None, rivalry: Sequence[float] | None = None
) -> TalksOdds:
    """What becomes of the deadline if it is another day, or if the sides mind each other's gain more; the run's where neither.

    Args:
        talks: of two sides, solved.
        deadline: after the opening; the scenario's where None.
        rivalry: (2,) percent of own income on percent of the other's; the scenario's where None.

    Raises:
        TalksError: more than two sides, a deadline that does not come after the opening, or a negative weight.
    """
    check_two_sides(talks.sides)
    changes = {}
    end = deadline or talks.deadline
    _check_deadline(talks, end)
    if rivalry is not None and tuple(rivalry) != tuple(talks.assumptions.rivalry):
        changes["rivalry"] = tuple(rivalry)
    course, possible = talks.course, talks.bargain.possible
    assert course is not None and possible is not None, "talks of two sides have both"
    if end == talks.deadline and not changes:
        return course.odds
    # The run has priced the deals; read back from a file, it does not price them again.
    drawn = draw_talks(possible.flows, talks.opening, talks.deadline, talks.assumptions).with_changes(changes, end)
    features = talks.negotiation.threatened.as_of(end, talks.sides[talks.assumptions.threatener])
    return odds_of(drawn.odds, features, talks.opening)


class ClockReading(NamedTuple):
    """What the impasse costs on a day.

    Args:
        day: which.
        per_day: (n,) cost of one more day, million dollars (positive: a loss).
        so_far: (n,) cost since the first act, billion dollars (positive: a loss).
    """

    day: datetime.date
    per_day: Float[np.ndarray, " n"]
    so_far: Float[np.ndarray, " n"]


@checked(TalksError, day=DAY)
def clock_on(talks: TalksRun, day: datetime.date) -> ClockReading:
    """The impasse clock on a day: read off where the run priced that day, on the straight line between two such days otherwise.

    Args:
        talks: solved.
        day: within the days of the run's clock, from the first act to two years after the deadline.

    Raises:
        TalksError: a day outside.
    """
    clock = talks.clock
    first, last = clock.days[0], clock.days[-1]
    if not first <= day <= last:
        raise TalksError(
            message(
                f"the clock of these talks does not reach {day}",
                expected=f"a day from {first} to {last}",
                do="move the deadline of the scenario, and run it",
            )
        )
    at, known = day.toordinal(), [one.toordinal() for one in clock.days]
    per_day = [np.interp(at, known, column) for column in clock.per_day.T]
    so_far = [np.interp(at, known, column) for column in -clock.so_far.T]
    return ClockReading(day, np.array(per_day), np.array(so_far))


def _check_deadline(talks: TalksRun, deadline: datetime.date) -> None:
    """Raise for a deadline that does not come after the opening."""
    if deadline <= talks.opening:
        raise TalksError(
            message(
                f"the deadline {deadline} does not come after the opening {talks.opening}",
                do="give a later deadline",
            )
        )
