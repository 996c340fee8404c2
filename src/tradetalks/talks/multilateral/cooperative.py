"""Cooperative tariffs: all governments' instruments free, equal proportional gains over a war, the status quo or free trade.

    max ρ  s.t.  G_i(t) >= (1 + ρ) G_i(t^ref) for every party i,   lower <= t <= upper   (T11 on an economy)

Ossa (2014), AER 104(12), section V: 7 regions' bilateral tariffs in 33 sectors are 1386 instruments. One solve of the economy
gives every government's gain, one adjoint solve the gradient of any weighted sum of them, which is all that :mod:`max_min` asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.bargaining.labelled import LabelledArray, labelled_dataset
from tradetalks.bargaining.max_min import Ascent, MaxMin, MaxMinStatus, solve_max_min
from tradetalks.bargaining.once import computed_once
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError, message
from tradetalks.games.game import Game
from tradetalks.result import Result
from tradetalks.talks.multilateral.cooperative_gains import CooperativeGains, payoffs_under
from tradetalks.war.coalitions import Coalition
from tradetalks.war.instruments import Instrument
from tradetalks.war.objectives import Objective
from tradetalks.war.outcome import TariffStatistics, WarOutcome, own_tariffs
from tradetalks.war.players import InForce, build_game
from tradetalks.war.solve import nash
from tradetalks.war.trade_game import TradeGame

if TYPE_CHECKING:
    import xarray as xr

REFERENCES = ("nash", "factual", "free")
# An instrument nearer to its bound than this rests on it.
_AT_BOUND = 1e-9
# A government gains more than the others where it does by a ten-thousandth of a percent: gains are equal to about a millionth.
_MORE = 1e-4
# Starts that end further apart than a thousandth of a percent ended at different optima.
_SAME_OPTIMUM = 1e-3
# Gains of an equilibrium solved from nothing may differ by a millionth of a percent: what the solver's tolerance leaves.
_SOLVED_AGAIN = 1e-6
# Starts are compared at a hundred times the tolerance; the best is then searched to the end.
_ROUGH = 100
# Random starts have rates below 30 percent: what governments agree on lies far below the tariffs of a war.
_RANDOM_RATE = 0.3
# Payoffs are percent changes: at this one nothing is left of welfare.
_NOTHING_LEFT = -100


@dataclass(frozen=True, repr=False, eq=False)
class Cooperation(Result):
    """Cooperative instruments (in the order of ``game.labels``) with their certificate.

    Args:
        game: the parties and what they may set.
        reference: what gains are measured from, in words.
        reference_payoffs: (n,) there, percent of baseline.
        optimum: instruments, gains in percent, multipliers and what is left to gain.
        local: the gain reached from every start, percent.
        recomputed: largest gap to the gains of an equilibrium solved from nothing, percentage points.
    """

    game: TradeGame
    reference: str
    reference_payoffs: np.ndarray
    optimum: MaxMin
    local: dict[str, float]
    recomputed: float

    @property
    def x(self) -> np.ndarray:
        """Instruments."""
        return self.optimum.x

    @property
    def gains(self) -> np.ndarray:
        """(n,) percent of each government's welfare at the reference."""
        return self.optimum.g

    @property
    def rho(self) -> float:
        """The gain that all have, percent."""
        return self.optimum.least

    @computed_once
    def equilibrium(self) -> Equilibrium:
        """The world economy under the deal."""
        return solve_instruments(self.game.economy, self.game.instruments(self.x))

    @computed_once
    def tariffs(self) -> dict[str, TariffStatistics | None]:
        """Mean, median and trade-weighted tariff of every party, fractions."""
        return {n: own_tariffs(self.game, self.x, k) for k, n in enumerate(self.game.names)}

    @computed_once
    def at_bounds(self) -> tuple[str, ...]:
        """Instruments held by a bound."""
        held = (self.x <= self.game.lower + _AT_BOUND) | (self.x >= self.game.upper - _AT_BOUND)
        return tuple(self.game.labels[k] for k in np.flatnonzero(held))

    @property
    def spread(self) -> float:
        """By how much the best start beats the worst, percentage points: above 0 there are several local optima."""
        return max(self.local.values()) - min(self.local.values())

    @property
    def certified(self) -> bool:
        """First-order conditions hold, and an independent solve confirms the gains."""
        return self.optimum.converged and self.recomputed <= _SOLVED_AGAIN

    @property
    def status(self) -> MaxMinStatus:
        """Whether first-order conditions hold and the gains were confirmed."""
        if self.certified:
            return MaxMinStatus.SOLVED
        return MaxMinStatus.NOT_CONVERGED

    def failure(self) -> TalksError | None:
        """What the certificate lacks; None where it holds."""
        if self.certified:
            return None
        o = self.optimum
        return TalksError(
            message(
                "cooperative tariffs are not certified",
                got=f"{o.left:.1e} percent still to gain, gains {o.unequal:.1e} apart, {self.recomputed:.1e} off when solved "
                "again",
                do="give ascent=Ascent(rounds=...) more rounds, or narrower bounds",
            )
        )

    def to_dataset(self) -> xr.Dataset:
        """Gains and weights by government, rates by instrument."""
        return labelled_dataset(
            {"government": self.game.names, "instrument": self.game.labels},
            {
                "gain": LabelledArray(("government",), self.gains, "percent", "proportional gain over the reference"),
                "weight": LabelledArray(
                    ("government",), self.optimum.weights, "1", "multiplier of the government's gain"
                ),
                "value": LabelledArray(("instrument",), self.x, "1", "rate"),
            },
        )

    def summary(self) -> str:
        """Gains, tariffs, certificate and the bad news."""
        o = self.optimum
        lines = [f"cooperation from {self.reference}: every government gains {self.rho:.4f} percent"]
        for name, gain, weight in zip(self.game.names, self.gains, o.weights, strict=True):
            line, rates = f"  {name}: weight {weight:.3f}", self.tariffs[name]
            if gain >= self.rho + _MORE:
                line += f", gains more: {gain:.4f} percent"
            if rates:
                line += f"; tariffs {rates.describe()}"
            lines.append(line)
        lines.append(f"  {len(self.at_bounds)} of {len(self.x)} instruments at a bound")
        certificate = (
            f"  certificate: still to gain {o.left:.0e}, binding gains apart {o.unequal:.0e}, "
            f"solved again {self.recomputed:.0e}"
        )
        if not self.certified:
            certificate += "  NOT CONVERGED"
        lines.append(certificate)
        starts = "all starts agree"
        if self.spread > _SAME_OPTIMUM:
            starts = "several local optima"
        ends = ", ".join(f"{name} {value:.4f}" for name, value in self.local.items())
        lines.append(f"  {starts}: {ends}")
        return "\n".join(lines)


