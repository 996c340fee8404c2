"""What one player should do, the others' policies given."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.errors import TradeTalksError, labelled, message, suggestion
from tradetalks.games.certificate import LARGEST_GAIN
from tradetalks.games.game import Game, Point, choices_at_bounds
from tradetalks.games.interrupt import deferred, poll
from tradetalks.games.optima import LocalOptima, LocalOptimum, local_optima
from tradetalks.games.search import Search, unwatched
from tradetalks.inputs import checked
from tradetalks.result import Result, Status
from tradetalks.war.coalitions import Coalition, PlayerError, name_of
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import TariffStatistics, equilibrium_at, own_tariffs
from tradetalks.war.players import GIVEN, WATCH, InForce, World, build_game

Array = np.ndarray


class NoOptimumError(TradeTalksError):
    """No start led to an optimum of the player's payoff."""


class ResponseStatus(Status):
    """How a search for a best response ended; the value says it in words."""

    SOLVED = "certified: the best of all starts is a strict local maximum"
    INTERRUPTED = "interrupted: the best point so far, not certified"
    NOT_CERTIFIED = "not certified: the best point has not converged, or is no strict local maximum"
    NO_PAYOFFS = "unsolved: the economy has no equilibrium at any start"


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class BestResponse(Result):
    """The best policy found for a player (W10, W12).

    Args:
        game: what is played.
        player: its position.
        gain: rise of its objective over the status quo, percent of its real income (not a number where nothing was found).
        found: all distinct local optima, best first, the point of the best, and where it was looked for.
        seconds: how long it took.
        interrupted: whether it was stopped from the keyboard.
    """

    game: Game
    player: int
    gain: float
    found: LocalOptima
    seconds: float
    interrupted: bool = False

    @property
    def name(self) -> str:
        """The player's name."""
        return self.game.names[self.player]

    @property
    def x(self) -> Float[Array, " c"]:
        """The player's choice variables, fractions (those it started from where nothing was found)."""
        if self.found.optima:
            return self.found.best.x_c
        return self.found.point.x[self.game.slices[self.player]]

    @property
    def payoff(self) -> float:
        """Its objective, percent of its real income (not a number where nothing was found)."""
        return self.found.best.payoff if self.found.optima else np.nan

    @property
    def optima(self) -> tuple[LocalOptimum, ...]:
        """Distinct local optima, best first."""
        return self.found.optima

    @property
    def point(self) -> Point:
        """The game at the best policy."""
        return self.found.point

    @property
    def starts(self) -> tuple[str, ...]:
        """Where the search began."""
        return self.found.starts

    @property
    def failed(self) -> tuple[str, ...]:
        """Starts at which the economy has no equilibrium."""
        return self.found.failed

    @property
    def evaluations(self) -> int:
        """Of payoffs and gradients."""
        return self.found.evaluations

    @property
    def status(self) -> ResponseStatus:
        """How the search ended."""
        if not self.optima:
            return ResponseStatus.NO_PAYOFFS
        if self.interrupted:
            return ResponseStatus.INTERRUPTED
        best = self.found.best
        if best.converged and best.eigenvalue < LARGEST_GAIN:
            return ResponseStatus.SOLVED
        return ResponseStatus.NOT_CERTIFIED

    @property
    def certified(self) -> bool:
        """The best of all starts asked for converged, at a strict local maximum."""
        return self.status.solved

    def failure(self) -> NoOptimumError | None:
        """Says from where it was tried; None where there is a policy to show, certified or not."""
        if self.status is not ResponseStatus.NO_PAYOFFS:
            return None
        return NoOptimumError(
            message(
                f"no best response of {self.name} was found",
                details=[labelled("tried", f"starts {', '.join(self.failed)}")],
                got="no equilibrium of the economy at any of them",
                do="narrow the bounds of the instruments, or start from a policy the economy can take",
            )
        )

    @cached_property
    def at_bounds(self) -> tuple[str, ...]:
        """Choice variables held by a bound."""
        return choices_at_bounds(self.game, self.x, self.player)

    @cached_property
    def choices(self) -> dict[str, float]:
        """Every choice variable by name, fractions."""
        return dict(zip(self.game.labels[self.game.slices[self.player]], map(float, self.x), strict=True))

    @cached_property
    def equilibrium(self) -> Equilibrium | None:
        """The economy under this policy (None for a game in closed form)."""
        return equilibrium_at(self.game, self.point)

    @cached_property
    def tariffs(self) -> TariffStatistics | None:
        """Mean, median and trade-weighted mean of the player's tariffs, fractions."""
        return own_tariffs(self.game, self.point.x, self.player)

    def to_dataset(self) -> xr.Dataset:
        """Every choice variable with its bounds and the one in force, fractions; payoff and gain."""
        part = self.game.slices[self.player]
        columns = {
            "rate": (self.x, "best response"),
            "in_force": (self.game.start[part], "before"),
            "lower": (self.game.lower[part], "lower bound"),
            "upper": (self.game.upper[part], "upper bound"),
        }
        variables = {
            name: ("choice", np.asarray(values, float), {"units": "1", "long_name": long_name})
            for name, (values, long_name) in columns.items()
        }
        data = xr.Dataset(variables, {"choice": list(self.choices)}, {"player": self.name, "status": self.status.name})
        data["payoff"] = ((), self.payoff, {"units": self.game.unit, "long_name": "objective"})
        data["gain"] = ((), self.gain, {"units": self.game.unit, "long_name": "rise over the status quo"})
        return data

    def __repr__(self) -> str:
        return f"BestResponse({self.name}: {self.payoff:+.4f}, {len(self.x)} instruments)"

    def summary(self) -> str:
        """Plain text: what to do, what it brings, and every reason for doubt."""
        lines = [f"Best response of {self.name} ({len(self.x)} instruments, {self.seconds:.2f} s)"]
        if not self.optima:
            return "\n".join([*lines, f"NOT CERTIFIED: {self.status.value}"])
        best = self.found.best
        if not self.certified:
            lines.append("NOT CERTIFIED: interrupted" if self.interrupted else "NOT CERTIFIED")
        lines.append(f"payoff   {self.payoff:+.4f} {self.game.unit}, {self.gain:+.4f} over the status quo")
        if self.tariffs is not None:
            lines.append(f"tariffs  {self.tariffs.describe()}")
        lines.append(
            f"proof    gain still expected {best.predicted_improvement:.1e}, largest eigenvalue {best.eigenvalue:+.2g}, "
            f"{self.evaluations} evaluations from {len(self.starts)} starts"
        )
        lines += [f"failed   no equilibrium of the economy from start: {name}" for name in self.failed]
        lines += [f"bound    {text}" for text in self.at_bounds]
        lines += [f"optimum  another one pays {o.payoff:+.4f} (found from start: {o.start})" for o in self.optima[1:]]
        return "\n".join(lines)


