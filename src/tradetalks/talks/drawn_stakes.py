"""What each side stands to win and lose at the deadline, in every joint draw of what is assumed.

Texts are deals on the frontier, and the frontier is found once; a draw says what its deals are worth: at which elasticities, to
which horizon, at which patience, and how much the other's gain hurts. Nothing is searched for again.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from jaxtyping import Bool, Float

from tradetalks.bargaining.discounting import annuity, discounted_years
from tradetalks.talks.joint_draws import JointDraws

# A gain of less (billion dollars) is none.
_NOTHING = 1e-12


@dataclasses.dataclass(frozen=True, eq=False)
class PricedFlows:
    """Flows of efficient deals, absolute gains above the war as it stands, billion dollars a year.

    Args:
        deals: (s, p, k, 2) by elasticity set, deal along the frontier, spell and side; p = 0 where no deal suits both.
        escalation: (s, k, 2) if the threat is carried out.
        waiting: (s, 2) while the talks last.
        edges: (k + 1,) years from the opening between which each price holds, from 0 to inf.
        incomes: (2,) real income of the sides, billion dollars a year.
    """

    deals: Float[np.ndarray, "s p k 2"]
    escalation: Float[np.ndarray, "s k 2"]
    waiting: Float[np.ndarray, "s 2"]
    edges: Float[np.ndarray, " k+1"]
    incomes: Float[np.ndarray, "sides=2"]

    def from_day(self, passed: float) -> PricedFlows:
        """The same seen so many years after the opening: prices hold until the same dates."""
        edges = np.maximum(self.edges - passed, 0.0)
        return dataclasses.replace(self, edges=edges)

    def while_waiting(self, waiting: Float[np.ndarray, "s 2"]) -> PricedFlows:
        """The same where the talks themselves bring these flows, billion dollars a year above the war as it stands."""
        return dataclasses.replace(self, waiting=np.broadcast_to(waiting, self.waiting.shape))


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnStakes:
    """Present values at the opening, billion dollars, of d draws over r rounds.

    Args:
        win, split, concede: (d, r, 2) of a deal signed in a round: on one's own text, half way, on the other's.
        prize: (d, r, 2) of winning over conceding; 0 where conceding is no worse.
        escalate, lapse: (d, 2, 2) at the deadline and at the end of the extension, by side.
        closed: (d,) no deal suits both.
        compatible: (d,) both texts fit into one deal.
        worth_signing: (d,) in [0, 1], how far the best deal for the worst off stands out from what the deadline threatens: 0
            where no deal suits both, near 1 where what each can gain is much more than what signing costs.
    """

    win: Float[np.ndarray, "d r 2"]
    split: Float[np.ndarray, "d r 2"]
    concede: Float[np.ndarray, "d r 2"]
    prize: Float[np.ndarray, "d r 2"]
    escalate: Float[np.ndarray, "d 2 2"]
    lapse: Float[np.ndarray, "d 2 2"]
    closed: Bool[np.ndarray, " d"]
    compatible: Bool[np.ndarray, " d"]
    worth_signing: Float[np.ndarray, " d"]


def stakes_of(
    flows: PricedFlows, draws: JointDraws, dates: Float[np.ndarray, "d r"], ends: Float[np.ndarray, "d 2"]
) -> DrawnStakes:
    """Price the texts of every draw, round by round.

    Args:
        flows: what the deals along the frontier bring, by spell.
        draws: what is assumed in each draw.
        dates: (d, r) years from the opening of every round, those of an extension included.
        ends: (d, 2) years from the opening of the deadline and of the end of the extension.
    """
    rates, mandates = draws["rates"], draws["mandate_years"]
    weight = draws["rivalry"] * flows.incomes / flows.incomes[::-1]
    seen = _as_seen(flows.deals[draws.variant], weight[:, None, None])
    threat = _as_seen(flows.escalation[draws.variant], weight[:, None])
    waiting = _as_seen(flows.waiting[draws.variant], weight)
    later, after = (_years(flows.edges, rates, when, mandates) for when in (dates, ends))
    step = np.einsum("dik,dki->di", after[:, 0], threat)
    texts = texts_of_draws(seen, after[:, 0], draws["demand"], step, draws["signing_cost"])
    own = np.stack([texts.flows[:, k, :, k] for k in range(2)], axis=-1)
    other = np.stack([texts.flows[:, 1 - k, :, k] for k in range(2)], axis=-1)
    win, concede = (np.einsum("drik,dki->dri", later, flow) for flow in (own, other))
    while_talking, until_ends = (_received(waiting, rates, when, mandates) for when in (dates, ends))
    threat_worth = np.einsum("deik,dki->dei", after, threat)
    forever = _received(waiting, rates, np.full_like(ends, np.inf), mandates)
    return DrawnStakes(
        win=win + while_talking,
        split=(win + concede) / 2 + while_talking,
        concede=concede + while_talking,
        prize=np.maximum(win - concede, 0.0),
        escalate=threat_worth + until_ends,
        lapse=forever,
        closed=texts.closed,
        compatible=texts.compatible,
        worth_signing=texts.worth_signing,
    )


def _as_seen(flows: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Flows (..., 2) less what the other's gain hurts."""
    return np.asarray(flows - weight * flows[..., ::-1])


