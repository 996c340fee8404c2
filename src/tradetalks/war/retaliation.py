"""Answers to a move, by name.

Every rule answers one question: by how much does ``by`` raise its tariffs on the last mover, sector by sector? W15:

    none              0
    proportional      share · average increase faced (weighted by trade), in every goods sector
    tit_for_tat       share · the increase faced, sector by sector
    same_trade_value  the average increase faced, on imports worth what was hit, largest sectors first
    target_list       the same, but first the sectors with the largest loss of the other per own loss
    best_response     what maximises the player's objective
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve_instruments
from tradetalks.war.coalitions import Side, name_of
from tradetalks.war.ladder_levels import below_zero_price
from tradetalks.war.moves import Retaliation, places_of
from tradetalks.war.objectives import Objective
from tradetalks.war.response import best_response

Array = np.ndarray

# A loss below 1e-9 percent is none: solved payoffs are not known any better.
SMALL_LOSS = 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Provocation:
    """What a government that answers a move sees.

    Args:
        economy: the baseline.
        now: the world after the move.
        by: who answers.
        to: who moved.
        faced_j: the increase it faces by sector, a fraction (averages weighted by trade).
        hit_j: the trade that was hit, billion dollars a year before the move.
        objectives: of both sides, by name.
    """

    economy: Economy
    now: Equilibrium
    by: Side
    to: Side
    faced_j: Float[Array, " j"]
    hit_j: Float[Array, " j"]
    objectives: dict[str, Objective]

    @property
    def imports_j(self) -> Float[Array, " j"]:
        """The answering side's imports from the other, goods only, billion dollars a year."""
        own, other = places_of(self.economy, self.by), places_of(self.economy, self.to)
        flow_j = trade_between(self.now, own, other).sum(axis=(0, 1))
        goods = np.isin(np.arange(len(flow_j)), self.economy.goods_index)
        return np.where(goods, flow_j, 0.0)

    @property
    def average_faced(self) -> float:
        """Average increase over the trade that was hit, a fraction."""
        covered = self.faced_j != 0
        if not covered.any():
            return 0.0
        return float(np.average(self.faced_j[covered], weights=self.hit_j[covered]))


def trade_between(world: Equilibrium, importers: Sequence[int], exporters: Sequence[int]) -> Float[Array, "m p j"]:
    """Purchases of some regions from others, billion dollars a year."""
    flows_nij = np.asarray(world.flows.transpose("importer", "exporter", "sector").values)
    return flows_nij[np.ix_(importers, exporters)]


def _none(seen: Provocation, answer: Retaliation) -> Float[Array, " j"]:
    return np.zeros_like(seen.faced_j)


def _proportional(seen: Provocation, answer: Retaliation) -> Float[Array, " j"]:
    goods = seen.economy.goods_index
    increase_j = np.zeros_like(seen.faced_j)
    increase_j[goods] = answer.share * np.average(seen.faced_j[goods], weights=seen.hit_j[goods])
    return increase_j


def _tit_for_tat(seen: Provocation, answer: Retaliation) -> Float[Array, " j"]:
    increase_j: Array = answer.share * seen.faced_j
    return increase_j


def _same_trade_value(seen: Provocation, answer: Retaliation) -> Float[Array, " j"]:
    return _cover(seen, answer, [int(j) for j in np.argsort(-seen.imports_j)])


def _target_list(seen: Provocation, answer: Retaliation) -> Float[Array, " j"]:
    return _cover(seen, answer, target_order(seen, _list_rate(seen, answer)))


def _best_response(seen: Provocation, answer: Retaliation) -> Float[Array, "m p j"]:
    own, other = places_of(seen.economy, seen.by), places_of(seen.economy, seen.to)
    best = best_response(
        seen.economy,
        seen.by,
        on=[seen.economy.regions[k] for k in other],
        objective=seen.objectives.get(name_of(seen.by)),
        policy=seen.now,
    )
    after: Any = best.equilibrium
    change_jni = np.asarray(after.instruments.tariff_jni) - np.asarray(seen.now.instruments.tariff_jni)
    change_mpj: Array = np.moveaxis(change_jni, 0, 2)[np.ix_(own, other)]
    return change_mpj


