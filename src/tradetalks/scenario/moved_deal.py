"""What any deal on the table is worth: who moves the share of an item sees what it does to every side, and whether it holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from tradetalks.errors import TalksError, message, suggestion
from tradetalks.inputs import OfType, checked
from tradetalks.scenario.results.talks import TalksRun
from tradetalks.scenario.results.talks_records import SolvedDeal
from tradetalks.scenario.solved_deals import any_deal

SHARES = OfType(Mapping[str, float])


@dataclasses.dataclass(frozen=True, eq=False)
class DealSlopes:
    """What a deal is worth, and what a little more of each item would change.

    Near the deal, ``worth + slopes @ (y - x)`` is what a deal y is worth to first order.

    Args:
        x: (m,) share of each item.
        worth: (n,) what it is worth to each side above no deal, billion dollars a year on average to its mandate's end (T61).
        slopes: (n, m) what the whole of each item would add to that.
    """

    x: Float[np.ndarray, " m"]
    worth: Float[np.ndarray, " n"]
    slopes: Float[np.ndarray, "n m"]


@checked(TalksError, shares=SHARES)
def shares_of_deal(talks: TalksRun, shares: Mapping[str, float], begin: str | None = None) -> Float[np.ndarray, " m"]:
    """(m,) the share of every item in a deal that somebody moves.

    Args:
        talks: solved.
        shares: by name of the item, in [0, 1]; the others stay where they were.
        begin: the deal from which they are moved, one of those that were found; where None or not found, no deal at all.

    Raises:
        TalksError: an item that is not on the table.
    """
    names = talks.negotiation.priced.names
    x = np.zeros(len(names))
    if begin in talks.bargain.deals:
        x = np.array(talks.bargain.deals[str(begin)].deal.x)
    for name, share in shares.items():
        if name not in names:
            raise TalksError(message(f"{name!r} is not on the table", details=[suggestion(name, names)]))
        x[names.index(name)] = share
    return x


@checked(TalksError)
def deal_slopes(talks: TalksRun, x: Float[np.ndarray, " m"]) -> DealSlopes:
    """What a deal is worth to every side, and its slopes (T37, T61): as the run has them, or a solve for each spell that counts.

    Args:
        talks: solved.
        x: (m,) share of each item, in [0, 1].

    Raises:
        TalksError: another number of shares, or one that is out of bounds.
    """
    shares = np.asarray(x, float)
    found = _found(talks, shares)
    if found is not None:
        return DealSlopes(shares, found.worth, found.slopes)
    worth, slopes = talks.negotiation.priced.payoffs(shares)
    return DealSlopes(shares, worth, slopes)


@checked(TalksError)
def moved_deal(talks: TalksRun, x: Float[np.ndarray, " m"]) -> SolvedDeal:
    """Everything that is asked about a deal: as the run has it, or exact by the calls of the run.

    Args:
        talks: solved.
        x: (m,) share of each item, in [0, 1].

    Returns:
        What it is worth to whom, at every end of what is uncertain on the table, year by year, and whether it would be kept.
        ``deal.signed`` says whether every side has at least what it has without a deal; of a deal that the run does not have the
        distance to the frontier is not computed.

    Raises:
        TalksError: another number of shares, or one that is out of bounds.
    """
    shares = np.asarray(x, float)
    found = _found(talks, shares)
    if found is None:
        found = any_deal(talks.negotiation, shares)
    return found


def _found(talks: TalksRun, x: np.ndarray) -> SolvedDeal | None:
    """The deal of the run that has exactly these shares; None where it has none."""
    known = (talks.bargain.begin, *talks.bargain.deals.values())
    return next((solved for solved in known if np.array_equal(solved.deal.x, x)), None)