def _years(edges: np.ndarray, rates: np.ndarray, when: np.ndarray, mandates: np.ndarray) -> np.ndarray:
    """(d, r, 2, k) discounted years of every spell from each date (d, r) to the mandates' ends."""
    return discounted_years(edges, rates=rates[:, None], start=when[..., None], end=mandates[:, None])


def _received(flow: np.ndarray, rates: np.ndarray, until: np.ndarray, mandates: np.ndarray) -> np.ndarray:
    """(d, r, 2) a flow (d, 2) from the opening until each date (d, r), or the mandate's end where that is earlier."""
    years = np.minimum(until[..., None], mandates[:, None])
    return np.asarray(flow[:, None] * annuity(rates[:, None], years))


@dataclasses.dataclass(frozen=True, eq=False)
class DrawnTexts:
    """Public texts: flows (d, 2, k, 2) of the text of either side, whether there is none, or one deal meets both, and how far a
    deal is worth signing (d,)."""

    flows: Float[np.ndarray, "d texts=2 k sides=2"]
    closed: Bool[np.ndarray, " d"]
    compatible: Bool[np.ndarray, " d"]
    worth_signing: Float[np.ndarray, " d"]


def texts_of_draws(
    seen: Float[np.ndarray, "d p k 2"],
    years: Float[np.ndarray, "d 2 k"],
    demand: Float[np.ndarray, "d 2"],
    step: Float[np.ndarray, "d 2"],
    signing_cost: Float[np.ndarray, " d"],
) -> DrawnTexts:
    """(T64) The text of a side: the deal along the frontier that gives it ``demand`` of its best among those that suit both.

    Args:
        seen: flows of the deals, in order from side 2's best to side 1's.
        years: discounted years of each spell to each side's mandate end, for a deal signed at the deadline.
        demand: share of its best deal that each side asks for.
        step: what the step that the deadline brings is worth to each side; a deal must beat it, and the war as it stands.
        signing_cost: share of that step which signing anything costs: without it a deal worth next to nothing would be as
            likely as a large one.
    """
    draws, points, spells, _ = seen.shape
    if points == 0:
        nothing = np.zeros((draws, 2, spells, 2))
        return DrawnTexts(nothing, np.ones(draws, bool), np.zeros(draws, bool), np.zeros(draws))
    worth = np.einsum("dik,dpki->dpi", years, seen)
    place = np.zeros((draws, 2))
    closed = np.zeros(draws, bool)
    least = np.maximum(step, 0.0)
    for d in range(draws):
        place[d], closed[d] = _places(worth[d], demand[d], least[d])
    gain = np.maximum(worth - least[:, None], 0.0)
    told = gain + (signing_cost[:, None] * np.abs(step))[:, None] + _NOTHING
    worth_signing = (gain / told).min(axis=-1).max(axis=-1)
    below = np.clip(place.astype(int), 0, max(points - 2, 0))
    part = (place - below)[..., None, None]
    at = np.arange(draws)[:, None]
    flows = (1 - part) * seen[at, below] + part * seen[at, np.minimum(below + 1, points - 1)]
    compatible = ~closed & (place[:, 0] <= place[:, 1])
    return DrawnTexts(flows, closed, compatible, np.where(closed, 0.0, worth_signing))


def _places(
    worth: Float[np.ndarray, "p 2"], demand: Float[np.ndarray, " 2"], least: Float[np.ndarray, " 2"]
) -> tuple[np.ndarray, bool]:
    """Where along the deals the text of each side lies, and whether no deal there suits both."""
    # Beyond a side's best are deals for fiercer rivals, which both like less.
    start, stop = sorted((int(worth[:, 1].argmax()), int(worth[:, 0].argmax())))
    inside = worth[start : stop + 1]
    points = np.arange(start, stop + 1, dtype=float)
    # Side 1 gains along the frontier and side 2 loses; rounding of the search must not turn that round.
    first, second = np.maximum.accumulate(inside[:, 0]), np.minimum.accumulate(inside[:, 1])
    lowest = np.interp(least[0], first, points) if first[0] < least[0] else points[0]
    highest = np.interp(-least[1], -second, points) if second[-1] < least[1] else points[-1]
    best = np.array([np.interp(highest, points, first), np.interp(lowest, points, second)])
    closed = bool(first[-1] <= least[0] or second[0] <= least[1] or lowest > highest)
    asked = np.maximum(demand * best, least)
    return np.array([np.interp(asked[0], first, points), np.interp(-asked[1], -second, points)]), closed
