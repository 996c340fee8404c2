"""The same pairs under three rules: each tariff cut for the partner alone, for all (MFN), for all with reciprocity.

Beside them the cuts that are best for the world, the yardstick of Bagwell, Staiger and Yurukoglu (2021): without MFN a pair
ignores what its cuts take from third countries, and cuts too much; with MFN third countries gain from cuts they do not pay
for, and the pair cuts too little.

    (T43)  too deep: Σ_n ∂u_n/∂x_k < 0 at the bargain, over all countries n
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.bargaining.deal import Deal
from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.bargaining.problem import BargainingProblem
from tradetalks.bargaining.solutions import utilitarian
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.result import Result
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.multilateral.pairs import PairDeals, PairOfRegions, bargain_in_pairs, mean_tariffs, tariff_cuts

if TYPE_CHECKING:
    import xarray as xr

# By name: whether a cut reaches everybody, and whether concessions are balanced.
TRADING_RULES = {"for the partner alone": (False, False), "MFN": (True, False), "MFN and reciprocity": (True, True)}


@dataclass(frozen=True, repr=False, eq=False)
class TradingRules(Result):
    """The deals under each rule of ``TRADING_RULES``; ``best``: the cuts for partners alone that are best for the world
    (MFN cuts, which reach third countries too, may be worth more)."""

    deals: dict[str, PairDeals]
    best: Deal

    @property
    def too_deep(self) -> dict[str, int]:
        """(T43) How many of each rule's cuts the world would rather have smaller."""
        return {rule: int((deal.world_slope < 0).sum()) for rule, deal in self.deals.items()}

    @property
    def mean_tariff(self) -> dict[str, float]:
        """Mean tariff between the partners under each rule, goods, weighted by the trade of the status quo."""
        return {"status quo": self._mean(self._alone.status_quo)} | {
            rule: self._mean(deal.equilibrium) for rule, deal in self.deals.items()
        }

    @property
    def world(self) -> dict[str, float]:
        """The world's gain under each rule, billion dollars a year."""
        return {rule: deal.world for rule, deal in self.deals.items()}

    @property
    def _alone(self) -> Agenda:
        return self.deals["for the partner alone"].agenda

    def _mean(self, equilibrium: Equilibrium) -> float:
        """Over the ordered pairs of the discriminatory agenda, which has every one of them."""
        agenda, now = self._alone, self._alone.status_quo
        regions, goods = now.economy.regions, now.economy.goods_index
        bought = [now.values.flows_jni[goods, regions.index(i.by), regions.index(i.to)].sum() for i in agenda.issues]
        return float(np.average(mean_tariffs(agenda, equilibrium), weights=bought))

    def to_dataset(self) -> xr.Dataset:
        """Gains of the world and of every country, and mean tariffs, by rule."""
        rules = list(self.deals)
        regions = self._alone.status_quo.economy.regions
        gains = [self.deals[rule].gains.values for rule in rules]
        means = [self.mean_tariff[rule] for rule in rules]
        return labelled_dataset(
            {"rule": rules, "region": regions},
            {
                "world": LabelledArray(
                    ("rule",), list(self.world.values()), "billion dollars a year", "the world's gain"
                ),
                "mean_tariff": LabelledArray(("rule",), means, "1", "mean tariff between the partners"),
                "gain": LabelledArray(("rule", "region"), gains, "billion dollars a year", "the country's gain"),
            },
        )

    def summary(self) -> str:
        """The world under each rule, then per rule the pairs' tariffs, cuts that are too deep, and every country."""
        world = ", ".join(f"{rule} {gain:+.4g}" for rule, gain in self.world.items())
        lines = [f"the world's gain, bn $ a year: {world}; at best by cuts between the partners {self.best.u[0]:+.4g}"]
        before = 100 * self.mean_tariff["status quo"]
        for rule, deal in self.deals.items():
            state = ""
            if not deal.bargains.converged:
                state = "; bargains NOT settled"
            lines.append(
                f"  {rule}: mean tariff {before:.1f} to {100 * self.mean_tariff[rule]:.1f} percent, "
                f"{self.too_deep[rule]} of {len(deal.bargains.x)} cuts too deep for the world{state}"
            )
            gains = ", ".join(f"{r} {g:+.3g}" for r, g in zip(deal.gains.region.values, deal.gains.values, strict=True))
            lines.append(f"    {gains}")
        return "\n".join(lines)


def compare_rules(
    status_quo: Equilibrium,
    pairs: Sequence[PairOfRegions],
    *,
    points: float | None = None,
    weights: Mapping[str, float] | None = None,
    upper: float = 1.0,
    **search: Any,
) -> TradingRules:
    """(T43) Bargain under every rule of ``TRADING_RULES``.

    Args:
        status_quo: the equilibrium before.
        pairs: who bargains with whom.
        points: x = 1 takes this off every tariff, a fraction (0.1: ten points); None: x = 1 is free trade.
        weights: bargaining weights of the sides. Default: 1.
        upper: the largest x that may be signed.
        search: as for :func:`bargain_in_pairs`.

    Raises:
        TalksError: pairs without tariffs to cut, or bad weights.

    Reference:
        Bagwell, Staiger and Yurukoglu (2021).
    """
    agendas = {mfn: tariff_cuts(status_quo, pairs, mfn=mfn, points=points) for mfn in (False, True)}
    deals = {
        rule: bargain_in_pairs(agendas[mfn], reciprocity=balanced, weights=weights, upper=upper, **search)
        for rule, (mfn, balanced) in TRADING_RULES.items()
    }
    return TradingRules(deals, best_for_world(agendas[False], upper=upper))


def best_for_world(agenda: Agenda, *, upper: float = 1.0, starts: int = 2) -> Deal:
    """The x in [0, upper] that maximises the sum of all countries' real income, billion dollars a year."""
    everyone = agenda.replace(sides=agenda.status_quo.economy.regions, beyond=max(upper, agenda.beyond))

    def world(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u, jac = everyone.payoffs(x)
        return u.sum(keepdims=True), jac.sum(0, keepdims=True)

    m = len(agenda.issues)
    problem = BargainingProblem(
        world, np.zeros(m), np.full(m, upper), np.zeros(1), sides=("the world",), instruments=agenda.names
    )
    return utilitarian(problem, starts=starts)
