"""An economy as a game: payoffs by one solve, each player's own gradient by one adjoint solve."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import jax
import numpy as np

from tradetalks.economy.calibrate import rebase
from tradetalks.economy.economy import Economy
from tradetalks.economy.kernel.equations import Instruments, size
from tradetalks.economy.kernel.implicit import Method, Outcomes, Solution, outcomes_jit, solve_state_jit
from tradetalks.economy.kernel.preconditioner import Preconditioner
from tradetalks.economy.solve import solve_instruments
from tradetalks.games.curvature import Curvature, trade_curvature
from tradetalks.games.game import Point, State
from tradetalks.games.interrupt import poll
from tradetalks.war.controls import Block
from tradetalks.war.derivatives import FIELDS, hessian_product, own_gradients, payoffs_and_weights

Array = np.ndarray
TOLERANCE = 1e-11
SOLVED = 1e-9
SMALL_WORLD = 1500
CHUNK = 16
METHOD = Method()


@dataclasses.dataclass(frozen=True, eq=False)
class Player:
    """A region or a coalition, what it wants and what it controls."""

    name: str
    members: tuple[int, ...]
    objective: Any
    block: Block


def _slices(sizes: Sequence[int]) -> tuple[slice, ...]:
    ends = np.cumsum([0, *sizes])
    return tuple(slice(int(a), int(b)) for a, b in itertools.pairwise(ends))


@dataclasses.dataclass(frozen=True, eq=False)
class TradeGame:
    """Players in an economy; ``status_quo`` are the instruments that nobody controls and those in force at the start.

    ``preconditioner`` is the solver's approximate inverse (see :meth:`recentred`); None is the baseline's. It changes speed
    alone.
    """

    economy: Economy
    players: tuple[Player, ...]
    status_quo: Instruments
    method: Method = METHOD
    preconditioner: Preconditioner | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.players)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        return _slices([p.block.size for p in self.players])

    @cached_property
    def start(self) -> Array:
        return np.concatenate([p.block.start_c for p in self.players])

    @cached_property
    def lower(self) -> Array:
        return np.concatenate([p.block.lower_c for p in self.players])

    @cached_property
    def upper(self) -> Array:
        return np.concatenate([p.block.upper_c for p in self.players])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for p in self.players for label in p.block.label_c)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        return tuple(k for k in FIELDS if any(k in p.block.kinds for p in self.players))

    @cached_property
    def _device(self):
        preconditioner = self.preconditioner
        if preconditioner is None:
            preconditioner = self.economy.preconditioner
        return jax.device_put((self.economy.baseline, self.status_quo, preconditioner))

    def _solve(self, new: Instruments, state: Array) -> tuple[Solution, Outcomes]:
        """State and outcomes, by the compiled code that single runs use too."""
        base, _, precondition = self._device
        solution = solve_state_jit(base, new, precondition, state, TOLERANCE, self.method)
        return solution, outcomes_jit(solution.x, base, new)

    @cached_property
    def _terms(self) -> tuple:
        return tuple(p.objective.term(self.economy, p.members) for p in self.players)

    @cached_property
    def _members_pm(self) -> Array:
        width = max(len(p.members) for p in self.players)
        return np.array([[*p.members, *(p.members[:1] * (width - len(p.members)))] for p in self.players])

    @cached_property
    def _chunk(self) -> int:
        """Players per call: one in small worlds (a single compilation serves all), several where adjoints share memory."""
        return 1 if size(self.economy.baseline, 0) <= SMALL_WORLD else CHUNK

    def recentred(self, point: Point) -> TradeGame:
        """The same game, its solver tuned to the economy at ``point``: half the steps where tariffs are far from the
        baseline's. Large worlds stay as they are (their approximate inverse takes longer to build than it saves)."""
        if self._chunk > 1 or not point.solved:
            return self
        there = rebase(solve_instruments(self.economy, self.instruments(point.x), start=point.state.x))
        return dataclasses.replace(self, preconditioner=there.preconditioner)

    @property
    def unit(self) -> str:
        """Unit of payoffs."""
        return "percent of real income"

    @property
    def scale(self) -> float:
        """Payoffs are percent already."""
        return 1.0

    def in_force(self) -> dict[int, float]:
        """Every player's payoff under the instruments in force, whatever its own could reproduce of them.

        Raises:
            SolverError: the economy finds no equilibrium there.
        """
        values = solve_instruments(self.economy, self.status_quo).values
        return {k: float(term(values)) for k, term in enumerate(self._terms)}

    def incomes(self) -> Array:
        """Each player's baseline income, billion dollars a year."""
        return np.array([self.economy.income_n[list(p.members)].sum() for p in self.players])

    @cached_property
    def _levers(self) -> dict[str, tuple[tuple[Array, ...], Array, Array, Array]]:
        """Per kind, all players' levers: places in the kernel's array, control, weight and offset (W9)."""
        found = {}
        for kind in self.kinds:
            parts = []
            for player, part in zip(self.players, self.slices, strict=True):
                at, cells = player.block.cells(kind)
                block = player.block
                parts.append(
                    [*_place(kind, cells), block.control_l[at] + part.start, block.weight_l[at], block.offset_l[at]]
                )
            *place, control, weight, offset = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            found[kind] = (tuple(place), control, weight, offset)
        return found

    def instruments(self, x: Array) -> Instruments:
        """The kernel's arrays at controls ``x``."""
        own: dict[str, Any] = {}
        for kind, (place, control, weight, offset) in self._levers.items():
            own[FIELDS[kind]] = values = np.array(getattr(self.status_quo, FIELDS[kind]))
            values[place] = offset + weight * x[control]
        return dataclasses.replace(self.status_quo, **own)

    def _new(self, x: Array) -> Instruments:
        mine, device = self.instruments(x), self._device[1]
        return dataclasses.replace(device, **{FIELDS[k]: getattr(mine, FIELDS[k]) for k in self.kinds})

    def at(self, x: Array, players: Sequence[int], near: Point | None = None) -> Point:
        """Payoffs and own gradients of ``players`` at ``x``, solved from the state of ``near`` (itself, if it is there)."""
        poll()
        if near is not None and all(k in near.gradients for k in players) and np.array_equal(x, near.x):
            return near
        nowhere = State(np.zeros(size(self.economy.baseline, len(self.status_quo.quantity_c))), {})
        known = nowhere if near is None or not near.solved else near.state
        point = self._at(x, players, known)
        return point if point.solved or known is nowhere else self._at(x, players, nowhere)

    def _at(self, x, players, known: State) -> Point:
        base, _, precondition = self._device
        new = self._new(x)
        solution, outcomes = self._solve(new, known.x)
        payoffs: dict[int, float] = {}
        gradients: dict[int, Array] = {}
        adjoints = dict(known.adjoints)
        solved = bool(solution.residual <= SOLVED)
        for group in self._groups(list(players)) if solved else ():
            rows = [*group, *group[:1] * (self._chunk - len(group))] if len(group) > 1 else group
            terms = jax.tree.map(lambda *leaves: np.stack(leaves), *(self._terms[k] for k in rows))
            payoff_p, weights_p = payoffs_and_weights(terms, outcomes)
            guess = np.stack([adjoints.get(k, np.zeros(len(known.x))) for k in rows])
            found = own_gradients(
                base, new, precondition, solution.x, weights_p, guess, self._members_pm[rows], self.kinds
            )
            own, adjoint_ps = jax.tree.map(np.asarray, found)
            for row, k in enumerate(group):
                payoffs[k] = float(payoff_p[row])
                gradients[k] = self._onto_controls(k, own, row)
                adjoints[k] = adjoint_ps[row]
        return Point(x, payoffs, gradients, State(np.asarray(solution.x), adjoints), solved, outcomes)

    def payoff(self, x: Array, player: int, near: Point | None = None) -> float:
        """A player's payoff alone; −inf where the economy finds no equilibrium."""
        poll()
        state = np.zeros(size(self.economy.baseline, len(self.status_quo.quantity_c))) if near is None else near.state.x
        solution, outcomes = self._solve(self._new(x), state)
        if not solution.residual <= SOLVED:
            return -np.inf
        alone = jax.tree.map(lambda leaf: np.asarray(leaf)[None], self._terms[player])
        return float(payoffs_and_weights(alone, outcomes)[0][0])

    def groups(self, player: int) -> list[Array]:
        """Positions of controls that belong together: those of one sector and kind, else single controls."""
        block = self.players[player].block
        key_l = block.kind_l * len(self.economy.sectors) + block.sector_l
        low, high = np.full(block.size, np.iinfo(int).max), np.full(block.size, -1)
        np.minimum.at(low, block.control_l, key_l)
        np.maximum.at(high, block.control_l, key_l)
        label = np.where(low == high, low, -1 - np.arange(block.size))
        return [np.flatnonzero(label == value) for value in np.unique(label)]

    def _groups(self, players: list[int]) -> list[list[int]]:
        """Players whose objectives have the same structure, in chunks."""
        alike: dict = {}
        for k in players:
            shapes = tuple(np.shape(leaf) for leaf in jax.tree.leaves(self._terms[k]))
            alike.setdefault((jax.tree.structure(self._terms[k]), shapes), []).append(k)
        chunk = self._chunk
        return [same[i : i + chunk] for same in alike.values() for i in range(0, len(same), chunk)]

    def _onto_controls(self, k: int, own, row: int) -> Array:
        block = self.players[k].block
        gradient_l = np.zeros(len(block.kind_l))
        for kind in block.kinds:
            at, _ = block.cells(kind)
            m, i, j = block.member_l[at], block.partner_l[at], block.sector_l[at]
            if kind == "subsidy":
                gradient_l[at] = own.subsidy_pmj[row][m, j]
            else:
                table = own.tariff_pmjn if kind == "tariff" else own.export_tax_pmjn
                gradient_l[at] = table[row][m, j, i]
        return block.onto_controls(gradient_l)

    def curvature(self, point: Point, player: int) -> Curvature:
        """The quasi-Newton metric of a player at ``point`` (W11)."""
        who = self.players[player]
        return trade_curvature(self.economy, who.block, point.outcomes, point.x[self.slices[player]])

    def hessian_product(self, point: Point, player: int, direction_c: Array) -> Array:
        """Exact Hessian of the player's payoff in its own controls, times ``direction_c``."""
        base, _, precondition = self._device
        new, block = self._new(point.x), self.players[player].block
        move = {k: np.zeros_like(getattr(new, FIELDS[k])) for k in self.kinds}
        move_l = block.weight_l * direction_c[block.control_l]
        for kind in block.kinds:
            at, cells = block.cells(kind)
            move[kind][_place(kind, cells)] = move_l[at]
        bent = hessian_product(
            base, new, precondition, point.state.x, TOLERANCE, self._terms[player], move, self.kinds, self.method
        )
        bent_l = np.zeros(len(block.kind_l))
        for kind in block.kinds:
            at, cells = block.cells(kind)
            bent_l[at] = np.asarray(bent[kind])[_place(kind, cells)]
        return block.onto_controls(bent_l)


def _place(kind: str, cells):
    return (cells[1], cells[0]) if kind == "subsidy" else cells