def _list_rate(seen: Provocation, answer: Retaliation) -> float:
    return seen.average_faced if answer.rate is None else answer.rate


def _cover(seen: Provocation, answer: Retaliation, order: Sequence[int]) -> Float[Array, " j"]:
    """The rate on imports worth ``share`` of the trade that was hit, in ``order``; the last sector is covered in part."""
    rate = _list_rate(seen, answer)
    left = answer.share * float(seen.hit_j[seen.faced_j != 0].sum())
    imports_j = seen.imports_j
    increase_j = np.zeros_like(imports_j)
    for j in order:
        if left <= 0 or imports_j[j] <= 0:
            continue
        increase_j[j] = rate * min(1.0, left / imports_j[j])
        left -= imports_j[j]
    return increase_j


def losses(seen: Provocation, rate: float) -> Float[Array, "2 j"]:
    """What raising the tariff on one sector by ``rate`` costs the player and the other, in percent; 0 outside goods."""
    economy = seen.economy
    goals = [
        seen.objectives[name_of(side)].term(economy, tuple(places_of(economy, side))) for side in (seen.by, seen.to)
    ]
    before = np.array([float(goal(seen.now.values)) for goal in goals])
    loss = np.zeros((2, len(economy.sectors)))
    for j in economy.goods_index:
        increase_j = np.zeros(len(economy.sectors))
        increase_j[j] = rate
        after = with_increase(seen.now, seen.by, seen.to, increase_j)
        loss[:, j] = before - [float(goal(after.values)) for goal in goals]
    return loss


def target_order(seen: Provocation, rate: float) -> list[int]:
    """Goods sectors, those with the largest loss of the other per own loss first.

    Where the player itself gains there is no ratio: such sectors come first, by the other's loss per dollar covered.
    """
    own, other = losses(seen, rate)
    free = own <= SMALL_LOSS
    imports_j = seen.imports_j
    per_dollar = other / np.where(imports_j > 0, imports_j, np.inf)
    key = np.where(free, per_dollar, other / np.maximum(own, SMALL_LOSS))
    goods = [int(j) for j in seen.economy.goods_index]
    return sorted(goods, key=lambda j: (not free[j], -key[j]))


def with_increase(now: Equilibrium, by: Side, on: Side, increase: Float[Array, "*mp j"]) -> Equilibrium:
    """The world after ``by`` raises its tariffs on ``on``, by sector or by member, partner and sector (fractions).

    Raises:
        MoveError: a subsidy on imports that pays for them in full.
    """
    importers, exporters = places_of(now.economy, by), places_of(now.economy, on)
    tariff_jni: Any = np.array(now.instruments.tariff_jni)
    shape = (len(importers), len(exporters), len(tariff_jni))
    tariff_jni[:, np.array(importers)[:, None], exporters] += np.moveaxis(np.broadcast_to(increase, shape), 2, 0)
    if tariff_jni.min() <= -1:
        raise below_zero_price(name_of(by), name_of(on), float(tariff_jni.min()))
    new = dataclasses.replace(now.instruments, tariff_jni=tariff_jni)
    return solve_instruments(now.economy, new, start=now.state)


RULES: dict[str, Callable[[Provocation, Retaliation], Float[Array, "*mp j"]]] = {
    "none": _none,
    "proportional": _proportional,
    "tit_for_tat": _tit_for_tat,
    "same_trade_value": _same_trade_value,
    "target_list": _target_list,
    "best_response": _best_response,
}


def retaliate(seen: Provocation, answer: Retaliation) -> Float[Array, "*mp j"]:
    """Increase of the player's tariffs on the last mover, by sector, or by member, partner and sector (W15), fractions."""
    return RULES[answer.rule](seen, answer)
