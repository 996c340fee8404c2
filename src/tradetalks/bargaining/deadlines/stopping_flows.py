"""A stopping game from constant flows per year: the plainest case, for examples and tests."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from tradetalks.bargaining.checks import two_sided
from tradetalks.bargaining.deadlines.stopping_game import StoppingGame
from tradetalks.bargaining.discounting import DAYS_PER_YEAR, discounted_years
from tradetalks.errors import TalksError, message


def stopping_game_from_flows(
    *,
    win: ArrayLike,
    split: ArrayLike,
    concede: ArrayLike,
    escalate: ArrayLike,
    lapse: ArrayLike | None = None,
    mandate_years: ArrayLike,
    rates: ArrayLike = 0.05,
    days: float,
    extension_days: float = 0.0,
    round_days: float = 7.0,
    threatener: int = 0,
    committed: ArrayLike = 0.1,
    cost_mean: ArrayLike = 0.0,
    cost_dispersion: ArrayLike = 0.5,
    extension_cost: float = 0.02,
    backing_down_cost: float = 0.0,
    choice_dispersion: float = 0.3,
) -> StoppingGame:
    """A game whose flows begin when talks end and last until each mandate does; while talks last nothing flows.

    Args:
        win, split, concede: flows (2,) per year if the other gives way, both do, the side itself does.
        escalate, lapse: flows (2,) per year if the threat is carried out, if it is dropped; without ``lapse`` it never is.
        mandate_years: (2,) from the opening to the end of each mandate; what comes later counts for nothing.
        rates: (2,) discount rates per year.
        days: from the opening to the deadline.
        extension_days: length of the extension; 0: there is none.
        round_days: between rounds, counted back from the deadline and from the end of the extension.
        threatener: 0 or 1.
        committed: (2,) probability of never conceding.
        cost_mean, cost_dispersion: (2,) of the private cost of conceding, as shares of win - concede at each date.
        extension_cost, backing_down_cost, choice_dispersion: shares of the threatener's win - concede at the deadline.

    Raises:
        TalksError: lengths of time that are not positive, or what the game itself refuses.
    """
    _check_lengths(days, round_days, extension_days)
    first, later = _rounds_before(days, round_days), _rounds_before(extension_days, round_days) + days
    dates = np.concatenate([first, later]) / DAYS_PER_YEAR
    r, ends = two_sided("a discount rate", rates), two_sided("the end of a mandate", mandate_years)
    a, m, b = (two_sided(name, v) for name, v in (("win", win), ("split", split), ("concede", concede)))
    # A flow of one a year in one spell without end, from each date to the end of the mandate.
    last = np.array([days, days + extension_days]) / DAYS_PER_YEAR
    years, at_ends = (
        discounted_years([0.0, np.inf], rates=r, start=when[:, None], end=ends)[..., 0] for when in (dates, last)
    )
    prize = float(((a - b) * at_ends[0])[threatener])
    escalated = two_sided("escalate", escalate) * at_ends
    # Without a value to drop the threat for, one so low that the logit choice never takes it: e^-10000 is 0.
    dropped = escalated - 1e4 * choice_dispersion * prize
    if lapse is not None:
        dropped = two_sided("lapse", lapse) * at_ends
    return StoppingGame(
        dates=first / DAYS_PER_YEAR,
        extension_dates=later / DAYS_PER_YEAR,
        win=a * years,
        split=m * years,
        concede=b * years,
        escalate=escalated,
        lapse=dropped,
        cost_scale=np.maximum((a - b) * years, 0.0),
        cost_mean=two_sided("the mean cost", cost_mean),
        cost_dispersion=two_sided("the dispersion of costs", cost_dispersion),
        committed=two_sided("the probability of being committed", committed),
        threatener=threatener,
        extension_cost=np.asarray(extension_cost * prize),
        backing_down_cost=np.asarray(backing_down_cost * prize),
        choice_dispersion=np.asarray(choice_dispersion * prize),
    )


def _check_lengths(days: float, round_days: float, extension_days: float) -> None:
    if not (days > 0 and round_days > 0 and extension_days >= 0):
        raise TalksError(
            message(
                "the days to the deadline and between rounds must be above 0",
                got=f"days {days:g}, round_days {round_days:g}, extension_days {extension_days:g}",
                do="write 0 extension_days where nothing can be extended",
            )
        )


def _rounds_before(days: float, gap: float) -> Float[np.ndarray, " rounds"]:
    """Days of rounds up to and including the last, ``gap`` apart, after day 0."""
    count = int(np.ceil(days / gap - 1e-9))
    return days - gap * np.arange(count)[::-1]
