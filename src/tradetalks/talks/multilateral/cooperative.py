"""Cooperative tariffs: all governments' instruments free, equal proportional gains over a war, the status quo or free trade.

    max ρ  s.t.  G_i(t) >= (1 + ρ) G_i(t^ref) for every party i,   lower <= t <= upper   (T11 on an economy)

Ossa (2014), AER 104(12), section V: 7 regions' bilateral tariffs in 33 sectors are 1386 instruments. One solve of the economy
gives every government's gain, one adjoint solve the gradient of any weighted sum of them, which is all that :mod:`max_min` asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.bargaining.max_min import Ascent, MaxMin, Pull, solve_max_min
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.equations import Instruments, size
from tradetalks.economy.kernel.implicit import outcomes, solve_state_jit
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import TalksError
from tradetalks.result import Result
from tradetalks.war.curvature import trade_curvature
from tradetalks.war.derivatives import instrument_arrays, with_instruments
from tradetalks.war.outcome import TariffStatistics, WarOutcome, own_tariffs
from tradetalks.war.players import Source, build_game
from tradetalks.war.solve import nash
from tradetalks.war.trade_game import METHOD, SOLVED, TOLERANCE, TradeGame

Array = np.ndarray
REFERENCES = ("nash", "factual", "free")
AT_BOUND = 1e-9
MORE = 1e-4
# Starts are compared at a hundred times the tolerance; the best is then searched to the end.
ROUGH = 100
RANDOM_RATE = 0.3


@dataclass(frozen=True, repr=False, eq=False)
class Cooperation(Result):
    """Cooperative instruments ``x`` (in the order of ``game.labels``) with their certificate.

    ``gains`` (n,): each government's proportional gain over the reference, percent; ``rho`` is the least. ``optimum`` holds the
    multipliers and what is left to gain; ``local`` the gain reached from every start; ``recomputed`` the largest gap to the
    gains of an equilibrium solved from nothing.
    """

    game: TradeGame
    reference: str
    reference_payoffs: Array
    optimum: MaxMin
    local: dict[str, float]
    recomputed: float

    @property
    def x(self) -> Array:
        """Instruments."""
        return self.optimum.x

    @property
    def gains(self) -> Array:
        """(n,) percent of each government's welfare at the reference."""
        return self.optimum.g

    @property
    def rho(self) -> float:
        """The gain that all have, percent."""
        return self.optimum.least

    @cached_property
    def equilibrium(self) -> Equilibrium:
        """The world economy under the deal."""
        return solve_instruments(self.game.economy, self.game.instruments(self.x))

    @cached_property
    def tariffs(self) -> dict[str, TariffStatistics | None]:
        """Mean, median and trade-weighted tariff of every party, fractions."""
        return {n: own_tariffs(self.game, self.x, k) for k, n in enumerate(self.game.names)}

    @cached_property
    def at_bounds(self) -> tuple[str, ...]:
        """Instruments held by a bound."""
        held = (self.x <= self.game.lower + AT_BOUND) | (self.x >= self.game.upper - AT_BOUND)
        return tuple(self.game.labels[k] for k in np.flatnonzero(held))

    @property
    def spread(self) -> float:
        """By how much the best start beats the worst, percentage points: above 0 there are several local optima."""
        return max(self.local.values()) - min(self.local.values())

    @property
    def certified(self) -> bool:
        """First-order conditions hold, and an independent solve confirms the gains."""
        return self.optimum.converged and self.recomputed <= 1e-6

    def raise_if_failed(self) -> Cooperation:
        """Self, or TalksError where the search did not converge."""
        if not self.certified:
            o = self.optimum
            raise TalksError(
                f"cooperative tariffs are not certified: {o.left:.1e} percent still to gain, gains {o.unequal:.1e} apart, "
                f"{self.recomputed:.1e} off when solved again. Give ascent=Ascent(rounds=...) more rounds, or narrower bounds."
            )
        return self

    def summary(self) -> str:
        """Gains, tariffs, certificate and the bad news."""
        o = self.optimum
        lines = [f"cooperation from {self.reference}: every government gains {self.rho:.4f} percent"]
        for name, gain, weight in zip(self.game.names, self.gains, o.weights, strict=True):
            rates = self.tariffs[name]
            more = "" if gain < self.rho + MORE else f", gains more: {gain:.4f} percent"
            lines.append(f"  {name}: weight {weight:.3f}{more}" + (f"; tariffs {rates.describe()}" if rates else ""))
        lines.append(f"  {len(self.at_bounds)} of {len(self.x)} instruments at a bound")
        lines.append(
            f"  certificate: still to gain {o.left:.0e}, binding gains apart {o.unequal:.0e}, solved again {self.recomputed:.0e}"
            + ("" if self.certified else "  NOT CONVERGED")
        )
        ends = ", ".join(f"{name} {value:.4f}" for name, value in self.local.items())
        lines.append(f"  {'several local optima' if self.spread > 1e-3 else 'all starts agree'}: {ends}")
        return "\n".join(lines)


