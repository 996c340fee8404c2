"""How a war ends: payoffs, tariffs, what it costs every country, and the proof."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import BUSD, Equilibrium
from tradetalks.economy.solve import solve_instruments
from tradetalks.games.certificate import Certificate, bounds_hit
from tradetalks.games.game import Game, Point
from tradetalks.result import Result
from tradetalks.war.trade_game import TradeGame

Array = np.ndarray
PERCENT = "percent of baseline real income"


@dataclasses.dataclass(frozen=True)
class TariffStatistics:
    """A player's own tariffs, fractions; ``weighted`` by baseline imports. The literature mixes the three up."""

    mean: float
    median: float
    weighted: float

    def describe(self) -> str:
        """``mean 12.3, median 11.4, trade-weighted 13.0 percent``."""
        return (
            f"mean {100 * self.mean:.1f}, median {100 * self.median:.1f}, "
            f"trade-weighted {100 * self.weighted:.1f} percent"
        )


def tariff_statistics(game: Game, x: Array, player: int) -> TariffStatistics | None:
    """Over the player's tariff cells (None where it sets no tariffs or the game is in closed form)."""
    if not isinstance(game, TradeGame):
        return None
    block = game.players[player].block
    at, (sector, own, partner) = block.cells("tariff")
    if len(at) == 0:
        return None
    rate = block.levers(x[game.slices[player]])[at]
    trade = game.economy.flows_nij[own, partner, sector]
    weighted = float(np.average(rate, weights=trade)) if trade.sum() > 0 else float(rate.mean())
    return TariffStatistics(float(rate.mean()), float(np.median(rate)), weighted)


def equilibrium_at(game: Game, point: Point) -> Equilibrium | None:
    """The labelled equilibrium at a point of a trade game."""
    if not isinstance(game, TradeGame):
        return None
    return solve_instruments(game.economy, game.instruments(point.x), start=point.state.x)


@dataclasses.dataclass(frozen=True, eq=False)
class WarOutcome(Result):
    """The end of a war.

    ``x`` joins the players' controls in the order of ``game.labels``; ``certificate`` is None where the search was
    interrupted before there was one; ``interrupted`` says that less was searched than asked; ``others`` are further certified
    equilibria (controls, payoffs, certificate); ``tried`` is the log of the search.
    """

    game: Game
    x: Float[Array, " c"]
    point: Point
    certificate: Certificate | None
    others: tuple[tuple[Array, dict[int, float], Certificate], ...] = ()
    tried: tuple[str, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False

    def __repr__(self) -> str:
        pay = ", ".join(f"{n} {v:+.3f}" for n, v in zip(self.players, self.payoffs.values, strict=True))
        return f"WarOutcome({pay}; {'certified' if self.certified else 'NOT CERTIFIED'})"

    @property
    def players(self) -> tuple[str, ...]:
        """Names in order."""
        return self.game.names

    @property
    def certified(self) -> bool:
        """Whether the certificate holds."""
        return self.certificate is not None and self.certificate.holds

    @property
    def unit(self) -> str:
        """Unit of payoffs: percent of baseline real income, or the closed form's own."""
        return PERCENT if isinstance(self.game, TradeGame) else self.game.unit

    @cached_property
    def payoffs(self) -> xr.DataArray:
        """Each player's objective in the war, percent of its baseline real income: the disagreement point of talks."""
        return self._by_player([self.point.payoffs[k] for k in range(len(self.players))], "payoff", self.unit)

    @cached_property
    def status_quo(self) -> xr.DataArray:
        """Each player's objective under the policy in force before the war (0 for the baseline), whatever is tied since."""
        before = self.game.in_force()
        return self._by_player([before[k] for k in range(len(self.players))], "status_quo", self.unit)

    @cached_property
    def payoffs_busd(self) -> xr.DataArray | None:
        """Payoffs in billion dollars a year at baseline prices (None in closed form)."""
        incomes = self.game.incomes()
        return None if incomes is None else self._by_player(self.payoffs.values * incomes / 100, "payoff_busd", BUSD)

    def _by_player(self, values, name: str, units: str) -> xr.DataArray:
        return xr.DataArray(
            np.asarray(values, float), {"player": list(self.players)}, ("player",), name=name, attrs={"units": units}
        )

    @cached_property
    def tariffs(self) -> dict[str, TariffStatistics | None]:
        """Mean, median and trade-weighted tariff of every player, fractions."""
        return {n: tariff_statistics(self.game, self.x, k) for k, n in enumerate(self.players)}

    @cached_property
    def controls(self) -> dict[str, float]:
        """Every control by name, fractions."""
        return dict(zip(self.game.labels, map(float, self.x), strict=True))

    @cached_property
    def equilibrium(self) -> Equilibrium | None:
        """The world economy in the war, bystanders included (None in closed form)."""
        return equilibrium_at(self.game, self.point)

    @cached_property
    def at_bounds(self) -> tuple[str, ...]:
        """Controls held by a bound."""
        return tuple(t for k, part in enumerate(self.game.slices) for t in bounds_hit(self.game, self.x[part], k))

    @property
    def winners(self) -> tuple[str, ...]:
        """Players better off in the war than in the status quo."""
        return tuple(
            n for n, a, b in zip(self.players, self.payoffs.values, self.status_quo.values, strict=True) if a > b
        )

    def to_dataset(self) -> xr.Dataset:
        """Payoffs by player and, for an economy, every labelled outcome of the war's equilibrium."""
        parts = [self.payoffs, self.status_quo]
        parts += [] if self.payoffs_busd is None else [self.payoffs_busd]
        own = xr.Dataset({p.name: p for p in parts}, attrs={"certified": int(self.certified)})
        return (
            own
            if self.equilibrium is None
            else xr.merge([own, self.equilibrium.to_dataset()], combine_attrs="override")
        )
