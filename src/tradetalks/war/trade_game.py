"""An economy as a game: payoffs by one solve, each player's own gradient by one adjoint solve."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float, Int

from tradetalks.economy.calibrate import rebase
from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.kernel.implicit import Method, Outcomes, Solution, outcomes_jit, solve_state_jit
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.kernel.problem import Baseline, Instruments
from tradetalks.economy.kernel.state import size
from tradetalks.economy.solve import find_equilibrium
from tradetalks.games.curvature import Curvature
from tradetalks.games.game import Point
from tradetalks.games.interrupt import poll
from tradetalks.war.curvature import trade_curvature
from tradetalks.war.derivatives import ARRAY_OF, OwnGradient, hessian_product, own_gradients, payoffs_and_weights
from tradetalks.war.objectives import Objective
from tradetalks.war.strategy_space import StrategySpace
from tradetalks.war.terms import Term

Array = np.ndarray

# Equilibria are solved until no equation is off by more than 1e-11, so that payoffs (percent) are known to about 1e-9 ...
TOLERANCE = 1e-11
# ... and count as solved at a hundred times that: rounding alone can keep a large world from the last two digits.
SOLVED = 1e-9
# In worlds of up to 1500 unknowns (world2017 has 490) an adjoint solve takes less time than compiling it for several players.
SMALL_WORLD = 1500
# In larger ones sixteen players share the matrix products of one call, which bounds its memory.
CHUNK = 16
METHOD = Method()


@dataclasses.dataclass(frozen=True, eq=False)
class Player:
    """A region or a coalition.

    Args:
        name: what it is called.
        members: positions of its regions.
        objective: what it wants.
        space: what it chooses.
    """

    name: str
    members: tuple[int, ...]
    objective: Objective
    space: StrategySpace


class SolverMemory(NamedTuple):
    """What a point of a trade game remembers: the economy's state and outcomes there, and each player's adjoint."""

    state: Float[Array, " s"]
    adjoints: dict[int, Float[Array, " s"]]
    outcomes: Outcomes | None


def memory_of(point: Point) -> SolverMemory:
    """The solver's memory at a point of a trade game.

    Raises:
        TypeError: the point is one of another game.
    """
    if not isinstance(point.memory, SolverMemory):
        raise TypeError("this point was not made by a TradeGame: it remembers no state of an economy")
    return point.memory


@dataclasses.dataclass(frozen=True, eq=False)
class TradeGame:
    """Players in an economy, payoffs in percent of real income (W1 to W8), gradients by W14.

    Args:
        economy: the world they are in.
        players: who chooses what.
        status_quo: the instruments in force at the start, and those that nobody sets.
        method: how equilibria are solved.
        preconditioner: the solver's approximate inverse (see :meth:`tuned_to`); None is the baseline's. It changes speed
            alone.
    """

    economy: Economy
    players: tuple[Player, ...]
    status_quo: Instruments
    method: Method = METHOD
    preconditioner: Preconditioner | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Players in order."""
        return tuple(p.name for p in self.players)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each player's choice variables are in x."""
        ends = np.cumsum([0, *(p.space.size for p in self.players)])
        return tuple(slice(int(a), int(b)) for a, b in itertools.pairwise(ends))

    @cached_property
    def start(self) -> Float[Array, " c"]:
        """The choices in force."""
        return np.concatenate([p.space.start_c for p in self.players])

    @cached_property
    def lower(self) -> Float[Array, " c"]:
        """Lower bounds of the choice variables."""
        return np.concatenate([p.space.lower_c for p in self.players])

    @cached_property
    def upper(self) -> Float[Array, " c"]:
        """Upper bounds of the choice variables."""
        return np.concatenate([p.space.upper_c for p in self.players])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The name of every choice variable."""
        return tuple(label for p in self.players for label in p.space.label_c)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of instruments that somebody has."""
        return tuple(k for k in ARRAY_OF if any(k in p.space.kinds for p in self.players))

    @property
    def unit(self) -> str:
        """Unit of payoffs."""
        return "percent of real income"

    @property
    def scale(self) -> float:
        """Payoffs are percent already."""
        return 1.0

    @cached_property
    def _device(self) -> tuple[Baseline, Instruments, Preconditioner]:
        """What every solve needs, handed to JAX once."""
        preconditioner = self.preconditioner
        if preconditioner is None:
            preconditioner = self.economy.preconditioner
        base, new, precondition = jax.device_put((self.economy.baseline, self.status_quo, preconditioner))
        return base, new, precondition

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        return tuple(p.objective.term(self.economy, p.members) for p in self.players)

    @cached_property
    def _members_pm(self) -> Int[Array, "p m"]:
        """Positions of every player's regions; short players repeat their first member."""
        width = max(len(p.members) for p in self.players)
        return np.array([[*p.members, *(p.members[:1] * (width - len(p.members)))] for p in self.players])

    @cached_property
    def _chunk(self) -> int:
        """Players per call: one in small worlds (a single compilation serves all), several where adjoints share memory."""
        return 1 if size(self.economy.baseline, 0) <= SMALL_WORLD else CHUNK

    @cached_property
    def _nowhere(self) -> SolverMemory:
        """Where solves start that know of no point nearby: the baseline."""
        return SolverMemory(np.zeros(size(self.economy.baseline, len(self.status_quo.quantity_c))), {}, None)

    def recentred(self, point: Point) -> TradeGame:
        """The same game, its solver tuned to the economy at ``point``."""
        if self._chunk > 1 or not point.solved:
            return self
        there = find_equilibrium(self.economy, self.instruments(point.x), start=memory_of(point).state)
        return self.tuned_to(there) if there.status.solved else self

    def tuned_to(self, equilibrium: Equilibrium) -> TradeGame:
        """The same game, its solver tuned to an equilibrium: half the steps where tariffs are far from the baseline's.

        Large worlds stay as they are: their approximate inverse takes longer to build than it saves.
        """
        if self._chunk > 1:
            return self
        return dataclasses.replace(self, preconditioner=rebase(equilibrium).preconditioner)

    def in_force(self) -> dict[int, float]:
        """Every player's payoff under the instruments in force, whatever its own could reproduce of them.

        Not a number where the economy finds no equilibrium there.
        """
        found = find_equilibrium(self.economy, self.status_quo)
        if not found.status.solved:
            return dict.fromkeys(range(len(self.players)), np.nan)
        return {k: float(term(found.values)) for k, term in enumerate(self._terms)}

    def incomes(self) -> Float[Array, " p"]:
        """Each player's baseline income, billion dollars a year."""
        return np.array([self.economy.income_n[list(p.members)].sum() for p in self.players])

    def tariff_cells(self, player: int) -> tuple[Int[Array, " k"], Int[Array, " k"], Int[Array, " k"]]:
        """Positions (importer, exporter, sector) of every tariff that a player sets."""
        _, (sector, importer, exporter) = self.players[player].space.cells("tariff")
        return importer, exporter, sector

    @cached_property
    def _rates(self) -> dict[str, tuple[tuple[Array, ...], Array, Array, Array]]:
        """Per kind, all players' rates: places in the economy's array, choice variable, weight and offset (W9)."""
        found = {}
        for kind in self.kinds:
            parts = []
            for player, part in zip(self.players, self.slices, strict=True):
                space = player.space
                at, places = space.cells(kind)
                parts.append([*places, space.choice_l[at] + part.start, space.weight_l[at], space.offset_l[at]])
            *place, choice, weight, offset = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            found[kind] = (tuple(place), choice, weight, offset)
        return found

    def instruments(self, x: Float[Array, " c"]) -> Instruments:
        """The economy's instruments at the choices ``x``."""
        return dataclasses.replace(self.status_quo, **self._arrays(x))

    def _arrays(self, x: Array) -> dict[str, Any]:
        """The arrays of instruments that somebody sets, at ``x``, by their name in :class:`Instruments`."""
        arrays: dict[str, Any] = {}
        for kind, (place, choice, weight, offset) in self._rates.items():
            values = np.array(getattr(self.status_quo, ARRAY_OF[kind]))
            values[place] = offset + weight * x[choice]
            arrays[ARRAY_OF[kind]] = values
        return arrays

    def _new(self, x: Array) -> Instruments:
        """As :meth:`instruments`, what nobody sets already on the device."""
        return dataclasses.replace(self._device[1], **self._arrays(x))

    def _solve(self, new: Instruments, state: Array) -> tuple[Solution, Outcomes]:
        """State and outcomes, by the compiled code that single runs use too."""
        base, _, precondition = self._device
        solution = solve_state_jit(base, new, precondition, state, TOLERANCE, self.method)
        return solution, outcomes_jit(solution.x, base, new)

    def at(self, x: Float[Array, " c"], players: Sequence[int], near: Point | None = None) -> Point:
        """Payoffs and own gradients of ``players`` at ``x``, solved from the state of ``near`` (itself, if it is there)."""
        poll()
        if near is not None and all(k in near.gradients for k in players) and np.array_equal(x, near.x):
            return near
        known = self._nowhere if near is None or not near.solved else memory_of(near)
        point = self._at(x, players, known)
        if point.solved or known is self._nowhere:
            return point
        return self._at(x, players, self._nowhere)

    def _at(self, x: Array, players: Sequence[int], known: SolverMemory) -> Point:
        new = self._new(x)
        solution, outcomes = self._solve(new, known.state)
        state = np.asarray(solution.x)
        if not solution.residual <= SOLVED:
            return Point(x, {}, {}, False, SolverMemory(state, known.adjoints, outcomes))
        payoffs: dict[int, float] = {}
        gradients: dict[int, Array] = {}
        adjoints = dict(known.adjoints)
        for group in self._alike(players):
            payoff_p, own, adjoint_ps = self._own_gradients(group, new, solution, outcomes, adjoints)
            for row, k in enumerate(group):
                payoffs[k] = float(payoff_p[row])
                gradients[k] = self.players[k].space.gradient(self._own_slopes(k, own, row))
                adjoints[k] = adjoint_ps[row]
        return Point(x, payoffs, gradients, True, SolverMemory(state, adjoints, outcomes))

    def _own_gradients(
        self, group: list[int], new: Instruments, solution: Solution, outcomes: Outcomes, adjoints: dict[int, Array]
    ) -> tuple[Float[Array, " p"], OwnGradient, Float[Array, "p s"]]:
        """Payoffs, own gradients and adjoints of players whose objectives have the same structure."""
        base, _, precondition = self._device
        rows = group
        if len(group) > 1:
            # Chunks are filled up with their first player, so that every chunk runs the same compiled code.
            rows = [*group, *group[:1] * (self._chunk - len(group))]
        terms = jax.tree.map(lambda *leaves: np.stack(leaves), *(self._terms[k] for k in rows))
        payoff_p, weights_p = payoffs_and_weights(terms, outcomes)
        guess = np.stack([adjoints.get(k, np.zeros(len(solution.x))) for k in rows])
        found = own_gradients(base, new, precondition, solution.x, weights_p, guess, self._members_pm[rows], self.kinds)
        own, adjoint_ps = jax.tree.map(np.asarray, found)
        return np.asarray(payoff_p), own, adjoint_ps

    def _own_slopes(self, k: int, own: OwnGradient, row: int) -> dict[str, Array]:
        """∂u/∂rate of a player's rates of every kind, out of the tables over members."""
        space = self.players[k].space
        tables: dict[str, Any] = {"tariff": own.tariff_pmjn, "export_tax": own.export_tax_pmjn}
        slopes = {}
        for kind in space.kinds:
            at, _ = space.cells(kind)
            m, i, j = space.member_l[at], space.partner_l[at], space.sector_l[at]
            if kind == "subsidy":
                subsidies: Any = own.subsidy_pmj
                slopes[kind] = subsidies[row][m, j]
            else:
                slopes[kind] = tables[kind][row][m, j, i]
        return slopes

    def payoff(self, x: Float[Array, " c"], player: int, near: Point | None = None) -> float:
        """A player's payoff alone; −inf where the economy finds no equilibrium."""
        poll()
        state = self._nowhere.state if near is None else memory_of(near).state
        solution, outcomes = self._solve(self._new(x), state)
        if not solution.residual <= SOLVED:
            return -np.inf
        alone = jax.tree.map(lambda leaf: np.asarray(leaf)[None], self._terms[player])
        return float(payoffs_and_weights(alone, outcomes)[0][0])

    def groups(self, player: int) -> list[Int[Array, " k"]]:
        """Positions of choice variables that belong together: those of one sector and kind, else single ones."""
        space = self.players[player].space
        key_l = space.kind_l * len(self.economy.sectors) + space.sector_l
        low, high = np.full(space.size, np.iinfo(int).max), np.full(space.size, -1)
        np.minimum.at(low, space.choice_l, key_l)
        np.maximum.at(high, space.choice_l, key_l)
        label = np.where(low == high, low, -1 - np.arange(space.size))
        return [np.flatnonzero(label == value) for value in np.unique(label)]

    def _alike(self, players: Sequence[int]) -> list[list[int]]:
        """Players whose objectives have the same structure, in chunks."""
        alike: dict[object, list[int]] = {}
        for k in players:
            shapes = tuple(np.shape(leaf) for leaf in jax.tree.leaves(self._terms[k]))
            alike.setdefault((jax.tree.structure(self._terms[k]), shapes), []).append(k)
        chunk = self._chunk
        return [same[i : i + chunk] for same in alike.values() for i in range(0, len(same), chunk)]

    def curvature(self, point: Point, player: int) -> Curvature:
        """The quasi-Newton metric of a player at ``point`` (W11)."""
        outcomes = memory_of(point).outcomes
        if outcomes is None:
            raise TypeError("this point remembers no outcomes of an economy")
        return trade_curvature(self.economy, self.players[player].space, outcomes, point.x[self.slices[player]])

    def hessian_product(self, point: Point, player: int, direction_c: Float[Array, " k"]) -> Float[Array, " k"]:
        """Exact Hessian of the player's payoff in its own choice variables, times ``direction_c``."""
        base, _, precondition = self._device
        new, space = self._new(point.x), self.players[player].space
        move = {k: np.zeros_like(getattr(new, ARRAY_OF[k])) for k in self.kinds}
        move_l = space.weight_l * direction_c[space.choice_l]
        for kind in space.kinds:
            at, places = space.cells(kind)
            move[kind][places] = move_l[at]
        state, term = memory_of(point).state, self._terms[player]
        bent = hessian_product(base, new, precondition, state, TOLERANCE, term, move, self.kinds, self.method)
        return space.gradient_from_tables({kind: np.asarray(table) for kind, table in bent.items()})
