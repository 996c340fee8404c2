"""Levels of the instruments on every date, by draw, where a study multiplies the rates of acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from tradetalks.economy.drawn_worlds import MOVED
from tradetalks.economy.economy import Economy
from tradetalks.economy.instruments import instruments_of
from tradetalks.ensemble.targets import covers, with_acts
from tradetalks.scenario.model import Act, Scenario
from tradetalks.scenario.policy_path import policy_in_force
from tradetalks.scenario.results.cost import PolicyDate
from tradetalks.scenario.sections.study_parameters import ActChoice

Array = np.ndarray
# Acts after which a level is no longer a sum of what each act adds.
BENDING = ("floor", "cap")
# Levels by instrument: (m, ...) for m dates, or (d, m, ...) by draw.
Levels = dict[str, Array]


def levels_on(scenario: Scenario, economy: Economy, moments: Sequence[PolicyDate]) -> Levels:
    """(m, ...) The levels of every instrument on every date, as the kernel takes them."""
    found = [instruments_of(economy, policy_in_force(scenario, m.date, m.branch)) for m in moments]
    return {name: np.stack([np.asarray(getattr(new, name)) for new in found]) for name in MOVED}


def levels_by_draw(
    scenario: Scenario,
    economy: Economy,
    moments: Sequence[PolicyDate],
    choices: Mapping[str, ActChoice],
    factors: Mapping[str, Float[Array, " d"]],
) -> Levels:
    """(d, m, ...) The same with the rates of chosen acts multiplied by the factors of each draw, draw by draw.

    Args:
        scenario: whose acts these are.
        economy: whose labels count.
        moments: the dates and branches, m of them.
        choices: by parameter, the acts that it multiplies; at least one.
        factors: by parameter, (d,).
    """
    count = len(next(iter(factors.values())))
    rows = []
    for k in range(count):
        drawn = scenario
        for name, choice in choices.items():
            drawn = with_acts(drawn, choice, float(factors[name][k]))
        rows.append(levels_on(drawn, economy, moments))
    return {name: np.stack([row[name] for row in rows]) for name in MOVED}


def is_sum(scenario: Scenario, choices: Sequence[ActChoice]) -> bool:
    """Whether levels are linear in every factor: nothing bends them, no chosen act multiplies, none is chosen twice."""
    acts = [*scenario.acts, *(act for branch in scenario.branches for act in branch.acts)]
    chosen = [act for act in acts for choice in choices if _has(choice, act)]
    if any(act.kind == "multiply" for act in chosen) or any(act.kind in BENDING for act in acts):
        return False
    return all(sum(covers(choice, act, cell) for choice in choices) < 2 for act in acts for cell in act.cells)


def _has(choice: ActChoice, act: Act) -> bool:
    return any(covers(choice, act, cell) for cell in act.cells)


class LevelSum(NamedTuple):
    """Levels that are a sum: ``start`` without the chosen acts, and by parameter what its acts put on top at a factor of 1."""

    start: Levels
    steps: dict[str, Levels]

    def at(self, factors: Mapping[str, Float[Array, " d"]]) -> Levels:
        """(d, m, ...) Levels at the factors (d,) of each parameter."""
        count = len(next(iter(factors.values())))
        found = {}
        for instrument, start in self.start.items():
            level = np.repeat(start[None], count, axis=0)
            for name, step in self.steps.items():
                level += factors[name].reshape(-1, *[1] * start.ndim) * step[instrument]
            found[instrument] = level
        return found


def level_sum(
    scenario: Scenario, economy: Economy, moments: Sequence[PolicyDate], choices: Mapping[str, ActChoice]
) -> LevelSum:
    """The parts of levels for which :func:`is_sum` holds.

    Args:
        scenario, economy, moments, choices: as :func:`levels_by_draw` takes them.
    """
    without = scenario
    for choice in choices.values():
        without = with_acts(without, choice, 0.0)
    start = levels_on(without, economy, moments)
    steps = {}
    for name in choices:
        alone = scenario
        for other, others in choices.items():
            if other != name:
                alone = with_acts(alone, others, 0.0)
        whole = levels_on(alone, economy, moments)
        steps[name] = {instrument: level - start[instrument] for instrument, level in whole.items()}
    return LevelSum(start, steps)