@checked(PlayerError, **GIVEN, progress=WATCH)
def best_response(
    economy: World,
    player: str | Coalition,
    *,
    on: Sequence[str] | None = None,
    objective: Objective | None = None,
    instruments: str | Instrument = "sector",
    policy: InForce = None,
    unions: Sequence[Coalition] = (),
    search: Search | None = None,
    progress: Callable[[str], None] | None = None,
) -> BestResponse:
    """The policy that maximises ``player``'s objective (percent of real income), everybody else's policy given (W10).

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
        NoOptimumError: the economy has no equilibrium at any start.
        TradeTalksError: unknown names, no instruments, crossing bounds, impossible objectives.

    Reference: the step is the optimal-tariff formula of Lashkaripour (2021), JIE; optima of Ossa (2014), AER, are reproduced.
    """
    game = build_game(
        economy, [player], objective=objective, instruments=instruments, on=on, policy=policy, unions=unions
    )
    place = _place(game, name_of(player))
    settings = Search() if search is None else search
    return respond(game, place, settings, progress=progress).raise_if_failed()


def respond(
    game: Game,
    player: int,
    search: Search,
    x: Float[Array, " c"] | None = None,
    progress: Callable[[str], None] | None = None,
) -> BestResponse:
    """:func:`best_response` in a game already built, against the others' choices in ``x`` (default: those in force).

    Raises nothing where no optimum is found: the result's ``status`` says so.
    """
    began = time.perf_counter()
    told = unwatched if progress is None else progress
    if x is None:
        start, before = game.start, game.in_force()[player]
    else:
        start, before = x, game.payoff(x, player)
    known: list[LocalOptima] = []
    interrupted = False

    def watch(found: LocalOptima) -> None:
        known.append(found)
        told(f"start {found.starts[-1]}: best payoff so far {found.best.payoff:+.4f} {game.unit}")

    with deferred():
        try:
            known.append(local_optima(game, start, player, search, None, watch))
            poll()
        except KeyboardInterrupt:
            if not known:
                raise
            interrupted = True
    found = known[-1]
    gain = found.best.payoff - before if found.optima else np.nan
    return BestResponse(game, player, gain, found, time.perf_counter() - began, interrupted)


def _place(game: Game, name: str) -> int:
    if name in game.names:
        return game.names.index(name)
    raise TradeTalksError(message(f"there is no player {name!r} in this game", details=[suggestion(name, game.names)]))