def cooperative_tariffs(
    economy: Economy,
    *,
    players: Sequence[str | Coalition] | None = None,
    objective: Objective | Mapping[str, Objective] | None = None,
    instruments: str | Instrument | Mapping[str, str | Instrument] = "sector",
    reference: str | InForce | WarOutcome = "factual",
    starts: int | Sequence[np.ndarray] = 3,
    seed: int = 0,
    ascent: Ascent | None = None,
) -> Cooperation:
    """(T11) The instruments that give every government the same largest proportional gain over the reference.

    Args:
        players, objective, instruments: as for :func:`tradetalks.war.nash`; the parties to the deal. Others keep the
            instruments of the reference.
        reference: ``"nash"`` (the war is solved first), ``"factual"``, ``"free"`` (the parties' instruments at 0), a policy, an
            equilibrium, or a war already solved.
        starts: how many points to search from (the reference, no instruments at all, then rates drawn below 30 percent), or the
            points themselves, to which the reference is added.

        seed: of the random starts.
        ascent: how is searched, tolerances in percent. Default: ``Ascent()``.

    Returns:
        The best of the starts with its certificate; ``status`` says whether it holds.

    Raises:
        TalksError: unknown reference, no welfare left at the reference, or a game that is no economy.

    Reference:
        Ossa (2014), section V.
    """
    game, name, x_ref, payoffs = _reference(economy, players, objective, instruments, reference)
    if not (payoffs > _NOTHING_LEFT).all():
        raise TalksError(
            message(
                "proportional gains need positive welfare at the reference",
                got=f"payoffs {payoffs.tolist()} percent",
                do="leave rivalry out of the objective, or ask the solutions of tradetalks.bargaining for gains in absolute "
                "terms",
            )
        )
    world, how = CooperativeGains(game, payoffs), ascent or Ascent()

    def search(x: np.ndarray, how: Ascent, weights: np.ndarray | None = None) -> MaxMin:
        return solve_max_min(
            world.gains, x, game.lower, game.upper, curvature=world.curvature, weights=weights, ascent=how
        )

    rough = replace(how, tolerance=_ROUGH * how.tolerance)
    found = {label: search(x, rough) for label, x in _starts(game, x_ref, starts, seed).items()}
    first = max(found, key=lambda label: found[label].least)
    best = found[first] = search(found[first].x, how, found[first].weights)
    again = CooperativeGains(game, payoffs).gains(best.x)[0]
    return Cooperation(
        game=game,
        reference=name,
        reference_payoffs=payoffs,
        optimum=best,
        local={label: end.least for label, end in found.items()},
        recomputed=float(np.abs(again - best.g).max()),
    )


