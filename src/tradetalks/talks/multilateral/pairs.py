"""Many pairs bargain at once over their tariffs on one economy, with or without most-favoured-nation and reciprocity.

Instruments: importer i's rollback for its partner j, in every good on j alone, or, most-favoured-nation, on every exporter
in the goods where j is the largest supplier among the partners of i (the principal supplier bargains, all benefit):

    (T41)  t_ni,k(x) = t⁰_ni,k − x_nj t⁰_ni,k    for i = j, or for all i where j = j*(n, k)

Each pair's deal is its Nash bargain given all the others (T12), over the pair's own instruments at the status quo (x = 0).
Horn and Wolinsky (1988); Bagwell, Staiger and Yurukoglu (2021).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from tradetalks.bargaining.nash_in_nash import (
    Bilateral,
    NashInNash,
    NashInNashStatus,
    pairs_of_countries,
    solve_nash_in_nash,
)
from tradetalks.bargaining.once import computed_once
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.policy import known
from tradetalks.errors import TalksError, TradeTalksError, message
from tradetalks.result import Result
from tradetalks.talks.agenda import Agenda
from tradetalks.talks.issue import Issue
from tradetalks.talks.multilateral.reciprocity import balanced_concessions

PairOfRegions = tuple[str, str]


def tariff_cuts(
    status_quo: Equilibrium, pairs: Sequence[PairOfRegions], *, mfn: bool = False, points: float | None = None
) -> Agenda:
    """(T41) The agenda on which every pair bargains over its mutual tariffs, one instrument per importer and partner.

    Args:
        status_quo: the tariffs in force and what they cost.
        pairs: who bargains with whom.
        mfn: a cut bargained for by one is granted to all.
        points: x = 1 takes this fraction of the price off every tariff (0.1: ten percentage points); by default x = 1 is free
            trade.

    Returns:
        The agenda; x are shares of the cut, payoffs billion dollars a year.

    Raises:
        TalksError: a pair of one region or one named twice, or nothing to cut.
        PolicyError: unknown regions.
    """
    economy = status_quo.economy
    partners = _partners(pairs, economy.regions)
    now = np.moveaxis(np.asarray(status_quo.instruments.tariff_jni), 0, 2)
    foreign = ~np.eye(len(economy.regions), dtype=bool)[:, :, None]
    target = np.zeros_like(now)
    if points is not None:
        target = np.where(foreign, now - points, 0.0)
    cut = np.abs(now - target) > 0
    issues = []
    for importer, others in partners.items():
        n = economy.regions.index(importer)
        principal: dict[str, list[str]] = {}
        if mfn:
            principal = _principal_suppliers(status_quo, importer, others)
        for other in others:
            name, reached, mine = f"{importer} for {other}", [economy.regions.index(other)], list(economy.goods)
            if mfn:
                name, reached, mine = f"{name} and all", list(range(len(economy.regions))), principal.get(other, [])
            sectors = tuple(s for s in mine if cut[n, reached, economy.sectors.index(s)].any())
            if sectors:
                issues.append(Issue(name, "rollback", importer, other, 1.0, sectors, judgement=False, mfn=mfn))
    if not issues:
        raise TalksError(
            message(
                f"the pairs {', '.join(' with '.join(p) for p in pairs)} have no tariff to cut",
                expected="tariffs above 0 in some good",
                do="start from a status quo with tariffs, or give points to allow subsidies",
            )
        )
    return Agenda(status_quo, tuple(partners), tuple(issues), target)


def _partners(pairs: Sequence[PairOfRegions], regions: Sequence[str]) -> dict[str, list[str]]:
    """Every region at some table with its partners, in the order in which they come up."""
    if not pairs:
        raise TalksError(
            message("talks in pairs need at least one pair", got="none", do="give pairs such as [('USA', 'CHN')]")
        )
    found: dict[str, list[str]] = {}
    for a, b in pairs:
        for name in (a, b):
            known(name, regions, "region")
        if a == b:
            raise TalksError(message(f"{a} cannot bargain with itself", expected="two different regions in every pair"))
        if b in found.get(a, ()):
            raise TalksError(message(f"the pair {a} with {b} comes twice", expected="every pair once, in either order"))
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return found


def _principal_suppliers(status_quo: Equilibrium, importer: str, partners: Sequence[str]) -> dict[str, list[str]]:
    """The goods in which each partner sells the importer more than the other partners do."""
    economy = status_quo.economy
    rows = [economy.regions.index(p) for p in partners]
    found: dict[str, list[str]] = {p: [] for p in partners}
    for good in economy.goods:
        bought = status_quo.values.flows_jni[economy.sectors.index(good), economy.regions.index(importer), rows]
        if bought.max() > 0:
            found[partners[int(bought.argmax())]].append(good)
    return found


def bargains_of(
    agenda: Agenda, *, reciprocity: bool = False, weights: Mapping[str, float] | None = None
) -> tuple[Bilateral, ...]:
    """One bargain per pair of sides with issues between them (T12).

    Args:
        agenda: what is on the table, priced in billion dollars a year.
        reciprocity: balance the concessions of each pair, billion dollars of trade at the old world prices (T40).
        weights: the sides' bargaining weights, without unit (default 1): in a pair the first has
            β = w_first / (w_first + w_second).

    Returns:
        The bargains, each with the issues that its pair decides.

    Raises:
        TalksError: weights of somebody who is not at the table, or not above 0.
    """
    power = dict.fromkeys(agenda.sides, 1.0) | dict(weights or {})
    for side, weight in power.items():
        if side not in agenda.sides or not weight > 0:
            raise TalksError(
                message(
                    f"bargaining weights must be positive numbers of the sides {', '.join(agenda.sides)}",
                    got=f"{side}: {weight:g}",
                    do="a side without power has a small weight, not zero",
                )
            )
    own: dict[PairOfRegions, list[int]] = {}
    for k, issue in enumerate(agenda.issues):
        first, second = sorted((issue.by, issue.to), key=agenda.sides.index)
        own.setdefault((first, second), []).append(k)
    bargains = pairs_of_countries(
        agenda.payoffs,
        [(agenda.sides.index(a), agenda.sides.index(b)) for a, b in own],
        [tuple(at) for at in own.values()],
        np.zeros(len(agenda.issues)),
        sides=agenda.sides,
    )
    found = []
    for bargain, (a, b) in zip(bargains, own, strict=True):
        equal = None
        if reciprocity:
            equal = balanced_concessions(agenda, a, b)
        found.append(replace(bargain, power=power[a] / (power[a] + power[b]), equal=equal))
    return tuple(found)


@dataclass(frozen=True, repr=False, eq=False)
class PairDeals(Result):
    """What all pairs sign at once: the agenda, the bargains (x, each pair's gains, residual) and the equilibrium, solved
    from scratch; ``imbalance`` (P,) is T40 of each pair, a share of the trade between the two."""

    agenda: Agenda
    bargains: NashInNash
    equilibrium: Equilibrium
    imbalance: np.ndarray

    @computed_once
    def gains(self) -> xr.DataArray:
        """What every country gains over the status quo, bystanders too, billion dollars a year."""
        return self.equilibrium.real_income_change_busd - self.agenda.status_quo.real_income_change_busd

    @property
    def world(self) -> float:
        """The world's gain, billion dollars a year at baseline prices."""
        return float(self.gains.sum())

    @computed_once
    def tariffs(self) -> np.ndarray:
        """(m,) mean tariff of every issue's importer on the asker, all goods, weighted by the status quo's trade."""
        return mean_tariffs(self.agenda, self.equilibrium)

    @computed_once
    def world_slope(self) -> np.ndarray:
        """(m,) what a whole unit more of every cut adds to the world's gain, to first order; below 0 the cut is too deep."""
        everyone = self.agenda.replace(sides=self.agenda.status_quo.economy.regions)
        return np.asarray(everyone.payoffs(self.bargains.x)[1].sum(0))

    @property
    def status(self) -> NashInNashStatus:
        """Whether the bargains settled."""
        return self.bargains.status

    def failure(self) -> TradeTalksError | None:
        """How far the bargains are from settled; None where they are."""
        return self.bargains.failure()

    def to_dataset(self) -> xr.Dataset:
        """What every country gains, and each issue's cut and mean tariff."""
        gains = self.gains.rename("gain").to_dataset()
        issue = ("issue",)
        return gains.assign_coords(issue=list(self.agenda.names)).assign(
            {
                "cut": (issue, self.bargains.x, {"units": "1", "long_name": "share of the cut that is signed"}),
                "tariff": (
                    issue,
                    self.tariffs,
                    {"units": "1", "long_name": "mean tariff of the importer on the asker"},
                ),
            }
        )

    def summary(self) -> str:
        """The world's gain, the gain of every country, and each tariff before and after."""
        before = mean_tariffs(self.agenda, self.agenda.status_quo)
        state = ""
        if not self.bargains.converged:
            state = ", bargains NOT settled"
        lines = [f"{len(self.bargains.names)} pairs at once: the world gains {self.world:+.4g} bn $ a year{state}"]
        lines += [
            f"  {region}: {float(gain):+.4g}" for region, gain in zip(self.gains.region.values, self.gains, strict=True)
        ]
        lines += [
            f"  {issue.by} on {issue.to}: mean tariff {100 * t0:.1f} to {100 * t:.1f} percent (x = {x:.3f})"
            for issue, t0, t, x in zip(self.agenda.issues, before, self.tariffs, self.bargains.x, strict=True)
        ]
        return "\n".join(lines)


def mean_tariffs(agenda: Agenda, equilibrium: Equilibrium) -> np.ndarray:
    """(m,) trade-weighted mean tariff, a fraction, of every issue's importer on its asker, goods, at the status quo's trade."""
    economy = agenda.status_quo.economy
    rates, means = equilibrium.instruments.tariff_jni, []
    for issue in agenda.issues:
        n, i = economy.regions.index(issue.by), economy.regions.index(issue.to)
        weight = agenda.status_quo.values.flows_jni[economy.goods_index, n, i]
        means.append(weight @ rates[economy.goods_index, n, i] / weight.sum())
    return np.array(means)


def bargain_in_pairs(
    agenda: Agenda,
    *,
    reciprocity: bool = False,
    weights: Mapping[str, float] | None = None,
    upper: float = 1.0,
    starts: int = 1,
    tolerance: float = 1e-7,
    sweeps: int = 60,
) -> PairDeals:
    """(T12) on the economy: all pairs bargain simultaneously, each over its own issues, the others' deals given.

    Args:
        upper: the largest x that may be signed; above 1 tariffs may fall below their target (import subsidies).
        starts: starting points of every pair's program. tolerance: last move of any instrument, a share of its range.

    Raises:
        TalksError: bad weights, or ``upper`` not above 0.
    """
    if not upper > 0:
        raise TalksError(
            message(
                "the largest cut must be above 0", got=f"upper = {upper:g}", do="give 1: the whole tariff may be cut"
            )
        )
    m, agenda = len(agenda.issues), agenda.replace(beyond=max(upper, agenda.beyond))
    bargains = bargains_of(agenda, reciprocity=reciprocity, weights=weights)
    found = solve_nash_in_nash(
        bargains, lower=np.zeros(m), upper=np.full(m, upper), start=np.zeros(m),
        tolerance=tolerance, sweeps=sweeps, starts=starts,
    )  # fmt: skip
    imbalance = np.full(len(bargains), np.nan)
    for k, bargain in enumerate(bargains):
        if bargain.equal is not None:
            imbalance[k] = bargain.equal(found.x)[0][0]
    return PairDeals(agenda, found, agenda.equilibrium(found.x), imbalance)
