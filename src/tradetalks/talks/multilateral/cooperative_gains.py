"""Gains of all parties over a reference, and the gradient of any weighted sum of them, at one point of their instruments."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.bargaining.max_min import Pull
from tradetalks.economy.kernel.adjoint import pull_back
from tradetalks.economy.kernel.implicit import Outcomes, outcomes, solve_state_jit
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.solve import solve_instruments
from tradetalks.war.curvature import trade_curvature
from tradetalks.war.derivatives import instrument_arrays, with_instruments
from tradetalks.war.terms import Term
from tradetalks.war.trade_game import METHOD, SOLVED, TOLERANCE, TradeGame


class CooperativeGains:
    """Gains of all parties and gradients of their weighted sums; remembers where the last solves ended, for speed alone."""

    def __init__(self, game: TradeGame, reference: np.ndarray) -> None:
        self.game, self.per_point = game, 100 / (100 + reference)
        self.terms = _terms(game)
        self.baseline, self.preconditioner = jax.device_put((game.economy.baseline, game.economy.preconditioner))
        self.nothing = np.zeros(size(game.economy.baseline, len(game.status_quo.quantity_c)))
        self.state, self.adjoint = self.nothing, self.nothing[None]

    def gains(self, x: np.ndarray) -> tuple[np.ndarray, Pull]:
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

        def pull(mu: np.ndarray) -> np.ndarray:
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

    def curvature(self, x: np.ndarray, mu: np.ndarray) -> np.ndarray:
        """W11 of each party's own instruments, weighted. Tunes the solver to the economy at ``x`` on the way."""
        there = solve_instruments(self.game.economy, self.game.instruments(x), start=self.state)
        tuned = self.game.tuned_to(there).preconditioner
        if tuned is not None:
            self.preconditioner = jax.device_put(tuned)
        parts = zip(self.game.players, self.game.slices, mu * self.per_point, strict=True)
        return np.concatenate(
            [m * trade_curvature(self.game.economy, p.space, there.values, x[part]).d_c for p, part, m in parts]
        )


def payoffs_under(game: TradeGame, policy: Instruments) -> np.ndarray:
    """(n,) percent of baseline."""
    return np.asarray(_levels(_terms(game), solve_instruments(game.economy, policy).values))


def _terms(game: TradeGame) -> tuple[Term, ...]:
    return tuple(p.objective.term(game.economy, p.members) for p in game.players)


def _levels(terms: tuple[Term, ...], values: Outcomes) -> jax.Array:
    return jnp.stack([term(values) for term in terms])


@jax.jit
def _payoffs_at(
    terms: tuple[Term, ...], state: np.ndarray, baseline: Baseline, new: Instruments
) -> tuple[jax.Array, Outcomes]:
    """(n,) payoffs and the outcomes of the equilibrium ``state``."""
    values = outcomes(state, baseline, new)
    return _levels(terms, values), values


@partial(jax.jit, static_argnames="kinds")
def _slopes(
    baseline: Baseline,
    new: Instruments,
    preconditioner: Preconditioner,
    state: jax.Array,
    values: Outcomes,
    terms: tuple[Term, ...],
    mu: jax.Array,
    adjoint: jax.Array,
    kinds: tuple[str, ...],
) -> tuple[dict[str, jax.Array], jax.Array]:
    """∂(Σ μ_i u_i)/∂instruments of all kinds, one adjoint solve, and the adjoint."""
    on_outcomes = jax.grad(lambda out: jnp.dot(mu, _levels(terms, out)))(values)
    row = jax.tree.map(lambda leaf: leaf[None], on_outcomes)
    slopes: dict[str, jax.Array]
    slopes, adjoint = pull_back(
        baseline, partial(with_instruments, new), instrument_arrays(new, kinds), preconditioner, state, row, adjoint
    )
    return slopes, adjoint