def _reference(
    economy: Economy,
    players: Sequence[str | Coalition] | None,
    objective: Objective | Mapping[str, Objective] | None,
    instruments: str | Instrument | Mapping[str, str | Instrument],
    reference: str | InForce | WarOutcome,
) -> tuple[TradeGame, str, np.ndarray, np.ndarray]:
    """The game at the reference, what to call it, the parties' instruments and payoffs there."""
    if isinstance(reference, str) and reference not in REFERENCES:
        raise TalksError(
            message(
                f"unknown reference {reference!r}",
                expected=", ".join(REFERENCES),
                do="choose one of these, or give a policy, an equilibrium or a war",
            )
        )
    if reference == "nash":
        reference = nash(economy, players, objective=objective, instruments=instruments)
    if isinstance(reference, WarOutcome):
        game = _of_an_economy(reference.game)
        return game, "the war", reference.x, payoffs_under(game, game.instruments(reference.x))
    if isinstance(reference, str):
        game = _of_an_economy(build_game(economy, players, objective=objective, instruments=instruments))
        if reference == "free":
            x = np.clip(np.zeros_like(game.start), game.lower, game.upper)
            return game, "free trade", x, payoffs_under(game, game.instruments(x))
        name = "factual tariffs"
    else:
        game = _of_an_economy(
            build_game(economy, players, policy=reference, objective=objective, instruments=instruments)
        )
        name = "a policy"
    x = np.clip(game.start, game.lower, game.upper)
    # Payoffs without the tie: a rate common to all partners cannot express what is in force.
    return game, name, x, payoffs_under(game, game.status_quo)


def _of_an_economy(game: Game) -> TradeGame:
    if not isinstance(game, TradeGame):
        raise TalksError(
            message(
                "cooperative tariffs need an economy; a game in closed form is no economy",
                do="give its payoffs to equal_proportional_gains, with one reference payoff per side",
            )
        )
    return game


def _starts(game: TradeGame, x_ref: np.ndarray, starts: int | Sequence[np.ndarray], seed: int) -> dict[str, np.ndarray]:
    if not isinstance(starts, int):
        return {"reference": x_ref} | {f"given {k}": np.asarray(x, float) for k, x in enumerate(starts, 1)}
    rng = np.random.default_rng(seed)
    found = {"reference": x_ref, "none": np.zeros_like(x_ref)}
    found |= {f"random {k}": _RANDOM_RATE * rng.random(len(x_ref)) for k in range(1, starts - 1)}
    return dict(list(found.items())[: max(1, starts)])
