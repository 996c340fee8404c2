"""How a war ends: payoffs, tariffs, what it costs every country, and the proof."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.labels import BUSD
from tradetalks.economy.solve import solve_instruments
from tradetalks.games.game import Game, Point
from tradetalks.games.nash import GameOutcome
from tradetalks.result import Result
from tradetalks.war.trade_game import TradeGame, memory_of

Array = np.ndarray
PERCENT = "percent of baseline real income"


@dataclasses.dataclass(frozen=True)
class TariffStatistics:
    """A player's own tariffs, fractions. The literature mixes the three up; Ossa (2014) prints medians.

    Args:
        mean: over the cells it sets.
        median: over the same cells.
        weighted: mean weighted with baseline imports.
    """

    mean: float
    median: float
    weighted: float

    def describe(self) -> str:
        """``mean 12.3, median 11.4, trade-weighted 13.0 percent``."""
        return (
            f"mean {100 * self.mean:.1f}, median {100 * self.median:.1f}, "
            f"trade-weighted {100 * self.weighted:.1f} percent"
        )


def tariff_statistics(rate_k: Float[Array, " k"], trade_k: Float[Array, " k"]) -> TariffStatistics:
    """Mean, median and trade-weighted mean of rates (fractions) on flows of any unit; the plain mean where there are none."""
    mean = float(rate_k.mean())
    weighted = float(np.average(rate_k, weights=trade_k)) if trade_k.sum() > 0 else mean
    return TariffStatistics(mean, float(np.median(rate_k)), weighted)


def own_tariffs(game: Game, x: Float[Array, " c"], player: int) -> TariffStatistics | None:
    """Statistics of a player's own tariffs at ``x`` (None where it sets none or the game is in closed form)."""
    if not isinstance(game, TradeGame):
        return None
    space = game.players[player].space
    at, _ = space.cells("tariff")
    if len(at) == 0:
        return None
    rate = space.rates(x[game.slices[player]])[at]
    return tariff_statistics(rate, game.economy.flows_nij[game.tariff_cells(player)])


def equilibrium_at(game: Game, point: Point) -> Equilibrium | None:
    """The labelled equilibrium at a solved point of a trade game, else None."""
    if not isinstance(game, TradeGame) or not point.solved:
        return None
    return solve_instruments(game.economy, game.instruments(point.x), start=memory_of(point).state)


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class WarOutcome(GameOutcome):
    """The end of a war (W13): a :class:`~tradetalks.games.nash.GameOutcome` with what it means for the world economy.

    ``status`` says how the search ended, ``certificate`` proves it, ``others`` are further certified equilibria.

    Args:
        equilibrium: the world economy in the war, bystanders included (None in closed form, or where it has none).
        before: each player's objective under the policy in force before the war, in order, percent of real income.
    """

    equilibrium: Equilibrium | None = None
    before: tuple[float, ...] = ()

    @classmethod
    def of(cls, found: GameOutcome) -> WarOutcome:
        """What was found for the game, seen as a war."""
        return cls(
            game=found.game,
            point=found.point,
            certificate=found.certificate,
            others=found.others,
            tried=found.tried,
            seconds=found.seconds,
            interrupted=found.interrupted,
            equilibrium=equilibrium_at(found.game, found.point),
            before=tuple(found.game.in_force()[k] for k in range(len(found.game.names))),
        )

    def summary(self) -> str:
        """Plain text, most important line first: the proof, payoffs and tariffs, what it costs whom, the bad news."""
        return Result.summary(self)

    @property
    def trade_game(self) -> TradeGame | None:
        """The game where it is one of an economy (None in closed form)."""
        return self.game if isinstance(self.game, TradeGame) else None

    @property
    def unit(self) -> str:
        """Unit of payoffs: percent of baseline real income, or the closed form's own."""
        return self.game.unit if self.trade_game is None else PERCENT

    @cached_property
    def payoffs(self) -> xr.DataArray:
        """Each player's objective in the war, percent of its baseline real income: the disagreement point of talks."""
        found = [self.point.payoffs.get(k, np.nan) for k in range(len(self.players))]
        return self._by_player(found, "payoff", self.unit, "objective in the war")

    @cached_property
    def status_quo(self) -> xr.DataArray:
        """Each player's objective under the policy in force before the war (0 for the baseline), whatever is tied since."""
        return self._by_player(self.before, "status_quo", self.unit, "objective before the war")

    @cached_property
    def payoffs_busd(self) -> xr.DataArray | None:
        """Payoffs in billion dollars a year at baseline prices (None in closed form)."""
        if self.trade_game is None:
            return None
        busd = self.payoffs.values * self.trade_game.incomes() / 100
        return self._by_player(busd, "payoff_busd", BUSD, "objective in the war, at baseline prices")

    def _by_player(self, values: Sequence[float] | Array, name: str, units: str, long_name: str) -> xr.DataArray:
        attrs = {"units": units, "long_name": long_name}
        coords = {"player": list(self.players)}
        return xr.DataArray(np.asarray(values, float), coords, ("player",), name=name, attrs=attrs)

    @cached_property
    def tariffs(self) -> dict[str, TariffStatistics | None]:
        """Mean, median and trade-weighted tariff of every player, fractions."""
        return {n: own_tariffs(self.game, self.x, k) for k, n in enumerate(self.players)}

    @property
    def winners(self) -> tuple[str, ...]:
        """Players better off in the war than in the status quo."""
        gains = zip(self.players, self.payoffs.values, self.status_quo.values, strict=True)
        return tuple(name for name, in_war, before in gains if in_war > before)

    def to_dataset(self) -> xr.Dataset:
        """Payoffs by player and, for an economy, every labelled outcome of the war's equilibrium."""
        parts = [self.payoffs, self.status_quo]
        if self.payoffs_busd is not None:
            parts.append(self.payoffs_busd)
        own = xr.Dataset({p.name: p for p in parts}, attrs={"certified": int(self.certified)})
        if self.equilibrium is None:
            return own
        return xr.merge([own, self.equilibrium.to_dataset()], combine_attrs="override")
