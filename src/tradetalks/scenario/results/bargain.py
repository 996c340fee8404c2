"""What of some talks could be signed, and would it be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import xarray as xr

from tradetalks.bargaining.frontier import Frontier
from tradetalks.bargaining.linkage import Linkage
from tradetalks.bargaining.zone import Zone
from tradetalks.economy.labels import BUSD
from tradetalks.scenario.results.described import TO_MANDATES, described
from tradetalks.scenario.results.possible_deals import PossibleDeals
from tradetalks.scenario.results.talks_records import Delivery, IssueWorth, LevelWorth, RelativeGains, SolvedDeal
from tradetalks.talks.bargaining_set import THREATS
from tradetalks.talks.pair_deals import DealOfTwo


@dataclasses.dataclass(frozen=True, eq=False)
class Bargain:
    """What could be signed, and would it be kept. Money is billion dollars a year above the impasse, on average from the signing
    to the end of each mandate (T61).

    Args:
        zone: is there a deal that all prefer to the impasse; ``closed``: there is none, or it holds nothing else.
        frontier: the efficient deals of two sides (None of more, and where closed).
        deals: by bargaining solution (none where closed).
        deal_years: (k,) years after the signing at which deals are priced; signed at the deadline.
        linkage: what one package adds to a deal for each kind of issue (None where there is one kind, or no zone).
        delivery: the Nash deal as purchases are delivered (None where the full amount is expected).
        full_rollback: (n,) gains if all withdraw every increase and nothing else is agreed.
        issues: what each item is worth.
        levels: what each negotiating level could sign by itself.
        self_enforcing_surplus: what each can have at once among deals that all would keep (nan where closed).
        price_of_delay: what that loses per year of delay of the answer to a breach (nan where closed).
        relative_gains: how much rivalry the talks bear.
        begin: the deal from which somebody begins to move items: Nash's, or nothing at all where there is none.
        possible: of two sides, the deals that may be efficient whatever their rivalry (None of more).
        without_others: what every two sides of three and more could sign without the others.
        reason: why no deal suits all, as a clause (empty where one does).
    """

    zone: Zone
    closed: bool
    frontier: Frontier | None
    deals: dict[str, SolvedDeal]
    deal_years: np.ndarray
    linkage: Linkage | None
    delivery: Delivery | None
    full_rollback: np.ndarray
    issues: tuple[IssueWorth, ...]
    levels: tuple[LevelWorth, ...]
    self_enforcing_surplus: float
    price_of_delay: float
    relative_gains: RelativeGains
    begin: SolvedDeal
    possible: PossibleDeals | None = None
    without_others: tuple[DealOfTwo, ...] = ()
    reason: str = ""

    def __repr__(self) -> str:
        if self.closed:
            return f"Bargain(no deal suits all, {len(self.issues)} issues)"
        return f"Bargain({', '.join(self.deals)}; {len(self.issues)} issues)"

    @property
    def labels(self) -> dict[str, object]:
        """Labels of the deals, of the years at which they are priced, and of the points of the frontier."""
        found: dict[str, object] = {}
        if self.frontier is not None:
            found["point"] = np.arange(len(self.frontier.u))
        if self.without_others:
            found["pair"] = [" and ".join(deal.partners) for deal in self.without_others]
        if self.deals:
            found |= {"deal": list(self.deals), "year": self.deal_years, "threat": list(THREATS)}
        return found

    @property
    def variables(self) -> dict[str, xr.Variable]:
        """What could be signed, with dimensions and units."""
        surplus = self.zone.max_min_surplus
        found = {
            "max_min_surplus": described((), surplus, BUSD, f"what each side can gain at once, {TO_MANDATES}"),
            "full_rollback": described(
                ("side",), self.full_rollback, BUSD, f"gain if every increase is withdrawn, {TO_MANDATES}"
            ),
        }
        for name, words in AMOUNTS.items():
            values = [getattr(item, name) for item in self.issues]
            what = f"gain from the item alone, {words}, {TO_MANDATES}"
            found[f"issue_{name}"] = described(("issue", "side"), values, BUSD, what)
        if self.frontier is not None:
            by_point, gains = "share of each item granted", f"gains of the efficient deals, {TO_MANDATES}"
            found["frontier"] = described(("point", "side"), self.frontier.u, BUSD, gains)
            found["frontier_granted"] = described(("point", "issue"), self.frontier.x, "1", by_point)
        if self.without_others:
            by_pair = [deal.u for deal in self.without_others]
            alone = "gain if these two sign without the others"
            found["deal_of_two"] = described(("pair", "side"), by_pair, BUSD, alone)
        if self.deals:
            found |= _deal_variables(list(self.deals.values()))
        return found


# The amounts at which an item is priced, in words.
AMOUNTS = {
    "worth": "granted in full",
    "low": "its amount at the low end of its range",
    "high": "its amount at the high end of its range",
}


def _deal_variables(deals: Sequence[SolvedDeal]) -> dict[str, xr.Variable]:
    """What every deal grants and is worth, when, to whom, and whether it would be kept."""
    by_side = ("deal", "side")
    others = "gain of all other countries together, on average from the signing to the end of the longest mandate"
    value = "present value at the opening of the gains from the signing to the end of each mandate"
    answer, kept = "latest answer to a breach at which the deal is kept", [d.verdict.self_enforcing for d in deals]
    return {
        "deals": described(by_side, [d.worth for d in deals], BUSD, f"gain over the impasse, {TO_MANDATES}"),
        "deal_under_threat": described(
            ("threat", "deal", "side"),
            [[d.under_threat.get(t, np.full(len(d.worth), np.nan)) for d in deals] for t in THREATS],
            BUSD,
            f"gain over the war as it stands of the deal that the solution picks under each threat point, {TO_MANDATES}",
        ),
        "deal_granted": described(("deal", "issue"), [d.deal.x for d in deals], "1", "share of each item granted"),
        "deal_low": described(by_side, [d.low for d in deals], BUSD, f"gain, amounts at their low end, {TO_MANDATES}"),
        "deal_high": described(
            by_side, [d.high for d in deals], BUSD, f"gain, amounts at their high end, {TO_MANDATES}"
        ),
        "deal_third_countries": described(("deal",), [d.third_countries for d in deals], BUSD, others),
        "deal_by_year": described(
            ("deal", "year", "side"),
            [d.years for d in deals],
            BUSD,
            "gain so many years after the signing, at the elasticities of that day",
        ),
        "deal_present_value": described(by_side, [d.present_value for d in deals], "billion USD", value),
        "latest_answer": described(by_side, [d.verdict.critical_lag for d in deals], "years", answer),
        "self_enforcing": described(("deal",), np.array(kept, np.int8), "1", "1 where every side would keep the deal"),
    }
