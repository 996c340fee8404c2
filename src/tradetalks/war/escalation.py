"""The escalation path: moves and answers in order, and what each side has after every step."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from jaxtyping import Float

from tradetalks.economy.economy import Economy
from tradetalks.economy.equilibrium import Equilibrium
from tradetalks.economy.policy import economy_given
from tradetalks.economy.solve import solve_instruments
from tradetalks.errors import message
from tradetalks.inputs import ANYTHING, Kind, ListOf, checked
from tradetalks.result import Result
from tradetalks.war.coalitions import Side, name_of
from tradetalks.war.ladder_levels import answer_error, ladder_errors
from tradetalks.war.moves import Action, ListMove, Move, MoveError, Retaliation, check_action, check_apart, places_of
from tradetalks.war.objectives import Objective, as_objective
from tradetalks.war.players import IN_FORCE, InForce, choice_of, status_quo_of
from tradetalks.war.retaliation import RULES, Provocation, retaliate, trade_between, with_increase

Array = np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class EscalationStep:
    """One step of an escalation path (W15), played out.

    Args:
        text: what happened, in words.
        by: who moved.
        on: on whom.
        increase_mpj: tariff increase by member, partner and sector, fractions.
        trade_mpj: the trade there before the step, billion dollars a year.
        payoffs: each side's objective after it, percent of real income.
        equilibrium: the world after it.
    """

    text: str
    by: Side
    on: Side
    increase_mpj: Float[Array, "m p j"]
    trade_mpj: Float[Array, "m p j"]
    payoffs: dict[str, float]
    equilibrium: Equilibrium

    @property
    def increase_j(self) -> Float[Array, " j"]:
        """The increase by sector, weighted by trade (plain where there is none), fractions."""
        return _over_pairs(self.increase_mpj, self.trade_mpj)

    @property
    def covered_busd(self) -> float:
        """The trade that was hit, billion dollars a year."""
        return float(self.trade_mpj[self.increase_mpj != 0].sum())

    @property
    def average(self) -> float:
        """The mean increase over what was hit, a fraction."""
        hit = self.increase_mpj != 0
        return float(self.increase_mpj[hit].mean()) if hit.any() else 0.0

    def __repr__(self) -> str:
        return f"EscalationStep({self.text}: {100 * self.average:+.1f} points on {self.covered_busd:.1f} busd)"


def _over_pairs(increase_mpj: Float[Array, "m p j"], trade_mpj: Float[Array, "m p j"]) -> Float[Array, " j"]:
    """The mean over pairs by sector, weighted by trade."""
    weight_mpj = np.where(trade_mpj.sum(axis=(0, 1)) > 0, trade_mpj, 1.0)
    mean_j: Array = np.average(increase_mpj, axis=(0, 1), weights=weight_mpj)
    return mean_j


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class EscalationPath(Result):
    """A sequence of moves and answers (W15), played out.

    Args:
        economy: the baseline.
        sides: everybody who moves or is hit.
        start: the world before.
        before: each side's objective there, percent of real income.
        steps: one per move or answer.
    """

    economy: Economy
    sides: tuple[str, ...]
    start: Equilibrium
    before: dict[str, float]
    steps: tuple[EscalationStep, ...]

    @property
    def payoffs(self) -> xr.DataArray:
        """(step, player): each side's objective after every step, percent of real income."""
        values = [[step.payoffs[side] for side in self.sides] for step in self.steps]
        coords = {"step": np.arange(1, len(self.steps) + 1), "player": list(self.sides)}
        attrs = {"units": "percent of baseline real income", "long_name": "objective after the step"}
        return xr.DataArray(np.array(values), coords, ("step", "player"), name="payoff", attrs=attrs)

    @property
    def end(self) -> Equilibrium:
        """The world after the last step."""
        return self.steps[-1].equilibrium

    def to_dataset(self) -> xr.Dataset:
        """By step: what happened, payoffs, the average increase, the trade hit, and every region's real income."""
        at = {"step": np.arange(1, len(self.steps) + 1)}
        worlds = [step.equilibrium.real_income_change for step in self.steps]
        data = xr.Dataset({"payoff": self.payoffs}, {"move": ("step", [step.text for step in self.steps])})
        data["average_increase"] = (
            "step",
            [step.average for step in self.steps],
            {"units": "1", "long_name": "mean tariff increase over what was hit"},
        )
        data["trade_hit"] = (
            "step",
            [step.covered_busd for step in self.steps],
            {"units": "billion US dollars a year", "long_name": "trade hit, before the step"},
        )
        data["real_income_change"] = xr.concat(worlds, xr.DataArray(at["step"], at, ("step",)), coords="minimal")
        return data

    def __repr__(self) -> str:
        last = ", ".join(f"{k} {v:+.3f}" for k, v in self.steps[-1].payoffs.items())
        return f"EscalationPath({len(self.steps)} steps; {last})"

    def summary(self) -> str:
        """Plain text, one line per step."""
        lines = [
            "Escalation: tariff increase (average over what it hits), trade hit, payoffs in percent of real income"
        ]
        for k, step in enumerate(self.steps, 1):
            pay = ", ".join(f"{name} {value:+.3f}" for name, value in step.payoffs.items())
            lines.append(
                f"{k:3d} {step.text:<40} {100 * step.average:+6.1f} points on {step.covered_busd:7.1f} busd   {pay}"
            )
        return "\n".join(lines)


