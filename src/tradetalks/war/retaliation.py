"""Reactions to a move, by name.

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
from tradetalks.war.moves import MoveError, Reaction, Side, name_of, places_of
from tradetalks.war.objectives import Objective
from tradetalks.war.response import best_response

Array = np.ndarray
SMALL_LOSS = 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Scene:
    """What a reacting government sees: the world now, who hit it, by how much (averages weighted by trade), and how much
    trade was hit (billion dollars a year before that move)."""

    economy: Economy
    now: Equilibrium
    by: Side
    to: Side
    faced_j: Float[Array, " j"]
    hit_j: Float[Array, " j"]
    objectives: dict[str, Objective]

    @property
    def imports_j(self) -> Float[Array, " j"]:
        """The reacting side's imports from the other, goods only, billion dollars a year."""
        flow_j = trade_between(self.now, places_of(self.economy, self.by), places_of(self.economy, self.to)).sum(
            axis=(0, 1)
        )
        goods = np.isin(np.arange(len(flow_j)), self.economy.goods_index)
        return np.where(goods, flow_j, 0.0)

    @property
    def average_faced(self) -> float:
        """Average increase over the trade that was hit."""
        covered = self.faced_j != 0
        return float(np.average(self.faced_j[covered], weights=self.hit_j[covered])) if covered.any() else 0.0


def trade_between(world: Equilibrium, importers: Sequence[int], exporters: Sequence[int]) -> Float[Array, "m p j"]:
    """Purchases of some regions from others, billion dollars a year."""
    return np.asarray(world.flows.transpose("importer", "exporter", "sector").values)[np.ix_(importers, exporters)]


def _none(scene: Scene, reaction: Reaction):
    return np.zeros_like(scene.faced_j)


def _proportional(scene: Scene, reaction: Reaction):
    spread = np.average(scene.faced_j[scene.economy.goods_index], weights=scene.hit_j[scene.economy.goods_index])
    increase_j = np.zeros_like(scene.faced_j)
    increase_j[scene.economy.goods_index] = reaction.share * spread
    return increase_j


def _tit_for_tat(scene: Scene, reaction: Reaction):
    return reaction.share * scene.faced_j


def _same_trade_value(scene: Scene, reaction: Reaction):
    return _cover(scene, reaction, list(np.argsort(-scene.imports_j)))


def _target_list(scene: Scene, reaction: Reaction):
    return _cover(scene, reaction, target_order(scene, _list_rate(scene, reaction)))


def _best_response(scene: Scene, reaction: Reaction):
    best = best_response(
        scene.economy,
        scene.by,
        on=[scene.economy.regions[k] for k in places_of(scene.economy, scene.to)],
        objective=scene.objectives.get(name_of(scene.by)),
        policy=scene.now,
    )
    after: Any = best.equilibrium
    change_nij = np.moveaxis(
        np.asarray(after.instruments.tariff_jni) - np.asarray(scene.now.instruments.tariff_jni), 0, 2
    )
    return change_nij[np.ix_(places_of(scene.economy, scene.by), places_of(scene.economy, scene.to))]


def _list_rate(scene: Scene, reaction: Reaction) -> float:
    return scene.average_faced if reaction.rate is None else reaction.rate


def _cover(scene: Scene, reaction: Reaction, order: Sequence[int]) -> Float[Array, " j"]:
    """The rate on imports worth ``share`` of the trade that was hit, in ``order``; the last sector is covered in part."""
    rate = _list_rate(scene, reaction)
    left = reaction.share * float(scene.hit_j[scene.faced_j != 0].sum())
    imports_j = scene.imports_j
    increase_j = np.zeros_like(imports_j)
    for j in order:
        if left <= 0 or imports_j[j] <= 0:
            continue
        increase_j[j] = rate * min(1.0, left / imports_j[j])
        left -= imports_j[j]
    return increase_j


def losses(scene: Scene, rate: float) -> Float[Array, "2 j"]:
    """What raising the tariff on one sector by ``rate`` costs the player and the other, in percent; 0 outside goods."""
    economy = scene.economy
    goals = [
        scene.objectives[name_of(side)].term(economy, tuple(places_of(economy, side))) for side in (scene.by, scene.to)
    ]
    before = np.array([float(goal(scene.now.values)) for goal in goals])
    loss = np.zeros((2, len(economy.sectors)))
    for j in economy.goods_index:
        increase_j = np.zeros(len(economy.sectors))
        increase_j[j] = rate
        after = raised(scene.now, scene.by, scene.to, increase_j)
        loss[:, j] = before - [float(goal(after.values)) for goal in goals]
    return loss


def target_order(scene: Scene, rate: float) -> list[int]:
    """Goods sectors, those with the largest loss of the other per own loss first.

    Where the player itself gains there is no ratio: such sectors come first, by the other's loss per dollar covered.
    """
    own, other = losses(scene, rate)
    free = own <= SMALL_LOSS
    per_dollar = other / np.where(scene.imports_j > 0, scene.imports_j, np.inf)
    key = np.where(free, per_dollar, other / np.maximum(own, SMALL_LOSS))
    return sorted(scene.economy.goods_index, key=lambda j: (not free[j], -key[j]))


def raised(now: Equilibrium, by: Side, on: Side, increase: Float[Array, "*mp j"]) -> Equilibrium:
    """The world after ``by`` raises its tariffs on ``on``, by sector or by member, partner and sector.

    Raises:
        MoveError: a subsidy on imports that pays for them in full.
    """
    importers, exporters = places_of(now.economy, by), places_of(now.economy, on)
    tariff_jni: Any = np.array(now.instruments.tariff_jni)
    shape = (len(importers), len(exporters), len(tariff_jni))
    tariff_jni[:, np.array(importers)[:, None], exporters] += np.moveaxis(np.broadcast_to(increase, shape), 2, 0)
    if tariff_jni.min() <= -1:
        raise MoveError(
            f"{name_of(by)} would pay for all it buys from {name_of(on)}\nexpected tariffs above -1 after the move\n"
            f"got      {tariff_jni.min():g}\ndo       lower tariffs by less"
        )
    new = dataclasses.replace(now.instruments, tariff_jni=tariff_jni)
    return solve_instruments(now.economy, new, start=now.state)


RULES: dict[str, Callable[[Scene, Reaction], Float[Array, "*mp j"]]] = {
    "none": _none,
    "proportional": _proportional,
    "tit_for_tat": _tit_for_tat,
    "same_trade_value": _same_trade_value,
    "target_list": _target_list,
    "best_response": _best_response,
}


def react(scene: Scene, reaction: Reaction) -> Float[Array, "*mp j"]:
    """Increase of the player's tariffs on the last mover, by sector, or by member, partner and sector (W15)."""
    return RULES[reaction.rule](scene, reaction)
