"""Moves of a trade war and reactions to them, by name.

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
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import TRADE, unlabel
from tradetalks.economy.model import Economy
from tradetalks.economy.policy import known
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TradeTalksError
from tradetalks.war.objectives import Objective
from tradetalks.war.response import best_response

Array = np.ndarray
SMALL_LOSS = 1e-9


class MoveError(TradeTalksError):
    """A move or a reaction that cannot be played."""


@dataclasses.dataclass(frozen=True)
class Move:
    """``by`` adds ``rate`` (fraction) to its tariffs on ``on``, in ``sectors`` or in all goods."""

    by: str
    on: str
    rate: float
    sectors: Sequence[str] | None = None

    def increase(self, economy: Economy) -> Float[Array, " j"]:
        """The increase in each sector."""
        chosen = economy.goods if self.sectors is None else self.sectors
        increase_j = np.zeros(len(economy.sectors))
        increase_j[[known(s, economy.sectors, "sector") for s in chosen]] = self.rate
        return increase_j


@dataclasses.dataclass(frozen=True, eq=False)
class ListMove:
    """``by`` adds its row of a published list (importer, exporter, sector; fractions) to its tariffs on ``on``."""

    by: str
    on: str
    increases: xr.DataArray

    def increase(self, economy: Economy) -> Float[Array, " j"]:
        """The increase in each sector."""
        table = unlabel(economy, self.increases, TRADE, "list of tariff increases")
        return table[known(self.by, economy.regions, "region"), known(self.on, economy.regions, "region")]


@dataclasses.dataclass(frozen=True)
class Reaction:
    """``by`` answers the last move against it (W15).

    Args:
        rule: one of ``none``, ``proportional``, ``tit_for_tat``, ``same_trade_value``, ``target_list``,
            ``best_response``.
        share: how much of the answer: of the rate for the first two rules, of the trade value for the next two.
        rate: the rate on listed sectors; None is the average increase faced.
    """

    by: str
    rule: str = "proportional"
    share: float = 1.0
    rate: float | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Scene:
    """What a reacting government sees: the world now, who hit it, by how much, and how much trade was hit (billion
    dollars a year before that move)."""

    economy: Economy
    now: Equilibrium
    by: str
    to: str
    faced_j: Float[Array, " j"]
    hit_j: Float[Array, " j"]
    objectives: dict[str, Objective]

    @property
    def imports_j(self) -> Float[Array, " j"]:
        """The reacting country's imports from the other, goods only, billion dollars a year."""
        flow_j = self.now.flows.loc[self.by, self.to].values
        goods = np.isin(np.arange(len(flow_j)), self.economy.goods_index)
        return np.where(goods, flow_j, 0.0)

    @property
    def average_faced(self) -> float:
        """Average increase over the trade that was hit."""
        covered = self.faced_j != 0
        return float(np.average(self.faced_j[covered], weights=self.hit_j[covered])) if covered.any() else 0.0


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
        on=[scene.to],
        objective=scene.objectives.get(scene.by),
        policy=scene.now,
    )
    place = [scene.economy.regions.index(r) for r in (scene.by, scene.to)]
    new = np.asarray(best.equilibrium.instruments.tariff_jni if best.equilibrium else 0.0)
    return new[:, place[0], place[1]] - np.asarray(scene.now.instruments.tariff_jni)[:, place[0], place[1]]


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
    goals = [scene.objectives[n].term(economy, (economy.regions.index(n),)) for n in (scene.by, scene.to)]
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


def raised(now: Equilibrium, by: str, on: str, increase_j: Array) -> Equilibrium:
    """The world after ``by`` raises its tariffs on ``on``."""
    importer, exporter = now.economy.regions.index(by), now.economy.regions.index(on)
    tariff_jni: Any = np.array(now.instruments.tariff_jni)
    tariff_jni[:, importer, exporter] += increase_j
    new = dataclasses.replace(now.instruments, tariff_jni=tariff_jni)
    return solve_instruments(now.economy, new, start=now.state)


RULES: dict[str, Callable[[Scene, Reaction], Float[Array, " j"]]] = {
    "none": _none,
    "proportional": _proportional,
    "tit_for_tat": _tit_for_tat,
    "same_trade_value": _same_trade_value,
    "target_list": _target_list,
    "best_response": _best_response,
}


def react(scene: Scene, reaction: Reaction) -> Float[Array, " j"]:
    """Increase of the player's tariffs on the last mover, by sector (W15)."""
    if reaction.rule not in RULES:
        raise MoveError(
            f"unknown reaction rule {reaction.rule!r} of {reaction.by}\nexpected one of {', '.join(RULES)}\n"
            "do       choose a rule"
        )
    return RULES[reaction.rule](scene, reaction)