ACTIONS = ListOf(Kind((Move, ListMove, Retaliation), "Move, ListMove or Retaliation"), "a list of moves and reactions")


@checked(MoveError, actions=ACTIONS, policy=IN_FORCE, objective=ANYTHING, economy=ANYTHING)
def escalation_path(
    economy: Economy,
    actions: Sequence[Action],
    *,
    objective: Objective | Mapping[str, Objective] | None = None,
    policy: InForce = None,
) -> EscalationPath:
    """Play ``actions`` in order; a :class:`~tradetalks.war.moves.Retaliation` answers the last move against its player (W15).

    Args:
        economy: the baseline.
        actions: ``Move``, ``ListMove`` or ``Retaliation``, by regions or coalitions; rates are fractions.
        objective: what each side's payoff is, one for all or by name; real income (percent) by default.
        policy: what is in force at the start.

    Returns:
        Every step with the world after it.

    Raises:
        MoveError: no actions, an answer to nothing, an unknown rule, a move on oneself, a rate that is no fraction,
            tariffs of -100 percent or less after a step, an answer beyond every tariff.
        PlayerError: objectives of somebody who does not move and is not hit.
        PolicyError: unknown regions or sectors.
        SolveError: a step after which the economy has no equilibrium.
    """
    economy_given(economy, "escalation_path")
    if not actions:
        raise MoveError(
            message("a ladder needs steps", expected="at least one move", got="none", do="begin with a Move")
        )
    for action in actions:
        check_action(economy, action, list(RULES))
    sides = _sides(actions)
    goals = {name: as_objective(choice_of(objective, name, list(sides), "objective")) for name in sides}
    terms = {name: goals[name].term(economy, tuple(places_of(economy, side))) for name, side in sides.items()}
    in_force = status_quo_of(economy, policy)
    # What can be seen before anything is solved is told first: by its cause, not by what the solver meets on the way.
    for _, error in ladder_errors(economy, actions, np.moveaxis(np.asarray(in_force.tariff_jni), 0, 2)):
        raise error
    start = solve_instruments(economy, in_force)
    world, steps = start, list[EscalationStep]()
    for action in actions:
        by, on, increase, text = _play(economy, action, steps, world, goals)
        trade_mpj = trade_between(world, places_of(economy, by), places_of(economy, on))
        world = with_increase(world, by, on, increase)
        payoffs = {name: float(term(world.values)) for name, term in terms.items()}
        increase_mpj = np.broadcast_to(increase, trade_mpj.shape)
        steps.append(EscalationStep(text, by, on, increase_mpj, trade_mpj, payoffs, world))
    before = {name: float(term(start.values)) for name, term in terms.items()}
    return EscalationPath(economy, tuple(sides), start, before, tuple(steps))


def _sides(actions: Sequence[Action]) -> dict[str, Side]:
    """Everybody who moves or is hit, by name.

    Raises:
        MoveError: one name for two sides.
    """
    sides: dict[str, Side] = {}
    for action in actions:
        involved = (action.by,) if isinstance(action, Retaliation) else (action.by, action.on)
        for side in involved:
            if sides.setdefault(name_of(side), side) != side:
                raise MoveError(
                    message(
                        f"two sides are called {name_of(side)}",
                        expected="every side to have its own name",
                        got=f"{sides[name_of(side)]} and {side}",
                        do="rename one of them",
                    )
                )
    return sides


def _play(
    economy: Economy, action: Action, steps: list[EscalationStep], world: Equilibrium, goals: dict[str, Objective]
) -> tuple[Side, Side, Float[Array, "*mp j"], str]:
    """Who raises tariffs on whom by how much, and a line of text."""
    if isinstance(action, Retaliation):
        last, seen = _provocation(economy, action, steps, world, goals)
        text = f"{name_of(action.by)} answers {name_of(last.by)} ({action.rule})"
        answer = retaliate(seen, action)
        too_high = answer_error(action, np.asarray(answer))
        if too_high is not None:
            raise too_high
        return action.by, last.by, answer, text
    increase = action.increase(economy)
    word = "raises"
    if np.sum(increase) < 0:
        word = "lowers"
    if not np.any(increase):
        word = "changes no"
    return action.by, action.on, increase, f"{name_of(action.by)} {word} tariffs on {name_of(action.on)}"


def _provocation(
    economy: Economy, action: Retaliation, steps: list[EscalationStep], world: Equilibrium, goals: dict[str, Objective]
) -> tuple[EscalationStep, Provocation]:
    """The last step against the side that answers, and what that side sees of it.

    Raises:
        MoveError: there was none, or the side itself made it.
    """
    own, name = places_of(economy, action.by), name_of(action.by)
    against = [step for step in steps if set(own) & set(places_of(economy, step.on))]
    if not against:
        raise MoveError(
            message(
                f"{name} has nothing to react to",
                expected=f"an earlier move against {name}",
                got="none",
                do="begin with a Move",
            )
        )
    last = against[-1]
    mine = [p for p, k in enumerate(places_of(economy, last.on)) if k in own]
    trade_mpj, increase_mpj = last.trade_mpj[:, mine], last.increase_mpj[:, mine]
    check_apart(economy, action.by, last.by)
    faced_j = _over_pairs(increase_mpj, trade_mpj)
    return last, Provocation(economy, world, action.by, last.by, faced_j, trade_mpj.sum(axis=(0, 1)), goals)
