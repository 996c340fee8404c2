"""The escalation ladder: moves and reactions in order, and what each side has after every rung."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.model import Economy
from tradetalks.economy.policy import known
from tradetalks.economy.solve import solve_instruments
from tradetalks.war.moves import ListMove, Move, MoveError, Reaction, Scene, raised, react
from tradetalks.war.objectives import Objective, RealIncome
from tradetalks.war.players import Source, status_quo_of

Array = np.ndarray
Step = Move | ListMove | Reaction


@dataclasses.dataclass(frozen=True, eq=False)
class Rung:
    """After one move: who moved against whom, the increase by sector (fractions), the trade it hit (billion dollars a
    year, before the move), each side's objective (percent of real income) and the world economy."""

    text: str
    by: str
    on: str
    increase_j: Float[Array, " j"]
    covered_busd: float
    payoffs: dict[str, float]
    equilibrium: Equilibrium


@dataclasses.dataclass(frozen=True, eq=False)
class Ladder:
    """A sequence of moves played out."""

    economy: Economy
    sides: tuple[str, ...]
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
            hit = rung.increase_j != 0
            average = 100 * rung.increase_j[hit].mean() if hit.any() else 0.0
            pay = ", ".join(f"{name} {value:+.3f}" for name, value in rung.payoffs.items())
            lines.append(f"{k:3d} {rung.text:<40} {average:+6.1f} points on {rung.covered_busd:7.1f} busd   {pay}")
        return "\n".join(lines)


def ladder(
    economy: Economy,
    steps: Sequence[Step],
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    policy: Source = None,
) -> Ladder:
    """Play ``steps`` in order; a :class:`Reaction` answers the last move against its player.

    Args:
        steps: :class:`Move`, :class:`ListMove` or :class:`Reaction`; ``[Move(...)] + rounds of Reaction`` escalates.
        objective: what each side's payoff is; real income by default.
        policy: what is in force at the start.

    Raises:
        MoveError: no steps, a reaction to nothing, an unknown rule.
        PolicyError: unknown regions or sectors.
    """
    if not steps:
        raise MoveError("a ladder needs steps\nexpected at least one move\ngot      none\ndo       begin with a Move")
    sides = tuple(dict.fromkeys(name for s in steps for name in _names(s)))
    for name in sides:
        known(name, economy.regions, "region")
    goals = {s: _objective(objective, s) for s in sides}
    now = solve_instruments(economy, status_quo_of(economy, policy))
    rungs: list[Rung] = []
    for step in steps:
        by, on, increase_j, text = _play(economy, step, rungs, now, goals)
        hit = now.flows.loc[by, on].values[increase_j != 0].sum()
        now = raised(now, by, on, increase_j)
        payoffs = {s: float(goals[s].term(economy, (economy.regions.index(s),))(now.values)) for s in sides}
        rungs.append(Rung(text, by, on, increase_j, float(hit), payoffs, now))
    return Ladder(economy, sides, tuple(rungs))


def _names(step: Step) -> tuple[str, ...]:
    return (step.by,) if isinstance(step, Reaction) else (step.by, step.on)


def _objective(objective, side: str) -> Objective:
    chosen = objective.get(side) if isinstance(objective, Mapping) else objective
    return RealIncome() if chosen is None else chosen


def _play(economy: Economy, step: Step, rungs: list[Rung], now: Equilibrium, goals):
    """Who raises tariffs on whom by how much, and a line of text."""
    if not isinstance(step, Reaction):
        return step.by, step.on, step.increase(economy), f"{step.by} raises tariffs on {step.on}"
    against = [k for k, r in enumerate(rungs) if r.on == step.by]
    if not against:
        raise MoveError(
            f"{step.by} has nothing to react to\nexpected an earlier move against {step.by}\ngot      none\n"
            "do       begin with a Move"
        )
    last = rungs[against[-1]]
    before = rungs[against[-1] - 1].equilibrium if against[-1] else None
    flows = now.flows if before is None else before.flows
    hit_j = np.asarray(flows.loc[last.by, last.on].values)
    if before is None:
        hit_j = economy.flows_nij[economy.regions.index(last.by), economy.regions.index(last.on)]
    scene = Scene(economy, now, step.by, last.by, last.increase_j, hit_j, goals)
    return step.by, last.by, react(scene, step), f"{step.by} answers {last.by} ({step.rule})"
