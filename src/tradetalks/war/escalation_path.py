"""The escalation ladder: moves and reactions in order, and what each side has after every rung."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.solve import solve_instruments
from tradetalks.result import Result
from tradetalks.war.moves import MoveError, Reaction, Side, Step, check_apart, check_step, name_of, places_of
from tradetalks.war.objectives import Objective, as_objective
from tradetalks.war.players import Source, choice_of, status_quo_of
from tradetalks.war.retaliation import RULES, Scene, raised, react, trade_between

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Rung:
    """After one move: who moved against whom, the increase by member, partner and sector (fractions), the trade there
    before the move (billion dollars a year), each side's objective (percent of real income) and the world economy."""

    text: str
    by: Side
    on: Side
    increase_mpj: Float[Array, "m p j"]
    trade_mpj: Float[Array, "m p j"]
    payoffs: dict[str, float]
    equilibrium: Equilibrium

    @property
    def increase_j(self) -> Float[Array, " j"]:
        """The increase by sector, weighted by trade (plain where there is none)."""
        return _over_pairs(self.increase_mpj, self.trade_mpj)

    @property
    def covered_busd(self) -> float:
        """The trade that was hit."""
        return float(self.trade_mpj[self.increase_mpj != 0].sum())

    @property
    def average(self) -> float:
        """The mean increase over what was hit, a fraction."""
        hit = self.increase_mpj != 0
        return float(self.increase_mpj[hit].mean()) if hit.any() else 0.0


def _over_pairs(increase_mpj, trade_mpj) -> Float[Array, " j"]:
    weight_mpj = np.where(trade_mpj.sum(axis=(0, 1)) > 0, trade_mpj, 1.0)
    return np.average(increase_mpj, axis=(0, 1), weights=weight_mpj)


@dataclasses.dataclass(frozen=True, eq=False)
class Ladder(Result):
    """A sequence of moves played out; ``start`` is the world before, ``before`` each side's objective there."""

    economy: Economy
    sides: tuple[str, ...]
    start: Equilibrium
    before: dict[str, float]
    rungs: tuple[Rung, ...]

    @property
    def payoffs(self) -> xr.DataArray:
        """(step, player): each side's objective after every step, percent of real income."""
        values = [[r.payoffs[s] for s in self.sides] for r in self.rungs]
        coords = {"step": np.arange(1, len(self.rungs) + 1), "player": list(self.sides)}
        attrs = {"units": "percent of baseline real income"}
        return xr.DataArray(np.array(values), coords, ("step", "player"), name="payoff", attrs=attrs)

    @property
    def end(self) -> Equilibrium:
        """The world after the last move."""
        return self.rungs[-1].equilibrium

    def __repr__(self) -> str:
        last = ", ".join(f"{k} {v:+.3f}" for k, v in self.rungs[-1].payoffs.items())
        return f"Ladder({len(self.rungs)} steps; {last})"

    def summary(self) -> str:
        """Plain text, one line per rung."""
        lines = [
            "Escalation: tariff increase (average over what it hits), trade hit, payoffs in percent of real income"
        ]
        for k, rung in enumerate(self.rungs, 1):
            pay = ", ".join(f"{name} {value:+.3f}" for name, value in rung.payoffs.items())
            lines.append(
                f"{k:3d} {rung.text:<40} {100 * rung.average:+6.1f} points on {rung.covered_busd:7.1f} busd   {pay}"
            )
        return "\n".join(lines)


def ladder(
    economy: Economy,
    steps: Sequence[Step],
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    policy: Source = None,
) -> Ladder:
    """Play ``steps`` in order; a :class:`~tradetalks.war.moves.Reaction` answers the last move against its player.

    Args:
        steps: ``Move``, ``ListMove`` or ``Reaction``, by regions or coalitions; ``[Move(...)] + rounds of Reaction``
            escalates.
        objective: what each side's payoff is, one for all or by name; real income by default.
        policy: what is in force at the start.

    Raises:
        MoveError: no steps, a reaction to nothing, an unknown rule, a move on oneself, a rate that is no fraction.
        PlayerError: objectives of somebody who does not move and is not hit. PolicyError: unknown regions or sectors.
    """
    if not steps:
        raise MoveError("a ladder needs steps\nexpected at least one move\ngot      none\ndo       begin with a Move")
    for step in steps:
        check_step(economy, step, list(RULES))
    sides = _sides(steps)
    goals = {name: as_objective(choice_of(objective, name, list(sides), "objective")) for name in sides}
    terms = {name: goals[name].term(economy, tuple(places_of(economy, side))) for name, side in sides.items()}
    worlds = [solve_instruments(economy, status_quo_of(economy, policy))]
    rungs: list[Rung] = []
    for step in steps:
        by, on, increase, text = _play(economy, step, rungs, worlds, goals)
        trade_mpj = trade_between(worlds[-1], places_of(economy, by), places_of(economy, on))
        worlds.append(raised(worlds[-1], by, on, increase))
        payoffs = {name: float(term(worlds[-1].values)) for name, term in terms.items()}
        rungs.append(Rung(text, by, on, np.broadcast_to(increase, trade_mpj.shape), trade_mpj, payoffs, worlds[-1]))
    before = {name: float(term(worlds[0].values)) for name, term in terms.items()}
    return Ladder(economy, tuple(sides), worlds[0], before, tuple(rungs))


def _sides(steps: Sequence[Step]) -> dict[str, Side]:
    """Everybody who moves or is hit, by name.

    Raises:
        MoveError: one name for two sides.
    """
    sides: dict[str, Side] = {}
    for step in steps:
        for side in (step.by,) if isinstance(step, Reaction) else (step.by, step.on):
            if sides.setdefault(name_of(side), side) != side:
                raise MoveError(
                    f"two sides are called {name_of(side)}\nexpected every side to have its own name\n"
                    f"got      {sides[name_of(side)]} and {side}\ndo       rename one of them"
                )
    return sides


def _play(economy: Economy, step: Step, rungs: list[Rung], worlds: list[Equilibrium], goals):
    """Who raises tariffs on whom by how much, and a line of text."""
    if not isinstance(step, Reaction):
        increase = step.increase(economy)
        word = "lowers" if np.sum(increase) < 0 else "raises"
        return step.by, step.on, increase, f"{name_of(step.by)} {word} tariffs on {name_of(step.on)}"
    own, name = places_of(economy, step.by), name_of(step.by)
    against = [k for k, r in enumerate(rungs) if set(own) & set(places_of(economy, r.on))]
    if not against:
        raise MoveError(
            f"{name} has nothing to react to\nexpected an earlier move against {name}\ngot      none\n"
            "do       begin with a Move"
        )
    last = rungs[against[-1]]
    mine = [p for p, k in enumerate(places_of(economy, last.on)) if k in own]
    trade_mpj, increase_mpj = last.trade_mpj[:, mine], last.increase_mpj[:, mine]
    check_apart(economy, step.by, last.by)
    faced_j = _over_pairs(increase_mpj, trade_mpj)
    scene = Scene(economy, worlds[-1], step.by, last.by, faced_j, trade_mpj.sum(axis=(0, 1)), goals)
    return step.by, last.by, react(scene, step), f"{name} answers {name_of(last.by)} ({step.rule})"
