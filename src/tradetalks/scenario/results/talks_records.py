"""Records of what was found about talks: what items and deals are worth, what breaking them pays."""

from __future__ import annotations

import dataclasses

import numpy as np

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.enforcement import Enforcement
from tradetalks.bargaining.relative_gains import RelativeGainsFrontier
from tradetalks.talks.compliance import closest
from tradetalks.talks.issue import Issue


@dataclasses.dataclass(frozen=True, eq=False)
class IssueWorth:
    """What an item is worth to each side alone and in full, and with its amount at either end of its range.

    ``worth``, ``low`` and ``high`` are (n,), billion dollars a year above the impasse; ``worthless``: it moves nobody's payoff,
    with nothing else granted or with everything.
    """

    issue: Issue
    worth: np.ndarray
    low: np.ndarray
    high: np.ndarray
    worthless: bool = False


@dataclasses.dataclass(frozen=True, eq=False)
class BreachWorth:
    """What breaking a deal in one way pays, and what the answer takes.

    Args:
        lag: years from the breach to the answer.
        possible: (n,) whether the side has anything to withhold.
        gains: (n,) what each side gains while it cheats alone, billion dollars a year.
        answer_takes: (n,) what the answer takes from the cheat, billion dollars a year.
        verdict: whether compliance pays (T30).
    """

    lag: float
    possible: np.ndarray
    gains: np.ndarray
    answer_takes: np.ndarray
    verdict: Enforcement


@dataclasses.dataclass(frozen=True, eq=False)
class SolvedDeal:
    """A deal that a bargaining solution picks, and everything that is asked about it.

    Args:
        deal: shares granted ``x`` (m,) and payoffs ``u`` (n,) as the sides see them, rivalry counted.
        worth: (n,) gains over the impasse, billion dollars a year on average to each mandate's end (T61).
        slopes: (n, m) what the whole of each item would add to that, to first order.
        low, high: (n,) the same with every amount on the table at the low or the high end of its range.
        third_countries: what all others together gain, billion dollars a year.
        rollback: (n,) share of its tariff increases that each side withdraws.
        years: (k, n) gains in the years after the signing, at the elasticities of their date (T47), billion dollars a year.
        present_value: (n,) of the same, at the opening, billion dollars.
        breaches: by what is withheld.
        under_threat: (n,) gains over the war as it stands that the same solution picks under each threat point
            (:data:`~tradetalks.talks.bargaining_set.THREATS`), as the sides see them; ``deal`` is that of the scheduled step.
    """

    deal: Deal
    worth: np.ndarray
    slopes: np.ndarray
    low: np.ndarray
    high: np.ndarray
    third_countries: float
    rollback: np.ndarray
    years: np.ndarray
    present_value: np.ndarray
    breaches: dict[str, BreachWorth]
    under_threat: dict[str, np.ndarray]

    def __repr__(self) -> str:
        gains = ", ".join(f"{side} {gain:+.1f}" for side, gain in zip(self.deal.sides, self.worth, strict=True))
        return f"SolvedDeal({gains} billion dollars a year)"

    @property
    def verdict(self) -> Enforcement:
        """That of the breach which comes closest to paying."""
        return closest({name: breach.verdict for name, breach in self.breaches.items()})


@dataclasses.dataclass(frozen=True, eq=False)
class Delivery:
    """The Nash deal if purchases are delivered as the record says: ``bought`` of ``promised``, billion dollars a year, and what
    the deal is then worth to each side (n,)."""

    bought: float
    promised: float
    worth: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class LevelWorth:
    """What a negotiating level may sign by itself: its ``share`` of every issue, and the gains (n,) of its Nash deal, billion
    dollars a year (None where it can sign nothing)."""

    name: str
    share: float
    worth: np.ndarray | None


@dataclasses.dataclass(frozen=True, eq=False)
class RelativeGains:
    """How much rivalry the talks bear. Weights are percent of own income on percent of the others', each of them.

    Args:
        impasse: weights of two sides at which the zone closes against the impasse; None of more.
        threat: the same where either side may also carry out the threat.
        rollback: (n,) weight above which a side prefers the tariffs to a full rollback and nothing else.
        rollback_without_scale: (n,) the same without scale economies.
        common_impasse: weight, the same for all, from which on the impasse beats every deal; nan where it does without rivalry.
        common_threat: weight, the same for all, from which on the threat or the impasse beats every deal; nan likewise.
    """

    impasse: RelativeGainsFrontier | None
    threat: RelativeGainsFrontier | None
    rollback: np.ndarray
    rollback_without_scale: np.ndarray
    common_impasse: float = np.nan
    common_threat: float = np.nan

    @property
    def product(self) -> float:
        """Of two sides: product of the two weights from which on the zone is closed against the impasse, where both are equal;
        nan where it is closed without rivalry."""
        return self.common_impasse**2
