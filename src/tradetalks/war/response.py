"""What one player should do, the others' policies given."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.errors import TradeTalksError
from tradetalks.games.certificate import LARGEST_GAIN, bounds_hit
from tradetalks.games.game import Game, Point
from tradetalks.games.interrupt import deferred, poll
from tradetalks.games.local_ascent import Search
from tradetalks.games.optima import Found, Optimum, find_best
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import TariffStatistics, equilibrium_at, tariff_statistics
from tradetalks.war.players import Coalition, Source, build_game

Array = np.ndarray


class NoOptimumError(TradeTalksError):
    """No start led to an optimum of the player's payoff."""


@dataclasses.dataclass(frozen=True, eq=False)
class BestResponse:
    """The best policy found for ``player``. ``x`` are its controls (fractions), ``payoff`` its objective in percent of
    real income and ``gain`` the rise over the status quo; ``optima`` are all distinct local optima, best first."""

    game: Game
    player: int
    x: Float[Array, " c"]
    payoff: float
    gain: float
    optima: tuple[Optimum, ...]
    point: Point
    evaluations: int
    starts: tuple[str, ...]
    seconds: float
    interrupted: bool = False
    failed: tuple[str, ...] = ()

    @property
    def certified(self) -> bool:
        """The best of all starts asked for converged, at a strict local maximum."""
        best = self.optima[0] if self.optima else None
        return bool(best and best.converged and best.eigenvalue < LARGEST_GAIN and not self.interrupted)

    @cached_property
    def at_bounds(self) -> tuple[str, ...]:
        """Controls held by a bound."""
        return bounds_hit(self.game, self.x, self.player)

    @cached_property
    def controls(self) -> dict[str, float]:
        """Every control by name, fractions."""
        return dict(zip(self.game.labels[self.game.slices[self.player]], map(float, self.x), strict=True))

    @cached_property
    def equilibrium(self) -> Equilibrium | None:
        """The economy under this policy (None for a game in closed form)."""
        return equilibrium_at(self.game, self.point)

    @cached_property
    def tariffs(self) -> TariffStatistics | None:
        """Mean, median and trade-weighted mean of the player's tariffs, fractions."""
        return tariff_statistics(self.game, self.point.x, self.player)

    def __repr__(self) -> str:
        return f"BestResponse({self.game.names[self.player]}: {self.payoff:+.4f}, {len(self.x)} controls)"

    def summary(self) -> str:
        """Plain text: what to do, what it brings, and every reason for doubt."""
        best = self.optima[0]
        lines = [f"Best response of {self.game.names[self.player]} ({len(self.x)} controls, {self.seconds:.2f} s)"]
        lines += [] if self.certified else ["NOT CERTIFIED" + (": interrupted" if self.interrupted else "")]
        lines += [f"payoff   {self.payoff:+.4f} {self.game.unit}, {self.gain:+.4f} over the status quo"]
        if self.tariffs is not None:
            lines += [f"tariffs  {self.tariffs.describe()}"]
        lines += [
            f"proof    gain still expected {best.gap:.1e}, largest eigenvalue {best.eigenvalue:+.2g}, "
            f"{self.evaluations} evaluations from {len(self.starts)} starts"
        ]
        lines += [f"failed   no equilibrium of the economy from start: {name}" for name in self.failed]
        lines += [f"bound    {text}" for text in self.at_bounds]
        lines += [f"optimum  another one pays {o.payoff:+.4f} (found from start: {o.start})" for o in self.optima[1:]]
        return "\n".join(lines)


def best_response(
    economy,
    player: str | Coalition,
    *,
    on: Sequence[str] | None = None,
    objective: Objective | None = None,
    instruments: str | Instrument = "sector",
    policy: Source = None,
    unions: Sequence[Coalition] = (),
    search: Search | None = None,
    progress: Callable[[str], None] | None = None,
) -> BestResponse:
    """The policy that maximises ``player``'s objective, everybody else's policy given (W10).

    Args:
        economy: an economy, or a game in closed form (then ``player`` is one of its names).
        player: a region or a coalition.
        on: partners its instruments reach; None is everybody.
        objective: real income by default.
        instruments: ``"sector"``, ``"partner"``, ``"mfn"``, ``"uniform"`` or :mod:`tradetalks.war.instruments`.
        policy: what is in force; None is the baseline.
        unions: free-trade areas and customs unions in force.
        search: starts and tolerances.
        progress: called with a line of text after every start.

    Returns:
        :class:`BestResponse`; interrupted from the keyboard, the best point so far, not certified.

    Raises:
        TradeTalksError: unknown names, no instruments, crossing bounds, impossible objectives; no optimum found.
    """
    game = build_game(
        economy, [player], objective=objective, instruments=instruments, on=on, policy=policy, unions=unions
    )
    place = _place(game, player.name if isinstance(player, Coalition) else str(player))
    return respond(game, place, Search() if search is None else search, progress=progress)


def respond(
    game: Game,
    player: int,
    search: Search,
    x: Array | None = None,
    progress: Callable[[str], None] | None = None,
) -> BestResponse:
    """:func:`best_response` in a game already built, against the others' controls in ``x`` (default: what is in force)."""
    began = time.perf_counter()
    before = game.in_force()[player] if x is None else game.payoff(x, player)
    x = game.start if x is None else x
    known: list[Found] = []
    interrupted = False

    def watch(found: Found) -> None:
        known.append(found)
        if progress is not None:
            progress(f"start {found.starts[-1]}: best payoff so far {found.best.payoff:+.4f} {game.unit}")

    with deferred():
        try:
            known.append(find_best(game, x, player, search, None, watch))
            poll()
        except KeyboardInterrupt:
            if not known:
                raise
            interrupted = True
    found = known[-1]
    if not found.optima:
        raise NoOptimumError(
            f"no best response of {game.names[player]} was found\n"
            f"tried    starts {', '.join(found.failed)}\ngot      no equilibrium of the economy at any of them\n"
            "do       narrow the bounds of the instruments, or start from a policy the economy can take"
        )
    best = found.best
    return BestResponse(
        game=game,
        player=player,
        x=best.x_c,
        payoff=best.payoff,
        gain=best.payoff - before,
        optima=found.optima,
        point=found.point,
        evaluations=found.evaluations,
        starts=found.starts,
        seconds=time.perf_counter() - began,
        interrupted=interrupted,
        failed=found.failed,
    )


def _place(game: Game, name: str) -> int:
    if name in game.names:
        return game.names.index(name)
    raise TradeTalksError(f"there is no player {name!r} in this game\nchoose from {', '.join(game.names)}")
