"""What two sides at a larger table could sign without the others, and what that brings everybody there.

    (T63)  max_x Π_{i ∈ {a, b}} u_i(x),   x_k = 0 unless issue k is between a and b

The two bargain from the war as it stands over what they alone can grant each other; the others keep their tariffs, have no say,
and gain or lose by what the deal does to trade. Who would lose has a reason to come to the larger deal; who would gain can wait.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from tradetalks.bargaining.solutions import nash_bargain
from tradetalks.errors import TalksError
from tradetalks.inputs import checked
from tradetalks.talks.bargaining_set import BargainingSet
from tradetalks.talks.issue_linkage import worth_signing

# Payoffs of an agenda are close to linear in the deal: the middle of the box.
_STARTS = 1


@dataclass(frozen=True, eq=False)
class DealOfTwo:
    """What ``partners`` could sign without the others.

    Args:
        partners: two of the sides at the table.
        signed: whether there is a deal that both prefer to the war as it stands.
        x: (m,) shares granted; 0 of what is not theirs to grant, and of everything where nothing is signed.
        u: (n,) gains of all sides at the table, as they see them, billion dollars a year; 0 where nothing is signed.
    """

    partners: tuple[str, str]
    signed: bool
    x: np.ndarray
    u: np.ndarray


@checked(TalksError)
def deals_of_two(priced: BargainingSet) -> tuple[DealOfTwo, ...]:
    """(T63) The Nash bargain of every two sides with issues between them, without the others; none at a table of two."""
    sides, issues = priced.agenda.sides, priced.agenda.issues
    if len(sides) == 2:
        return ()
    found = []
    for pair in itertools.combinations(range(len(sides)), 2):
        partners = {sides[k] for k in pair}
        own = [k for k, issue in enumerate(issues) if {issue.by, issue.to} == partners]
        if own:
            found.append(_of(priced, pair, own))
    return tuple(found)


def _of(priced: BargainingSet, pair: tuple[int, int], own: list[int]) -> DealOfTwo:
    """The deal of the sides at these places over the issues ``own``."""
    whole, x = priced.as_seen, np.zeros(len(priced.agenda.issues))
    partners = (priced.agenda.sides[pair[0]], priced.agenda.sides[pair[1]])
    alone = whole.part(own, x).among(pair)
    deal = nash_bargain(alone, starts=_STARTS)
    if not worth_signing(deal, alone):
        return DealOfTwo(partners, False, x, np.zeros(whole.n))
    x[own] = deal.x
    return DealOfTwo(partners, True, x, whole.payoffs(x)[0])