def cooperative_tariffs(
    economy: Economy,
    *,
    players: Sequence | None = None,
    objective: Any = None,
    instruments: Any = "sector",
    reference: str | Source | WarOutcome = "factual",
    starts: int | Sequence[Array] = 3,
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

    Raises:
        TalksError: unknown reference, no welfare left at the reference, an equilibrium that cannot be found there.
    """
    game, name, x_ref, payoffs = _reference(economy, players, objective, instruments, reference)
    if not (payoffs > -100).all():
        raise TalksError(
            f"proportional gains need positive welfare at the reference; got payoffs {payoffs.tolist()} percent. "
            "Leave rivalry out of the objective, or ask the solutions of tradetalks.talks for gains in absolute terms."
        )
    world, how = _World(game, payoffs), Ascent() if ascent is None else ascent

    def search(x: Array, how: Ascent, weights: Array | None = None) -> MaxMin:
        return solve_max_min(
            world.gains, x, game.lower, game.upper, curvature=world.curvature, weights=weights, ascent=how
        )

    rough = replace(how, tolerance=ROUGH * how.tolerance)
    found = {label: search(x, rough) for label, x in _starts(game, x_ref, starts, seed).items()}
    first = max(found, key=lambda label: found[label].least)
    best = found[first] = search(found[first].x, how, found[first].weights)
    again = _World(game, payoffs).gains(best.x)[0]
    return Cooperation(
        game=game,
        reference=name,
        reference_payoffs=payoffs,
        optimum=best,
        local={label: end.least for label, end in found.items()},
        recomputed=float(np.abs(again - best.g).max()),
    )


def _reference(economy, players, objective, instruments, reference) -> tuple[TradeGame, str, Array, Array]:
    """The game at the reference, what to call it, the parties' instruments and payoffs there."""
    if isinstance(reference, str) and reference not in REFERENCES:
        raise TalksError(
            f"unknown reference {reference!r}. Choose {', '.join(REFERENCES)}, or give a policy, an equilibrium or a war."
        )
    words: Mapping[str, Any] = {"objective": objective, "instruments": instruments}
    policy = None if isinstance(reference, str | WarOutcome) else reference
    game = reference.game if isinstance(reference, WarOutcome) else build_game(economy, players, policy=policy, **words)
    if not isinstance(game, TradeGame):
        raise TalksError(
            "cooperative tariffs need an economy; a game in closed form is no economy. "
            "Give its payoffs to equal_proportional_gains, with one reference payoff per side."
        )
    if isinstance(reference, str):
        if reference == "nash":
            reference = nash(economy, players, **words)
        elif reference == "free":
            x = np.clip(np.zeros_like(game.start), game.lower, game.upper)
            return game, "free trade", x, _payoffs(game, game.instruments(x))
    if isinstance(reference, WarOutcome):
        return game, "the war", reference.x, _payoffs(game, game.instruments(reference.x))
    x = np.clip(game.start, game.lower, game.upper)
    # Payoffs without the tie: a rate common to all partners cannot express what is in force.
    return game, "factual tariffs" if policy is None else "a policy", x, _payoffs(game, game.status_quo)


def _payoffs(game: TradeGame, policy: Instruments) -> Array:
    """(n,) percent of baseline."""
    return np.asarray(_levels(_terms(game), solve_instruments(game.economy, policy).values))


def _starts(game: TradeGame, x_ref: Array, starts: int | Sequence[Array], seed: int) -> dict[str, Array]:
    if not isinstance(starts, int):
        return {"reference": x_ref} | {f"given {k}": np.asarray(x, float) for k, x in enumerate(starts, 1)}
    rng = np.random.default_rng(seed)
    found = {"reference": x_ref, "none": np.zeros_like(x_ref)}
    found |= {f"random {k}": RANDOM_RATE * rng.random(len(x_ref)) for k in range(1, starts - 1)}
    return dict(list(found.items())[: max(1, starts)])


class _World:
    """Gains of all parties and gradients of their weighted sums; remembers where the last solves ended, for speed alone."""

    def __init__(self, game: TradeGame, reference: Array) -> None:
        self.game, self.per_point = game, 100 / (100 + reference)
        self.terms = _terms(game)
        self.baseline, self.preconditioner = jax.device_put((game.economy.baseline, game.economy.preconditioner))
        self.nothing = np.zeros(size(game.economy.baseline, len(game.status_quo.quantity_c)))
        self.state, self.adjoint = self.nothing, self.nothing[None]

    def gains(self, x: Array) -> tuple[Array, Pull]:
        """(n,) 100 [(100 + u_i)/(100 + u_i^ref) - 1] and μ -> gradient of Σ μ_i gain_i; nan where nothing clears the markets."""
        new = self.game.instruments(x)
        for start in (self.state, self.nothing):
            solution = solve_state_jit(self.baseline, new, self.preconditioner, start, TOLERANCE, METHOD)
            if solution.residual <= SOLVED:
                break
        else:
            return np.full(len(self.terms), np.nan), np.zeros_like
        self.state = np.asarray(solution.x)
        payoffs, values = _payoffs_at(self.terms, solution.x, self.baseline, new)

        def pull(mu: Array) -> Array:
            weights = mu * self.per_point
            slopes, self.adjoint = _slopes(
                self.baseline,
                new,
                self.preconditioner,
                solution.x,
                values,
                self.terms,
                weights,
                self.adjoint,
                self.game.kinds,
            )
            tables = {kind: np.asarray(table)[0] for kind, table in slopes.items()}
            return np.concatenate([p.space.gradient_from_tables(tables) for p in self.game.players])

        return self.per_point * (100 + np.asarray(payoffs)) - 100, pull

    def curvature(self, x: Array, mu: Array) -> Array:
        """W11 of each party's own instruments, weighted. Tunes the solver to the economy at ``x`` on the way."""
        there = solve_instruments(self.game.economy, self.game.instruments(x), start=self.state)
        tuned = self.game.tuned_to(there).preconditioner
        if tuned is not None:
            self.preconditioner = jax.device_put(tuned)
        parts = zip(self.game.players, self.game.slices, mu * self.per_point, strict=True)
        return np.concatenate(
            [m * trade_curvature(self.game.economy, p.space, there.values, x[part]).d_c for p, part, m in parts]
        )


def _terms(game: TradeGame) -> tuple:
    return tuple(p.objective.term(game.economy, p.members) for p in game.players)


def _levels(terms, values):
    return jnp.stack([term(values) for term in terms])


@jax.jit
def _payoffs_at(terms, state, kernel, new):
    """(n,) payoffs and the outcomes of the equilibrium ``state``."""
    values = outcomes(state, kernel, new)
    return _levels(terms, values), values


@partial(jax.jit, static_argnames="kinds")
def _slopes(kernel, new, preconditioner, state, values, terms, mu, adjoint, kinds):
    """∂(Σ μ_i u_i)/∂instruments of all kinds, one adjoint solve, and the adjoint."""
    on_outcomes = jax.grad(lambda out: jnp.dot(mu, _levels(terms, out)))(values)
    row = jax.tree.map(lambda leaf: leaf[None], on_outcomes)
    return pull_back(
        kernel, partial(with_instruments, new), instrument_arrays(new, kinds), preconditioner, state, row, adjoint
    )
