"""The same deals at other elasticities: what they bring the sides, spell by spell."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from tradetalks.talks.dated_agenda import DatedAgenda
from tradetalks.talks.drawn_stakes import PricedFlows

# Deals along the frontier that are priced at other elasticities. Between them the difference from the flows of the stated set is
# interpolated, which is smooth in the deal: with all 21 priced the odds of January 2019 move by less than a tenth of a point.
POINTS = 11


@dataclasses.dataclass(frozen=True, eq=False)
class ElasticitySet:
    """What is on the table, priced at one set of elasticities.

    Args:
        agenda: on the calendar.
        escalation: (K, 2) flows by spell if the threat is carried out, billion dollars a year above the status quo.
    """

    agenda: DatedAgenda
    escalation: np.ndarray


def price_flows(
    sets: Sequence[ElasticitySet],
    deals: Float[np.ndarray, "p m"],
    *,
    stated: int,
    wait: float,
    waiting: Float[np.ndarray, " 2"],
) -> PricedFlows:
    """Price deals at every set of elasticities.

    Args:
        sets: in the order in which draws are taken from them.
        deals: along the frontier, from side 2's best to side 1's.
        stated: position of the set at which the deals were found.
        wait: years from the opening to the deadline, on which a deal is signed.
        waiting: (2,) flows while the talks last, billion dollars a year above the status quo.
    """
    calendar = sets[stated].agenda
    places = np.unique(np.linspace(0, max(len(deals) - 1, 0), POINTS).round().astype(int))[: len(deals)]
    spells = len(calendar.spells)
    found = np.zeros((0, spells, 2))
    if len(deals):
        found = calendar.flows(deals, spells=spells)
    flows = []
    for k, other in enumerate(sets):
        change = np.zeros((0, spells, 2))
        if k == stated:
            flows.append(found)
            continue
        if len(deals):
            change = other.agenda.flows(deals[places], spells=spells) - found[places]
        flows.append(found + _between(places, change, len(deals)))
    edges = np.append(wait + calendar.starts, np.inf)
    edges[0] = 0.0
    escalation = np.stack([np.asarray(one.escalation, float) for one in sets])
    return PricedFlows(np.stack(flows), escalation, np.tile(waiting, (len(sets), 1)), edges, calendar.incomes)


def _between(places: np.ndarray, flows: Float[np.ndarray, "q k 2"], points: int) -> Float[np.ndarray, "p k 2"]:
    """Flows at every point along the deals from those at some of their places, the ends among them."""
    if len(places) == points:
        return flows
    at = np.arange(points)
    columns = [np.interp(at, places, column) for column in flows.reshape(len(places), -1).T]
    return np.array(columns).T.reshape(points, *flows.shape[1:])
